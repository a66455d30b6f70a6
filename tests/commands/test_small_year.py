"""A small office's year, lived through the commands on both databases: it balances, and it is one and the same."""

import json
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, make_url

from tests.commands import office as small
from tests.commands.office import RECEIPTS, RETURNS, SmallOffice, bank_answers, file_claims, unit

MONTHS = [f"2015-{month:02}" for month in range(1, 13)]
pytestmark = pytest.mark.xdist_group("small year")  # its years are lived once
DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]


def live_a_year(office: SmallOffice) -> None:
    """Enrol, collect, hold, refund, decide, pay, fail, return, pay again, earn and close 2015."""
    small.enrol(office)
    office.at(2015, 1, 6)
    receipts = [
        ("X1", "2015-01-06", "", "MED", "", "50.00", "B1"),
        ("X2", "2015-01-06", unit(1), "MED", "2015", "30.00", "B1"),  # more than is due
    ]
    office.do("en", "contribution", "import", office.file("others.csv", RECEIPTS, receipts))
    office.do("en", "contribution", "refund", "X2", "--reason", "多缴")
    file_claims(office, 8)
    office.do("as", "claim", "assess", "--where", "stage=filed")
    office.do("ap", "claim", "reject", "C7", "--ground", "evidence_untrue")
    office.do("ap", "claim", "approve", "--where", "stage=assessed")
    office.do("fi", "pay", "verify", "--where", "stage=approved")
    pay(office, "BT1", {2: ("失败", "账号有误")})
    batch, *_ = answered(office, "BT1")
    office.at(2015, 3, 9)
    back = [(*batch[:4], "退票", "账户已销户", "2015-03-09")]
    office.do("ca", "pay", "settle", office.file("back.csv", RETURNS, back))
    pay(office, "BT2", {}, on="2015-03-10")
    for month in ("2014-12", "2015-01"):
        for step in ("accrue", "soft-close", "close"):
            office.do("fi", "period", step, month)
    office.at(2016, 1, 8)
    for month in MONTHS[1:]:
        office.do("fi", "period", "accrue", month)


def pay(
    office: SmallOffice, batch: str, outcomes: dict[int, tuple[str, str]], on: str = "2015-03-06"
) -> None:
    """Pay whatever is verified, and settle it by the bank's answer."""
    search = ("--fund", "MED", "--bank-account", "B1", "--where", "stage=verified")
    office.do("ca", "pay", "prepare", batch, *search)
    bank = office.folder / batch
    office.do("tr", "pay", "release", batch, "--out", bank)
    (path,) = bank.iterdir()
    answers = bank_answers(office, f"{batch}-回盘.csv", path, outcomes, on)
    office.until(on)
    office.do("ca", "pay", "settle", answers)


def answered(office: SmallOffice, batch: str) -> list[list[str]]:
    lines = (office.folder / f"{batch}-回盘.csv").read_text("utf-8").splitlines()
    return [line.split(",") for line in lines[1:]]


@pytest.fixture(scope="module")
def years(
    tmp_path_factory: pytest.TempPathFactory,
    postgres_url: str,
    postgres_connection: Connection,
) -> Iterator[dict[str, SmallOffice]]:
    """The same year, once on each kind of database."""
    folder = tmp_path_factory.mktemp("years")
    schema = f"test_{secrets.token_hex(8)}"
    url = make_url(postgres_url).set(drivername="postgresql").update_query_dict({"schema": schema})
    lived = {}
    for kind, book in (
        ("sqlite", str(folder / "sqlite" / "book.db")),
        ("postgresql", url.render_as_string(hide_password=False)),
    ):
        office = lived[kind] = small.begin(book, folder / kind)
        small.make_ready(office)
        live_a_year(office)
    yield lived
    postgres_connection.exec_driver_sql(f'drop schema "{schema}" cascade')


KINDS = pytest.mark.parametrize("kind", ["sqlite", "postgresql"])


def sheet(office: SmallOffice, *words: str) -> dict[str, int]:
    """Return a balance sheet's closing figures in fen, by row."""
    said = office.do("lin", "report", "balance-sheet", "--format", "json", *words)
    return {row["row"]: row["closing_fen"] for row in json.loads(said)["rows"]}


@KINDS
def test_assets_are_liabilities_and_net_assets_at_every_month_end(
    years: dict[str, SmallOffice], kind: str
) -> None:
    for month, day in zip(MONTHS, DAYS, strict=True):
        found = sheet(years[kind], "--as-of", f"{month}-{day}")
        assert found["assets"] == found.get("liabilities", 0) + found["net_assets"]
        assert found["assets"] == found["liabilities_and_net_assets"]


@KINDS
def test_a_years_contributions_are_earned_to_the_fen(
    years: dict[str, SmallOffice], kind: str
) -> None:
    rows = years[kind].rows(
        "select side, cast(sum(amount_fen) as bigint) from journal_line"
        " where account = 'contribution_income' and booked_on <= '2015-12-31' group by side"
    )
    assert rows == [("C", small.UNITS * small.PEOPLE * (9_000 + 5_000))]


@KINDS
def test_what_is_owed_at_the_end_is_what_was_never_settled(
    years: dict[str, SmallOffice], kind: str
) -> None:
    found = sheet(years[kind], "--as-of", "2015-12-31")
    assert found["liabilities"] == 5_000  # the money whose payer nobody knows
    benefits = 7 * 125_000
    earned = small.UNITS * small.PEOPLE * 14_000
    assert found["net_assets"] == 20_000_000 + earned - benefits


@KINDS
def test_every_account_balances_in_every_fund(years: dict[str, SmallOffice], kind: str) -> None:
    rows = years[kind].rows(
        "select fund, booked_on, sum(case side when 'D' then amount_fen else -amount_fen end)"
        " from journal_line group by fund, booked_on"
    )
    assert rows
    assert {int(str(balance)) for _, _, balance in rows} == {0}


@KINDS
def test_rebuilding_the_facts_changes_nothing(years: dict[str, SmallOffice], kind: str) -> None:
    office = years[kind]
    before = office.digests()
    with office.untouched():
        said = office.do("lin", "projection", "rebuild")
    assert "DIFFERENT" not in said
    assert office.digests() == before


def test_both_databases_hold_the_same_record_and_the_same_facts(
    years: dict[str, SmallOffice],
) -> None:
    one, other = years["sqlite"], years["postgresql"]
    assert one.head() == other.head()
    assert one.root() == other.root()
    assert one.digests() == other.digests()


def test_both_databases_print_the_same_statements(years: dict[str, SmallOffice]) -> None:
    for words in (
        ("report", "balance-sheet"),
        ("report", "trial-balance"),
        ("report", "loss-ratio"),
        ("report", "comparison", "2014", "2015"),
        ("audit", "trail", "--claim", "C2"),
    ):
        said = {years[kind].do("lin", *words, on="2015-12-31", lang="zh") for kind in years}
        assert len(said) == 1


def test_a_returned_payment_is_told_from_its_filing_to_its_second_payment(
    years: dict[str, SmallOffice],
) -> None:
    trail = years["sqlite"].do("lin", "audit", "trail", "--claim", "C0")
    told = [line.split("  ")[-1] for line in trail.splitlines() if "claim C0" in line]
    assert len(told) == 9
    assert "filed" in told[0]
    assert "paid: 1,250.00 yuan (batch BT2" in told[-1]


def test_what_was_known_at_a_position_stays_as_it_was_known(
    years: dict[str, SmallOffice], tmp_path: Path
) -> None:
    office = years["sqlite"].copied(tmp_path / "later")
    words = ("--as-of", "2015-03-31", "--known-at", str(office.head()))
    before = sheet(office, *words)
    office.do("en", "contribution", "refund", "X1", "--reason", "无法确认")
    assert sheet(office, *words) == before
    assert sheet(office)["liabilities"] == 0
