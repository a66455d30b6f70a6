"""What the commands about evidence read and write: keys, checkpoints, results, and a bar."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn

from ledger.book import Book, keys_beside
from ledger.evidence import signing
from ledger.evidence.checkpoint import Checkpoint, Signed, authenticate
from ledger.evidence.keyfile import load_key, verifier_key
from ledger.evidence.note import VerifierKey
from ledger.evidence.refusals import (
    CheckpointMissing,
    FileExists,
    LogKeyUnknown,
    PositionNotCovered,
)
from ledger.evidence.scan import Told
from ledger.evidence.tree import asked
from ledger.store.address import BookAddress
from ledger.store.reading import Reading
from ledger.store.tree import StoredTree


def signer_beside(address: BookAddress) -> Path:
    """Return where a book's signing key is kept unless --key or HUZHU_SIGNER says otherwise."""
    return keys_beside(address).with_suffix(".signer")


def log_key_of(book: Book, key_file: Path | None, log_key: str | None) -> VerifierKey | None:
    """Return the key that a book's checkpoints must be signed with, if it is known."""
    if log_key is not None:
        return verifier_key(log_key)
    path = key_file or signer_beside(book.database.address)
    return load_key(path).verifier if key_file or path.exists() else None


def signed_checkpoint(
    book: Book, file: Path | None, key_file: Path | None, log_key: str | None
) -> tuple[Signed, VerifierKey]:
    """Return a checkpoint after checking its signature: a file's, or the one signed last.

    Raises:
        CheckpointMissing: none was given and none was made.
        LogKeyUnknown: nothing says whose signature counts.
        VerificationFailed: the signature is not the book's.
    """
    own = log_key_of(book, key_file, log_key)
    if file is None:
        path = key_file or signer_beside(book.database.address)
        signed = None if own is None else signing.last_signed(path, own)
        if signed is None:
            raise CheckpointMissing
    else:
        signed = signing.signed_in(content_of(file), str(file))
    if own is None:
        raise LogKeyUnknown(signed.checkpoint.origin)
    authenticate(signed, own)
    return signed, own


def known_checkpoints(
    book: Book, given: tuple[Path, ...], key_file: Path | None, log_key: str | None
) -> list[Checkpoint]:
    """Return the checkpoints that were kept, and the one that the signer remembers."""
    found = [signed_checkpoint(book, file, key_file, log_key)[0].checkpoint for file in given]
    path = key_file or signer_beside(book.database.address)
    if path.exists():
        remembered = signing.last_signed(path, load_key(path).verifier)
        found += [] if remembered is None else [remembered.checkpoint]
    return sorted(set(found), key=lambda checkpoint: checkpoint.size)


def older_checkpoint(read: Reading, since: str, signed: Signed, own: VerifierKey) -> Checkpoint:
    """Return what a proof starts from: an older checkpoint's file, or a size.

    Raises:
        PositionNotCovered: the size is not under the checkpoint.
    """
    if not since.isdecimal():
        return authenticate(signing.signed_in(content_of(Path(since)), since), own)
    size = int(since)
    if size > signed.checkpoint.size:
        raise PositionNotCovered(size, signed.checkpoint.size)
    root = asked(StoredTree(read, size).root)
    return Checkpoint(signed.checkpoint.origin, size, root)


def content_of(file: Path) -> bytes:
    """Return a file's bytes.

    Raises:
        click.UsageError: it cannot be read.
    """
    try:
        return file.read_bytes()
    except OSError as error:
        raise click.UsageError(f"{file}: {error.strerror}") from None


def hand_over(content: bytes, out: Path | None) -> None:
    """Write evidence to a new file, or as text to standard output.

    Raises:
        FileExists: there is such a file.
        click.UsageError: it cannot be written.
    """
    if out is None:
        click.echo(content.decode("utf-8"), nl=False)
        return
    try:
        with out.open("xb") as file:
            file.write(content)
    except FileExistsError:
        raise FileExists(str(out)) from None
    except OSError as error:
        raise click.UsageError(f"{out}: {error.strerror}") from None


@contextmanager
def bar() -> Iterator[Told | None]:
    """Show how far the work is, on a terminal only."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=None)
        yield lambda position, upto: progress.update(task, completed=position, total=upto)
