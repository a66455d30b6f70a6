"""Rosters (名册) and the list of cover taken over: who is enrolled under what, file by file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ledger.demo.office import BEFORE, CI, FEM, Office, agency_code, unit_code
from ledger.demo.tables import headings, write_csv, write_xlsx, yuan_cell
from ledger.demo.targets import YEARS
from ledger.intake import roster, takeover

_EMPLOYMENTS = ("在编", "合同", "合同", "合同", "合同", "合同", "劳务派遣", "合同", "在编", "合同")
_ROSTER = headings(
    roster.COLUMNS,
    *("unit", "plan", "name", "id_number", "sex", "employment", "shares", "phone"),
    *("bank_account", "consent"),
)
_COVER = headings(
    takeover.COVER_COLUMNS,
    *("unit", "plan", "name", "id_number", "sex", "period", "covered_since", "starts_on"),
    *("ends_on", "shares", "used", "used_claims", "phone", "bank_account"),
)
_KEYS = ("CD-HOSP@2015", "CD-CI@2012", "CD-FEM@2012", "CD-ACC@2014")
_KEYS_BEFORE = ("CD-HOSP@2012", *_KEYS[1:])
_USED_EVERY = 40  # one in so many had a hospital benefit before the take-over


@dataclass(frozen=True)
class RosterFile:
    """One roster file, with the coverage period and first day of cover that it is imported for."""

    path: Path
    period: int
    month: int  # in which it comes in; cover begins on the first day
    rows: int

    @property
    def starts_on(self) -> date:
        """The first day of cover."""
        return date(self.period, self.month, 1)


def write_rosters(office: Office, folder: Path) -> list[RosterFile]:
    """Write a year's main rosters by agency, one of them as a workbook, and then month by month."""
    files: list[RosterFile] = []
    for year in YEARS:
        files += _main(office, folder, year)
        for month, rows in sorted(_late_rows(office, year).items()):
            path = folder / f"roster-{year}-{month:02d}.csv"
            write_csv(path, _ROSTER, rows)
            files.append(RosterFile(path, year, month, len(rows)))
    return files


def write_cover(office: Office, folder: Path, claimants: set[int]) -> dict[Path, int]:
    """Write the cover in force at take-over, by agency; the rows of each file.

    Who has a claim under it had used nothing before.
    """
    _, begins = office.by_unit(BEFORE)
    files = {}
    for agency in sorted(set(office.units.agency)):
        units = [
            unit
            for unit in range(len(office.units))
            if office.units.agency[unit] == agency and begins[unit + 1] > begins[unit]
        ]
        if units:
            path = folder / f"takeover-members-{agency_code(agency)}.csv"
            files[path] = write_csv(path, _COVER, _cover_rows(office, units, claimants))
    return files


def _main(office: Office, folder: Path, year: int) -> Iterator[RosterFile]:
    people, begins = office.by_unit(year)
    by_agency: dict[int, list[int]] = {}
    for unit in range(len(office.units)):
        if begins[unit + 1] > begins[unit]:
            by_agency.setdefault(office.units.agency[unit], []).append(unit)
    smallest = min(
        by_agency, key=lambda a: (sum(begins[u + 1] - begins[u] for u in by_agency[a]), a)
    )
    for agency, units in sorted(by_agency.items()):
        name = f"roster-{year}-01-{agency_code(agency)}"
        rows = (
            row
            for unit in units
            for row in _unit_rows(office, year, unit, people[begins[unit] : begins[unit + 1]])
        )
        path = folder / f"{name}.{'xlsx' if agency == smallest else 'csv'}"
        count = (
            write_xlsx(path, "名册", _ROSTER, rows)
            if agency == smallest
            else write_csv(path, _ROSTER, rows)
        )
        yield RosterFile(path, year, 1, count)


def _unit_rows(office: Office, year: int, unit: int, members: Sequence[int]) -> Iterator[str]:
    """Yield a unit's rosters, one plan after the other, without those who join later."""
    people, code = office.people, unit_code(unit)
    texts = [
        (person, _person(office, person, new=people.first[person] == year))
        for person in members
        if office.starts_late(person, year) == 1
    ]
    for place, key in enumerate(_KEYS):
        plan = 1 << place
        if not office.units.plans[year][unit] & plan:
            continue
        shares = office.units.shares[unit] if plan == CI else 1
        for person, (who, reach) in texts:
            if plan != FEM or people.female[person]:
                yield f"{code},{key},{who},{shares},{reach},是"


def _late_rows(office: Office, year: int) -> dict[int, list[str]]:
    """Return the lines of people whose cover begins within a year, by month, unit and plan."""
    people = office.people
    lines: dict[int, list[tuple[int, int, int, str]]] = {}
    for person in range(len(people)):
        if people.first[person] != year or people.start[person] == 1:
            continue
        unit, plans = people.unit[person], office.plans_of(person, year)
        who, reach = _person(office, person, new=True)
        for place, key in enumerate(_KEYS):
            if plans >> place & 1:
                shares = office.units.shares[unit] if 1 << place == CI else 1
                row = f"{unit_code(unit)},{key},{who},{shares},{reach},是"
                lines.setdefault(people.start[person], []).append((unit, place, person, row))
    return {month: [row for *_, row in sorted(mine)] for month, mine in lines.items()}


def _person(office: Office, person: int, *, new: bool) -> tuple[str, str]:
    """Return who somebody is, and how they are reached and paid; old members leave that unchanged."""
    people = office.people
    sex = "女" if people.female[person] else "男"
    kind = _EMPLOYMENTS[person % len(_EMPLOYMENTS)]
    reach = f"{people.phone(person)},{people.account(person)}" if new else ","
    return f"{people.name(person)},{people.id_number(person)},{sex},{kind}", reach


def _cover_rows(office: Office, units: list[int], claimants: set[int]) -> Iterator[str]:
    ordered, begins = office.by_unit(BEFORE)
    people = office.people
    for unit in units:
        code, shares = unit_code(unit), office.units.shares[unit]
        for person in ordered[begins[unit] : begins[unit + 1]]:
            sex = "女" if people.female[person] else "男"
            who = f"{people.name(person)},{people.id_number(person)},{sex}"
            since = f"{BEFORE - person % 5}-01-01"
            reach = f",{people.account(person)}"  # old lists know no telephone numbers
            plans = office.plans_of(person, BEFORE)
            used = person % _USED_EVERY == 0 and person not in claimants
            for place, key in enumerate(_KEYS_BEFORE):
                if not plans >> place & 1:
                    continue
                had = f"{yuan_cell(30_000 + person % 9_973 * 10)},1" if used and not place else ","
                held = shares if 1 << place == CI else 1
                yield (
                    f"{code},{key},{who},{BEFORE},{since},{BEFORE}-01-01,{BEFORE}-12-31,"
                    f"{held},{had},{reach}"
                )
