"""Proposed terms tried on the past: what claims of a plan would have come to; nothing is recorded.

A loss inside the window is assessed under the proposed terms, with the shares that were assessed
and with the limits that claims before it used, under the proposed terms too. What was used before
the window stays as it was. Who was refused cover or never claimed is not in the record.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from ledger.evidence.reperform_parts import in_parts
from ledger.evidence.reperform_reading import Source
from ledger.evidence.scan import Told
from ledger.evidence.trial_past import TOPICS, Past, Proposal, Tried
from ledger.money import round_half_up
from ledger.plans import PlanKey, PlanTerms
from ledger.statements.facts import Facts, Knowledge
from ledger.store.address import BookAddress
from ledger.store.ids import uuid_of

BAND_TOPS_FEN = (0, 50_000, 100_000, 200_000, 500_000, 1_000_000, 5_000_000)


@dataclass
class Effect:
    """What a group of claims comes to, before and after."""

    claims: int = 0
    paid_before: int = 0  # claims with a benefit
    paid_after: int = 0
    before_fen: int = 0
    after_fen: int = 0
    gain: int = 0
    lose: int = 0
    earned_before_fen: int = 0  # contributions earned; of coverage periods and in total only
    earned_after_fen: int = 0

    def add(self, claim: Tried) -> None:
        """Count a claim in."""
        self.claims += 1
        self.paid_before += claim.before_fen > 0
        self.paid_after += claim.after_fen > 0
        self.before_fen += claim.before_fen
        self.after_fen += claim.after_fen
        self.gain += claim.after_fen > claim.before_fen
        self.lose += claim.after_fen < claim.before_fen

    @property
    def change_fen(self) -> int:
        """What the proposed terms add to the benefits."""
        return self.after_fen - self.before_fen


@dataclass
class Trial:
    """The outcome of a trial, by coverage period, by band of the benefit before, and by unit."""

    proposal: Proposal
    knowledge: Knowledge
    total: Effect = field(default_factory=Effect)
    periods: dict[str, Effect] = field(default_factory=dict)
    bands: dict[int | None, Effect] = field(default_factory=dict)  # by top in fen; None: above all
    units: dict[str, Effect] = field(default_factory=dict)
    undecided: int = 0  # claims in the window that are neither approved nor rejected: left out
    unseen: int = 0  # claims that rest on a base that is not in the record: left out

    def add(self, claim: Tried) -> None:
        """Count a claim into every group it belongs to."""
        band = next((top for top in BAND_TOPS_FEN if claim.before_fen <= top), None)
        self.total.add(claim)
        self.periods.setdefault(claim.period, Effect()).add(claim)
        self.bands.setdefault(band, Effect()).add(claim)
        self.units.setdefault(claim.unit, Effect()).add(claim)

    def earn(self, period: str, before_fen: int, after_fen: int) -> None:
        """Add what a coverage period earned in the window, and would have earned."""
        for effect in (self.total, self.periods.setdefault(period, Effect())):
            effect.earned_before_fen += before_fen
            effect.earned_after_fen += after_fen

    def most_changed_units(self, count: int) -> list[tuple[str, Effect]]:
        """Return the units whose benefits change most, either way."""
        changed = [(unit, effect) for unit, effect in self.units.items() if effect.change_fen]
        return sorted(changed, key=lambda each: (-abs(each[1].change_fen), each[0]))[:count]


def try_terms(
    facts: Facts,
    address: BookAddress,
    proposal: Proposal,
    versions: Mapping[PlanKey, PlanTerms],
    told: Told | None = None,
) -> Trial:
    """Try terms on a plan's past claims; `versions` are the published terms of that plan."""
    trial = Trial(proposal, facts.knowledge)
    for plan, period, earned in _earned(facts, proposal):
        price = versions[plan].contribution_fen if plan in versions else None
        proposed = proposal.terms.contribution_fen
        after = earned if proposed is None or not price else round_half_up(earned * proposed, price)
        trial.earn(period, earned, after)
    members = _members(facts, proposal.plan)
    topics = TOPICS if _waits_longer(proposal.terms, versions) else TOPICS[1:]
    done = 0
    upto = facts.knowledge.known_at
    for count, (claims, undecided, unseen) in in_parts(
        address, upto, members, _part, proposal, topics
    ):
        for claim in claims:
            trial.add(claim)
        trial.undecided += undecided
        trial.unseen += unseen
        done += count
        if told is not None:
            told(done, len(members))
    return trial


def _part(
    source: Source, members: Sequence[UUID], proposal: Proposal, topics: Sequence[str]
) -> tuple[list[Tried], int, int]:
    """Decide the claims of some members; also how many are not decided yet, or rest on an unseen base."""
    claims: list[Tried] = []
    undecided = unseen = 0
    mark = f'"plan":"{proposal.plan}@'.encode()
    for entries in source.histories(members, topics):
        past = Past(proposal)
        for entry in entries:
            if mark in entry.state:
                past.meet(entry)
        claims += past.decided()
        undecided += past.undecided()
        unseen += past.unseen
    return claims, undecided, unseen


def _waits_longer(terms: PlanTerms, versions: Mapping[PlanKey, PlanTerms]) -> bool:
    """Tell whether a claim on record can lie in the proposed waiting period: else cover is not read."""
    shortest = min((each.waiting_period_days or 0 for each in versions.values()), default=0)
    return (terms.waiting_period_days or 0) > shortest


def _members(facts: Facts, plan: str) -> Sequence[UUID]:
    """Return the streams in which the plan was claimed, in order."""
    rows = facts.asked(
        "select distinct member from claim_step where plan like ? and position <= ?",
        (f"{plan}@%", facts.knowledge.known_at),
    )
    return sorted(own if isinstance(own, UUID) else uuid_of(bytes(own)) for (own,) in rows)


def _earned(facts: Facts, proposal: Proposal) -> list[tuple[Any, ...]]:
    """Return plan, coverage period and contributions earned in the window, as they were booked."""
    return facts.asked(
        "select plan, period, "
        "cast(sum(case when side = 'C' then amount_fen else -amount_fen end) as bigint) "
        "from journal_line where account = 'contribution_income' and plan like ? "
        "and booked_on >= ? and booked_on <= ? and position <= ? "
        "group by plan, period order by plan, period",
        (
            f"{proposal.plan}@%",
            proposal.since.isoformat(),
            proposal.until.isoformat(),
            facts.knowledge.known_at,
        ),
    )
