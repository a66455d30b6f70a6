"""Signing keys and what their owners remember: files outside the database, for their owner alone."""

import fcntl
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ledger.entropy import Entropy
from ledger.evidence.note import COSIGNATURE, ED25519, SigningKey, VerifierKey, names_a_key
from ledger.evidence.refusals import KeyNameUnusable, NotEvidence, SigningKeyUnusable

_SEED_BYTES = 32


def create_key(path: Path, name: str, entropy: Entropy, *, witness: bool = False) -> SigningKey:
    """Make a new key file, mode 600, and sync it to disk.

    Raises:
        KeyNameUnusable: the name may not stand in a signature line.
        SigningKeyUnusable: there is such a file already, or it cannot be written.
    """
    if not names_a_key(name):
        raise KeyNameUnusable(repr(name))
    key = SigningKey(name, COSIGNATURE if witness else ED25519, entropy.token(_SEED_BYTES))
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(f"{key.written()}\n")
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        raise SigningKeyUnusable(f"{path} exists already") from None
    except OSError as error:
        raise SigningKeyUnusable(f"{path} cannot be written ({error.strerror})") from None
    return key


def load_key(path: Path, *, witness: bool = False) -> SigningKey:
    """Read a key file.

    Raises:
        SigningKeyUnusable: it is missing, malformed, of the other kind, or others may read it.
    """
    try:
        with path.open(encoding="utf-8") as file:
            mode = os.fstat(file.fileno()).st_mode
            key = SigningKey.parse(file.read())
    except OSError as error:
        raise SigningKeyUnusable(f"{path} cannot be read ({error.strerror})") from None
    except ValueError:
        raise SigningKeyUnusable(f"{path} is not a key file") from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise SigningKeyUnusable(f"{path} is open to others than its owner; make it mode 600")
    if witness != (key.type == COSIGNATURE):
        raise SigningKeyUnusable(f"{path} is {'not ' if witness else ''}a witness's key")
    return key


def verifier_key(given: str) -> VerifierKey:
    """Read a verifier key as it was handed over: the key itself, or a file that holds it.

    Raises:
        NotEvidence: it is neither.
    """
    try:
        path = Path(given)
        return VerifierKey.parse(path.read_text("utf-8") if path.is_file() else given)
    except (OSError, ValueError) as error:
        raise NotEvidence(given, "a verifier key", str(error)) from None


def memory_of(key: Path) -> Path:
    """Return the file in which the owner of a key file remembers what it signed last."""
    return key.with_name(f"{key.name}.last")


@contextmanager
def alone(key: Path) -> Iterator[None]:
    """Let one process at a time sign with a key: what it remembers must never go back."""
    with key.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def remembered(path: Path) -> bytes | None:
    """Return what was remembered, or None where nothing was signed yet."""
    return path.read_bytes() if path.exists() else None


def remember(path: Path, content: bytes) -> None:
    """Replace a file whole, and on disk, before going on."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
