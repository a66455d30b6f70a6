"""After which facts a granted benefit is still to be paid: the one list that every reader shares."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from ledger.events.claim import (
    BenefitInstructed,
    ClaimApproved,
    ClaimEvent,
    FundsVerified,
    PaymentCancelled,
    PaymentFailed,
    PaymentReturned,
)
from ledger.events.claim_life import AdvanceOffset, BenefitRestored, OverpaymentOffset


class Unpaid(NamedTuple):
    """Where a fact leaves a claim whose benefit is granted, and not paid."""

    stage: str  # of the claim, as aggregates know it
    step: str  # its latest step, as worklists name it


# Where an offset leaves nothing to pay, the claim is settled; the reader looks at `left_fen`.
UNPAID_AFTER: Final[Mapping[type[ClaimEvent], Unpaid]] = {
    ClaimApproved: Unpaid("approved", "approved"),
    AdvanceOffset: Unpaid("approved", "approved"),
    FundsVerified: Unpaid("verified", "verified"),
    BenefitInstructed: Unpaid("instructed", "instructed"),
    PaymentFailed: Unpaid("verified", "failed"),
    PaymentCancelled: Unpaid("verified", "cancelled"),
    PaymentReturned: Unpaid("verified", "returned"),
    OverpaymentOffset: Unpaid("verified", "lessened"),
    BenefitRestored: Unpaid("approved", "restored"),
}
UNPAID_STAGES: Final = tuple(dict.fromkeys(its.stage for its in UNPAID_AFTER.values()))
UNPAID_STEPS: Final = tuple(dict.fromkeys(its.step for its in UNPAID_AFTER.values()))
UNPAID_TOPICS: Final = frozenset(str(kind.model_fields["topic"].default) for kind in UNPAID_AFTER)
