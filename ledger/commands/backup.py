"""`huzhu backup` and `huzhu restore`: copies of a book, and the way back that forgets what was erased."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import click

from ledger.book import Book
from ledger.commands import exits
from ledger.commands.audit_files import KEY, LOG_KEY, Evidence
from ledger.commands.journal_kept import JournalMissing, journal_of, kept_journal, require_kept
from ledger.commands.progress import bar
from ledger.commands.shared import FILE, Session, pass_reader, pass_session
from ledger.errors import LedgerError
from ledger.evidence.checkpoint import Checkpoint
from ledger.evidence.vault_held import hold_vault
from ledger.evidence.verifying import verify as verify_record
from ledger.languages import counted
from ledger.projections.rebuild import rebuild
from ledger.store.address import BookAddress
from ledger.store.backup import CopyDamaged, FileTaken, aside, check, check_head, copy
from ledger.store.binding import require_own
from ledger.store.engine import Database
from ledger.store.keyfile import keys_beside, load_keys
from ledger.store.migrate import current, migrate
from ledger.store.recorder import BookRecorder
from ledger.store.schema import REVISION
from ledger.store.shredding import Journal, journal_beside, overwrite, replay


@dataclass(eq=False)
class BookOnServer(LedgerError):
    """A book on a server is copied with the server's own tools."""

    code: ClassVar[str] = "book.on_server"
    says: ClassVar[str] = (
        "{book} is on a server: copy it with pg_dump and bring it back with pg_restore, as "
        "docs/backup.md says"
    )
    says_zh: ClassVar[str] = (
        "{book} 在数据库服务器上：请按 docs/backup.md 用 pg_dump 备份、pg_restore 恢复"
    )
    remedy: ClassVar[str] = (
        "Copy the book with pg_dump and bring it back with pg_restore, then finish with "
        "`huzhu restore --to`, as `docs/backup.md` says."
    )
    rule_source: ClassVar[str] = (
        "this ledger: each kind of store is copied by the tool that copies it whole"
    )
    book: str


@click.command()
@click.argument("file", type=FILE)
@pass_reader
def backup(session: Session, book: Book, file: Path) -> None:
    """Copy the book into FILE while officers work, sync it, and open it to see that it is whole.

    The keys are not in it: keep them, and the journal of erasures beside them, at another place.

    Example: huzhu --book chengdu.db backup chengdu-20150131.db
    """
    source = book.database.address.path
    if source is None:
        raise BookOnServer(str(book.database.address))
    _settle(session, book)
    with aside(file) as part:
        with bar() as told:
            copy(source, part, told)
        head = check(part, str(file))
    size = file.stat().st_size
    session.say(
        f"已备份到 {file}：{size} 字节，第 {head.size} 位，根 {head.root.hex()}",
        f"backed up to {file}: {counted(size, 'byte')}, position {head.size}, root {head.root.hex()}",
    )


def _settle(session: Session, book: Book) -> None:
    """Close what a crash left open in the journal; a copy of the book is made without it too."""
    try:
        kept_journal(book).settle(book.record.commands)
    except JournalMissing:
        path = journal_of(book).path
        session.complain(
            f"警告：本账套曾删除个人信息，但 {path} 处没有其删除日志；缺少它，备份不能恢复",
            f"warning: personal data were erased in this book, and its journal is not at {path}; "
            "without it the backup cannot be restored",
        )


@click.command()
@click.argument("file", type=FILE, required=False)
@click.option(
    "--to", "target", required=True, help="Address of the book: a file that is not there."
)
@click.option(
    "--verify",
    is_flag=True,
    help="Hash every event again, hold the record against checkpoints, replay all projections.",
)
@click.option(
    "--checkpoint",
    "files",
    type=FILE,
    multiple=True,
    help="A checkpoint that was kept, to verify against; repeat it.",
)
@click.option(
    "--nobody-erased",
    is_flag=True,
    help="The book never had a journal of erasures: no personal data were ever erased in it.",
)
@KEY
@LOG_KEY
@pass_session
def restore(
    session: Session,
    file: Path | None,
    target: str,
    *,
    verify: bool,
    files: tuple[Path, ...],
    nobody_erased: bool,
    key_file: Path | None,
    log_key: str | None,
) -> None:
    """Bring a book back from a backup FILE, and erase again what was erased since it was made.

    Nothing is overwritten. Exit code 4 says that the backup is damaged or, with --verify, that it
    does not reach or continue the checkpoint that the signer remembers or one that is given; then
    nothing is left at the address. Without FILE, the book at a postgresql address, brought back
    there by pg_restore, is treated likewise in its place.

    Example: huzhu restore chengdu-20150131.db --to chengdu.db --verify
    """
    if files and not verify:
        raise click.UsageError("--checkpoint goes with --verify")
    address = BookAddress.parse(target)
    evidence = Evidence(address, files, key_file, log_key)
    asked = _Asked(session, address, verify, nobody_erased, evidence)
    try:
        if address.path is None:
            if file is not None:
                raise BookOnServer(str(address))
            _finish(asked, _up_to_date(address))
        elif file is None:
            raise click.UsageError("name the backup FILE")
        else:
            _restore_file(asked, file, address.path)
    except CopyDamaged as damage:
        session.complain(
            f"不予办理 [{damage.code}]：{damage.sentence('zh')}",
            f"refused [{damage.code}]: {damage.sentence('en')}",
        )
        click.get_current_context().exit(exits.DIFFERENT)


@dataclass(frozen=True)
class _Asked:
    """What a restore is to do, and what it is held against."""

    session: Session
    address: BookAddress
    verify: bool
    nobody_erased: bool  # the officer's word, which the record may contradict
    evidence: Evidence


def _restore_file(asked: _Asked, file: Path, path: Path) -> None:
    log, index = (path.with_name(f"{path.name}{end}") for end in ("-wal", "-shm"))
    if log.exists() and log.stat().st_size:  # of a lost book: SQLite would fold it into this one
        raise FileTaken(str(log))
    if not path.exists():
        for left in (log, index):  # these hold nothing: a reader of the lost book left them behind
            left.unlink(missing_ok=True)
    with aside(path) as part:
        with bar() as told:
            copy(file, part, told)
        try:
            migrate(BookAddress(part))
            _finish(asked, BookAddress(part))
        except sqlite3.DatabaseError as error:
            if type(error) is not sqlite3.DatabaseError:  # its kinds tell of disks and locks
                raise
            raise CopyDamaged(str(file), "its pages cannot be read") from None


def _up_to_date(address: BookAddress) -> BookAddress:
    """Migrate a book of an older schema where it is; what is no book is told when it is opened."""
    found = current(address)
    if found is not None and found < REVISION:
        migrate(address)
    return address


def _finish(asked: _Asked, place: BookAddress) -> None:
    """Erase again, and verify, a book at a place that is going to be its address."""
    session, address = asked.session, asked.address
    keys = keys_beside(address)
    with Database.open(place) as database:
        record = BookRecorder(database)
        if keys.exists():
            require_own(load_keys(keys), keys, record.book_id(), database)
        journal = Journal(journal_beside(keys), record.book_id())
        require_kept(journal, database, may_be_begun=asked.nobody_erased)
        checkpoints = asked.evidence.checkpoints()
        head = check_head(database, str(address))
        gone = replay(database, journal.entries())
        overwrite(database)
        if asked.verify:
            _verify(database, record, str(address), checkpoints, journal)
    session.say(
        f"账套已恢复：{address}，第 {head.size} 位，根 {head.root.hex()}；"
        f"删除日志 {gone.erasures} 项，重新删除数据密钥 {gone.data_keys} 个",
        f"book {address} is restored: position {head.size}, root {head.root.hex()}; "
        f"{counted(gone.erasures, 'erasure')} in the journal, "
        f"{counted(gone.data_keys, 'data key')} deleted again",
    )
    if asked.verify:
        _say_verified(session, checkpoints)
    elif checkpoints and checkpoints[-1].size > head.size:
        _warn_of_old(session, head.size, checkpoints[-1].size)


def _verify(
    database: Database,
    record: BookRecorder,
    name: str,
    checkpoints: Sequence[Checkpoint],
    journal: Journal,
) -> None:
    """Hash every event and ciphertext again, and make every projection again from the record alone.

    Raises:
        VerificationFailed: events, tiles, head or checkpoints do not agree.
        CopyDamaged: the vault or a projection does not hold what the record says or makes.
    """
    with bar() as told:
        verify_record(database, checkpoints, told=told)
        if damages := hold_vault(database, journal.entries()).damages:
            raise CopyDamaged(name, f"{len(damages)} places of its vault are not as recorded")
        for each in rebuild(database, record, progress=told):
            if not each.is_equal:
                raise CopyDamaged(name, f"projection {each.name} is not what its record makes")


def _say_verified(session: Session, checkpoints: Sequence[Checkpoint]) -> None:
    session.say(
        "已核对：事件哈希与根一致，报表数据重放一致",
        "verified: every event is under the root, and projections replay to equal digests",
    )
    if checkpoints:
        last = checkpoints[-1].size
        session.say(
            f"与 {len(checkpoints)} 个检查点一致，最后一个在第 {last} 位",
            f"in agreement with {counted(len(checkpoints), 'checkpoint')}, the last at position {last}",
        )
    else:
        session.say(
            "没有可核对的检查点：备份是否为旧备份，无从得知",
            "there is no checkpoint to hold it against: an old backup would not be noticed",
        )


def _warn_of_old(session: Session, size: int, signed: int) -> None:
    zh = f"警告：已签检查点至第 {signed} 位，恢复的账套只到第 {size} 位，其后的事件已缺失"
    en = (
        f"warning: what was signed reaches position {signed}, and the restored book only {size}: "
        "the events between are missing"
    )
    click.echo(zh if session.lang == "zh" else en, err=True)
