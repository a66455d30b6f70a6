"""What the commands about evidence read and write: keys, checkpoints and results."""

import errno
import os
from dataclasses import dataclass
from pathlib import Path

import click

from ledger.book import Book
from ledger.commands.shared import FILE, Session
from ledger.evidence import signing
from ledger.evidence.checkpoint import Checkpoint, Signed, authenticate, read_signed
from ledger.evidence.keyfile import load_key, verifier_key
from ledger.evidence.note import VerifierKey
from ledger.evidence.refusals import (
    CheckpointMissing,
    FileExists,
    LogKeyUnknown,
    PositionNotCovered,
)
from ledger.evidence.tree import asked
from ledger.store.address import BookAddress
from ledger.store.keyfile import keys_beside
from ledger.store.reading import Reading
from ledger.store.tree import StoredTree

KEY = click.option(
    "--key",
    "key_file",
    type=FILE,
    envvar="HUZHU_SIGNER",
    help="The signing key's file; beside the vault's keys, as .signer, unless said.",
)
LOG_KEY = click.option(
    "--log-key",
    help="The book's verifier key, or a file that holds it; that of --key unless said.",
)


def signer_beside(address: BookAddress) -> Path:
    """Return where a book's signing key is kept unless --key or HUZHU_SIGNER says otherwise."""
    return keys_beside(address).with_suffix(".signer")


def signing_key(address: BookAddress, key_file: Path | None = None) -> Path | None:
    """Return the file of the key that signs a book's checkpoints, or None where none is set up."""
    said = os.environ.get("HUZHU_SIGNER")
    path = key_file or (Path(said) if said else signer_beside(address))
    return path if key_file or said or path.exists() else None


def sign_if_set_up(session: Session, book: Book, key_file: Path | None = None) -> None:
    """Sign the head as it stands, and say so; without a key, say that, and go on.

    Raises:
        SigningKeyUnusable: a key was named that cannot be used.
        VerificationFailed: the head does not continue the one signed last.
    """
    path = signing_key(book.database.address, key_file)
    if path is None:
        session.say(
            "未设签名密钥，未签检查点；可用 huzhu audit key create 建立",
            "no signing key is set up, so that no checkpoint was signed; "
            "'huzhu audit key create' makes one",
        )
        return
    checkpoint = read_signed(signing.sign_head(book.record, path).written()).checkpoint
    session.say(
        f"已签检查点：第 {checkpoint.size} 位，根 {checkpoint.root.hex()}",
        f"checkpoint signed at position {checkpoint.size}, root {checkpoint.root.hex()}",
    )


@dataclass(frozen=True)
class Evidence:
    """Where the checkpoints of the book at an address are, and whose signature counts."""

    address: BookAddress
    files: tuple[Path, ...] = ()
    key_file: Path | None = None
    log_key: str | None = None

    @property
    def own_key(self) -> VerifierKey | None:
        """The key that the book's checkpoints must be signed with, if it is known."""
        if self.log_key is not None:
            return verifier_key(self.log_key)
        path = self._signer
        return load_key(path).verifier if self.key_file or path.exists() else None

    def last(self) -> tuple[Signed, VerifierKey]:
        """Return the checkpoint that was signed last, after checking its signature.

        Raises:
            CheckpointMissing: none was made.
            LogKeyUnknown, VerificationFailed: as `of` has them.
        """
        own = self.own_key
        signed = None if own is None else signing.last_signed(self._signer, own)
        if signed is None:
            raise CheckpointMissing
        return self._believed(signed)

    def of(self, file: Path) -> tuple[Signed, VerifierKey]:
        """Return the checkpoint in a file after checking its signature.

        Raises:
            LogKeyUnknown: nothing says whose signature counts.
            VerificationFailed: the signature is not the book's.
        """
        return self._believed(signing.signed_in(content_of(file), str(file)))

    def checkpoints(self) -> list[Checkpoint]:
        """Return those in the files and the one that the signer remembers, by size."""
        found = {self.of(file)[0].checkpoint for file in self.files}
        path = self._signer
        if path.exists():
            remembered = signing.last_signed(path, load_key(path).verifier)
            found |= set() if remembered is None else {remembered.checkpoint}
        return sorted(found, key=lambda checkpoint: checkpoint.size)

    @property
    def _signer(self) -> Path:
        return self.key_file or signer_beside(self.address)

    def _believed(self, signed: Signed) -> tuple[Signed, VerifierKey]:
        own = self.own_key
        if own is None:
            raise LogKeyUnknown(signed.checkpoint.origin)
        authenticate(signed, own)
        return signed, own


def signed_checkpoint(
    book: Book, file: Path | None, key_file: Path | None, log_key: str | None
) -> tuple[Signed, VerifierKey]:
    """Return a checkpoint after checking its signature: a file's, or the one signed last.

    Raises:
        CheckpointMissing, LogKeyUnknown, VerificationFailed: as `Evidence` has them.
    """
    evidence = Evidence(book.database.address, (), key_file, log_key)
    return evidence.last() if file is None else evidence.of(file)


def known_checkpoints(
    book: Book, given: tuple[Path, ...], key_file: Path | None, log_key: str | None
) -> list[Checkpoint]:
    """Return the checkpoints that were kept, and the one that the signer remembers."""
    return Evidence(book.database.address, given, key_file, log_key).checkpoints()


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
    """Write evidence to a new file, in a folder that is made for it, or as text to standard output.

    Raises:
        FileExists: there is such a file.
        click.UsageError: it cannot be written.
    """
    if out is None:
        click.echo(content.decode("utf-8"), nl=False)
        return
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with out.open("xb") as file:
            file.write(content)
    except FileExistsError:
        if not out.exists():  # it is its folder that is something else
            raise click.UsageError(f"{out.parent}: {os.strerror(errno.ENOTDIR)}") from None
        raise FileExists(str(out)) from None
    except OSError as error:
        raise click.UsageError(f"{out}: {error.strerror}") from None
