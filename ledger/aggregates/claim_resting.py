"""Claims that rest on another: what the one took of a cover, and the other was worked out with."""

from collections.abc import Iterator

from ledger.aggregates import claim as stages
from ledger.aggregates.claim import Claim
from ledger.aggregates.claim_folding import usage_open_again
from ledger.aggregates.claim_holding import ClaimHolder
from ledger.benefits import Usage, assess_with, rests_on, shared_without
from ledger.plans import PlanTerms


class Resting(ClaimHolder):
    """The part of a member that knows which claims rest on others."""

    def decided_on(self, its: Claim, terms: PlanTerms) -> Iterator[Claim]:
        """Yield the claims that were approved later, and at another sum for this one's approval.

        Who bore the deductible of the first stay, what is on the account of a period and which
        benefit of an accident came first are counted in the order of the approvals: taken out of
        the midst and granted again, a claim would be counted a second time, or never. What is held
        by a cap comes to the same in every order, and does not count.
        """
        goes_on = bool(self.counted_with(its))
        for other in self.claims.values():
            if other.granted_at < its.granted_at or not other.kept_fen or other is its:
                continue
            if self._usage_key(other) != self._usage_key(its) or other.usage_seen is None:
                continue
            without = shared_without(
                other.usage_seen, its.loss, its.assessment, its.granted_fen, goes_on=goes_on
            )
            if self._comes_to(other, terms, without) != self._comes_to(
                other, terms, other.usage_seen
            ):
                yield other

    def no_longer_nothing(self, claim: str, terms: PlanTerms) -> tuple[str, ...]:
        """Name the claims that were rejected at nothing, and would come to something as limits are now.

        They are those of the same cover and person as `claim`, whose benefit was taken back.
        """
        key = self._usage_key(self.claim(claim))
        return tuple(
            its.code
            for its in self.claims.values()
            if its.stage == stages.REJECTED
            and its.came_to_nothing
            and self._usage_key(its) == key
            and self._comes_to(its, terms, self._as_if_open(its))
        )

    def resting_on_nothing(self, claim: str, terms: PlanTerms) -> tuple[str, ...]:
        """Name the claims that were worked out on one whose whole benefit came back."""
        its = self.claim(claim)
        if its.kept_fen or not its.granted_fen:
            return ()
        return tuple(other.code for other in self.decided_on(its, terms))

    def _as_if_open(self, its: Claim) -> Usage:
        usage = self.usage_of(its)
        return usage_open_again(usage, its) if its.account_fen else usage

    def _comes_to(self, its: Claim, terms: PlanTerms, usage: Usage) -> int | None:
        """Return what a claim comes to; None: it rests on a wage or a pool, which no event holds."""
        if rests_on(terms, its.loss) is not None:
            return None
        joined = [each for code in its.joins if (each := self.claims[code].decided) is not None]
        return assess_with(terms, its.shares, its.loss, usage, joined).benefit_fen
