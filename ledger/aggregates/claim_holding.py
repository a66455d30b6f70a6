"""What a member's claims are, and what every step of one begins with."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from ledger.aggregates.base import Aggregate
from ledger.aggregates.claim import Claim, same_loss, stays_overlap
from ledger.aggregates.claim_causes import cover_day
from ledger.aggregates.claim_stages import require_stage, require_time
from ledger.aggregates.enrolment import Cover
from ledger.aggregates.moment import Moment
from ledger.benefits import (
    NO_BASE,
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
from ledger.benefits.losses import goes_past, last_day
from ledger.benefits.usages import UsageKey, usage_at
from ledger.errors import (
    AssessmentStale,
    DiedBefore,
    FiledTwice,
    LossAfterDeath,
    NotCovered,
    StaysOverlap,
    Unknown,
)
from ledger.events.member import ClaimEvent
from ledger.plans import PlanKey, PlanTerms, plan_code

ANSWERS: Final = ("pay", "fail", "return")  # steps on the bank's own value date, however late
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
        return usage_at(self.usage, self._usage_key(its))

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
        usage = usage_at(self.usage, key)
        if not joins_stays(terms, loss):
            return assess(terms, cover.shares, loss, usage, base), ()
        joined = self._one_stay(claim, key, terms, loss)
        return assess_with(terms, cover.shares, loss, usage, joined, base), joined

    def _one_stay(
        self, claim: str, key: UsageKey, terms: PlanTerms, loss: Loss
    ) -> tuple[Decided, ...]:
        """Return the other decided stays, counted by the same limits, that are one with a loss."""
        decided = [
            each
            for its in self.claims.values()
            if its.code != claim
            and self._usage_key(its) == key
            and (each := its.decided) is not None
        ]
        return same_stay(terms, loss, decided)

    def require_fresh(self, its: Claim, terms: PlanTerms | None) -> None:
        """Refuse to go on from an assessment that rests on limits, or on joined stays, as they were.

        A stay that came to nothing uses no limit, and bears on the one that it is joined to.

        Raises:
            AssessmentStale: another claim of the cover was decided since, and bears on it.
        """
        key = self._usage_key(its)
        if its.usage_seen != usage_at(self.usage, key):
            raise AssessmentStale(its.code)
        if terms is None or not joins_stays(terms, its.loss):
            return
        joined = self._one_stay(its.code, key, terms, its.loss)
        if {each.claim for each in joined} != set(its.joins):
            raise AssessmentStale(its.code)

    def counted_with(self, its: Claim) -> list[Loss]:
        """Return the losses that count as one stay with a claim's, and whose benefits stay paid."""
        return [
            other.loss
            for other in self.claims.values()
            if (other.code in its.joins or its.code in other.joins) and other.kept_fen
        ]

    def _cover_of(self, its: Claim) -> Cover:
        """Return the cover that a claim was filed under, as it still holds on the day of the loss."""
        own, day = (its.plan, its.dimensions["period"]), self.cover_day(its.loss, its.insured)
        for cover in self.covers:
            if (cover.plan, cover.period) == own and cover.on(day):
                return cover
        raise NotCovered(its.code, its.plan, its.loss.occurred_on)

    def death_of(self, insured: str | None) -> date | None:
        """Return the day of a person's death by claims for it; None: none is on record.

        The member is None, a dependant is named by code.
        """
        return min(
            (
                its.loss.occurred_on
                for its in self.claims.values()
                if its.tells_of_death and its.insured == insured
            ),
            default=None,
        )

    def cover_day(self, loss: Loss, insured: str | None) -> date:
        """Return the day that must be covered for a loss of a person: mostly its own."""
        return cover_day(loss, self.death_of(insured))

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

    def death_before(self, its: Claim) -> Claim | None:
        """Return the claim for the same person's death that a loss goes past the day of, or None.

        A death is a fact, and is taken in after the loss was claimed, too.
        """
        for other in self.claims.values():
            same = other.tells_of_death and other.insured == its.insured
            if same and goes_past(its.loss, other.loss.occurred_on):
                return other
        return None

    def losses_after(self, death: str) -> tuple[str, ...]:
        """Name the claims on their way, or paid, whose loss goes past the death that a claim is for."""
        by = self.claim(death)
        return tuple(
            its.code
            for its in self.claims.values()
            if not its.leaves_nothing and self.death_before(its) is by
        )

    def require_decidable(self, its: Claim) -> None:
        """Refuse to go on towards a benefit where the person's death was claimed for an earlier day.

        Raises:
            LossAfterDeath: with the day of the loss, and that of the death.
        """
        death = self.death_before(its)
        if death is not None:
            raise LossAfterDeath(its.code, last_day(its.loss), death.code, death.loss.occurred_on)

    def _require_new(self, claim: str, plan: str, loss: Loss, insured: str | None = None) -> None:
        """Refuse a loss that is already claimed under the plan; what leaves no benefit may come again.

        A loss is known by its kind, its day and the person whose it is, a disease by its class, too;
        a death by the person alone, and nobody suffers a loss after it. Nobody lies in two stays at once.
        """
        code, papers = plan_code(plan), set(loss.papers or ())
        for earlier in self.claims.values():
            theirs = earlier.loss
            if earlier.code == claim or earlier.leaves_nothing:
                continue
            if earlier.insured == insured and earlier.tells_of_death:
                _require_agrees_with_death(claim, loss, earlier)
            if plan_code(earlier.plan) != code:
                continue
            same = earlier.insured == insured and same_loss(theirs, loss)
            if same or papers.intersection(theirs.papers or ()):
                raise FiledTwice(claim, earlier.code)
            if earlier.insured == insured and stays_overlap(theirs, loss):
                raise StaysOverlap(claim, loss.occurred_on, last_day(loss), earlier.code)


def _require_agrees_with_death(claim: str, loss: Loss, death: Claim) -> None:
    """Refuse another day for a death that is claimed, and a loss that goes past its day."""
    died_on = death.loss.occurred_on
    if loss.trigger == "death" and loss.occurred_on != died_on:
        raise DiedBefore(claim, loss.occurred_on, died_on)
    if goes_past(loss, died_on):
        raise LossAfterDeath(claim, last_day(loss), death.code, died_on)
