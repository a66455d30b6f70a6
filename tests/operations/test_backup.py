"""A backup is whole or not there; what is restored is the book, less what was erased since."""

import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest

from ledger.commands.journal_kept import journal_of
from ledger.store import backup as copying
from ledger.store import merkle
from ledger.store.address import BookAddress
from ledger.store.backup import CopyDamaged, FileTaken, aside, check, copy
from ledger.store.engine import Database
from ledger.store.schema import REVISION
from ledger.store.shredding import journal_beside
from tests.commands import office as small
from tests.commands.office import Answer, SmallOffice
from tests.privacy.offices import erase, opened, pseudonym

ROOT = Path(__file__).parents[2]


def backed_up(office: SmallOffice, name: str = "backup.db") -> Path:
    path = office.folder / name
    office.do("lin", "backup", path)
    return path


def restored(office: SmallOffice, backup: Path, *more: str) -> Answer:
    """Lose the book, and bring it back from a backup."""
    Path(office.book).unlink()
    return office.run("lin", "restore", backup, "--to", office.book, *more)


def damaged(path: Path, *statements: str) -> None:
    """Change a file as somebody with their own program would."""
    with sqlite3.connect(path) as connection:
        for (name,) in connection.execute(
            "select name from sqlite_master where type = 'trigger'"
        ).fetchall():
            connection.execute(f"drop trigger {name}")
        for statement in statements:
            connection.execute(statement)
    connection.close()


def test_a_backup_is_one_private_file_with_the_record_in_it(in_file: SmallOffice) -> None:
    path = in_file.folder / "backup.db"

    said = in_file.do("lin", "backup", path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not list(in_file.folder.glob("*backup.db-*"))
    assert not list(in_file.folder.glob(".*part*"))
    assert f"position {in_file.head()}, root {in_file.root().hex()}" in said
    assert check(path, "backup").root == in_file.root()


def test_a_backup_of_a_book_at_work_is_one_state_of_it(
    in_file: SmallOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "PAGES_A_STEP", 8)
    before = in_file.head()
    steps: list[tuple[int, int]] = []
    target = in_file.folder / "backup.db"
    target.touch()

    def recording(done: int, total: int) -> None:
        if len(steps) < 3:  # another records between the steps
            in_file.do("lin", "office", "appoint", f"new{len(steps)}", "--role", "auditor")
        steps.append((done, total))

    copy(Path(in_file.book), target, recording)

    assert len(steps) > 3
    assert in_file.head() == before + 3
    assert check(target, "backup").size == before


def test_what_was_backed_up_comes_back(in_file: SmallOffice) -> None:
    root, digests, events = in_file.root(), in_file.digests(), in_file.events()
    backup = backed_up(in_file)

    answer = restored(in_file, backup, "--verify")

    assert answer.code == 0, answer
    assert "projections replay to equal digests" in answer.out
    assert (in_file.root(), in_file.digests(), in_file.events()) == (root, digests, events)
    in_file.do("lin", "office", "appoint", "new", "--role", "auditor")  # it can be worked with


@pytest.mark.parametrize("verify", [(), ("--verify",)])
def test_what_was_erased_after_the_backup_does_not_come_back(
    in_file: SmallOffice, verify: tuple[str, ...]
) -> None:
    who, other = pseudonym(in_file), pseudonym(in_file, 1)
    backup = backed_up(in_file)
    with opened(in_file) as book:
        secret = book.record.sealed(who, "identity")[0][0].wrapped
    assert secret in backup.read_bytes()
    erase(in_file, who)

    answer = restored(in_file, backup, *verify)

    assert answer.code == 0, answer
    assert "2 erasures in the journal, 2 data keys deleted again" in answer.out
    with opened(in_file) as book:
        for kind in ("identity", "bank"):
            assert book.record.sealed(who, kind) == ([], [])
            assert book.record.sealed(other, kind) != ([], [])
        digest = book.vault.blind("id_number", small.person(0, 0)[1])
        assert book.record.find_member("id_number", digest) is None
    left = b"".join(path.read_bytes() for path in in_file.folder.glob("book.db*"))
    assert secret not in left


def test_a_backup_made_after_an_erasure_holds_nothing_of_it(in_file: SmallOffice) -> None:
    who = pseudonym(in_file)
    with opened(in_file) as book:
        secret = book.record.sealed(who, "identity")[0][0].wrapped
    erase(in_file, who)

    backup = backed_up(in_file)

    assert secret not in backup.read_bytes()
    assert "0 data keys deleted again" in restored(in_file, backup).out


def test_with_the_keys_and_without_the_journal_nobody_comes_back(in_file: SmallOffice) -> None:
    backup = backed_up(in_file)
    erase(in_file, pseudonym(in_file))
    journal_beside(in_file.keys).unlink()  # only the keys were copied

    answer = restored(in_file, backup, "--verify")

    assert (answer.code, "[vault.journal_missing]" in answer.err) == (3, True)
    assert str(journal_beside(in_file.keys)) in answer.err
    assert not Path(in_file.book).exists()


@pytest.mark.parametrize(
    "content", ["", '{"format": "huzhu-shredded-1", "state": "begun", "book": "B"}']
)
def test_a_journal_that_is_not_this_books_is_none(in_file: SmallOffice, content: str) -> None:
    backup = backed_up(in_file)
    line = content.replace('"B"', f'"{UUID(int=7)}"')
    journal_beside(in_file.keys).write_text(f"{line}\n" if line else "")

    answer = restored(in_file, backup)

    assert (answer.code, "[vault.journal_missing]" in answer.err) == (3, True)


def test_a_book_that_never_had_a_journal_is_restored_on_the_word_that_nobody_was_erased(
    in_file: SmallOffice,
) -> None:
    backup = backed_up(in_file)
    journal_beside(in_file.keys).unlink()

    answer = restored(in_file, backup, "--nobody-erased")

    assert answer.code == 0, answer
    with opened(in_file) as book:
        assert journal_of(book).is_there()  # from now on it has one


def test_the_word_that_nobody_was_erased_is_not_taken_against_the_record(
    in_file: SmallOffice,
) -> None:
    erase(in_file, pseudonym(in_file))
    backup = backed_up(in_file)
    journal_beside(in_file.keys).unlink()

    answer = restored(in_file, backup, "--nobody-erased")

    assert (answer.code, "[vault.journal_missing]" in answer.err) == (3, True)
    assert not journal_beside(in_file.keys).exists()


def test_a_journal_is_begun_with_its_book(in_file: SmallOffice) -> None:
    with opened(in_file) as book:
        journal = journal_of(book)
    assert journal.is_there()
    assert journal.entries() == []
    assert stat.S_IMODE(journal.path.stat().st_mode) == 0o600


def test_a_backup_begins_the_journal_of_an_older_book_in_which_nobody_was_erased(
    in_file: SmallOffice,
) -> None:
    journal_beside(in_file.keys).unlink()

    backup = backed_up(in_file)

    assert restored(in_file, backup).code == 0


def test_a_backup_warns_that_a_journal_was_lost_and_begins_none(in_file: SmallOffice) -> None:
    erase(in_file, pseudonym(in_file))
    journal_beside(in_file.keys).unlink()

    answer = in_file.run("lin", "backup", in_file.folder / "backup.db")

    assert answer.code == 0, answer
    assert "its journal is not at" in answer.err
    assert not journal_beside(in_file.keys).exists()


def test_nothing_is_erased_beside_a_journal_that_was_lost(in_file: SmallOffice) -> None:
    erase(in_file, pseudonym(in_file))
    journal_beside(in_file.keys).unlink()
    before = in_file.head()

    words = ("member", "erase", pseudonym(in_file, 1), "--all", "--reason", "本人申请")
    in_file.refuses("vault.journal_missing", "lin", *words)

    assert in_file.head() == before


def test_a_journal_that_cannot_be_read_stops_the_restore(in_file: SmallOffice) -> None:
    backup = backed_up(in_file)
    journal_beside(in_file.keys).write_text("x\n")

    answer = restored(in_file, backup)

    assert (answer.code, "[vault.journal]" in answer.err) == (3, True)
    assert not Path(in_file.book).exists()


def test_neither_backup_nor_restore_overwrites_anything(in_file: SmallOffice) -> None:
    backup = backed_up(in_file)
    before = backup.read_bytes()

    in_file.refuses("book.file_taken", "lin", "backup", backup)
    in_file.refuses("book.file_taken", "lin", "restore", backup, "--to", in_file.book)

    assert backup.read_bytes() == before


def test_the_log_of_a_lost_book_is_not_folded_into_a_restored_one(in_file: SmallOffice) -> None:
    backup = backed_up(in_file)
    Path(f"{in_file.book}-wal").write_bytes(b"left over")

    answer = restored(in_file, backup)

    assert (answer.code, "[book.file_taken]" in answer.err) == (3, True)
    assert not Path(in_file.book).exists()


LAST = "(select max(position) from event)"
DAMAGES = {
    "an event is missing": f"delete from event where position = {LAST}",
    "the head is ahead": "update head set size = size + 1, edge = edge",
    "the root is another": "update head set root = zeroblob(32)",
    "a tile is missing": "delete from tile",
    "the ragged end is changed": f"update event set state = cast(state || x'20' as blob) where position = {LAST}",
}


def many(office: SmallOffice) -> SmallOffice:
    """Give a book more than one full tile."""
    path = office.file("r2.csv", small.ROSTER, small.roster_rows(units=[1, 2, 3]))
    office.do("en", *small.roster_import(office, path))
    small.file_claims(office, 40)
    assert office.head() > 256
    return office


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_backup_is_found_and_leaves_nothing(in_file: SmallOffice, damage: str) -> None:
    backup = backed_up(many(in_file))
    damaged(backup, DAMAGES[damage])

    answer = restored(in_file, backup)

    assert (answer.code, "[book.copy_damaged]" in answer.err) == (4, True), answer
    assert not Path(in_file.book).exists()
    assert not list(in_file.folder.glob(".*part*"))


def test_a_page_of_a_backup_that_cannot_be_read_is_found_and_leaves_nothing(
    in_file: SmallOffice,
) -> None:
    backup = backed_up(in_file)
    with sqlite3.connect(backup) as connection:
        (size,) = connection.execute("pragma page_size").fetchone()
        (page,) = connection.execute(
            "select rootpage from sqlite_master where name = 'journal_line_g1'"
        ).fetchone()
    connection.close()
    with backup.open("r+b") as stored:
        stored.seek((page - 1) * size)
        stored.write(b"\xff" * size)

    answer = restored(in_file, backup, "--verify")

    assert (answer.code, "[book.copy_damaged]" in answer.err) == (4, True), answer
    assert not Path(in_file.book).exists()


CHANGES = {
    "an event": (
        "update event set state = cast(state || x'20' as blob) where position = 7",
        "position 7: the event's bytes are not those that were sealed",
    ),
    "a tile": ("update tile set hashes = zeroblob(8192)", "a stored tile of their tree is not"),
    "an amount": (
        "update journal_line_g1 set amount_fen = amount_fen + 1",
        "[book.copy_damaged]: BOOK is damaged: projection journal is not what its record makes",
    ),
    "a row less": (
        "delete from coverage_g1 where position = (select max(position) from coverage_g1)",
        "[book.copy_damaged]: BOOK is damaged: projection coverage is not what its record makes",
    ),
}


@pytest.mark.parametrize("changed", CHANGES)
def test_a_change_deep_inside_is_found_by_verifying(in_file: SmallOffice, changed: str) -> None:
    statement, words = CHANGES[changed]
    backup = backed_up(many(in_file))
    damaged(backup, statement)

    answer = restored(in_file, backup, "--verify")

    assert (answer.code, words.replace("BOOK", in_file.book) in answer.err) == (4, True), answer
    assert not Path(in_file.book).exists()


def signed_later(office: SmallOffice) -> tuple[Path, int]:
    """Make a backup, let the book grow, sign it; return the backup and where the book stood then."""
    office.do("lin", "audit", "key", "create")
    backup, size = backed_up(office), office.head()
    office.do("lin", "office", "appoint", "new", "--role", "auditor")
    office.do("lin", "audit", "checkpoint", "--out", office.folder / "later.checkpoint")
    return backup, size


def test_a_backup_older_than_what_was_signed_is_not_taken_for_the_book(
    in_file: SmallOffice,
) -> None:
    backup, size = signed_later(in_file)

    answer = restored(in_file, backup, "--verify")

    said = f"position {size + 1}: the record is whole, but ends before the checkpoint"
    assert (answer.code, said in answer.err) == (4, True), answer
    assert not Path(in_file.book).exists()
    assert not list(in_file.folder.glob(".*part*"))


def test_without_verifying_an_old_backup_is_restored_with_a_warning(in_file: SmallOffice) -> None:
    backup, size = signed_later(in_file)

    answer = restored(in_file, backup)

    assert answer.code == 0, answer
    assert f"warning: what was signed reaches position {size + 1}" in answer.err
    assert f"the restored book only {size}" in answer.err
    assert in_file.run("lin", "audit", "checkpoint").code == 4  # nor is it signed again


def test_an_old_backup_is_found_by_a_checkpoint_that_others_kept(in_file: SmallOffice) -> None:
    backup, _ = signed_later(in_file)
    key = in_file.do("lin", "audit", "key", "show").strip()
    for lost in in_file.folder.glob("book.signer*"):  # the machine is a new one
        lost.unlink()
    kept = in_file.folder / "later.checkpoint"

    given = ("--verify", "--checkpoint", str(kept), "--log-key", key)
    answer = restored(in_file, backup, *given)

    assert (answer.code, "ends before the checkpoint" in answer.err) == (4, True), answer
    unsaid = in_file.run("lin", "restore", backup, "--to", in_file.book, *given[:3])
    assert (unsaid.code, "[record.log_key_unknown]" in unsaid.err) == (3, True)
    assert not Path(in_file.book).exists()


def test_a_backup_that_was_rewritten_and_sealed_again_is_found(in_file: SmallOffice) -> None:
    in_file.do("lin", "audit", "key", "create")
    in_file.do("lin", "audit", "checkpoint")
    backup = backed_up(in_file)
    with closing(sqlite3.connect(backup)) as connection, connection:
        for (name,) in connection.execute(
            "select name from sqlite_master where type = 'trigger'"
        ).fetchall():
            connection.execute(f"drop trigger {name}")
        states = [
            state for (state,) in connection.execute("select state from event order by position")
        ]
        states[-1] = states[-1].replace(b'"by":"', b'"by":"x')
        edge, _ = merkle.grow(merkle.EMPTY_EDGE, merkle.leaf_hashes(states), {})
        connection.execute(
            "update event set state = ? where position = ?", (states[-1], len(states))
        )
        connection.execute("update head set root = ?, edge = ?", (edge.root(), edge.hashes))

    assert len(states) < merkle.TILE_WIDTH  # there is no full tile to be made anew
    answer = restored(in_file, backup, "--verify")

    assert (answer.code, "another history than the one that was signed" in answer.err) == (4, True)
    assert not Path(in_file.book).exists()


def test_what_was_signed_and_backed_up_comes_back(in_file: SmallOffice) -> None:
    in_file.do("lin", "audit", "key", "create")
    in_file.do("lin", "audit", "checkpoint")
    size = in_file.head()
    in_file.do("lin", "office", "appoint", "new", "--role", "auditor")

    answer = restored(in_file, backed_up(in_file), "--verify")

    assert answer.code == 0, answer
    assert f"in agreement with 1 checkpoint, the last at position {size}" in answer.out


def test_a_restore_that_nothing_can_tell_old_says_so(in_file: SmallOffice) -> None:
    answer = restored(in_file, backed_up(in_file), "--verify")

    assert "an old backup would not be noticed" in answer.out


def test_a_checkpoint_to_restore_against_is_for_verifying(in_file: SmallOffice) -> None:
    backup, _ = signed_later(in_file)

    answer = restored(in_file, backup, "--checkpoint", str(in_file.folder / "later.checkpoint"))

    assert (answer.code, "goes with --verify" in answer.err) == (2, True)


def test_a_torn_file_is_found(in_file: SmallOffice) -> None:
    backup = backed_up(in_file)
    content = bytearray(backup.read_bytes())
    for page in range(2, len(content) // 4096):
        content[page * 4096 : page * 4096 + 16] = bytes(16)
    backup.write_bytes(content)

    answer = restored(in_file, backup)

    assert answer.code in (3, 4), answer
    assert "Traceback" not in answer.err
    assert not Path(in_file.book).exists()


@pytest.mark.parametrize("content", [b"", b"name,amount\n", b"SQLite format 3\0"])
def test_a_file_that_is_no_backup_is_refused(in_file: SmallOffice, content: bytes) -> None:
    backup = in_file.folder / "backup.db"
    backup.write_bytes(content)

    answer = restored(in_file, backup)

    assert answer.code in (3, 4), answer
    assert not Path(in_file.book).exists()


def test_a_backup_that_is_not_there_is_refused(in_file: SmallOffice) -> None:
    answer = in_file.run("lin", "restore", "none.db", "--to", in_file.folder / "other.db")

    assert (answer.code, "[book.missing]" in answer.err) == (3, True)


def test_a_folder_that_is_not_there_is_refused(in_file: SmallOffice) -> None:
    nowhere = in_file.folder / "none" / "backup.db"

    in_file.refuses("book.copy_failed", "lin", "backup", nowhere)


def test_a_disk_that_knows_no_links_takes_a_backup_too(
    in_file: SmallOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("os.link", no_links)

    assert check(backed_up(in_file), "backup").root == in_file.root()
    with pytest.raises(FileTaken), aside(in_file.folder / "other.db"):
        (in_file.folder / "other.db").touch()


def test_an_older_backup_is_brought_to_the_present_schema(in_file: SmallOffice) -> None:
    backup = backed_up(in_file)
    damaged(backup, "update alembic_version set version_num = '0003'", "pragma user_version = 3")

    assert restored(in_file, backup).code == 0
    with Database.open(BookAddress(Path(in_file.book))) as database:
        assert database.revision() == REVISION


def test_a_newer_backup_is_left_alone(in_file: SmallOffice) -> None:
    backup = backed_up(in_file)
    damaged(backup, "update alembic_version set version_num = '9999'")

    answer = restored(in_file, backup)

    assert (answer.code, "[book.schema_newer]" in answer.err) == (3, True)
    assert not Path(in_file.book).exists()


def test_a_book_on_a_server_is_not_copied_into_a_file(on_server: SmallOffice) -> None:
    path = on_server.folder / "backup.db"

    said = on_server.refuses("book.on_server", "lin", "backup", path)

    assert "pg_dump" in said
    on_server.refuses("book.on_server", "lin", "restore", path, "--to", on_server.book)
    assert not path.exists()


def test_a_restore_says_from_what(in_file: SmallOffice) -> None:
    assert in_file.run("lin", "restore", "--to", in_file.folder / "x.db").code == 2


LIMITED = """
import resource, sys
from ledger import cli
from ledger.commands.backup import backup

if "backup" not in cli.huzhu.commands:
    cli.huzhu.add_command(backup)
resource.setrlimit(resource.RLIMIT_FSIZE, (65_536, 65_536))
sys.exit(cli.run(sys.argv[1:]))
"""


def test_a_copy_that_meets_the_end_of_the_disk_leaves_nothing(in_file: SmallOffice) -> None:
    target = in_file.folder / "backup.db"
    assert Path(in_file.book).stat().st_size > 65_536

    done = subprocess.run(
        [sys.executable, "-c", LIMITED, *in_file.line("lin", "backup", target)],
        env=in_file.surroundings | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
    )

    assert (done.returncode, "[book.copy_failed]" in done.stderr) == (3, True), done.stderr
    assert not list(in_file.folder.glob("*backup*"))
    assert not list(in_file.folder.glob(".*backup*"))


def test_a_check_names_what_it_checked(tmp_path: Path, in_file: SmallOffice) -> None:
    path = tmp_path / "copy.db"
    shutil.copy(in_file.book, path)
    damaged(path, "update head set size = size + 4")

    with pytest.raises(CopyDamaged, match=r"shown\.db is damaged"):
        check(path, "shown.db")
