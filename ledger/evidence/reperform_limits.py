"""Used limits, done again: what one member's decided claims had used, and gave back, at each step."""

from collections.abc import Sequence
from dataclasses import replace

from ledger.aggregates.claim import same_loss
from ledger.benefits import (
    Decided,
    Loss,
    Usage,
    drawn_by,
    given_back,
    joins_stays,
    measures_account,
    on_accounts,
    same_stay,
    taken_again,
    used,
)
from ledger.benefits.usages import UsageKey, usage_at
from ledger.derivations import Step
from ledger.evidence.reperform_findings import Cause
from ledger.evidence.reperform_frame import Frame
from ledger.evidence.reperform_reading import Acted
from ledger.evidence.reperform_steps import Claimed, Found
from ledger.money import plain_yuan


class LimitsAgain:
    """Keeps what a member's claims have used of limits, and judges assessments against it."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._usage: dict[UsageKey, Usage] = {}
        self._usages: dict[UsageKey, list[Usage]] = {}  # every earlier state
        self.claims: dict[str, Claimed] = {}

    def _decided(self, its: Claimed) -> list[Decided]:
        """Return the other claims of a cover that were granted something, or came to nothing."""
        return [
            Decided(claim, other.loss, other.assessed, other.kept_fen)
            for claim, other in self.claims.items()
            if other is not its
            and other.usage_key == its.usage_key
            and other.loss is not None
            and other.assessed is not None
            and (other.kept_fen or other.came_to_nothing)
        ]

    def _nothing_is_due(self, position: int, step: Acted, its: Claimed) -> Found:
        """Find a rejection because nothing is due that no assessment bears out, as things stood."""
        if not its.rejects_nothing:
            fen = its.assessed.benefit_fen if its.stands and its.assessed else None
            yield Cause.GROUND_CONTRADICTED, step.ground, None if fen is None else plain_yuan(fen)
            return
        yield from self._stale(position, its)

    def _stale(self, position: int, its: Claimed) -> Found:
        """Find that what an assessment rests on was decided otherwise before its own decision."""
        usage = usage_at(self._usage, its.usage_key)
        if its.assessed is not None and its.usage_seen != usage:
            yield Cause.USAGE_MOVED, its.usage_seen.paid_fen, usage.paid_fen
        terms = self._frame.terms(its.plan, position)
        if terms is None or its.loss is None or not joins_stays(terms, its.loss):
            return
        joined = [each.claim for each in same_stay(terms, its.loss, self._decided(its))]
        if set(joined) != set(its.joined):
            yield Cause.JOINED_MOVED, ", ".join(its.joined) or None, ", ".join(joined) or None

    def _place(self, position: int, its: Claimed, steps: Sequence[Step]) -> None:
        """Find what an assessment means for claims after it: joined stays, and the account."""
        terms = self._frame.terms(its.plan, position)
        its.joined, its.counts = (), False
        if terms is None or its.loss is None:
            return
        if joins_stays(terms, its.loss):
            found = same_stay(terms, its.loss, self._decided(its))
            its.joined = tuple(each.claim for each in found)
        if its.assessed is None:
            return
        if not its.assessed.benefit_fen:
            its.counts = measures_account(terms, its.loss)
        others = (self.claims[code].assessed for code in its.joined)
        drawn = drawn_by(steps, its.loss) - sum(each.drawn_fen for each in others if each)
        its.assessed = replace(its.assessed, drawn_fen=max(0, drawn))

    def _take_place(self, its: Claimed) -> None:
        """Let a loss that is claimed again count by this claim alone."""
        if its.loss is None:
            return
        papers = set(its.loss.papers or ())
        for earlier in self.claims.values():
            theirs = earlier.loss
            if theirs is None or earlier is its or not earlier.came_to_nothing:
                continue
            same = earlier.insured == its.insured and same_loss(theirs, its.loss)
            if earlier.key[0] == its.key[0] and (same or papers.intersection(theirs.papers or ())):
                if earlier.counts:
                    self._free_account(earlier)
                earlier.came_to_nothing = False

    def _use(self, its: Claimed, approved_fen: int) -> None:
        if its.loss is not None and its.assessed is not None:
            usage = usage_at(self._usage, its.usage_key)
            self._usages.setdefault(its.usage_key, []).append(usage)
            counted = self._counted_with(its)
            self._usage[its.usage_key] = used(usage, its.loss, its.assessed, approved_fen, counted)

    def _free_account(self, its: Claimed) -> None:
        """Take a claim that had come to nothing off the account: it is to be decided again."""
        if its.loss is not None:
            usage = usage_at(self._usage, its.usage_key)
            self._usages.setdefault(its.usage_key, []).append(usage)
            freed = {
                name: getattr(usage, name) - fen for name, fen in on_accounts(its.loss).items()
            }
            self._usage[its.usage_key] = usage.model_copy(update=freed)

    def _give_back(self, its: Claimed, amount_fen: int) -> None:
        """Free limits by what came back of a benefit that was overpaid."""
        usage = usage_at(self._usage, its.usage_key)
        self._usages.setdefault(its.usage_key, []).append(usage)
        if its.loss is not None and its.assessed is not None:
            counted = self._counted_with(its)
            self._usage[its.usage_key] = given_back(
                usage, its.loss, its.assessed, its.kept_fen, amount_fen, counted
            )
        its.back_fen += amount_fen

    def _take_again(self, its: Claimed, amount_fen: int) -> None:
        """Use limits again by what had been asked back in error."""
        usage = usage_at(self._usage, its.usage_key)
        self._usages.setdefault(its.usage_key, []).append(usage)
        if its.loss is not None and its.assessed is not None:
            counted = self._counted_with(its)
            self._usage[its.usage_key] = taken_again(
                usage, its.loss, its.assessed, its.kept_fen, amount_fen, counted
            )
        its.back_fen -= amount_fen

    def _counted_with(self, its: Claimed) -> list[Loss]:
        """Return the losses that count as one stay with a claim's, and whose benefits stay paid."""
        return [
            other.loss
            for code, other in self.claims.items()
            if (code in its.joined or its.code in other.joined)
            and other.kept_fen
            and other.loss is not None
        ]
