"""Members whose claim stands at a stage, and the steps that lead on from it."""

from collections.abc import Callable
from typing import Any

from ledger.aggregates import Member, Moment
from ledger.aggregates.claim import Filing, PaymentLine
from ledger.benefits import Loss
from ledger.events import Event
from ledger.events import claim_life as life
from ledger.events.member import BenefitPaid, PaymentFailed, PaymentReturned
from ledger.plans import PlanKey, PlanTerms
from tests import makers as m
from tests.aggregates.given import day, given

CLAIM = "C1"
TERMS = m.plan_terms()  # 40 yuan a day
LIMITED = m.plan_terms(limitation_days=30)
LINE = PaymentLine(CLAIM, "B1", 1, m.BANK)
BY_CHEN = {"recorded_by": "chen", "authenticated_as": "os:chen"}
BY_HAN = {"recorded_by": "han", "authenticated_as": "os:han"}

# Each stage and the facts that lead there: "lin" files and assesses, "chen" approves, "han" verifies.
_DECIDED = (m.claim_filed(), m.claim_assessed(), m.claim_approved(**BY_CHEN))
_VERIFIED = (*_DECIDED, m.funds_verified(**BY_HAN))
FACTS: dict[str, Any] = {
    name: getattr(m.claim_assessed(), name)
    for name in ("claim", "plan", "plan_class", "period", "unit", "fund")
}
NOTICE = m.make(life.ClaimNotified, **FACTS, trigger="hospital_stay", occurred_on=day("03-10"))
ASKED = m.make(life.EvidenceRequested, **FACTS, missing=("invoice", "discharge"), due_on=m.DAY)
BY_MEI = {"recorded_by": "mei", "authenticated_as": "os:mei"}
REVIEWED = m.make(life.ClaimReviewed, **FACTS, benefit_fen=60_000, **BY_MEI)
_REJECTED = (m.claim_filed(), m.claim_assessed(), m.claim_rejected(**BY_CHEN))
ADVANCED = (
    m.make(life.AdvanceGranted, **FACTS, amount_fen=60_000, **BY_CHEN),
    m.make(life.AdvancePaid, **FACTS, amount_fen=60_000, bank_account=m.BANK, payee=m.DIGEST),
)
_SETTLED = (
    m.claim_filed(),
    *ADVANCED,
    *_DECIDED[1:],
    m.make(life.AdvanceOffset, **FACTS, amount_fen=60_000, left_fen=0, **BY_CHEN),
)
STAGES: dict[str, tuple[Event, ...]] = {
    "notified": (NOTICE,),
    "filed": (m.claim_filed(),),
    "evidence_requested": (m.claim_filed(), ASKED),
    "assessed": (m.claim_filed(), m.claim_assessed()),
    "reviewed": (m.claim_filed(), m.claim_assessed(), REVIEWED),
    "approved": _DECIDED,
    "rejected": (m.claim_filed(), m.claim_assessed(), m.claim_rejected(**BY_CHEN)),
    "appealed": (*_REJECTED, m.make(life.ClaimAppealed, **FACTS, ground="facts_wrong")),
    "withdrawn": (m.claim_filed(), m.make(life.ClaimWithdrawn, **FACTS, ground="claimant_wish")),
    "time_barred": (m.claim_filed(), ASKED, m.make(life.ClaimTimeBarred, **FACTS, lapsed_on=m.DAY)),
    "settled": _SETTLED,
    "verified": _VERIFIED,
    "instructed": (*_VERIFIED, m.benefit_instructed()),
    "paid": (*_VERIFIED, m.benefit_instructed(), m.benefit_paid()),
}

# Each step, the stages from which it leads on, and how it is taken.
STEPS: dict[str, tuple[tuple[str, ...], Callable[[Member, Moment], Any]]] = {
    "assess": (
        ("filed", "assessed", "reviewed"),
        lambda member, at: member.assess_claim(CLAIM, terms_of(), at),
    ),
    "approve": (("assessed", "reviewed"), lambda member, at: member.approve_claim(CLAIM, None, at)),
    "reject": (
        ("filed", "assessed", "reviewed"),
        lambda member, at: member.reject_claim(CLAIM, "no_cover", at),
    ),
    "verify": (("approved",), lambda member, at: member.verify_funds(CLAIM, at)),
    "instruct": (("verified",), lambda member, at: member.instruct_payment(CLAIM, "B1", at)),
    "revoke": (
        ("approved", "verified"),
        lambda member, at: member.revoke_approval(CLAIM, "counted_twice", at),
    ),
    "cancel": (("instructed",), lambda member, at: member.cancel_payment(CLAIM, "B1", at)),
    "pay": (("instructed",), lambda member, at: member.settle_payment(LINE, BenefitPaid, at)),
    "fail": (("instructed",), lambda member, at: member.settle_payment(LINE, PaymentFailed, at)),
    "return": (("paid",), lambda member, at: member.settle_payment(LINE, PaymentReturned, at)),
    "request evidence": (
        ("filed", "assessed", "reviewed"),
        lambda member, at: member.request_evidence(CLAIM, ("invoice",), None, at),
    ),
    "receive evidence": (
        ("evidence_requested",),
        lambda member, at: member.receive_evidence(CLAIM, ("invoice",), at),
    ),
    "review": (("assessed",), lambda member, at: member.review_claim(CLAIM, at)),
    "appeal": (("rejected",), lambda member, at: member.appeal_claim(CLAIM, "facts_wrong", at)),
    "uphold": (
        ("appealed",),
        lambda member, at: member.decide_appeal(CLAIM, "rejection_sound", at, overturn=False),
    ),
    "overturn": (
        ("appealed",),
        lambda member, at: member.decide_appeal(CLAIM, "facts_wrong", at, overturn=True),
    ),
    "withdraw": (
        ("notified", "filed", "evidence_requested", "assessed", "reviewed"),
        lambda member, at: member.withdraw_claim(CLAIM, "filed_in_error", at),
    ),
    "bar": (
        ("notified", "evidence_requested"),
        lambda member, at: member.bar_claim(
            CLAIM, terms_of(LIMITED), at.but(effective_on=day("12-01"))
        ),
    ),
    "reopen": (
        ("rejected", "withdrawn", "time_barred"),
        lambda member, at: member.reopen_claim(CLAIM, "evidence_new", at),
    ),
}


def member_at(stage: str) -> Member:
    """A member with a bank account, covered in 2015, whose claim C1 stands at a stage."""
    return insured(*STAGES[stage])


def insured(*events: Event, **cover: Any) -> Member:
    """A member with a bank account, covered in 2015, to whom this happened."""
    details = {"identity": "1" * 64, "bank": "2" * 64}
    member: Member = given(m.member_registered(sealed=details), m.enrolled(**cover), *events)
    return member


def terms_of(*others: PlanTerms) -> Callable[[PlanKey], PlanTerms]:
    """What looks up terms by plan key; those of CD-HOSP@2015 can be replaced by others."""
    return {terms.key: terms for terms in (TERMS, *others)}.__getitem__


def stay(admitted: str = "03-10", days: int | None = 3, **changes: Any) -> Loss:
    """A hospital stay in 2015, of so many days."""
    first = day(admitted)
    left = None if days is None else first.replace(day=first.day + days)
    facts: dict[str, Any] = {"trigger": "hospital_stay", "occurred_on": first, "ended_on": left}
    return Loss(**(facts | changes))


def filing(claim: str = CLAIM, plan: str = "CD-HOSP", **changes: Any) -> Filing:
    """What a claim says when it comes in: by default a stay of three days in March."""
    loss = changes.pop("loss", None) or stay()
    return Filing(claim, plan, loss, **changes)
