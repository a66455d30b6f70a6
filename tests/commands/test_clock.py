"""Cover by the clock: which day it begins on, at what time, and what that does to a claim."""

import pytest

from tests.commands import company as co
from tests.commands import office as small
from tests.commands.office import SmallOffice
from tests.commands.people import told

NOON = {"rule": "fixed_period", "first_day": "01-01", "last_day": "12-31"}
PLAIN = {"contribution": {"rule": "per_share", "share_fen": 3_000}}
PAID_FIRST = {"rule": "day_after_papers_and_payment", "start_time": "00:00", "end_time": "24:00"}


def enrol(office: SmallOffice, *more: object, on: str | None = None, people: int = 2) -> str:
    path = office.file("名册.csv", co.PAID, [co.paid_row(k) for k in range(people)])
    consent = office.paper("同意书.txt")
    words = ("roster", "import", path, "--period", "2015", "--consent", consent, *more)
    office.until(on)
    return office.do("en", *words, on=on)


def covers(office: SmallOffice, k: int = 0) -> list[tuple[str, str, str]]:
    its = told(office, "member", "statement", co.member_of(office, k))
    return [
        (c["period"], c["starts_on"], c["ends_on"])
        for c in its["covers"]
        if c["plan"].startswith("CO-")
    ]


def file_words(k: int, number: str, day: str, *more: object) -> list[object]:
    _, id_number = small.person(0, k)
    words = ("--id-number", id_number, "--plan", "CO-WAGE", "--trigger", "hospital_stay")
    return ["claim", "file", number, *words, "--occurred-on", day, *more]


# --- the hour -----------------------------------------------------------------------------------


@pytest.fixture
def by_noon(ready: SmallOffice) -> SmallOffice:
    """A plan whose cover runs from noon of its first day to noon of its last."""
    co.publish(ready, coverage={**NOON, "start_time": "12:00", "end_time": "12:00"}, **PLAIN)
    enrol(ready)
    ready.at(2016, 1, 10)
    return ready


@pytest.mark.parametrize(("day", "time"), [("2015-01-01", "11:59"), ("2015-12-31", "12:00")])
def test_a_loss_outside_the_hours_of_cover_is_refused(
    by_noon: SmallOffice, day: str, time: str
) -> None:
    said = by_noon.refuses(
        "claim.not_covered_at", "as", *file_words(0, "C1", day, "--occurred-at", time)
    )
    assert f"CO-WAGE@2015 gave no cover on {day} at {time}" in said
    assert "it ran from 2015-01-01 12:00 to 2015-12-31 12:00" in said


@pytest.mark.parametrize(("day", "time"), [("2015-01-01", "12:00"), ("2015-12-31", "11:59")])
def test_a_loss_within_the_hours_of_cover_is_filed(
    by_noon: SmallOffice, day: str, time: str
) -> None:
    by_noon.do("as", *file_words(0, "C1", day, "--occurred-at", time))


def test_the_hour_of_admission_counts_for_a_stay(by_noon: SmallOffice) -> None:
    stay = ("--ended-on", "2015-01-03", "--discharged-at", "09:00", "--admitted-at")
    words = file_words(0, "C1", "2015-01-01", *stay)

    by_noon.refuses("claim.not_covered_at", "as", *words, "08:30")
    by_noon.do("as", *words, "12:30")


def test_without_a_time_the_day_decides(by_noon: SmallOffice) -> None:
    by_noon.do("as", *file_words(0, "C1", "2015-01-01"))
    by_noon.do("as", *file_words(1, "C2", "2015-12-31"))


def test_who_left_is_covered_to_the_end_of_that_day(by_noon: SmallOffice) -> None:
    leaving = ("--cause", "withdrew", "--reason", "本人申请")
    by_noon.do("en", "member", "leave", co.member_of(by_noon, 0), *leaving, on="2015-06-30")
    by_noon.do("as", *file_words(0, "C1", "2015-06-30", "--occurred-at", "23:00"))

    said = by_noon.do("en", "member", "statement", co.member_of(by_noon, 0))
    assert "2015-01-01 12:00 to 2015-06-30 24:00" in said


def test_the_hours_are_printed(by_noon: SmallOffice) -> None:
    one = co.member_of(by_noon, 0)
    out = by_noon.folder / "c.html"
    words = ("print", "certificate", one, "--plan", "CO-WAGE", "--period", "2015", "--out", out)
    by_noon.do("en", *words, lang="zh")

    assert "2015-01-01十二时至2015-12-31十二时" in out.read_text(encoding="utf-8")
    assert "2015-01-01 12:00至2015-12-31 12:00" in by_noon.do(
        "en", "member", "statement", one, lang="zh"
    )


def test_what_a_plan_may_pay_is_judged_by_the_hour(by_noon: SmallOffice) -> None:
    words = ("--trigger", "hospital_stay", "--occurred-on", "2015-01-01", "--occurred-at", "08:00")
    said = by_noon.do("as", "claim", "preview", "--member", co.member_of(by_noon, 0), *words)
    assert "[claim.not_covered_at]" in said


# --- the day ------------------------------------------------------------------------------------


def test_a_fixed_period_has_the_days_of_the_terms(ready: SmallOffice) -> None:
    summer = {"rule": "fixed_period", "first_day": "07-01", "last_day": "06-30"}
    co.publish(ready, coverage=summer, **PLAIN)
    enrol(ready)

    assert covers(ready) == [("2015", "2015-07-01", "2016-06-30")]


def test_a_term_of_three_years_runs_three_years(ready: SmallOffice) -> None:
    co.publish(ready, term_months=36, **PLAIN)
    enrol(ready)

    assert covers(ready) == [("2015", "2015-01-01", "2017-12-31")]


@pytest.mark.parametrize(
    ("rule", "first"), [("day_of_acceptance", "2015-01-05"), ("next_day", "2015-01-06")]
)
def test_cover_from_acceptance_runs_a_whole_term(ready: SmallOffice, rule: str, first: str) -> None:
    co.publish(ready, coverage={"rule": rule}, **PLAIN)
    enrol(ready)

    ((_, starts, ends),) = covers(ready)
    assert (starts, ends[:4]) == (first, "2016")


def test_cover_from_acceptance_begins_no_earlier(ready: SmallOffice) -> None:
    co.publish(ready, coverage={"rule": "next_day"}, **PLAIN)
    path = ready.file("名册.csv", co.PAID, [co.paid_row(0)])
    words = [*small.roster_import(ready, path), "--starts-on", "2015-01-05"]
    said = ready.refuses("file.rows_refused", "en", *words)

    assert "[roster.start_too_early]" in said


# --- the day after papers and payment -----------------------------------------------------------


def test_cover_begins_the_day_after_the_later_of_papers_and_payment(ready: SmallOffice) -> None:
    co.publish(ready, coverage=PAID_FIRST, **PLAIN)
    co.pay(ready, "20.00", "R1", "2015-01-02")
    co.pay(ready, "40.00", "R2", "2015-01-07")
    enrol(ready, on="2015-01-06")
    ready.at(2015, 1, 20)

    assert covers(ready) == [("2015", "2015-01-08", "2016-01-07")]
    enrolled = [e for e in ready.events() if e.topic == "member.enrolled.v1"]
    assert len(enrolled) == 2


def test_what_was_paid_before_settles_the_roster(ready: SmallOffice) -> None:
    co.publish(ready, coverage=PAID_FIRST, **PLAIN)
    co.pay(ready, "70.00", "R1", "2015-01-02")
    enrol(ready, on="2015-01-06")
    ready.at(2015, 1, 20)

    its = told(ready, "unit", "statement", "U000")
    (plan,) = (p for p in its["plans"] if p["plan"] == "CO-WAGE@2015")
    assert (plan["due_fen"], plan["received_fen"], plan["open_fen"]) == (6_000, 6_000, 0)
    assert [line["amount_fen"] for line in its["held"]] == [1_000]


@pytest.mark.parametrize("paid", [None, "59.99"])
def test_without_the_whole_payment_cover_does_not_begin(
    ready: SmallOffice, paid: str | None
) -> None:
    co.publish(ready, coverage=PAID_FIRST, **PLAIN)
    if paid is not None:
        co.pay(ready, paid, "R1", "2015-01-02")
    path = ready.file("名册.csv", co.PAID, [co.paid_row(k) for k in range(2)])
    said = ready.refuses("file.rows_refused", "en", *small.roster_import(ready, path))

    assert "[roster.payment_missing]" in said
    assert f"is to pay, {paid or '0.00'} yuan are in" in said
