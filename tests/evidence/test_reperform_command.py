"""The command `huzhu audit reperform`: what it prints, and with which exit code it ends."""

import csv
import io
import json
from pathlib import Path

import pytest

from ledger.events.member import ClaimAssessed
from ledger.store.batch import Batch
from ledger.store.recorder import BookRecorder
from tests import makers as m
from tests.commands import office as small
from tests.commands.office import SmallOffice


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> SmallOffice:
    """An office that assessed three claims, and approved two of them."""
    folder = tmp_path_factory.mktemp("office")
    office = small.begin(str(folder / "book.db"), folder)
    small.make_ready(office)
    small.enrol(office)
    small.file_claims(office, 3)
    office.do("as", "claim", "assess", "--where", "stage=filed")
    office.do("ap", "claim", "approve", "C1", "C2")
    office.do("fi", "pay", "verify", "--where", "stage=approved")
    return office


@pytest.fixture
def forged(office: SmallOffice, tmp_path: Path) -> SmallOffice:
    """The same, after somebody wrote another assessment of C0 into the store, past every rule."""
    other = office.copied(tmp_path / "forged")
    assessed = next(
        event
        for event in other.events()
        if isinstance(event, ClaimAssessed) and event.claim == "C0"
    )
    later = max(
        event.originator_version
        for event in other.events()
        if event.originator_id == assessed.originator_id
    )
    changes = {"originator_version": later + 1, "benefit_fen": assessed.benefit_fen + 100_000}
    with other.database() as database:
        BookRecorder(database).append(Batch([m.stored(assessed.model_copy(update=changes))]))
    return other


def test_an_untouched_book_ends_with_exit_code_0(office: SmallOffice) -> None:
    answer = office.run("ap", "audit", "reperform")

    assert (answer.code, answer.err) == (0, "")
    assert "Every claim was decided again; nothing differs.\n" in answer.out
    assert answer.out.endswith("3 claims gone through, 3 assessments done again, 0 differences.\n")


def test_a_difference_ends_with_exit_code_4_and_is_told_in_words(forged: SmallOffice) -> None:
    answer = forged.run("ap", "audit", "reperform")

    assert (answer.code, answer.err) == (4, "")
    assert "the benefit is recorded as 2,250.00 yuan and comes to" in answer.out


def test_it_speaks_chinese(forged: SmallOffice) -> None:
    answer = forged.run("ap", "audit", "reperform", "--lang", "zh")

    assert "互助金记录为2,250.00元，重算为" in answer.out
    assert answer.out.endswith("处。\n")


def test_programs_get_position_claim_cause_and_both_values(forged: SmallOffice) -> None:
    as_json = forged.run("ap", "audit", "reperform", "--format", "json")
    as_csv = forged.run("ap", "audit", "reperform", "--format", "csv")
    told = json.loads(as_json.out)
    rows = list(csv.DictReader(io.StringIO(as_csv.out)))

    assert as_json.code == as_csv.code == 4
    assert (told["claims"], told["differences"]) == (3, len(rows))
    amount = next(row for row in told["rows"] if row["cause"] == "amount")
    assert (amount["position"], amount["claim"], amount["recorded"]) == (
        forged.head(),
        "C0",
        "2250.00",
    )
    assert [row["cause"] for row in rows] == [row["cause"] for row in told["rows"]]


def test_before_the_forgery_nothing_differs(forged: SmallOffice) -> None:
    known = forged.head() - 1

    assert forged.run("ap", "audit", "reperform", "--known-at", known).code == 0
    assert forged.run("ap", "audit", "reperform", "--claim", "C1").code == 0
    assert forged.run("ap", "audit", "reperform", "--plan", "CD-ACC").code == 0


def test_before_the_first_recording_there_is_no_claim_to_decide_again(office: SmallOffice) -> None:
    words = ("audit", "reperform", "--known-at", 0)

    said = office.do("ap", *words)
    assert said.startswith("(the book was not opened yet)")
    assert "There is no claim to decide again." in said
    assert "0 claims gone through, 0 assessments done again, 0 differences." in said
    assert "没有可复核的案件。" in office.do("ap", *words, lang="zh")


def test_a_claim_that_is_not_on_record_is_refused(office: SmallOffice) -> None:
    office.refuses("record.unknown", "ap", "audit", "reperform", "--claim", "C99")


def test_a_book_without_claims_has_nothing_to_differ(begun_book: SmallOffice) -> None:
    answer = begun_book.run("ap", "audit", "reperform")

    assert answer.code == 0
    assert answer.out.endswith("0 claims gone through, 0 assessments done again, 0 differences.\n")


@pytest.fixture
def begun_book(tmp_path: Path) -> SmallOffice:
    return small.begin(str(tmp_path / "book.db"), tmp_path)
