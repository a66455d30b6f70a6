"""`huzhu audit verify|key|checkpoint|cosign|prove|bundle`: the record itself, and evidence of it."""

from datetime import date
from pathlib import Path

import click

from ledger.book import Book
from ledger.commands.audit import audit
from ledger.commands.audit_files import (
    KEY,
    LOG_KEY,
    content_of,
    hand_over,
    known_checkpoints,
    older_checkpoint,
    sign_if_set_up,
    signed_checkpoint,
    signer_beside,
)
from ledger.commands.progress import bar
from ledger.commands.reading import day_of
from ledger.commands.shared import DAY, FILE, Session, pass_reader, pass_session
from ledger.evidence import signing
from ledger.evidence.bundle import Wanted, write_bundle
from ledger.evidence.checkpoint import read_signed
from ledger.evidence.keyfile import create_key, load_key, verifier_key
from ledger.evidence.refusals import CheckpointMissing
from ledger.evidence.tree import extension, inclusion
from ledger.evidence.verifying import verify as verify_record
from ledger.languages import counted
from ledger.store.address import BookAddress

__all__ = ["audit"]

_CHECKPOINT = click.option(
    "--checkpoint", type=FILE, help="A checkpoint; the one signed last unless said."
)


@audit.command()
@click.option(
    "--checkpoint", "files", type=FILE, multiple=True, help="A checkpoint that was kept; repeat it."
)
@click.option(
    "--since-checkpoint",
    is_flag=True,
    help="Hash again only what was recorded after the newest checkpoint.",
)
@click.option("--from", "first", type=click.IntRange(1), help="Hash again only from a position on.")
@KEY
@LOG_KEY
@pass_reader
def verify(
    session: Session,
    book: Book,
    files: tuple[Path, ...],
    *,
    since_checkpoint: bool,
    first: int | None,
    key_file: Path | None,
    log_key: str | None,
) -> None:
    """Hash the record again and hold it against its tiles, its head and earlier checkpoints.

    Exit code 4 says that it is not as it was sealed; the first bad position and the kind of damage
    are named. The checkpoint that the signer remembers is always among those it is held against.

    Example: huzhu audit verify --checkpoint kept-2015-12-31.checkpoint
    """
    checkpoints = known_checkpoints(book, files, key_file, log_key)
    since = 0 if first is None else first - 1
    if since_checkpoint:
        if not checkpoints:
            raise CheckpointMissing
        since = max(checkpoint.size for checkpoint in checkpoints)
    with bar() as told:
        done = verify_record(book.database, checkpoints, since, told)
    session.say(
        f"账簿完好：共{done.size}个事件，自第{done.hashed_from}位起重新计算，"
        f"与{done.checkpoints}个检查点一致；根 {done.root.hex()}",
        f"whole: {counted(done.size, 'event')}, hashed again from position {done.hashed_from}, "
        f"in agreement with {counted(done.checkpoints, 'checkpoint')}; root {done.root.hex()}",
    )


@audit.group()
def key() -> None:
    """Make the key that signs checkpoints, and show its public half."""


@key.command()
@click.option(
    "--authority", default="huzhu.example", show_default=True, help="Whose books these are."
)
@click.option("--name", help="The key's whole name; AUTHORITY/OFFICE unless said.")
@click.option("--witness", is_flag=True, help="A witness's key; it needs --name and --key.")
@KEY
@pass_session
def create(
    session: Session, authority: str, name: str | None, *, witness: bool, key_file: Path | None
) -> None:
    """Make a signing key, outside the database, and print the verifier key to hand over.

    Example: huzhu audit key create --authority mutual-aid.example
    """
    if witness and not (name and key_file):
        raise click.UsageError("a witness's key needs --name and --key")
    if name is None:
        book = Book.open(session.address)
        try:
            name = f"{authority}/{book.office().opened.code}"
        finally:
            book.close()
    path = key_file or signer_beside(BookAddress.parse(session.address))
    made = create_key(path, name, session.entropy, witness=witness)
    click.echo(str(made.verifier))
    session.say(
        f"私钥在 {path}，须与账套分开保管；上一行公钥请交给审计与监督部门。",
        f"the private half is in {path}: keep it apart from the book; hand the line above over to "
        "auditors and supervisors",
    )


@key.command()
@click.option("--witness", is_flag=True, help="The key is a witness's.")
@KEY
@pass_session
def show(session: Session, *, witness: bool, key_file: Path | None) -> None:
    """Print the verifier key of a signing key.

    Example: huzhu audit key show
    """
    path = key_file or signer_beside(BookAddress.parse(session.address))
    click.echo(str(load_key(path, witness=witness).verifier))


@audit.command()
@KEY
@click.option("--out", type=FILE, help="Where to; standard output unless said.")
@pass_reader
def checkpoint(session: Session, book: Book, key_file: Path | None, out: Path | None) -> None:
    """Sign the record's head, if it continues the one that was signed last.

    Exit code 4 says that it does not: the record was cut, rewritten, or restored from an old backup.

    Example: huzhu audit checkpoint --out 2015-12.checkpoint
    """
    note = signing.sign_head(
        book.record, key_file or signer_beside(BookAddress.parse(session.address))
    )
    hand_over(note.written(), out)
    if out is not None:
        signed = read_signed(note.written()).checkpoint
        session.say(
            f"检查点已写出：{out}，第 {signed.size} 位，根 {signed.root.hex()}",
            f"checkpoint written to {out}: position {signed.size}, root {signed.root.hex()}",
        )


@audit.command()
@click.argument("offered", metavar="CHECKPOINT", type=FILE)
@click.option("--key", "key_file", type=FILE, required=True, help="The witness's key file.")
@click.option("--log-key", help="The book's verifier key, as handed over; needed the first time.")
@click.option("--out", type=FILE, help="Where to; standard output unless said.")
@pass_session
def cosign(
    session: Session, offered: Path, key_file: Path, log_key: str | None, out: Path | None
) -> None:
    """Sign another's checkpoint as its witness, if it continues what was signed last.

    CHECKPOINT is a checkpoint's file, or from the second time on the file made by
    'huzhu audit prove --since'. No book is needed.

    Example: huzhu audit cosign 2015-12.checkpoint --key witness.signer --out 2015-12.cosigned
    """
    known = verifier_key(log_key) if log_key else None
    seconds = int(session.entropy.now().timestamp())
    note = signing.witness(content_of(offered), str(offered), key_file, known, seconds)
    hand_over(note.written(), out)
    if out is not None:
        session.say(f"会签的检查点已写出：{out}", f"cosigned checkpoint written to {out}")


@audit.command()
@click.argument("position", type=click.IntRange(1), required=False)
@click.option("--since", help="A size, or an older checkpoint: prove what a witness needs.")
@_CHECKPOINT
@click.option("--entry", type=FILE, help="Write the event's stored bytes there, beside its proof.")
@click.option("--out", type=FILE, help="Where to; standard output unless said.")
@KEY
@LOG_KEY
@pass_reader
def prove(
    session: Session,
    book: Book,
    position: int | None,
    since: str | None,
    checkpoint: Path | None,
    entry: Path | None,
    out: Path | None,
    key_file: Path | None,
    log_key: str | None,
) -> None:
    """Prove that the event at POSITION is under a checkpoint, or that a checkpoint continues an older one.

    Example: huzhu audit prove 1234 --out 1234.tlog-proof --entry 1234.json
    """
    if (position is None) == (since is None):
        raise click.UsageError("give either a POSITION or --since")
    signed, own = signed_checkpoint(book, checkpoint, key_file, log_key)
    with book.record.reading() as read:
        if position is not None:
            proof, state = inclusion(read, position, signed)
            if entry is not None:
                hand_over(state, entry)
            written = proof.written()
        else:
            assert since is not None
            old = older_checkpoint(read, since, signed, own)
            written = extension(read, old, signed).written()
    hand_over(written, out)
    if out is not None:
        session.say(f"证明已写出：{out}", f"proof written to {out}")


@audit.command()
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, help="A folder, or a file ending .zip."
)
@click.option("--prove", "positions", type=click.IntRange(1), multiple=True, help="Prove an event.")
@click.option("--as-of", type=DAY, help="The last day of the statements; --on, or today.")
@_CHECKPOINT
@KEY
@LOG_KEY
@pass_reader
def bundle(
    session: Session,
    book: Book,
    out: Path,
    positions: tuple[int, ...],
    as_of: date | None,
    checkpoint: Path | None,
    key_file: Path | None,
    log_key: str | None,
) -> None:
    """Write all that is needed to check the record without the book: events, tree, proofs, signature.

    The head is signed for it, unless a --checkpoint is named or no signing key is set up. Personal
    data stays in the book: events hold none. How to check is in the bundle's VERIFY.md.

    Example: huzhu audit bundle --out evidence-2015.zip --prove 1234
    """
    if checkpoint is None and not out.exists():
        sign_if_set_up(session, book, key_file)
    signed, own = signed_checkpoint(book, checkpoint, key_file, log_key)
    wanted = Wanted(signed, own, day_of(session, as_of), positions)
    count = write_bundle(book.record, wanted, out)
    session.say(
        f"证据包已写出：{out}，{count}个文件，{signed.checkpoint.size}个事件",
        f"bundle written to {out}: {counted(count, 'file')}, {counted(signed.checkpoint.size, 'event')}",
    )
