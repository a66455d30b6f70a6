"""The two years' claims: whose, when, and how much, so that what is paid in a year is what was published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from ledger.benefits import NOTHING_USED, Assessment, Loss, Usage, assess, used
from ledger.demo.amounts import fixed_sums, reachable, varied
from ledger.demo.chance import Dice, Weighted
from ledger.demo.losses import injury_stay, listed, stay_for
from ledger.demo.office import ACC, BEFORE, CI, FEM, HOSP, Office
from ledger.demo.rounds import Round, rounds_paid_in
from ledger.demo.targets import Benefits, YearTarget, scaled
from ledger.plans import PlanTerms

Ground = Literal["waiting", "not_covered", "twice", "nothing"]
Bounce = Literal["failed", "returned"]

_ACCIDENTS_PERCENT = 4  # of all benefits
_DISABLED_PER_MILLE = 50  # of accidents
_LATER_STAYS_PER_MILLE = 15  # of hospital stays: the second of somebody in a coverage period
_SEARCHES = 200_000
_TAIL = 260  # benefits decided at the end of the second year and paid after it
_TAIL_MEAN_FEN = 85_000
_GRADES = Weighted([("grade-10", 60), ("grade-9", 25), ("grade-8", 10), ("grade-7", 5)])
_HOSPITALS = tuple(f"示例市第{number}人民医院" for number in "一二三四五六七八九")


@dataclass(slots=True)
class Claim:
    """One claim as the settling agency reports it."""

    person: int
    plan: int  # a bit, as in `ledger.demo.office`
    period: int
    loss: Loss
    settled_on: date
    round: Round
    benefit_fen: int  # zero where the claim is refused
    refused: Ground | None = None
    bounces: Bounce | None = None
    number: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """A benefit that is wanted: by its amount, or by what it is paid for."""

    plan: int
    benefit_fen: int = 0
    condition: str | None = None
    shares: int = 1
    days: int = 0  # of a stay after an accident; or since an accident that left somebody disabled


def reachable_targets(
    terms: Mapping[str, PlanTerms], wanted: Mapping[int, YearTarget]
) -> dict[int, YearTarget]:
    """Return the figures nearest to those wanted that the plans' fixed sums can make."""
    return {
        year: replace(
            target,
            critical=reachable(terms["CD-CI@2012"], target.critical),
            female=reachable(terms["CD-FEM@2012"], target.female),
        )
        for year, target in wanted.items()
    }


class Claims:
    """All claims of the two years, by round; `terms` are the plans' by key."""

    def __init__(self, office: Office, terms: dict[str, PlanTerms]) -> None:
        self.office, self.terms = office, terms
        self._dice = Dice(office.seed, "claims")
        self._taken: set[tuple[int, int]] = set()
        self._usage: dict[tuple[int, int], Usage] = {}
        self._stays: list[Claim] = []
        self._papers = 0
        self.targets = reachable_targets(terms, office.targets)
        self.all: list[Claim] = []
        for year, target in self.targets.items():
            self._pay_out(year, target)
        self._pay_tail()

    def terms_for(self, plan: int, period: int) -> PlanTerms:
        """Return the terms that cover of a period was given under."""
        key = {
            HOSP: "CD-HOSP@2012" if period == BEFORE else "CD-HOSP@2015",
            CI: "CD-CI@2012",
            FEM: "CD-FEM@2012",
            ACC: "CD-ACC@2014",
        }[plan]
        return self.terms[key]

    def covered_from(self, person: int, plan: int, year: int) -> date | None:
        """Return the first day on which somebody's loss is covered in a year, if any."""
        office = self.office
        if not office.plans_of(person, year) & plan:
            return None
        if year == BEFORE:
            return date(year, 1, 1)
        starts_on = date(year, office.starts_late(person, year), 1)
        if office.plans_of(person, year - 1) & plan:
            return starts_on
        waiting = self.terms_for(plan, year).waiting_period_days or 0
        return starts_on + timedelta(days=waiting)

    def take(self, person: int, plan: int) -> bool:
        """Reserve somebody for a claim under a plan, unless they have one."""
        if (person, plan) in self._taken:
            return False
        self._taken.add((person, plan))
        return True

    def paper(self) -> str:
        """Return the next receipt number."""
        self._papers += 1
        return f"PJ{self._papers:07d}"

    def hospital(self) -> str:
        """Return an invented hospital's name."""
        return self._dice.pick(_HOSPITALS)

    def _pay_out(self, year: int, target: YearTarget) -> None:
        """Make the claims whose benefits are paid in a year, round by round."""
        dice, ci, female = self._dice, self.terms_for(CI, year), self.terms_for(FEM, year)
        doubles = 60 if self.office.holds_double(year) else 0
        wishes: list[Wish] = [
            Wish(CI, condition=code, shares=shares)
            for code, shares in fixed_sums(ci, target.critical, dice, doubles)
        ]
        wishes += [Wish(FEM, condition=code) for code, _ in fixed_sums(female, target.female, dice)]
        accidents = target.benefits.count * _ACCIDENTS_PERCENT // 100
        injuries = [_injury(dice) for _ in range(accidents)]
        listed_fen = target.critical.sum_fen + target.female.sum_fen
        by_accident_fen = sum(self._benefit_of(injury) for injury in injuries)
        stays = Benefits(
            target.benefits.count - len(wishes) - accidents,
            target.benefits.sum_fen - listed_fen - by_accident_fen,
        )
        wishes += injuries
        wishes += [Wish(HOSP, benefit_fen=amount) for amount in varied(stays, dice)]
        dice.shuffle(wishes)
        self._spread_over(year, wishes)

    def _pay_tail(self) -> None:
        """Make the claims that are decided in the last days of the second year."""
        count = scaled(_TAIL, self.office.scale, 2)
        amounts = varied(Benefits(count, count * _TAIL_MEAN_FEN), self._dice)
        self._spread_over(2017, [Wish(HOSP, benefit_fen=amount) for amount in amounts])

    def _benefit_of(self, injury: Wish) -> int:
        """Return what an accident pays, whoever has it."""
        terms = self.terms_for(ACC, 2015)
        return assess(terms, 1, _accident(injury, date(2015, 6, 30), 0, "x", "x")).benefit_fen

    def _spread_over(self, year: int, wishes: list[Wish]) -> None:
        rounds = rounds_paid_in(year)
        whole, begins, reached = sum(weight for _, weight in rounds), 0, 0
        for each, weight in rounds:
            reached += weight
            ends = max(begins + 1, len(wishes) * reached // whole)
            for wish in wishes[begins:ends]:
                self._make(each, wish)
            begins = ends

    def _make(self, each: Round, wish: Wish) -> None:
        """Find somebody whose cover and dates fit, and say what happened to them."""
        dice = self._dice
        if wish.plan == HOSP and self._stays and dice.hits(_LATER_STAYS_PER_MILLE):
            earlier = dice.pick(self._stays)
            if self._fits(each, wish, earlier.person, after=earlier):
                return
        people = len(self.office.people)
        for _ in range(_SEARCHES):
            person = dice.below(people)
            if (person, wish.plan) not in self._taken and self._fits(each, wish, person):
                return
        raise AssertionError("there is nobody left whose cover fits")

    def _fits(self, each: Round, wish: Wish, person: int, after: Claim | None = None) -> bool:
        """Make the claim, unless the loss would lie outside the person's cover."""
        dice, plan = self._dice, wish.plan
        days = (each.closes_on - each.opens_on).days
        settled_on = each.opens_on + timedelta(days=dice.below(days + 1))
        lasts = 3 + dice.spread() // 250 if plan == HOSP else dice.between(1, 9)
        lasts = wish.days or lasts
        period = (settled_on - timedelta(days=lasts)).year
        first = self.covered_from(person, plan, period) if period >= BEFORE else None
        if first is None or first > settled_on or self._shares(person, plan) != wish.shares:
            return False
        usage = NOTHING_USED
        if after is not None:
            usage = self._usage.get((person, period), NOTHING_USED)
            first = max(first, (after.loss.ended_on or after.settled_on) + timedelta(days=2))
            if after.round is each or after.settled_on >= each.opens_on:
                return False
        loss, assessment = self._loss(wish, settled_on, lasts, period, usage)
        if not first <= loss.occurred_on <= date(period, 12, 31):
            return False
        self._taken.add((person, plan))
        claim = Claim(person, plan, period, loss, settled_on, each, assessment.benefit_fen)
        self._add(claim, usage, assessment)
        return True

    def _shares(self, person: int, plan: int) -> int:
        return self.office.units.shares[self.office.people.unit[person]] if plan == CI else 1

    def _loss(
        self, wish: Wish, settled_on: date, days: int, period: int, usage: Usage
    ) -> tuple[Loss, Assessment]:
        """Say what happened, so that the terms give what is wished for, and what they do give."""
        hospital, paper, dice = self.hospital(), self.paper(), self._dice
        terms = self.terms_for(wish.plan, period)
        if wish.plan == HOSP:
            return stay_for(
                terms,
                wish.benefit_fen,
                days,
                discharged_on=settled_on,
                usage=usage,
                hospital=hospital,
                paper=paper,
                dice=dice,
            )
        if wish.plan == ACC:
            loss = _accident(wish, settled_on, dice.between(20_000, 900_000), hospital, paper)
        else:
            happened_on = settled_on - timedelta(days=days)
            loss = listed("diagnosis", str(wish.condition), happened_on, hospital, paper)
        return loss, assess(terms, wish.shares, loss, usage)

    def _add(self, claim: Claim, usage: Usage, assessment: Assessment) -> None:
        """Take a claim in, and what it leaves of the limits."""
        self.all.append(claim)
        if claim.plan == HOSP:
            self._stays.append(claim)
            key = (claim.person, claim.period)
            self._usage[key] = used(usage, claim.loss, assessment, claim.benefit_fen)


def _injury(dice: Dice) -> Wish:
    """Draw an accident: mostly a stay, rarely a disability that lasts."""
    if dice.hits(_DISABLED_PER_MILLE):
        return Wish(ACC, condition=dice.pick(_GRADES), days=dice.between(30, 150))
    return Wish(ACC, days=min(60, 2 + dice.spread() // 200))


def _accident(wish: Wish, settled_on: date, self_pay_fen: int, hospital: str, paper: str) -> Loss:
    if wish.condition is None:
        days = {"days": wish.days, "self_pay_fen": self_pay_fen}
        return injury_stay(discharged_on=settled_on, hospital=hospital, paper=paper, **days)
    happened_on = settled_on - timedelta(days=wish.days)
    return listed("disability", wish.condition, happened_on, hospital, paper)
