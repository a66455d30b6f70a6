"""The invented office: its agencies, its units, and who is covered under what in which year."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import accumulate

from ledger.demo.chance import Dice, Weighted, shared_out
from ledger.demo.people import People
from ledger.demo.targets import YEARS, YearTarget, scaled, targets

PLANS = ("CD-HOSP", "CD-CI", "CD-FEM", "CD-ACC")
HOSP, CI, FEM, ACC = 1, 2, 4, 8  # bits of a set of plans, in the order of PLANS
BEFORE = 2014  # the year of the cover that is taken over
NEVER = 9999

_AGENCY_SIZES = (10, 9, 9, 8, 7, 6, 6, 5, 5, 5, 4, 4, 4, 3, 3, 3, 2, 2, 2, 1, 1)
_POINTS = 4  # service points of an agency
_PEOPLE_LEAST = 6  # of a unit
_LATE_PER_MILLE = 20  # of a year's participations, by people who join within it
_LEAVES_PER_MILLE = 85  # of a year's people, at its end
_PLANNED_PER_MILLE = 940  # of the first year's people; the others are added until all is reached
_DOUBLES_LEAST = 2_000  # people with two shares, below which nobody with two falls ill
# The first units take part in every year: one in a single plan, so that single enrolments can always
# be added, and one in all plans, so that there is always somebody whom a claim can be about.
_STEADY_WEIGHT = 2_000
_STEADY = (HOSP, HOSP | CI | FEM | ACC)
_COUNT = [mask.bit_count() for mask in range(16)]


@dataclass
class Units:
    """The units by number, participating or not, as columns."""

    first: list[int] = field(default_factory=list)  # first year of cover, 9999 for never
    last: list[int] = field(default_factory=list)
    agency: list[int] = field(default_factory=list)
    point: list[int] = field(default_factory=list)
    plans: dict[int, bytearray] = field(
        default_factory=dict
    )  # by year: what the unit takes part in
    shares: bytearray = field(
        default_factory=bytearray
    )  # of critical illness, the same for everyone
    women_per_mille: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.first)

    def active(self, unit: int, year: int) -> bool:
        """Tell whether a unit takes part in a year."""
        return self.first[unit] <= year <= self.last[unit]


class Office:
    """Everything that is decided about people and units before a file is written."""

    def __init__(self, seed: int, scale: Fraction) -> None:
        self.seed, self.scale = seed, scale
        self.targets: dict[int, YearTarget] = targets(scale)
        self.units = _units(seed, scale, self.targets)
        self.people = People(seed)
        self._dice = Dice(seed, "cover")
        self._by_unit: dict[int, tuple[array[int], list[int]]] = {}  # once people are complete
        self._fill_first()
        self._join_late(2015)
        self._turn_of_year()
        self._join_late(2016)

    def plans_of(self, person: int, year: int) -> int:
        """Return the set of plans under which somebody is covered in a year."""
        people = self.people
        if not people.first[person] <= year <= people.last[person]:
            return 0
        plans = self.units.plans[year][people.unit[person]]
        return plans if people.female[person] else plans & ~FEM

    def starts_late(self, person: int, year: int) -> int:
        """Return the month in which the cover of a year begins: 1 but for those who joined in it."""
        return self.people.start[person] if self.people.first[person] == year else 1

    def holds_double(self, year: int) -> bool:
        """Tell whether enough people hold two shares of critical illness for some to fall ill."""
        units, people = self.units, self.people
        held = (
            self.plans_of(person, year) & CI and units.shares[people.unit[person]] == 2
            for person in range(len(people))
        )
        return sum(map(bool, held)) >= _DOUBLES_LEAST

    def by_unit(self, year: int) -> tuple[array[int], list[int]]:
        """Return the people covered in a year sorted by unit, and where each unit's begin."""
        if year in self._by_unit:
            return self._by_unit[year]
        people, count = self.people, [0] * len(self.units)
        inside = [p for p in range(len(people)) if people.first[p] <= year <= people.last[p]]
        for person in inside:
            count[people.unit[person]] += 1
        begins = [0, *accumulate(count)]
        place, ordered = begins[:-1].copy(), array("I", bytes(4 * len(inside)))
        for person in inside:
            unit = people.unit[person]
            ordered[place[unit]] = person
            place[unit] += 1
        self._by_unit[year] = ordered, begins
        return ordered, begins

    def participations(self, year: int) -> int:
        """Return the number of enrolments for a year."""
        return sum(_COUNT[self.plans_of(person, year)] for person in range(len(self.people)))

    def _fill_first(self) -> None:
        """Give the units of 2015 their people, most of whom were covered in 2014 already."""
        units, dice, wanted = self.units, self._dice, self.targets[2015]
        active = [u for u in range(len(units)) if units.active(u, 2015)]
        weights = [dice.spread() // (1 if units.last[u] == NEVER else 3) + 1 for u in active]
        weights[1] += _STEADY_WEIGHT
        heads = _heads(units, 2015, active, weights)
        main = wanted.participations * (1000 - _LATE_PER_MILLE) // 1000
        # somewhat fewer at first: how many of them are women is chance
        planned = main * 1000 // heads * _PLANNED_PER_MILLE // 1000
        sizes = shared_out(planned, weights, _PEOPLE_LEAST)
        for unit, size in zip(active, sizes, strict=True):
            for _ in range(size):
                self._employ(unit)
            if units.first[unit] == BEFORE:
                self._leave(unit, size * _LEAVES_PER_MILLE // 1000)
        for unit in range(len(units)):
            if units.last[unit] == BEFORE:
                self._leave(unit, dice.between(_PEOPLE_LEAST, 40))
        count, existing = self.participations(2015), len(self.people)
        while count < main - 4:
            unit = self.people.unit[dice.below(existing)]
            if units.active(unit, 2015):
                count += _COUNT[self.plans_of(self._employ(unit), 2015)]

    def _employ(self, unit: int) -> int:
        """Add somebody covered from the first day of 2015, most likely since 2014; their number."""
        old = self.units.first[unit] == BEFORE and not self._dice.hits(_LEAVES_PER_MILLE)
        return self.people.add(unit, self.units.women_per_mille[unit], BEFORE if old else 2015)

    def _leave(self, unit: int, count: int) -> None:
        """Add people whose cover ended with the year before the book."""
        for _ in range(count):
            person = self.people.add(unit, self.units.women_per_mille[unit], BEFORE)
            self.people.last[person] = BEFORE

    def _join_late(self, year: int) -> None:
        """Let people join within the year, until its participations are exactly as many as wanted."""
        units, people, dice = self.units, self.people, self._dice
        left = self.targets[year].participations - self.participations(year)
        assert left >= 0, "more people than wanted: the late joiners must fill up"
        single = [
            u
            for u in range(len(units))
            if units.active(u, year) and units.plans[year][u] in (HOSP, CI, ACC)
        ]
        existing = len(people)
        while left:
            unit = people.unit[dice.below(existing)] if left > 4 else dice.pick(single)
            if units.active(unit, year):
                start = dice.between(2, 11)
                person = people.add(unit, units.women_per_mille[unit], year, start)
                left -= _COUNT[self.plans_of(person, year)]

    def _turn_of_year(self) -> None:
        """Let people leave at the end of 2015, and units and people join for 2016."""
        units, people, dice = self.units, self.people, self._dice
        for person in range(len(people)):
            if people.last[person] == NEVER and (
                units.last[people.unit[person]] == 2015 or dice.hits(_LEAVES_PER_MILLE)
            ):
                people.last[person] = 2015
        fresh = [u for u in range(len(units)) if units.first[u] == 2016]
        staff = scaled(15, Fraction(1), _PEOPLE_LEAST) * len(fresh)
        sizes = shared_out(staff, [dice.spread() for _ in fresh], _PEOPLE_LEAST)
        for unit, size in zip(fresh, sizes, strict=True):
            for _ in range(size):
                people.add(unit, units.women_per_mille[unit], 2016)
        main = self.targets[2016].participations * (1000 - _LATE_PER_MILLE) // 1000
        count, existing = self.participations(2016), len(people)
        while count > main:  # at a small scale too many may have stayed
            person = dice.below(existing)
            if people.last[person] == NEVER and people.first[person] < 2016:
                count -= _COUNT[self.plans_of(person, 2016)]
                people.last[person] = 2015
        while count < main - 4:
            unit = people.unit[dice.below(existing)]
            if units.active(unit, 2016):
                person = people.add(unit, units.women_per_mille[unit], 2016)
                count += _COUNT[self.plans_of(person, 2016)]


def _units(seed: int, scale: Fraction, wanted: dict[int, YearTarget]) -> Units:
    """Decide which units take part when, and in what."""
    dice, units = Dice(seed, "units"), Units()
    first, second = (wanted[year].units for year in YEARS)
    leaving, joined = scaled(160, scale), scaled(420, scale)
    fresh = second - (first - leaving)
    kinds = [(BEFORE, NEVER)] * (first - leaving - joined) + [(BEFORE, 2015)] * leaving
    kinds += [(2015, NEVER)] * joined + [(2016, NEVER)] * fresh
    kinds += [(BEFORE, BEFORE)] * scaled(110, scale) + [(NEVER, NEVER)] * scaled(240, scale)
    rest = kinds[len(_STEADY) :]
    dice.shuffle(rest)
    sizes = Weighted(list(enumerate(_AGENCY_SIZES)))
    for year in (BEFORE, *YEARS):
        units.plans[year] = bytearray()
    for number, (begins, ends) in enumerate([*kinds[: len(_STEADY)], *rest]):
        units.first.append(begins)
        units.last.append(ends)
        units.agency.append(dice.pick(sizes))
        units.point.append(dice.below(_POINTS + 1))  # 0: under the agency itself
        units.women_per_mille.append(dice.between(250, 650))
        double = dice.hits(60)
        plans, before, after = _plans(dice)
        if number < len(_STEADY):
            double, plans, before, after = False, *[_STEADY[number]] * 3
        units.shares.append(2 if double else 1)
        for year, taken in zip((BEFORE, *YEARS), (before, plans, after), strict=True):
            units.plans[year].append(taken)
    return units


def _plans(dice: Dice) -> tuple[int, int, int]:
    """Return what a unit takes part in in the first year, in the year before, and in the second."""
    plans = HOSP | CI * dice.hits(600) | FEM * dice.hits(520) | ACC * dice.hits(400)
    if not dice.hits(970):
        plans = CI | ACC if dice.hits(500) else CI
    before = _changed(plans, dice, adds=False)
    return plans, before, _changed(plans, dice, adds=dice.hits(600))


def _changed(plans: int, dice: Dice, *, adds: bool) -> int:
    """Return a unit's plans a year earlier or later: the same, but for a few units."""
    if not dice.hits(40):
        return plans
    other = dice.pick((CI, FEM, ACC))
    changed = plans | other if adds else plans & ~other
    return changed or plans


def _heads(units: Units, year: int, active: list[int], weights: list[int]) -> int:
    """Return how many plans a person holds on average, in thousandths, for units of some weights."""
    total = 0
    for unit, weight in zip(active, weights, strict=True):
        plans = units.plans[year][unit]
        women = units.women_per_mille[unit] if plans & FEM else 0
        total += weight * (1000 * _COUNT[plans & ~FEM] + women)
    return total // sum(weights)


def agency_code(agency: int) -> str:
    """Return an agency's code: A01."""
    return f"A{agency + 1:02d}"


def point_code(agency: int, point: int) -> str:
    """Return a service point's code: A01-2."""
    return f"{agency_code(agency)}-{point}"


def unit_code(unit: int) -> str:
    """Return a unit's code: U00001."""
    return f"U{unit + 1:05d}"
