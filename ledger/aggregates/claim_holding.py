"""What a member's claims are, and what every step of one begins with."""

from collections.abc import Callable
from typing import Any, Final

from ledger.aggregates import claim as stages
from ledger.aggregates.base import Aggregate
from ledger.aggregates.claim import Claim
from ledger.aggregates.claim_stages import require_stage, require_time
from ledger.aggregates.enrolment import Cover
from ledger.aggregates.moment import Moment
from ledger.benefits import (
    NO_BASE,
    NOTHING_USED,
    Assessment,
    Base,
    Decided,
    Loss,
    Usage,
    assess,
    assess_with,
    joins_stays,
    same_stay,
)
from ledger.errors import DiedBefore, FiledTwice, LossAfterDeath, NotCovered, Unknown
from ledger.events.member import ClaimEvent
from ledger.plans import PlanKey, PlanTerms, plan_code

UsageKey = tuple[str, str, str | None]  # plan code, coverage period, and insured person
ANSWERS: Final = ("pay", "fail", "return")  # steps on the bank's own value date, however late
AFTER_DEATH: Final = ("death", "funeral")  # losses that a death does not come after
TermsOf = Callable[[PlanKey], PlanTerms]


class ClaimHolder(Aggregate):
    """The part of a member that has claims: cover, claims and used limits."""

    def prepare(self) -> None:
        """Start without cover or claims."""
        self.sealed: dict[str, str] = {}
        self.covers: list[Cover] = []
        self.claims: dict[str, Claim] = {}
        self.usage: dict[UsageKey, Usage] = {}

    def claim(self, claim: str) -> Claim:
        """Return a claim of this member."""
        try:
            return self.claims[claim]
        except KeyError:
            raise Unknown("claim", claim) from None

    def usage_of(self, its: Claim) -> Usage:
        """Return what earlier claims of the same cover and the same insured person have used."""
        return self.usage.get(self._usage_key(its), NOTHING_USED)

    @staticmethod
    def _usage_key(its: Claim) -> UsageKey:
        """Return what limits are counted by; the insured is None where it is the member."""
        return plan_code(its.plan), its.dimensions["period"], its.insured

    def _derive(
        self,
        claim: str,
        cover: Cover,
        terms: PlanTerms,
        loss: Loss,
        base: Base = NO_BASE,
        insured: str | None = None,
    ) -> tuple[Assessment, tuple[Decided, ...]]:
        """Derive the benefit of a claim, and name the decided stays that count as one with it.

        Only stays of the same person count as one, and limits are counted for each person.
        """
        key = plan_code(cover.plan), cover.period, insured
        usage = self.usage.get(key, NOTHING_USED)
        if not joins_stays(terms, loss):
            return assess(terms, cover.shares, loss, usage, base), ()
        decided = [
            each
            for its in self.claims.values()
            if its.code != claim
            and self._usage_key(its) == key
            and (each := its.decided) is not None
        ]
        joined = same_stay(terms, loss, decided)
        return assess_with(terms, cover.shares, loss, usage, joined, base), joined

    def _cover_of(self, its: Claim) -> Cover:
        """Return the cover that a claim was filed under, as it still holds on the day of the loss."""
        own = its.plan, its.dimensions["period"]
        for cover in self.covers:
            if (cover.plan, cover.period) == own and cover.on(its.loss.occurred_on):
                return cover
        raise NotCovered(its.code, its.plan, its.loss.occurred_on)

    def _claim_for(self, claim: str, step: str, at: Moment) -> Claim:
        """Return a claim that may take a step, by its stage and by the day of its last step."""
        its = self.claim(claim)
        require_stage(its, step)
        if step not in ANSWERS:
            require_time(its, at.effective_on)
        return its

    def _step(self, event: type[ClaimEvent], its: Claim, at: Moment, **facts: Any) -> None:
        """Record a step of a claim, with the dimensions that every step repeats."""
        self.record(event, at, **its.dimensions, **facts)

    def _require_new(self, claim: str, plan: str, loss: Loss, insured: str | None = None) -> None:
        """Refuse a loss that is already claimed under the plan; one without a benefit may come again.

        A loss is known by its kind, its day and the person whose it is, a disease by its class, too;
        a death by the person alone, and nobody suffers a loss after it.
        """
        code, papers = plan_code(plan), set(loss.papers or ())
        for earlier in self.claims.values():
            theirs = earlier.loss
            if earlier.code == claim or earlier.stage in stages.WITHOUT_BENEFIT:
                continue
            if earlier.insured == insured and theirs.trigger == "death":
                _require_alive(claim, loss, earlier)
            if plan_code(earlier.plan) != code:
                continue
            same = earlier.insured == insured and _same_loss(theirs, loss)
            if same or papers.intersection(theirs.papers or ()):
                raise FiledTwice(claim, earlier.code)


def _require_alive(claim: str, loss: Loss, death: Claim) -> None:
    """Refuse another day for a death that is claimed, and a loss that goes past its day."""
    died_on = death.loss.occurred_on
    if loss.trigger == "death" and loss.occurred_on != died_on:
        raise DiedBefore(claim, loss.occurred_on, died_on)
    last = loss.ended_on or loss.occurred_on
    if loss.trigger not in AFTER_DEATH and last > died_on:
        raise LossAfterDeath(claim, last, death.code, died_on)


def _same_loss(one: Loss, other: Loss) -> bool:
    """Tell whether two losses of one person are one: of a kind, on a day.

    Two diseases of different classes that are found on one day are two: each class is paid once.
    """
    if (one.trigger, one.occurred_on) != (other.trigger, other.occurred_on):
        return False
    classes = {one.condition, other.condition} - {None}
    return one.trigger != "diagnosis" or len(classes) < 2
