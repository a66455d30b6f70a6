"""Grounds of decisions as codes: closed lists, so that no event keeps words about a person.

Where no code names the ground it is `other`, and the document that states it goes with the step.
"""

from typing import Final, Literal, get_args

OTHER = "other"

VoidingGround = Literal[
    "enrolled_twice",
    "enrolled_in_error",
    "consent_missing",
    "not_admitted",
    "member_wish",
    "unit_wish",
    "other",
]
RejectionGround = Literal[
    "no_cover",
    "waiting_period",
    "cover_suspended",
    "not_in_scope",
    "excluded",
    "below_deductible",
    "limit_used",
    "nothing_due",
    "claimed_before",
    "paid_by_others",
    "evidence_missing",
    "evidence_untrue",
    "time_barred",
    "other",
]
AppealGround = Literal[
    "facts_wrong", "evidence_overlooked", "evidence_new", "terms_misread", "step_flawed", "other"
]
AppealFinding = Literal[
    "rejection_sound",
    "facts_wrong",
    "evidence_overlooked",
    "evidence_new",
    "terms_misread",
    "step_flawed",
    "other",
]
WithdrawalGround = Literal[
    "claimant_wish", "paid_by_others", "filed_in_error", "claimed_elsewhere", "other"
]
# Grounds that say by themselves that the benefit comes to nothing.
NOTHING_IS_DUE: Final = frozenset({"below_deductible", "limit_used", "nothing_due"})
ReopeningGround = Literal[
    "evidence_new",
    "facts_wrong",
    "terms_misread",
    "step_flawed",
    "withdrawn_in_error",
    "delay_excused",
    "ordered",
    "other",
]
RevocationGround = Literal[
    "claimed_before",
    "counted_twice",
    "paid_by_others",
    "wrong_amount",
    "no_cover",
    "evidence_untrue",
    "facts_wrong",
    "terms_misread",
    "step_flawed",
    "other",
]
OverpaymentGround = Literal[
    "counted_twice",
    "paid_twice",
    "paid_by_others",
    "wrong_amount",
    "no_cover",
    "evidence_untrue",
    "other",
]
# A finding on appeal bears either outcome; one upholds, the others overturn, and `other` may do both.
UPHOLDING: Final = frozenset({"rejection_sound", OTHER})
OVERTURNING: Final = frozenset(get_args(AppealFinding)) - {"rejection_sound"}
# Rejections that a delay led to: claimed too late, or papers that did not come in time.
OF_DELAY: Final = frozenset({"time_barred", "evidence_missing"})
ReliefGround = Literal[
    "hardship",
    "illness",
    "accident",
    "work_injury",
    "bereavement",
    "disaster",
    "schooling",
    "legal_dispute",
    "condolence",
    "other",
]
ReliefRejectionGround = Literal[
    "not_in_need",
    "not_eligible",
    "granted_before",
    "evidence_missing",
    "evidence_untrue",
    "budget_used",
    "other",
]
