"""Proofs as files: that an event is under a checkpoint, that a checkpoint continues an older one.

Sources: C2SP tlog-proof (v1); C2SP tlog-witness (body of an add-checkpoint request).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from ledger.evidence.checkpoint import Signed, read_signed
from ledger.evidence.note import decoded, encoded
from ledger.store import proofs
from ledger.store.merkle import HASH_BYTES, leaf_hash

_MAGIC = "c2sp.org/tlog-proof@v1"
_HASHES_MAX = 63


@dataclass(frozen=True)
class InclusionProof:
    """That some bytes are the entry at an index under a checkpoint."""

    index: int  # position − 1
    hashes: tuple[bytes, ...]
    signed: Signed

    @classmethod
    def parse(cls, written: bytes) -> Self:
        """Read a `.tlog-proof` file; extra data, which proves nothing, is left aside.

        Raises:
            ValueError: it is no such file.
        """
        head, signed = _divided(written)
        if not head or head.pop(0) != _MAGIC:
            raise ValueError(f"it does not begin with {_MAGIC}")
        if head and head[0].startswith("extra "):
            decoded(head.pop(0).removeprefix("extra "))
        if not head:
            raise ValueError("it has no index")
        index = _number(head.pop(0), "index ")
        return cls(index, _hashes(head), signed)

    def written(self) -> bytes:
        """Return the file's bytes."""
        lines = [_MAGIC, f"index {self.index}", *map(encoded, self.hashes), "", ""]
        return "\n".join(lines).encode() + self.signed.note.written()

    def holds(self, entry: bytes) -> bool:
        """Tell whether an event's stored bytes are the entry; the checkpoint is checked apart."""
        checkpoint = self.signed.checkpoint
        leaf = leaf_hash(entry)
        return proofs.includes(leaf, self.index, checkpoint.size, self.hashes, checkpoint.root)


@dataclass(frozen=True)
class Extension:
    """A checkpoint, with the proof that it continues the tree at an older size."""

    old: int
    hashes: tuple[bytes, ...]
    signed: Signed

    @classmethod
    def parse(cls, written: bytes) -> Self:
        """Read the file that an office hands its witness.

        Raises:
            ValueError: it is no such file.
        """
        head, signed = _divided(written)
        if not head:
            raise ValueError("it has no old size")
        old = _number(head.pop(0), "old ")
        return cls(old, _hashes(head), signed)

    def written(self) -> bytes:
        """Return the file's bytes."""
        lines = [f"old {self.old}", *map(encoded, self.hashes), "", ""]
        return "\n".join(lines).encode() + self.signed.note.written()

    def holds(self, old_root: bytes) -> bool:
        """Tell whether the checkpoint continues the tree that had a root at the old size."""
        new = self.signed.checkpoint
        if self.old == 0:
            return not self.hashes
        return proofs.extends(self.old, new.size, self.hashes, old_root, new.root)


def _divided(written: bytes) -> tuple[list[str], Signed]:
    head, blank, note = written.partition(b"\n\n")
    if not blank:
        raise ValueError("it holds no checkpoint")
    return head.decode("utf-8").split("\n"), read_signed(note)


def _number(line: str, word: str) -> int:
    digits = line.removeprefix(word)
    if not line.startswith(word) or not (digits.isascii() and digits.isdecimal()):
        raise ValueError(f"it lacks the line '{word}NUMBER'")
    if str(int(digits)) != digits:
        raise ValueError(f"the line '{word}NUMBER' has leading zeroes")
    return int(digits)


def _hashes(lines: Sequence[str]) -> tuple[bytes, ...]:
    hashes = tuple(map(decoded, lines))
    if len(hashes) > _HASHES_MAX or any(len(each) != HASH_BYTES for each in hashes):
        raise ValueError("its hashes are not those of a proof")
    return hashes
