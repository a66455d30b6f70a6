"""Arrears: what is overdue, and cover that stands still until it is paid."""

from typing import Any

import pytest

from ledger.aggregates import Member
from ledger.book import Book
from tests.commands import office as small
from tests.commands.office import SmallOffice
from tests.commands.people import cover_of, pseudonyms, told

WHOSE = ("U000", "--fund", "MED", "--period", "2015")
SUSPEND = (*WHOSE, "--reason", "欠缴", "--resolution", "R1")


@pytest.fixture
def owing(ready: SmallOffice) -> SmallOffice:
    """An office in which unit U000 has paid its accident plan, and owes its hospital plan."""
    path = ready.file("名册.csv", small.ROSTER, small.roster_rows(units=[0]))
    ready.do("en", *small.roster_import(ready, path))
    where = ("--unit", "U000", "--fund", "CARE", "--period", "2015", "--bank-account", "B2")
    ready.do("en", "contribution", "receive", "--receipt", "C1", "--amount", "600", *where)
    return ready


def pay(office: SmallOffice, yuan: int, receipt: str = "M1") -> None:
    where = ("--unit", "U000", "--fund", "MED", "--period", "2015", "--bank-account", "B1")
    office.do("en", "contribution", "receive", "--receipt", receipt, "--amount", yuan, *where)


def rows(office: SmallOffice, *more: object) -> list[Any]:
    found: list[Any] = told(office, "contribution", "arrears", *more)["rows"]
    return found


# --- the list -----------------------------------------------------------------------------------


def test_what_is_owed_is_listed_with_its_days(owing: SmallOffice) -> None:
    pay(owing, 80)
    (row,) = rows(owing, "--as-of", "2015-02-04")

    assert (row["unit"], row["fund"], row["plan"]) == ("U000", "MED", "CD-HOSP@2015")
    assert (row["due_fen"], row["received_fen"], row["open_fen"]) == (108_000, 8_000, 100_000)
    assert (row["since"], row["days"], row["grace_until"]) == ("2015-01-05", 30, None)


def test_what_is_paid_is_not_listed(owing: SmallOffice) -> None:
    pay(owing, 1_080)

    assert rows(owing) == []
    assert "Nothing is in arrears." in owing.do("en", "contribution", "arrears")


def test_the_list_can_be_narrowed(owing: SmallOffice) -> None:
    assert len(rows(owing, "--unit", "U000", "--fund", "MED")) == 1
    assert rows(owing, "--unit", "U001") == []
    assert rows(owing, "--fund", "CARE") == []


def test_days_of_grace_are_told_where_they_are_set(owing: SmallOffice) -> None:
    said = owing.do("en", "contribution", "arrears", "--as-of", "2015-02-04")
    assert "contribution.grace_days) are not configured" in said
    citation = ("--citation", "章程第九条")
    owing.do("lin", "office", "policy", "contribution.grace_days", "60", *citation)

    (row,) = rows(owing, "--as-of", "2015-02-04")
    assert row["grace_until"] == "2015-03-06"


def test_the_list_adds_up_to_what_the_accounts_still_owe(owing: SmallOffice) -> None:
    path = owing.file("又.csv", small.ROSTER, small.roster_rows(units=[1, 2]))
    owing.do("en", *small.roster_import(owing, path))
    pay(owing, 100)

    open_fen = sum(row["open_fen"] for row in rows(owing) if row["plan"])
    ((due,),) = owing.rows(
        "select cast(sum(case side when 'D' then amount_fen else -amount_fen end) as bigint)"
        " from journal_line where account = 'contributions_due'"
    )
    assert open_fen == due


def test_a_later_list_leaves_the_age_of_the_debt_as_it_was(owing: SmallOffice) -> None:
    owing.at(2015, 2, 6)
    path = owing.file("又.csv", small.ROSTER, [small.roster_row(0, 20)])
    owing.do("en", *small.roster_import(owing, path), on="2015-02-03")

    (row,) = (r for r in rows(owing, "--fund", "MED", "--as-of", "2015-02-04") if r["unit"])
    assert (row["due_fen"], row["since"], row["days"]) == (117_000, "2015-01-05", 30)
    citation = ("--citation", "章程第九条")
    owing.do("lin", "office", "policy", "contribution.grace_days", "30", *citation)
    assert "13 covers suspended" in owing.do(
        "en", "contribution", "suspend", *SUSPEND, on="2015-02-05"
    )


# --- suspension ---------------------------------------------------------------------------------


def test_suspended_cover_does_not_count_and_losses_are_refused(owing: SmallOffice) -> None:
    said = owing.do("en", "contribution", "suspend", *SUSPEND, on="2015-04-01")

    assert "unit U000: 12 covers suspended" in said
    for day, covered in (("2015-03-31", 12), ("2015-04-01", 0), ("2015-12-31", 0)):
        its = told(owing, "unit", "statement", "U000", "--as-of", day)
        (hospital,) = (p for p in its["plans"] if p["plan"] == "CD-HOSP@2015")
        (accident,) = (
            p for p in its["plans"] if (p["plan"], p["period"]) == ("CD-ACC@2014", "2015")
        )
        assert (hospital["members"], hospital["covered"]) == (12, covered)
        assert accident["covered"] == 12  # another fund's, and paid
    owing.at(2015, 5, 5)
    _, id_number = small.person(0, 0)
    words = ("--id-number", id_number, "--plan", "CD-HOSP", "--trigger", "hospital_stay")
    owing.refuses(
        "claim.cover_suspended", "as", "claim", "file", "C1", *words, "--occurred-on", "2015-04-02"
    )


def test_claims_for_losses_while_cover_stands_still_are_named_and_go_no_further(
    owing: SmallOffice,
) -> None:
    owing.at(2015, 5, 5)
    words = ("--plan", "CD-HOSP", "--trigger", "hospital_stay", "--self-pay", "2000")
    for number, k in (("C1", 0), ("C2", 1), ("C3", 2)):
        _, id_number = small.person(0, k)
        day = ("--occurred-on", "2015-03-31" if number == "C3" else "2015-04-02")
        whose = ("--id-number", id_number, "--total", "2000")
        owing.do("as", "claim", "file", number, *whose, *words, *day)
    for number in ("C2", "C3"):
        owing.do("as", "claim", "assess", number)
    said = owing.do("en", "contribution", "suspend", *SUSPEND, on="2015-04-01")

    assert "warning: C1, C2: for a loss while cover stands still; look into it" in said
    owing.refuses("claim.cover_suspended", "as", "claim", "assess", "C1")
    owing.refuses("claim.cover_suspended", "ap", "claim", "approve", "C2")
    said = owing.do("as", "claim", "show", "C2")
    assert "next: cover stands still on the day of the loss: it cannot be approved" in said
    owing.do("ap", "claim", "reject", "C2", "--ground", "cover_suspended")
    owing.do("ap", "claim", "approve", "C3")


def test_the_units_statement_says_how_many_covers_stand_still(owing: SmallOffice) -> None:
    one = pseudonyms(owing)[0]
    owing.do("en", "contribution", "suspend", *SUSPEND, on="2015-04-01")
    leaving = ("--cause", "withdrew", "--reason", "本人申请")
    owing.do("en", "member", "leave", one, *leaving, on="2015-04-10")

    for day, still in (("2015-03-31", 0), ("2015-04-01", 12), ("2015-04-15", 11)):
        plans = told(owing, "unit", "statement", "U000", "--as-of", day)["plans"]
        assert [p["suspended"] for p in plans if p["plan"] == "CD-HOSP@2015"] == [still]
    said = owing.do("en", "unit", "statement", "U000", "--as-of", "2015-04-15")
    assert "11 suspended for arrears" in said


def test_a_suspended_member_is_told_so(owing: SmallOffice) -> None:
    one = pseudonyms(owing)[0]
    owing.do("en", "contribution", "suspend", *SUSPEND, on="2015-04-01")

    its = told(owing, "member", "statement", one, "--as-of", "2015-04-15")
    assert cover_of(its, "CD-HOSP@2015", "2015")["state"] == "suspended"
    said = owing.do("en", "member", "statement", one, "--as-of", "2015-04-15", lang="zh")
    assert "已中止；此前为观察期，自2015-01-31起承担；2015-04-01至今中止，其间不承担" in said


def test_member_show_tells_the_days_on_which_cover_stands_still(
    owing: SmallOffice,
) -> None:
    one = pseudonyms(owing)[0]
    owing.do("en", "contribution", "suspend", *SUSPEND, on="2015-04-01")
    said = owing.do("en", "member", "show", one)
    assert "suspended from 2015-04-01 to now, and not covered then" in said

    pay(owing, 1_080)
    owing.do("en", "contribution", "reinstate", *WHOSE, "--reason", "补缴", on="2015-05-01")
    assert "中止：2015-04-01 至 2015-04-30" in owing.do("en", "member", "show", one, lang="zh")
    covers = told(owing, "member", "show", one)["covers"]
    stood = {cover["plan"]: cover["suspended"] for cover in covers if cover["period"] == "2015"}
    assert stood["CD-HOSP@2015"] == [{"since": "2015-04-01", "until": "2015-05-01"}]
    assert stood["CD-ACC@2014"] == []


def test_paid_cover_runs_on_and_the_days_between_stay_uncovered(owing: SmallOffice) -> None:
    owing.do("en", "contribution", "suspend", *SUSPEND, on="2015-04-01")
    owing.refuses(
        "contribution.still_owed", "en", "contribution", "reinstate", *WHOSE, "--reason", "补缴"
    )
    pay(owing, 1_080)
    said = owing.do("en", "contribution", "reinstate", *WHOSE, "--reason", "补缴", on="2015-05-01")

    assert "unit U000: 12 covers reinstated" in said
    for day, covered in (("2015-04-30", 0), ("2015-05-01", 12)):
        its = told(owing, "unit", "statement", "U000", "--as-of", day)
        (hospital,) = (p for p in its["plans"] if p["plan"] == "CD-HOSP@2015")
        assert hospital["covered"] == covered


def test_cover_is_reinstated_by_resolution_before_it_is_paid(owing: SmallOffice) -> None:
    owing.do("en", "contribution", "suspend", *SUSPEND, on="2015-04-01")
    words = (*WHOSE, "--reason", "困难企业", "--resolution", "R1")

    assert "12 covers reinstated" in owing.do(
        "en", "contribution", "reinstate", *words, on="2015-05-01"
    )


def test_suspending_twice_suspends_nothing_more(owing: SmallOffice) -> None:
    owing.do("en", "contribution", "suspend", *SUSPEND, on="2015-04-01")
    said = owing.do("en", "contribution", "suspend", *SUSPEND, on="2015-04-02")
    assert "0 covers suspended" in said


def test_grace_runs_before_cover_is_suspended(owing: SmallOffice) -> None:
    citation = ("--citation", "章程第九条")
    owing.do("lin", "office", "policy", "contribution.grace_days", "60", *citation)
    owing.refuses("contribution.grace_runs", "en", "contribution", "suspend", *SUSPEND)


def test_who_owes_nothing_is_not_suspended(owing: SmallOffice) -> None:
    pay(owing, 1_080)
    owing.refuses("contribution.nothing_due", "en", "contribution", "suspend", *SUSPEND)


def test_suspension_rests_on_a_recorded_resolution(owing: SmallOffice) -> None:
    words = (*WHOSE, "--reason", "欠缴", "--resolution", "R9")
    owing.refuses("office.resolution_missing", "en", "contribution", "suspend", *words)


def test_a_dry_run_names_each_cover(owing: SmallOffice) -> None:
    with owing.untouched():
        said = owing.do("en", "contribution", "suspend", *SUSPEND, "--dry-run", on="2015-04-01")
    assert said.count("suspended: CD-HOSP@2015, period 2015") == 12


def test_facts_rebuilt_after_suspensions_are_the_same(owing: SmallOffice) -> None:
    owing.do("en", "contribution", "suspend", *SUSPEND, on="2015-04-01")
    pay(owing, 1_080)
    owing.do("en", "contribution", "reinstate", *WHOSE, "--reason", "补缴", on="2015-05-01")
    before = owing.digests()

    assert "DIFFERENT" not in owing.do("lin", "projection", "rebuild")
    assert owing.digests() == before


def test_arrears_are_the_same_on_a_server(owing: SmallOffice, ready_on_server: SmallOffice) -> None:
    path = ready_on_server.file("名册.csv", small.ROSTER, small.roster_rows(units=[0]))
    ready_on_server.do("en", *small.roster_import(ready_on_server, path))
    where = ("--unit", "U000", "--fund", "CARE", "--period", "2015", "--bank-account", "B2")
    ready_on_server.do(
        "en", "contribution", "receive", "--receipt", "C1", "--amount", "600", *where
    )
    for office in (owing, ready_on_server):
        office.do("en", "contribution", "suspend", *SUSPEND, on="2015-04-01")
    words = ("contribution", "arrears", "--as-of", "2015-06-30")
    assert owing.do("en", *words) == ready_on_server.do("en", *words)
    assert owing.digests() == ready_on_server.digests()


def test_the_book_opens_what_was_suspended(owing: SmallOffice) -> None:
    """What commands say and what the aggregate holds are one."""
    owing.do("en", "contribution", "suspend", *SUSPEND, on="2015-04-01")
    book = Book.open(owing.book)
    standing = [
        its.suspended("CD-HOSP@2015", "2015")
        for its in book.find_many(Member, pseudonyms(owing)).values()
    ]
    book.close()
    assert sum(each is not None for each in standing) == 12


def test_of_two_settings_for_one_day_the_last_one_holds(owing: SmallOffice) -> None:
    for days in ("60", "30"):
        words = ("contribution.grace_days", days, "--citation", "管委会决议")
        owing.do("lin", "office", "policy", *words, on="2015-01-01")

    owing.do("en", "contribution", "suspend", *SUSPEND, on="2015-02-15")
