"""Proposed terms tried on a small office's past: figures, who gains, and a book that stays as it was."""

import json
import secrets
from datetime import date

import pytest
from sqlalchemy import Connection, make_url

from ledger.book import Book
from ledger.commands.plan_trial import trial_of
from ledger.errors import Unknown
from ledger.evidence import reperform_parts
from ledger.evidence.trial import Effect, Trial
from ledger.evidence.trial_past import Proposal
from ledger.plans import PlanTerms, parse_terms
from ledger.terms import shipped
from tests.commands import office as small
from tests.commands.office import SETTLEMENTS, SmallOffice, settlement_row

SINCE = date(2015, 1, 1)
CLAIMS = 6
# of 4,000.00 self-paid in ten days: (4,000.00 - 300.00) x 30 %, and 20.00 for each day after the third
BENEFIT_FEN = 111_000 + 14_000


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def decided(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> SmallOffice:
    """An office that approved six stays, rejected one, and has one undecided."""
    folder = tmp_path_factory.mktemp("trial")
    if request.param == "sqlite":
        office = small.begin(str(folder / "book.db"), folder)
    else:
        connection: Connection = request.getfixturevalue("postgres_connection")
        schema = f"test_{secrets.token_hex(8)}"
        connection.exec_driver_sql(f'create schema "{schema}"')
        url = make_url(request.getfixturevalue("postgres_url"))
        url = url.set(drivername="postgresql").update_query_dict({"schema": schema})
        office = small.begin(url.render_as_string(hide_password=False), folder)
    small.make_ready(office)
    small.enrol(office)
    small.file_claims(office, CLAIMS + 1)
    office.do("as", "claim", "assess", "--where", "stage=filed")
    office.do("ap", "claim", "reject", f"C{CLAIMS}", "--ground", "evidence_untrue")
    office.do("ap", "claim", "approve", "--where", "stage=assessed")
    later = settlement_row(
        "D0", 0, 0, 结算日期="2015-04-01", 入院日期="2015-03-10", 出院日期="2015-03-20"
    )
    office.at(2015, 4, 5)
    office.do("as", "claim", "import", office.file("later.csv", SETTLEMENTS, [later]))
    office.do("fi", "period", "accrue", "2014-12")
    office.do("fi", "period", "accrue", "2015-01")
    return office


def _terms(**changes: str) -> PlanTerms:
    """Return the demonstration's terms with some lines of its file changed."""
    text = shipped()["CD-HOSP@2015"]
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    return parse_terms(text)


def _changed(old: str, new: str) -> PlanTerms:
    return _terms(**{old: new})


def _trial(office: SmallOffice, terms: PlanTerms, since: date = SINCE, **more: date) -> Trial:
    book = Book.open(office.book, keys=office.keys)
    try:
        return trial_of(book, Proposal(terms, "CD-HOSP", since, **more))
    finally:
        book.close()


def test_the_terms_in_force_change_nothing(decided: SmallOffice) -> None:
    total = _trial(decided, _terms()).total

    assert (total.claims, total.paid_before, total.paid_after) == (7, 6, 6)
    assert total.before_fen == total.after_fen == 6 * BENEFIT_FEN
    assert (total.gain, total.lose) == (0, 0)


def test_before_is_what_the_statement_of_loss_ratios_says(decided: SmallOffice) -> None:
    trial = _trial(decided, _terms())
    said = json.loads(decided.do("as", "report", "loss-ratio", "--format", "json"))
    (row,) = [row for row in said["rows"] if row["plan"] == "CD-HOSP@2015"]

    assert trial.total.before_fen == row["incurred_fen"]
    assert trial.total.earned_before_fen == row["earned_fen"] > 0


def test_a_richer_band_raises_each_benefit_by_its_rate(decided: SmallOffice) -> None:
    total = _trial(decided, _changed("rate_bp: 3000", "rate_bp: 4000")).total

    assert total.after_fen - total.before_fen == 6 * 37_000
    assert (total.gain, total.lose) == (6, 0)


def test_a_dearer_share_earns_more(decided: SmallOffice) -> None:
    terms = _changed("contribution_fen: 9000", "contribution_fen: 18000")

    total = _trial(decided, terms).total

    assert total.earned_after_fen == 2 * total.earned_before_fen


def test_a_rejected_claim_stays_rejected_and_an_undecided_one_is_left_out(
    decided: SmallOffice,
) -> None:
    trial = _trial(decided, _changed("rate_bp: 3000", "rate_bp: 4000"))

    assert trial.bands[0].claims == 1
    assert trial.bands[0].after_fen == 0
    assert trial.undecided == 1


def test_a_longer_waiting_period_takes_benefits_from_new_members(decided: SmallOffice) -> None:
    trial = _trial(decided, _changed("waiting_period_days: 30", "waiting_period_days: 90"))

    assert (trial.total.paid_after, trial.total.lose) == (0, 6)


def test_a_shorter_limitation_bars_what_was_filed_later(decided: SmallOffice) -> None:
    terms = _changed("limitation_days: 730", "limitation_days: 10")

    assert _trial(decided, terms).total.paid_after == 0


@pytest.mark.parametrize(
    ("since", "until"), [(date(2015, 2, 11), date.max), (SINCE, date(2015, 2, 9))]
)
def test_losses_outside_the_window_are_left_out(
    decided: SmallOffice, since: date, until: date
) -> None:
    assert _trial(decided, _terms(), since, until=until).total.claims == 0


def test_the_units_that_change_most_come_first(decided: SmallOffice) -> None:
    trial = _trial(decided, _changed("rate_bp: 3000", "rate_bp: 4000"))
    (first, most), *rest = trial.most_changed_units(3)

    assert first == "U000"
    assert most.change_fen == 2 * 37_000
    assert [abs(effect.change_fen) for _, effect in rest] == [2 * 37_000, 37_000]


def test_groups_add_up_to_the_total(decided: SmallOffice) -> None:
    trial = _trial(decided, _changed("rate_bp: 3000", "rate_bp: 2000"))

    for groups in (trial.periods, trial.bands, trial.units):
        parts: list[Effect] = list(groups.values())
        assert sum(part.claims for part in parts) == trial.total.claims
        assert sum(part.change_fen for part in parts) == trial.total.change_fen < 0


def test_a_trial_divided_among_processes_says_the_same(
    decided: SmallOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = _trial(decided, _terms())
    monkeypatch.setattr(reperform_parts, "PART", 2)
    monkeypatch.setattr(reperform_parts, "MEMBERS_MIN", 1)
    monkeypatch.setattr(reperform_parts, "processes_at_work", lambda: 2)

    assert alone.total.claims > 2
    assert _trial(decided, _terms()) == alone


def test_a_plan_that_the_book_does_not_hold_is_refused(decided: SmallOffice) -> None:
    book = Book.open(decided.book, keys=decided.keys)
    with pytest.raises(Unknown):
        trial_of(book, Proposal(_terms(), "CD-NONE", SINCE))
    book.close()


def test_nothing_is_recorded(decided: SmallOffice) -> None:
    with decided.untouched():
        _trial(decided, _terms())


# --- as it is typed ---


def _typed(office: SmallOffice, *more: str) -> tuple[str, ...]:
    text = shipped()["CD-HOSP@2015"].replace("rate_bp: 3000", "rate_bp: 4000")
    return ("plan", "try", str(office.paper("proposed.yaml", text)), *more)


def test_three_tables_are_printed_for_the_eye(decided: SmallOffice) -> None:
    with decided.untouched():
        said = decided.do("as", *_typed(decided, "--since", "2015-01-01", "--units", "2"))

    assert "nothing is recorded" in said
    assert "not decided yet, and left out: 1 claim" in said
    for title in ("by coverage period", "by band of the benefit before", "the 2 units"):
        assert f"Trial of terms, {title}" in said
    assert "U000" in said
    assert "U003" not in said


def test_chinese_is_spoken_where_it_is_asked_for(decided: SmallOffice) -> None:
    said = decided.do("as", *_typed(decided, "--since", "2015-01-01", "--lang", "zh"))

    assert "未记录任何事件。" in said
    assert "条款试算（按保障期）" in said


def test_programs_get_one_table_with_sections(decided: SmallOffice) -> None:
    as_json = decided.do("as", *_typed(decided, "--since", "2015-01-01", "--format", "json"))
    as_csv = decided.do("as", *_typed(decided, "--since", "2015-01-01", "--format", "csv"))
    told = json.loads(as_json)
    (total,) = [row for row in told["rows"] if row["section"] == "total"]

    assert {row["section"] for row in told["rows"]} == {"period", "total", "band", "unit"}
    assert total["change_fen"] == 6 * 37_000
    assert (told["proposed"], told["undecided"]) == ("CD-HOSP@2015", 1)
    assert len(as_csv.splitlines()) == len(told["rows"]) + 1


@pytest.mark.parametrize(
    "more",
    [
        (),
        ("--since", "2015-02-01", "--until", "2015-01-31"),
        ("--since", "2015-01-01", "--facts", "f"),
    ],
    ids=["neither", "backwards", "both"],
)
def test_a_trial_that_cannot_be_meant_is_a_usage_error(
    decided: SmallOffice, more: tuple[str, ...]
) -> None:
    assert decided.run("as", *_typed(decided, *more)).code == 2
