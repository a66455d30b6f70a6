"""The vault's key file, outside the database: key-encryption keys by epoch, pepper, and whose it is."""

import json
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from uuid import UUID

from ledger.store.address import BookAddress
from ledger.store.refusals import KeysUnusable

KEY_BYTES = 32
FORMAT = "huzhu-keys-1"


class Entropy(Protocol):
    """Where every random byte comes from."""

    def token(self, n: int) -> bytes:
        """Return n random bytes."""


@dataclass(frozen=True)
class VaultKeys:
    """What opens a vault. Whoever holds this and the database can read every personal field."""

    epoch: int  # the epoch under which new data keys are wrapped
    encryption_keys: Mapping[int, bytes] = field(repr=False)
    pepper: bytes = field(repr=False)
    demo: bool = False  # public keys of a worked example: they protect nobody
    book_id: UUID | None = None  # whose vault they open; a file of an older huzhu does not say


def create_keys(path: Path, entropy: Entropy, book_id: UUID, *, demo: bool = False) -> VaultKeys:
    """Make a book's new key file, readable by its owner alone, and sync it to disk.

    Raises:
        KeysUnusable: there is such a file already, or it cannot be written.
    """
    keys = VaultKeys(1, {1: entropy.token(KEY_BYTES)}, entropy.token(KEY_BYTES), demo, book_id)
    text = json.dumps(
        {
            "format": FORMAT,
            "book": str(book_id),
            "demo": demo,
            "epoch": keys.epoch,
            "encryption_keys": {str(n): key.hex() for n, key in keys.encryption_keys.items()},
            "pepper": keys.pepper.hex(),
        },
        indent=1,
    )
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        raise KeysUnusable(f"{path} exists already") from None
    except OSError as error:
        raise KeysUnusable(f"{path} cannot be written ({error.strerror})") from None
    return keys


def load_keys(path: Path) -> VaultKeys:
    """Read a key file.

    Raises:
        KeysUnusable: it is missing, malformed, or others than its owner may read it.
    """
    try:
        with path.open(encoding="ascii") as file:
            mode = os.fstat(file.fileno()).st_mode
            found = json.load(file)
    except OSError as error:
        raise KeysUnusable(f"{path} cannot be read ({error.strerror})") from None
    except ValueError:
        raise KeysUnusable(f"{path} is not a key file") from None
    keys = _parsed(found, path)
    if not keys.demo and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeysUnusable(f"{path} can be read by others than its owner; make it mode 600")
    return keys


def _parsed(found: object, path: Path) -> VaultKeys:
    try:
        assert isinstance(found, dict) and found["format"] == FORMAT
        wrapping = {int(n): bytes.fromhex(key) for n, key in found["encryption_keys"].items()}
        pepper, is_demo = bytes.fromhex(found["pepper"]), found["demo"] is True
        book_id = UUID(found["book"]) if "book" in found else None
        keys = VaultKeys(int(found["epoch"]), wrapping, pepper, is_demo, book_id)
        lengths = {len(key) for key in (*wrapping.values(), keys.pepper)}
        assert keys.epoch in wrapping and lengths == {KEY_BYTES}
    except (AssertionError, AttributeError, KeyError, TypeError, ValueError):
        raise KeysUnusable(f"{path} is not a key file") from None
    return keys


def keys_beside(address: BookAddress) -> Path:
    """Return where a book's vault keys are kept unless HUZHU_KEYS says otherwise."""
    named = os.environ.get("HUZHU_KEYS")
    if named:
        return Path(named)
    if address.path is not None:
        return address.path.with_suffix(".keys")
    assert address.url is not None, "an address is a file or a server"
    place = f"{address.url.host or 'local'}-{address.url.database}-{address.schema}.keys"
    return Path.home() / ".huzhu" / place
