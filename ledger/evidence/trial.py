"""Proposed terms tried on the past: what claims of a plan would have come to; nothing is recorded.

A loss inside the window is assessed under the proposed terms, with the shares that were assessed
and with the limits that claims before it used, under the proposed terms too. What was used before
the window stays as it was. Who was refused cover or never claimed is not in the record.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ledger.evidence.reperform_parts import in_parts
from ledger.evidence.reperform_reading import Source
from ledger.evidence.scan import Told
from ledger.evidence.trial_past import Past, Proposal, Tried
from ledger.money import round_half_up
from ledger.plans import PlanKey, PlanTerms
from ledger.statements.facts import Facts, Knowledge
from ledger.store.engine import Database

BAND_TOPS_FEN = (0, 50_000, 100_000, 200_000, 500_000, 1_000_000, 5_000_000)
BANDS = (*BAND_TOPS_FEN, None)  # None: above all


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
    periods: dict[str, Effect] = field(default_factory=lambda: defaultdict(Effect))
    bands: dict[int | None, Effect] = field(default_factory=lambda: defaultdict(Effect))  # by top
    units: dict[str, Effect] = field(default_factory=lambda: defaultdict(Effect))
    undecided: int = 0  # claims in the window that are neither approved nor rejected: left out
    unseen: int = 0  # claims that rest on a base that is not in the record: left out

    def add(self, claim: Tried) -> None:
        """Count a claim into every group it belongs to."""
        band = BANDS[bisect_left(BAND_TOPS_FEN, claim.before_fen)]
        self.total.add(claim)
        self.periods[claim.period].add(claim)
        self.bands[band].add(claim)
        self.units[claim.unit].add(claim)

    def earn(self, period: str, before_fen: int, after_fen: int) -> None:
        """Add what a coverage period earned in the window, and would have earned."""
        for effect in (self.total, self.periods[period]):
            effect.earned_before_fen += before_fen
            effect.earned_after_fen += after_fen

    def most_changed_units(self, count: int) -> list[tuple[str, Effect]]:
        """Return the units whose benefits change most, either way."""
        changed = [(unit, effect) for unit, effect in self.units.items() if effect.change_fen]
        return sorted(changed, key=lambda each: (-abs(each[1].change_fen), each[0]))[:count]


class Recorded(NamedTuple):
    """What a trial takes from the facts of the book; the rest is in the events themselves."""

    trial: Trial  # without a claim so far
    pasts: list[list[int]]  # of each member who claimed: at which positions


def recorded(facts: Facts, proposal: Proposal, versions: Mapping[PlanKey, PlanTerms]) -> Recorded:
    """Look up a plan's past; `versions` are the published terms of that plan."""
    trial = Trial(proposal, facts.knowledge)
    for plan, period, earned in _earned(facts, proposal):
        price = versions[plan].contribution_fen if plan in versions else None
        proposed = proposal.terms.contribution_fen
        after = earned if proposed is None or not price else round_half_up(earned * proposed, price)
        trial.earn(period, earned, after)
    waits = _waits_longer(proposal.terms, versions)
    return Recorded(trial, _pasts(facts, proposal.plan, with_cover=waits))


def try_terms(database: Database, past: Recorded, told: Told | None = None) -> Trial:
    """Try the proposed terms on every claim of a plan's past."""
    trial, pasts = past
    done = 0
    upto = trial.knowledge.known_at
    for count, (claims, undecided, unseen) in in_parts(
        database, upto, pasts, _part, trial.proposal
    ):
        for claim in claims:
            trial.add(claim)
        trial.undecided += undecided
        trial.unseen += unseen
        done += count
        if told is not None:
            told(done, len(pasts))
    return trial


def _part(
    source: Source, pasts: Sequence[Sequence[int]], proposal: Proposal
) -> tuple[list[Tried], int, int]:
    """Decide the claims of some members; also how many are not decided yet, or rest on an unseen base."""
    claims: list[Tried] = []
    undecided = unseen = 0
    for entries in source.histories_at(pasts):
        past = Past(proposal)
        for entry in entries:
            past.meet(entry)
        claims += past.decided()
        undecided += past.undecided()
        unseen += past.unseen
    return claims, undecided, unseen


def _waits_longer(terms: PlanTerms, versions: Mapping[PlanKey, PlanTerms]) -> bool:
    """Tell whether a claim on record can lie in the proposed waiting period: else cover is not read."""
    shortest = min((each.waiting_period_days or 0 for each in versions.values()), default=0)
    return (terms.waiting_period_days or 0) > shortest


def _pasts(facts: Facts, plan: str, *, with_cover: bool) -> list[list[int]]:
    """Return at which positions each member's past under the plan is recorded, by their first claim.

    Cover that was carried in may bring limits that were used; other cover only tells who waits.
    """
    own = f"{plan}@%", facts.knowledge.known_at
    found: dict[Any, list[int]] = {}
    for member, position in facts.asked(
        "select member, position from claim_step where plan like ? and position <= ? and"
        " (step in ('filed', 'assessed', 'approved', 'rejected', 'revoked') or step like ? or step like ?)"
        " order by position",
        (*own, "overturned%", "reopened%"),
    ):
        found.setdefault(member, []).append(position)
    entries = "('carried_in', 'new', 'renewal')" if with_cover else "('carried_in')"
    for member, position in facts.asked(
        f"select member, position from coverage where entry in {entries}"
        " and plan like ? and position <= ? and member in"
        " (select member from claim_step where plan like ? and position <= ? and step = 'filed')",
        own * 2,
    ):
        if member in found:
            found[member].append(position)
    return list(found.values())


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
