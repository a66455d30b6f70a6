"""A book's stored tree, asked on behalf of a checkpoint: what does not answer is damage."""

from collections.abc import Callable
from typing import TypeVar

from ledger.evidence.checkpoint import Checkpoint, Signed
from ledger.evidence.damage import Kind, failed
from ledger.evidence.proof import Extension, InclusionProof
from ledger.evidence.refusals import PositionNotCovered
from ledger.store import proofs
from ledger.store.merkle import EMPTY_ROOT
from ledger.store.reading import Reading
from ledger.store.tree import StoredTree

T = TypeVar("T")


def head_of(read: Reading, origin: str) -> Checkpoint:
    """Return the present head as a checkpoint, after holding it against the stored tiles.

    Raises:
        VerificationFailed: the head does not fit them.
    """
    head = read.head()
    if asked(StoredTree(read, head.size).root) != head.root:
        raise failed(Kind.HEAD_ALTERED, head.size)
    return Checkpoint(origin, head.size, head.root)


def expect_continues(read: Reading, old: Checkpoint, new: Checkpoint) -> tuple[bytes, ...]:
    """Return the proof that the stored tree continues an older checkpoint.

    Raises:
        VerificationFailed: it is shorter, or tells another history.
    """
    if old.origin != new.origin:
        raise failed(Kind.OTHER_BOOK, about=old.origin)
    if new.size < old.size:
        raise failed(Kind.OLD_BACKUP, new.size + 1, old.size)
    if old.size == 0:
        if old.root != EMPTY_ROOT:
            raise failed(Kind.FORK, about=old.origin)
        return ()
    hashes = asked(lambda: StoredTree(read, new.size).consistency(old.size))
    if not proofs.extends(old.size, new.size, hashes, old.root, new.root):
        raise failed(Kind.FORK, 1, old.size)
    return tuple(hashes)


def extension(read: Reading, old: Checkpoint, signed: Signed) -> Extension:
    """Return what a witness needs to sign a checkpoint after an older one; fails as above."""
    return Extension(old.size, expect_continues(read, old, signed.checkpoint), signed)


def inclusion(read: Reading, position: int, signed: Signed) -> tuple[InclusionProof, bytes]:
    """Return the proof of an event under a checkpoint, and the event's stored bytes.

    Raises:
        PositionNotCovered: the checkpoint was made before the event was recorded.
        VerificationFailed: the event or its tree is not what was signed.
    """
    checkpoint = signed.checkpoint
    if not 1 <= position <= checkpoint.size:
        raise PositionNotCovered(position, checkpoint.size)
    if read.head().size < checkpoint.size:
        raise failed(Kind.OLD_BACKUP, read.head().size + 1, checkpoint.size)
    hashes = asked(lambda: StoredTree(read, checkpoint.size).inclusion(position))
    proof = InclusionProof(position - 1, tuple(hashes), signed)
    entries = [row.state for row in read.recorded(position - 1, position)]
    if not entries:
        raise failed(Kind.DELETED, position)
    if not proof.holds(entries[0]):
        root = asked(StoredTree(read, checkpoint.size).root)
        raise failed(Kind.EDITED if root == checkpoint.root else Kind.FORK, position)
    return proof, entries[0]


def asked(question: Callable[[], T]) -> T:
    """Ask a stored tree; rows that are missing or ragged fail its assertions.

    Raises:
        VerificationFailed: a tile is not as it must be.
    """
    try:
        return question()
    except (AssertionError, IndexError):
        raise failed(Kind.TILE_ALTERED, about="huzhu audit verify") from None
