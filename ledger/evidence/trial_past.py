"""One member's claims under a plan, decided again under proposed terms, in order of effect."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple, cast

from pydantic_core import from_json

from ledger.aggregates.claim_filing import waits_from
from ledger.aggregates.enrolment import waiting_from
from ledger.aggregates.member import Member
from ledger.benefits import (
    NO_BASE,
    Assessment,
    Base,
    Decided,
    Loss,
    Usage,
    assess_with,
    granted,
    joins_stays,
    measures_account,
    rests_on,
    same_stay,
    used,
)
from ledger.benefits.losses import last_day
from ledger.benefits.usages import UsageKey, usage_at
from ledger.events import restore
from ledger.events.claim import insured_of
from ledger.events.member import ClaimFiled, Enrolled
from ledger.evidence.reperform_reading import Entry, acted
from ledger.money import round_half_up
from ledger.plans import PlanTerms, plan_code, waits_until

_FILED, _ASSESSED = "member.claim_filed.v1", "member.claim_assessed.v1"
_DECIDED = ("member.claim_approved.v1", "member.claim_rejected.v1")
_OPEN_AGAIN = (
    "member.rejection_overturned.v1",
    "member.claim_reopened.v1",
    "member.approval_revoked.v1",
)
_ENROLLED = "member.enrolled.v1"
_USED = re.compile(
    rb'"used_(?:fen|claims)":[1-9]|"used_parts"'
)  # cover carried in with limits used


@dataclass(frozen=True)
class Proposal:
    """Terms to try, on the claims of a plan whose loss lies in a window of days."""

    terms: PlanTerms
    plan: str  # the plan's code
    since: date
    until: date = date.max

    def reaches(self, day: date) -> bool:
        """Tell whether a loss is assessed under the proposed terms."""
        return self.since <= day <= self.until


class Tried(NamedTuple):
    """One decided claim, as it was and as it would have been; amounts in fen."""

    period: str
    unit: str
    before_fen: int
    after_fen: int


@dataclass
class _Claim:
    """A claim, and how it was last decided."""

    filed: ClaimFiled
    shares: int = 1
    assessed: Assessment | None = None
    decided_at: int = 0  # position; 0: it is open
    approved_fen: int = 0
    base: Base = NO_BASE  # as far as the record holds it: never a wage


class Past:
    """One member's past under the plan: read in order of record, then decided in order of effect."""

    def __init__(self, proposal: Proposal) -> None:
        self._proposal = proposal
        self._member: Member | None = None  # folds cover alone
        self._joined: list[Enrolled] = []
        self._usage: dict[UsageKey, Usage] = {}  # under the proposed terms
        self._claims: dict[str, _Claim] = {}
        self._decided: list[tuple[UsageKey, Decided]] = []  # as proposed
        self.unseen = 0  # claims that rest on a base that is not in the record

    def meet(self, entry: Entry) -> None:
        """Take in the next event of this plan; what no filing is known of decides nothing."""
        if entry.topic == _FILED:
            filed = cast(ClaimFiled, restore(entry.topic, entry.state))
            self._claims[filed.claim] = _Claim(filed)
        elif entry.topic == _ASSESSED:
            self._assess(from_json(entry.state))
        elif entry.topic in _DECIDED:
            step = acted(entry.state)
            if (its := self._claims.get(step.claim)) is not None:
                its.decided_at, its.approved_fen = entry.position, step.amount_fen
        elif entry.topic in _OPEN_AGAIN:
            if (its := self._claims.get(acted(entry.state).claim)) is not None:
                its.decided_at = its.approved_fen = 0
        elif entry.topic == _ENROLLED or _USED.search(entry.state):
            self._cover(restore(entry.topic, entry.state))

    def decided(self) -> Iterator[Tried]:
        """Decide again what was decided, in that order; yield what lies in the window."""
        for its in sorted(self._claims.values(), key=lambda each: each.decided_at):
            if its.decided_at:
                yield from self._decide(its)

    def undecided(self) -> int:
        """Return how many claims in the window have no decision."""
        return sum(
            not its.decided_at and self._proposal.reaches(its.filed.loss.occurred_on)
            for its in self._claims.values()
        )

    def _assess(self, facts: dict[str, Any]) -> None:
        its = self._claims.get(facts["claim"])
        if its is None:
            return
        its.shares, its.decided_at = max(1, facts["shares"]), 0
        parts = (facts["benefit_fen"], (), None, facts["indemnity_fen"], facts["days"])
        more = facts.get("condition"), facts.get("damage_fen", 0)
        its.assessed = Assessment(*parts, *more)
        if "pool_fen" in facts:
            names = ("pool_fen", "pool_claims", "pool_place")
            its.base = Base.model_validate({name: facts[name] for name in names})

    def _cover(self, event: Any) -> None:
        if self._member is None:
            self._member = Member.blank(event)
        self._member.when(event)
        if isinstance(event, Enrolled):
            self._joined.append(event)
        self._usage.update(self._member.usage)  # what was carried in

    def _decide(self, its: _Claim) -> Iterator[Tried]:
        filed, loss, fen = its.filed, its.filed.loss, its.approved_fen
        usage = usage_at(self._usage, _whose(filed))
        assessed = its.assessed or Assessment(fen, (), None, fen, 0)
        if not self._proposal.reaches(loss.occurred_on):
            if fen or its.assessed is not None:
                self._use(its, usage, assessed, fen)
            return
        after_fen = 0
        if fen or (its.assessed is not None and not its.assessed.benefit_fen):
            if self._is_out(its):
                yield Tried(filed.period, filed.unit, fen, 0)
                return
            if rests_on(self._proposal.terms, loss, its.base) is not None:
                self.unseen += 1
                return
            joined = self._same_stay(its)
            terms = self._proposal.terms
            now = assess_with(terms, its.shares, loss, usage, joined, its.base)
            after_fen = _granted(now.benefit_fen, fen, assessed.benefit_fen)
            self._use(its, usage, now, after_fen, granted(joined))
        yield Tried(filed.period, filed.unit, fen, after_fen)

    def _use(
        self,
        its: _Claim,
        usage: Usage,
        assessed: Assessment,
        approved_fen: int,
        counted: Sequence[Loss] = (),
    ) -> None:
        """Count a decided claim; one at nothing only on the account of a deductible of the period."""
        terms, filed = self._proposal.terms, its.filed
        if approved_fen or measures_account(terms, filed.loss):
            self._usage[_whose(filed)] = used(usage, filed.loss, assessed, approved_fen, counted)
        if joins_stays(terms, filed.loss) and (approved_fen or not assessed.benefit_fen):
            each = Decided(filed.claim, filed.loss, assessed, approved_fen)
            self._decided.append((_whose(filed), each))

    def _same_stay(self, its: _Claim) -> tuple[Decided, ...]:
        """Return the claims decided before whose stays count as one with this one, as proposed."""
        terms, filed = self._proposal.terms, its.filed
        if not joins_stays(terms, filed.loss):
            return ()
        own = [each for whose, each in self._decided if whose == _whose(filed)]
        return same_stay(terms, filed.loss, own)

    def _is_out(self, its: _Claim) -> bool:
        """Tell whether the proposed terms refuse a claim before any sum is looked at."""
        filed, terms = its.filed, self._proposal.terms
        limit, ended = terms.limitation_days, last_day(filed.loss)
        is_late = limit is not None and filed.effective_on > ended + timedelta(days=limit)
        first = waits_from(filed.source, filed.loss, terms)
        is_early = first is not None and filed.effective_on < first
        return is_late or is_early or self._waits(filed)

    def _waits(self, filed: ClaimFiled) -> bool:
        """Tell whether a new member's loss lies inside the proposed waiting period."""
        day, terms = filed.loss.occurred_on, self._proposal.terms
        return any(
            not cover.renewal
            and cover.effective_on
            <= day
            < waits_until(terms, waiting_from(cover.effective_on, cover.counts_from))
            for cover in self._joined
            if plan_code(cover.plan) == self._proposal.plan and cover.period == filed.period
        )


def _whose(filed: ClaimFiled) -> UsageKey:
    """Return what limits are counted by, and stays have in common that may count as one."""
    whose = insured_of(filed.insured, filed.insured_code)
    return plan_code(filed.plan), filed.period, whose


def _granted(benefit_fen: int, approved_fen: int, assessed_fen: int) -> int:
    """Cut a benefit as the office had cut it when it approved only a part."""
    if approved_fen >= assessed_fen:
        return benefit_fen
    return round_half_up(benefit_fen * approved_fen, assessed_fen)
