"""A month that is closed, and evidence that leaves the office, are signed where a key is set up."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ledger.evidence.checkpoint import Checkpoint, read_signed
from ledger.projections.digest import digest
from tests.commands import office as small
from tests.commands.office import SmallOffice

MONTH = "2014-12"


@pytest.fixture(scope="session")
def _soft_closed(tmp_path_factory: pytest.TempPathFactory) -> SmallOffice:
    folder = tmp_path_factory.mktemp("soft-closed")
    office = small.begin(str(folder / "book.db"), folder)
    office.do("lin", "office", "appoint", "fi", "--role", "finance")
    office.do("fi", "period", "soft-close", MONTH)
    return office


@pytest.fixture
def office(_soft_closed: SmallOffice, tmp_path: Path) -> SmallOffice:
    """An office whose first month is soft-closed, without a signing key."""
    return _soft_closed.copied(tmp_path / "office")


def remembered(office: SmallOffice) -> Checkpoint:
    return read_signed((office.folder / "book.signer.last").read_bytes()).checkpoint


def test_closing_a_month_signs_the_record_with_the_month_closed(office: SmallOffice) -> None:
    office.do("lin", "audit", "key", "create")

    said = office.do("fi", "period", "close", MONTH)

    assert f"checkpoint signed at position {office.head()}, root {office.root().hex()}" in said
    assert remembered(office) == Checkpoint("huzhu.example/CD", office.head(), office.root())


def test_the_closing_rests_on_the_digests_at_the_position_before_it(office: SmallOffice) -> None:
    before = office.head()
    office.do("fi", "period", "close", MONTH)

    with office.database() as database, database.reading() as connection:
        row = connection.exec_driver_sql("select state from event order by position desc limit 1")
        closed = json.loads(row.scalar_one())
    with office.database() as database:
        digests = digest(database, at=before)
    assert (closed["topic"], closed["position"]) == ("office.period_closed.v1", before)
    assert closed["digests"] == digests


def test_without_a_key_a_month_closes_and_that_nothing_was_signed_is_said(
    office: SmallOffice,
) -> None:
    said = office.do("fi", "period", "close", MONTH)

    assert f"{MONTH} is closed" in said
    assert "no signing key is set up, so that no checkpoint was signed" in said
    assert not list(office.folder.glob("book.signer*"))


def test_a_record_that_was_signed_longer_closes_no_month(office: SmallOffice) -> None:
    office.do("lin", "audit", "key", "create")
    backup = office.folder / "backup.db"
    shutil.copy(office.book, backup)
    office.do("lin", "office", "appoint", "new", "--role", "auditor")
    office.do("lin", "audit", "checkpoint")
    for log in office.folder.glob("book.db-*"):
        log.unlink()
    shutil.copy(backup, office.book)
    before = office.head()

    answer = office.run("fi", "period", "close", MONTH)

    assert (answer.code, "ends before the checkpoint" in answer.err) == (4, True), answer
    assert office.head() == before


def test_a_key_that_is_named_and_cannot_be_used_closes_no_month(office: SmallOffice) -> None:
    before = office.head()
    elsewhere = {"HUZHU_SIGNER": str(office.folder / "none.signer")}

    answer = small.typed(
        office.line("fi", "period", "close", MONTH), office.surroundings | elsewhere, office.entropy
    )

    assert (answer.code, "[record.signing_key]" in answer.err) == (3, True), answer
    assert office.head() == before


def test_a_bundle_is_signed_at_the_head_it_is_made_from(office: SmallOffice) -> None:
    office.do("lin", "audit", "key", "create")
    office.do("lin", "audit", "checkpoint", "--out", office.folder / "kept")
    kept = office.head()
    office.do("fi", "period", "close", MONTH)
    office.do("lin", "office", "appoint", "new", "--role", "auditor")

    office.do("lin", "audit", "bundle", "--out", office.folder / "now")
    named = ("--checkpoint", office.folder / "kept")
    office.do("lin", "audit", "bundle", "--out", office.folder / "then", *named)

    sizes = [
        read_signed((office.folder / name / "checkpoint").read_bytes()).checkpoint.size
        for name in ("now", "then")
    ]
    assert sizes == [office.head(), kept]


def test_a_rewritten_record_leaves_no_bundle(office: SmallOffice) -> None:
    office.do("lin", "audit", "key", "create")
    office.do("lin", "audit", "checkpoint")
    with closing(sqlite3.connect(office.book)) as connection, connection:
        connection.execute("drop trigger head_grows")
        connection.execute("update head set root = zeroblob(32)")

    answer = office.run("lin", "audit", "bundle", "--out", office.folder / "evidence")

    assert (answer.code, "the head row does not fit the events" in answer.err) == (4, True), answer
    assert not (office.folder / "evidence").exists()
