"""One claim in a member's hands: its stage, and what earlier steps said of it."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from ledger.benefits import Loss, Usage
from ledger.events.member import ClaimFiled
from ledger.plans import PlanKey

FILED, ASSESSED, APPROVED, REJECTED = "filed", "assessed", "approved", "rejected"
VERIFIED, INSTRUCTED, PAID = "verified", "instructed", "paid"


@dataclass(slots=True)
class Claim:
    """A claim's standing."""

    code: str
    plan: PlanKey
    dimensions: dict[str, Any]  # plan, class, period, unit and fund, as every step repeats them
    loss: Loss
    filed_as: tuple[str, str]  # the officer's code and login, as in every step below
    stage: str = FILED
    shares: int = 0
    assessed_as: tuple[str, ...] = ()
    benefit_fen: int = 0
    indemnity_fen: int = 0
    days: int = 0
    usage_seen: Usage | None = None  # what was used when the benefit was worked out
    approved_as: tuple[str, ...] = ()
    approved_fen: int = 0
    verified_as: tuple[str, ...] = ()
    instalment: int = 0
    batch: str | None = None

    @classmethod
    def filed(cls, event: ClaimFiled) -> "Claim":
        """Start from the filing."""
        dimensions = {
            "claim": event.claim,
            "plan": event.plan,
            "plan_class": event.plan_class,
            "period": event.period,
            "unit": event.unit,
            "fund": event.fund,
        }
        return cls(event.claim, event.plan, dimensions, event.loss, event.hands)


@dataclass(frozen=True, slots=True)
class Filing:
    """What a claim says when it comes in."""

    claim: str
    plan: str  # the plan's code, or a version's key; the cover decides the version
    loss: Loss
    source: str = "application"
    incident: str | None = None
    settlement: str | None = None
    evidence: tuple[str, ...] = ()


class PaymentLine(NamedTuple):
    """A line of a payment batch, as the bank's return file names it."""

    claim: str
    batch: str
    instalment: int
    bank_account: str
