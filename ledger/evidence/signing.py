"""Those who sign: the office its own head, a witness what continues what it signed before.

Both keep a memory outside the database, and write it before a signature leaves their hands.
"""

import json
from pathlib import Path
from typing import Any

from ledger.evidence.checkpoint import Checkpoint, Signed, authenticate, cosign, read_signed, sign
from ledger.evidence.damage import Kind, failed
from ledger.evidence.keyfile import alone, load_key, memory_of, remember, remembered
from ledger.evidence.note import Note, SigningKey, VerifierKey
from ledger.evidence.proof import Extension
from ledger.evidence.refusals import LogKeyUnknown, NotEvidence, ProofMissing
from ledger.evidence.tree import expect_continues, head_of
from ledger.store.recorder import BookRecorder


def sign_head(record: BookRecorder, key_file: Path) -> Note:
    """Sign a book's head, if it continues the head that was signed last.

    Raises:
        SigningKeyUnusable: the key cannot be used.
        VerificationFailed: the head is smaller than, or no continuation of, the last one signed.
    """
    key = load_key(key_file)
    with alone(key_file):
        note = sign(_signable(record, key_file, key), key)
        remember(memory_of(key_file), note.written())
    return note


def expect_signable(record: BookRecorder, key_file: Path) -> None:
    """See whether the head as it stands would be signed; fails as `sign_head` does."""
    _signable(record, key_file, load_key(key_file))


def _signable(record: BookRecorder, key_file: Path, key: SigningKey) -> Checkpoint:
    last = last_signed(key_file, key.verifier)
    with record.reading() as read:
        new = head_of(read, key.name)
        if last is not None:
            expect_continues(read, last.checkpoint, new)
    return new


def last_signed(key_file: Path, key: VerifierKey) -> Signed | None:
    """Return the checkpoint that a signer remembers, checked as anybody else's.

    Raises:
        NotEvidence: the memory is not a checkpoint.
        VerificationFailed: it was not signed by this key.
    """
    memory = memory_of(key_file)
    written = remembered(memory)
    if written is None:
        return None
    signed = signed_in(written, str(memory))
    authenticate(signed, key)
    return signed


def witness(
    given: bytes, file: str, key_file: Path, log_key: VerifierKey | None, seconds: int
) -> Note:
    """Cosign a checkpoint, if it continues what this witness signed last for the same log.

    `given` is a checkpoint, or a checkpoint with the proof that it continues an older one. The
    first time, the log's verifier key must be given; it is remembered, and no other counts later.

    Raises:
        NotEvidence, LogKeyUnknown, ProofMissing, SigningKeyUnusable: as they say.
        VerificationFailed: the signature or the history is not the log's.
    """
    key = load_key(key_file, witness=True)
    extension, signed = _offered(given, file)
    origin = signed.checkpoint.origin
    with alone(key_file):
        memory = _seen(memory_of(key_file))
        known = memory.get(origin)
        if known is not None:
            own = VerifierKey.parse(known["key"])
            if log_key is not None and log_key != own:
                raise failed(Kind.FOREIGN_KEY, about=origin)
            log_key = own
        if log_key is None:
            raise LogKeyUnknown(origin)
        new = authenticate(signed, log_key)
        if known is not None:
            _expect_extends(Checkpoint.parse(known["checkpoint"]), new, extension)
        memory[origin] = {"key": str(log_key), "checkpoint": new.text()}
        note = cosign(signed.note, key, seconds)
        remember(memory_of(key_file), json.dumps(memory, indent=1, sort_keys=True).encode() + b"\n")
    return note


def seen(key_file: Path, origin: str) -> tuple[VerifierKey, Checkpoint] | None:
    """Return a log's verifier key and the checkpoint of it that a witness signed last, if any."""
    known = _seen(memory_of(key_file)).get(origin)
    if known is None:
        return None
    return VerifierKey.parse(known["key"]), Checkpoint.parse(known["checkpoint"])


def signed_in(written: bytes, file: str) -> Signed:
    """Read a checkpoint from a file's bytes.

    Raises:
        NotEvidence: they are none.
    """
    try:
        return read_signed(written)
    except ValueError as error:
        raise NotEvidence(file, "a signed checkpoint", str(error)) from None


def _offered(given: bytes, file: str) -> tuple[Extension | None, Signed]:
    if not given.startswith(b"old "):
        return None, signed_in(given, file)
    try:
        extension = Extension.parse(given)
    except ValueError as error:
        raise NotEvidence(file, "a proof for a witness", str(error)) from None
    return extension, extension.signed


def _expect_extends(last: Checkpoint, new: Checkpoint, extension: Extension | None) -> None:
    if new.size < last.size:
        raise failed(Kind.OLD_BACKUP, new.size + 1, last.size)
    if new.size == last.size:
        if new.root != last.root:
            raise failed(Kind.FORK, 1, last.size)
        return
    if extension is None or extension.old != last.size:
        raise ProofMissing(last.size)
    if not extension.holds(last.root):
        raise failed(Kind.FORK, 1, last.size)


def _seen(path: Path) -> dict[str, Any]:
    written = remembered(path)
    found: dict[str, Any] = {} if written is None else json.loads(written)
    return found
