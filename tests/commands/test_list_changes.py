"""Changes of a unit's list for the next term, and contributions by the average age of its people."""

from datetime import date
from typing import Any

import pytest

from ledger.events.member import Enrolled
from ledger.events.remittance import RosterAccepted
from ledger.events.unit import ListCarriedIn
from ledger.intake.identity import invented_id
from tests.commands.composite import publish
from tests.commands.office import (
    COVERS,
    ROSTER,
    SmallOffice,
    account,
    furnish,
    person,
    roster_row,
    unit,
)

BENEFITS = """
max_shares: 3
benefits:
  - {type: per_diem, trigger: hospital_stay, amount_fen: 4000}
"""
WINDOW = "contribution_fen: 3000\njoiners: {change_days_before_end: 15}"
AGED = "contribution: {rule: unit_age, age_limit: 45, younger_fen: 6000, older_fen: 7000}"


def take_in(name: str, office: SmallOffice, rows: list[Any], year: str, *more: str) -> list[Any]:
    """Return the words that take in a roster."""
    path = office.file(f"{name}.csv", ROSTER, rows)
    consent = office.paper("同意书.txt")
    return ["roster", "import", path, "--period", year, "--consent", consent, *more]


def listed(k: int, u: int = 0, **changed: object) -> list[object]:
    return roster_row(u, k, "CD-LIST", **changed)


# --- changes of the list ------------------------------------------------------------------------


@pytest.fixture
def running(ready: SmallOffice) -> SmallOffice:
    """An office in which a unit's list of 2015 runs out, on the last day for changes of the next."""
    publish(ready, "CD-LIST", WINDOW + BENEFITS)
    ready.do("en", *take_in("2015", ready, [listed(k) for k in range(3)], "2015"))
    ready.at(2015, 12, 16)
    return ready


@pytest.fixture
def late(running: SmallOffice) -> SmallOffice:
    """The same office a day later."""
    running.at(2015, 12, 17)
    return running


def test_a_newcomer_to_the_next_terms_list_is_refused_once_changes_are_late(
    late: SmallOffice,
) -> None:
    words = take_in("2016", late, [listed(0), listed(4)], "2016")

    said = late.refuses("roster.list_changes_over", "en", *words)
    assert "row 3" in said
    assert "row 2" not in said
    assert "were due by 2015-12-16 (joiners.change_days_before_end)" in said


def test_a_list_of_newcomers_alone_is_late_as_well(late: SmallOffice) -> None:
    late.refuses("roster.list_changes_over", "en", *take_in("新", late, [listed(4)], "2016"))


def test_a_newcomer_is_taken_on_the_last_day_for_changes(running: SmallOffice) -> None:
    running.do("en", *take_in("2016", running, [listed(0), listed(4)], "2016"))


def test_who_is_on_the_list_renews_as_they_stand_on_it(late: SmallOffice) -> None:
    more = take_in("份数", late, [listed(0, 份数=2)], "2016")
    assert "row 2" in late.refuses("roster.list_changes_over", "en", *more)

    late.do("en", *take_in("2016", late, [listed(k) for k in range(3)], "2016"))


def test_a_unit_whose_first_list_it_is_is_late_for_nothing(late: SmallOffice) -> None:
    late.do("en", *take_in("新单位", late, [listed(0, u=1)], "2016"))


def test_once_the_term_is_over_no_change_of_its_list_is_late(late: SmallOffice) -> None:
    late.at(2016, 1, 4)

    late.do("en", *take_in("2016", late, [listed(0), listed(4)], "2016"))


def taken_over(office: SmallOffice, *files: list[int]) -> None:
    """Take a running office over in January 2015: of unit 0, on each file, some people's cover."""
    office.at(2015, 1, 5)
    furnish(office)
    publish(office, "CD-LIST", WINDOW + BENEFITS)
    year = ("2015", "2013-01-01", "2015-01-01", "2015-12-31")
    named: list[object] = []
    for n, people in enumerate(files):
        rows = [(unit(0), "CD-LIST", *person(0, k), *year, account(0, k)) for k in people]
        named += ["--members", office.file(f"cover{n}.csv", COVERS, rows)]
    paper = office.paper("移交书.txt")
    office.do("en", "take-over", *named, "--document", paper)
    office.do("lin", "take-over", "--complete", "--document", paper)


def test_a_list_taken_over_is_late_for_newcomers_alone_as_well(begun: SmallOffice) -> None:
    taken_over(begun, [0, 1, 2])
    newcomers = take_in("新", begun, [listed(4)], "2016")
    begun.at(2015, 12, 16)
    with begun.untouched():
        begun.do("en", *newcomers, "--dry-run")

    begun.at(2015, 12, 17)
    said = begun.refuses("roster.list_changes_over", "en", *newcomers)
    assert "the unit's present list runs to 2015-12-31" in said
    begun.do("en", *take_in("他单位", begun, [listed(0, u=1)], "2016"))
    begun.do("en", *take_in("2016", begun, [listed(k) for k in range(3)], "2016"))


def test_a_unit_learns_from_each_list_taken_over_how_long_its_own_runs(begun: SmallOffice) -> None:
    taken_over(begun, [0, 1], [2])

    facts = [e for e in begun.events() if isinstance(e, ListCarriedIn)]
    assert [(e.unit, e.plan, e.period, e.members) for e in facts] == [
        (unit(0), "CD-LIST@2015", "2015", 2),
        (unit(0), "CD-LIST@2015", "2015", 1),
    ]
    assert {e.ends_on for e in facts} == {date(2015, 12, 31)}


def test_of_a_plan_that_sets_no_day_for_changes_no_unit_learns_of_its_list(
    ready: SmallOffice,
) -> None:
    assert not any(isinstance(event, ListCarriedIn) for event in ready.events())


# --- the age of a unit --------------------------------------------------------------------------


def aged(k: int, born: date) -> list[object]:
    """Return a line about somebody born on a day."""
    name, _ = person(0, k)
    id_number = invented_id("990101", born, k, "male")
    return [unit(0), "CD-LIST", name, id_number, 2, account(0, k), "是"]


def due(office: SmallOffice) -> list[tuple[int | None, int]]:
    """Return the age and the contribution of each roster of the plan."""
    return [
        (event.unit_age, event.contribution_fen)
        for event in office.events()
        if isinstance(event, RosterAccepted) and event.plan == "CD-LIST@2015"
    ]


AT_44 = date(1970, 1, 2)  # 44 on 1 January 2015, and 45 on the day after
AT_45 = date(1970, 1, 1)


@pytest.mark.parametrize(
    ("born", "age", "fen"),
    [
        ((AT_44, AT_44, AT_45), 44, 36_000),  # 44⅓
        ((AT_44, AT_45), 45, 28_000),  # 44½ is rounded up, and 45 is not below the limit
        ((AT_45, AT_45), 45, 28_000),
    ],
)
def test_a_unit_pays_by_the_average_age_of_its_roster_on_the_first_day_of_cover(
    ready: SmallOffice, born: tuple[date, ...], age: int, fen: int
) -> None:
    publish(ready, "CD-LIST", AGED + BENEFITS)
    lines = [aged(k, day) for k, day in enumerate(born)]

    ready.do("en", *take_in("名册", ready, lines, "2015"))
    assert due(ready) == [(age, fen)]
    own = [e.contribution_fen for e in ready.events() if isinstance(e, Enrolled)]
    assert own == [fen // len(born)] * len(born)


def test_who_joins_later_pays_by_the_age_that_the_unit_was_reckoned_with(
    ready: SmallOffice,
) -> None:
    publish(ready, "CD-LIST", AGED + BENEFITS)
    ready.do("en", *take_in("名册", ready, [aged(0, AT_44)], "2015"))
    ready.do("en", *take_in("增员", ready, [aged(1, date(1960, 1, 1))], "2015"))

    assert due(ready) == [(44, 12_000), (44, 12_000)]


def test_who_is_left_out_does_not_count_towards_the_units_age(ready: SmallOffice) -> None:
    publish(ready, "CD-LIST", AGED + "\nage_max_male: 60" + BENEFITS)
    lines = [aged(0, AT_44), aged(1, date(1940, 1, 1))]

    ready.do("en", *take_in("名册", ready, lines, "2015", "--good-rows-only"))
    assert due(ready) == [(44, 12_000)]


def test_cover_that_begins_after_payment_waits_for_what_the_units_age_asks_for(
    ready: SmallOffice,
) -> None:
    publish(ready, "CD-LIST", AGED + "\ncoverage: {rule: day_after_papers_and_payment}" + BENEFITS)
    words = take_in("名册", ready, [aged(0, AT_44), aged(1, AT_45)], "2015")
    money = ["--unit", unit(0), "--fund", "CARE", "--period", "2015", "--bank-account", "B2"]
    ready.do("en", "contribution", "receive", "--receipt", "H1", "--amount", "279.99", *money)
    said = ready.refuses("roster.payment_missing", "en", *words)
    assert "of 280.00 yuan" in said

    ready.do("en", "contribution", "receive", "--receipt", "H2", "--amount", "0.01", *money)
    ready.do("en", *words)
    assert due(ready) == [(45, 28_000)]
