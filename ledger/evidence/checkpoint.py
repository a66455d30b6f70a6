"""Checkpoints: signed tree heads, and the cosignatures of witnesses under them.

Sources: C2SP tlog-checkpoint, tlog-cosignature (v1, Ed25519).
"""

from dataclasses import dataclass
from struct import Struct
from typing import NamedTuple, Self

from ledger.evidence.damage import Kind, failed
from ledger.evidence.note import Note, Signature, SigningKey, VerifierKey, decoded, encoded
from ledger.store.merkle import HASH_BYTES

_TIME = Struct(">Q")
_TEXT_LINES = 3


@dataclass(frozen=True)
class Checkpoint:
    """How far a record reached and the root over all of it, as one log says it."""

    origin: str  # AUTHORITY/BOOK
    size: int
    root: bytes

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a note's text; lines after the third are left aside, as the format has it.

        Raises:
            ValueError: it is not a checkpoint.
        """
        lines = text.split("\n")
        if len(lines) <= _TEXT_LINES or lines.pop() or not all(lines):
            raise ValueError("it has not the lines of a checkpoint")
        origin, size, root = lines[0], lines[1], decoded(lines[2])
        if not (size.isascii() and size.isdecimal()) or str(int(size)) != size:
            raise ValueError("its size is not a number")
        if len(root) != HASH_BYTES:
            raise ValueError("its root is not a SHA-256")
        return cls(origin, int(size), root)

    def text(self) -> str:
        """Return the note's text."""
        return f"{self.origin}\n{self.size}\n{encoded(self.root)}\n"


class Signed(NamedTuple):
    """A checkpoint with the note it was read from."""

    checkpoint: Checkpoint
    note: Note


def sign(checkpoint: Checkpoint, key: SigningKey) -> Note:
    """Sign a checkpoint as its log. Whoever calls this has remembered the checkpoint before."""
    text = checkpoint.text()
    verifier = key.verifier
    signature = Signature(key.name, verifier.key_id, key.sign(text.encode()))
    return Note(text, (signature,))


def cosign(note: Note, key: SigningKey, seconds: int) -> Note:
    """Add a witness's cosignature to a note that it has checked."""
    signed = _TIME.pack(seconds) + key.sign(_cosigned_message(note.text, seconds))
    return note.with_signature(Signature(key.name, key.verifier.key_id, signed))


def cosigned_by(key: VerifierKey, signature: Signature, text: str) -> bool:
    """Tell whether a signature line is a witness's cosignature over a checkpoint's text."""
    if (signature.name, signature.key_id) != (key.name, key.key_id):
        return False
    time, signed = signature.signed[: _TIME.size], signature.signed[_TIME.size :]
    if len(time) < _TIME.size:
        return False
    (seconds,) = _TIME.unpack(time)
    return key.verifies(signed, _cosigned_message(text, seconds))


def read_signed(written: bytes) -> Signed:
    """Read a checkpoint without trusting it yet.

    Raises:
        ValueError: it is not a signed checkpoint.
    """
    note = Note.parse(written)
    return Signed(Checkpoint.parse(note.text), note)


def authenticate(signed: Signed, key: VerifierKey) -> Checkpoint:
    """Return a checkpoint after checking that the book's own key signed it.

    Raises:
        VerificationFailed: it is of another book, signed by another key, or its text was changed.
    """
    if signed.checkpoint.origin != key.name:
        raise failed(Kind.OTHER_BOOK, about=signed.checkpoint.origin)
    own = signed.note.signed_by(key)
    if not own:
        raise failed(Kind.FOREIGN_KEY, about=signed.checkpoint.origin)
    if not all(key.verifies(s.signed, signed.note.text.encode()) for s in own):
        raise failed(Kind.FORGED_SIGNATURE, about=signed.checkpoint.origin)
    return signed.checkpoint


def _cosigned_message(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()
