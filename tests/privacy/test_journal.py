"""The journal of erasures: outside the database, on disk before the commit, true after a crash."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from ledger.store import append as appending
from ledger.store.batch import Batch, DataKeyRow, SealedFieldRow, ShredRow, VaultRows
from ledger.store.conflicts import StreamMoved
from ledger.store.files import append_durably
from ledger.store.recorder import BookRecorder
from ledger.store.shredding import Journal, JournalUnusable, Replayed, journal_beside, replay
from tests.commands.office import SmallOffice
from tests.privacy.offices import erase, keep_ten_years, opened, pseudonym
from tests.store.conftest import BOOK_ID, database, open_database, recorder
from tests.store.making import blind, command, event, stream

__all__ = ["database", "open_database", "recorder"]
ROOT = Path(__file__).parents[2]
MEMBER, KEY = stream(3001), stream(3002)
ROW = ShredRow(MEMBER, "identity", (KEY,), 1, 1, 1)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "keys.shredded", BOOK_ID)


@pytest.fixture
def sealed(recorder: BookRecorder) -> BookRecorder:
    """A book whose vault holds one class of one member."""
    recorder.append(Batch([event(MEMBER)], vault=rows()))
    return recorder


def rows() -> VaultRows:
    return VaultRows(
        [DataKeyRow(MEMBER, "identity", 1, KEY, b"w" * 60)],
        [SealedFieldRow(MEMBER, "identity", 1, b"c" * 60)],
        [blind(b"d" * 32, MEMBER)],
    )


def shredding(journal: Journal, row: ShredRow = ROW, version: int = 2) -> Batch:
    return Batch([event(MEMBER, version)], commands=[command()], shred=[row], journal=journal)


def test_what_is_shredded_is_gone_with_the_event_that_says_so(
    sealed: BookRecorder, journal: Journal
) -> None:
    assert sealed.append(shredding(journal)) == range(2, 3)

    assert sealed.sealed(MEMBER, "identity") == ([], [])
    assert sealed.find_member("id_number", b"d" * 32) is None
    (entry,) = journal.entries()
    assert (entry.member_id, entry.key_ids, entry.through, entry.blind) == (MEMBER, (KEY,), 1, True)


def test_a_shredding_that_is_not_recorded_deletes_nothing_and_becomes_void(
    sealed: BookRecorder, journal: Journal
) -> None:
    with pytest.raises(StreamMoved):
        sealed.append(shredding(journal, version=1))

    assert len(sealed.sealed(MEMBER, "identity")[0]) == 1
    assert len(journal.entries()) == 1  # open: as good as done, until the book was asked
    journal.settle(sealed.commands)
    assert journal.entries() == []


@pytest.mark.parametrize(
    "row",
    [
        ROW._replace(key_ids=()),
        ROW._replace(ciphertexts=2),
        ROW._replace(blind_entries=2),
        ROW._replace(class_="bank"),
    ],
)
def test_a_vault_that_changed_meanwhile_is_looked_at_again(
    sealed: BookRecorder, journal: Journal, row: ShredRow
) -> None:
    with pytest.raises(StreamMoved, match="other"):
        sealed.append(shredding(journal, row))

    assert len(sealed.sealed(MEMBER, "identity")[1]) == 1
    assert sealed.head().size == 1


def test_nothing_is_shredded_without_a_journal(sealed: BookRecorder) -> None:
    with pytest.raises(AssertionError, match="journalled"):
        sealed.append(Batch([event(MEMBER, 2)], commands=[command()], shred=[ROW]))

    assert len(sealed.sealed(MEMBER, "identity")[0]) == 1


def test_the_journal_is_written_and_synced_before_anything_is_deleted(
    sealed: BookRecorder, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    sync, inner = os.fsync, appending._append

    def syncing(descriptor: int) -> None:
        sync(descriptor)
        seen.append("synced")

    def deciding(writer: appending.Writer, batch: Batch) -> range:
        seen.append(f"{len(journal.entries())} entry on disk")
        return inner(writer, batch)

    monkeypatch.setattr(os, "fsync", syncing)
    monkeypatch.setattr(appending, "_append", deciding)
    sealed.append(shredding(journal))

    assert seen == ["synced", "synced", "1 entry on disk"]  # the file, and the folder's name for it
    assert journal.path.stat().st_mode & 0o777 == 0o600


def test_a_journal_that_cannot_be_written_stops_the_erasure(
    sealed: BookRecorder, tmp_path: Path
) -> None:
    nowhere = Journal(tmp_path / "none" / "keys.shredded", BOOK_ID)

    with pytest.raises(JournalUnusable, match="cannot be written"):
        sealed.append(shredding(nowhere))

    assert len(sealed.sealed(MEMBER, "identity")[0]) == 1


def test_a_replay_deletes_again_what_came_back_and_nothing_newer(
    sealed: BookRecorder, journal: Journal
) -> None:
    sealed.append(shredding(journal))
    newer = stream()
    again = rows()
    data_keys = [*again.data_keys, again.data_keys[0]._replace(epoch=2, key_id=newer)]
    fields = [*again.sealed_fields, again.sealed_fields[0]._replace(sequence=2)]
    sealed.append(Batch(vault=VaultRows(data_keys, fields, again.blind)))

    assert replay(sealed.database, journal.entries()) == Replayed(1, 1, 1, 1)

    left_keys, left_fields = sealed.sealed(MEMBER, "identity")
    assert [key.key_id for key in left_keys] == [newer]
    assert [field.sequence for field in left_fields] == [2]
    assert replay(sealed.database, journal.entries()) == Replayed(1, 0, 0, 0)


def test_a_line_that_was_cut_off_was_never_acted_upon(journal: Journal) -> None:
    journal.intend(command(), [ROW])
    whole = journal.path.read_bytes()
    journal.path.write_bytes(whole + whole[:40])

    assert len(journal.entries()) == 1
    journal.intend(command(), [ROW])
    assert len(journal.entries()) == 2
    assert journal.path.read_bytes().startswith(whole)


@pytest.mark.parametrize("line", ["x", "{}", "[]", '{"format": "huzhu-shredded-1"}', "null"])
def test_a_journal_with_a_strange_line_is_not_guessed_at(journal: Journal, line: str) -> None:
    journal.intend(command(), [ROW])
    append_durably(journal.path, f"{line}\n".encode())

    with pytest.raises(JournalUnusable, match="line 2"):
        journal.entries()


def test_the_journal_of_another_book_says_nothing_of_this_one(journal: Journal) -> None:
    journal.intend(command(), [ROW])

    assert Journal(journal.path, UUID(int=7)).entries() == []


def test_a_journal_that_was_never_needed_is_empty(journal: Journal) -> None:
    journal.settle(dict)  # type: ignore[arg-type]  # nothing is asked

    assert journal.entries() == []
    assert not journal.path.exists()


def test_the_journal_holds_nothing_of_the_person(in_file: SmallOffice) -> None:
    erase(in_file, pseudonym(in_file))

    text = journal_beside(in_file.keys).read_text("ascii")
    assert "9901" not in text
    assert "6222" not in text
    assert '"state": "done"' in text


KILL = """
import os, signal, sys
from ledger import cli
from ledger.commands.member import member
from ledger.commands.shared import Session
from ledger.entropy import SeededEntropy
from ledger.store import append as appending
from ledger.store.recorder import BookRecorder
from datetime import UTC, datetime

if "member" not in cli.huzhu.commands:
    cli.huzhu.add_command(member)
where = sys.argv.pop(1)
inner, whole = appending._append, BookRecorder.append

def inside(writer, batch):
    positions = inner(writer, batch)
    if where == "inside":
        os.kill(os.getpid(), signal.SIGKILL)
    return positions

def after(self, batch):
    positions = whole(self, batch)
    os.kill(os.getpid(), signal.SIGKILL)

appending._append = inside
if where == "after":
    BookRecorder.append = after
cli.run(sys.argv[1:], Session(entropy=SeededEntropy(9, datetime(2026, 1, 1, 2, tzinfo=UTC))))
"""


@pytest.mark.parametrize(("where", "is_erased"), [("inside", False), ("after", True)])
def test_an_erasure_killed_on_its_way_is_done_or_not_and_the_journal_learns_which(
    anywhere: SmallOffice, where: str, is_erased: bool
) -> None:
    who = pseudonym(anywhere)
    keep_ten_years(anywhere)
    words = anywhere.line("lin", "member", "erase", who, "--all", "--reason", "本人申请")

    killed = subprocess.run(
        [sys.executable, "-c", KILL, where, *words],
        env=anywhere.surroundings | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        cwd=ROOT,
        capture_output=True,
    )

    assert killed.returncode == -signal.SIGKILL, killed.stderr
    with opened(anywhere) as book:
        journal = Journal(journal_beside(anywhere.keys), book.book_id)
        assert len(journal.entries()) == 2
        assert (book.record.sealed(who, "bank") == ([], [])) == is_erased
        journal.settle(book.record.commands)
        assert len(journal.entries()) == (2 if is_erased else 0)


def test_ends_of_a_disk_leave_the_journal_readable(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.intend(command(), [ROW])
    write: Callable[[int, bytes], int] = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:20]))
    with pytest.raises(JournalUnusable, match="No space left"):
        journal.intend(command(), [ROW])
    monkeypatch.undo()

    assert len(journal.entries()) == 1
    journal.intend(command(), [ROW])
    assert len(journal.entries()) == 2
