"""A unit that leaves, and months that are none of the book's."""

import pytest

from tests.commands.office import SmallOffice


def closed(office: SmallOffice, unit: str, on: str, lang: str = "en") -> str:
    """Close a unit; what is said beside the answer."""
    office.until(on)
    answer = office.run("en", "unit", "close", unit, "--reason", "撤并", on=on, lang=lang)
    assert answer.code == 0, answer
    return answer.err


def test_closing_a_unit_tells_of_the_cover_that_runs_on(enrolled: SmallOffice) -> None:
    said = closed(enrolled, "U000", "2015-06-30")
    assert (
        "on 2015-06-30 24 covers of the unit run on (CD-ACC@2014 2015, CD-HOSP@2015 2015)" in said
    )

    said = closed(enrolled, "U001", "2015-06-30", lang="zh")
    assert "该单位名下仍有 24 份保障有效" in said


def test_closing_a_unit_whose_cover_is_over_warns_of_nothing(enrolled: SmallOffice) -> None:
    assert closed(enrolled, "U000", "2016-01-01") == ""


def test_closing_a_unit_as_of_a_day_before_it_was_registered_warns_of_nothing(
    ready: SmallOffice,
) -> None:
    ready.do("en", "unit", "register", "U9", "--name", "某单位")

    assert closed(ready, "U9", "2015-01-01") == ""


@pytest.mark.parametrize("step", ["accrue", "soft-close"])
def test_a_month_before_the_book_is_neither_accrued_nor_closed(
    ready: SmallOffice, step: str
) -> None:
    ready.refuses("period.before_book", "fi", "period", step, "2014-11")
