"""A witness on line: what it answers to a checkpoint that is sent to it, and how an office asks it.

Source: C2SP tlog-witness (add-checkpoint). How requests travel is told in `ledger.commands.audit_witness`.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from ledger.evidence import signing
from ledger.evidence.checkpoint import Checkpoint, Signed, authenticate, cosigned_by
from ledger.evidence.damage import Kind, VerificationFailed
from ledger.evidence.note import Note, VerifierKey
from ledger.evidence.proof import Extension
from ledger.evidence.refusals import ProofMissing, WitnessAhead, WitnessRefused
from ledger.evidence.tree import asked, extension
from ledger.store.reading import Reading
from ledger.store.tree import StoredTree

SIZE_TYPE = "text/x.tlog.size"
TEXT_TYPE = "text/plain; charset=utf-8"
SAID_MAX = 200  # letters of a stranger's answer that are shown
OK, BAD_REQUEST, FORBIDDEN, NOT_FOUND, CONFLICT, UNPROVEN = 200, 400, 403, 404, 409, 422


class Answer(NamedTuple):
    """What a witness answers: an HTTP status, the type of the body, and the body."""

    status: int
    type: str
    body: bytes


def answer(
    given: bytes, key_file: Path, log_keys: Mapping[str, VerifierKey], seconds: int
) -> Answer:
    """Cosign a checkpoint that continues what this witness signed last, or say why not.

    `log_keys` are the logs' verifier keys by origin, as handed over beforehand.

    Raises:
        SigningKeyUnusable: the witness's own key cannot be used.
    """
    try:
        offered = Extension.parse(given)
    except ValueError as error:
        return _said(BAD_REQUEST, str(error))
    new = offered.signed.checkpoint
    known = signing.seen(key_file, new.origin)
    key = log_keys.get(new.origin) if known is None else known[0]
    if key is None:
        return _said(NOT_FOUND, f"no verifier key of {new.origin} is known here")
    size = 0 if known is None else known[1].size
    try:
        authenticate(offered.signed, key)
        if offered.old > new.size:
            return _said(BAD_REQUEST, "the old size is above that of the checkpoint")
        if offered.old != size:
            return _conflict(size)
        if offered.old == 0 and offered.hashes:
            return _said(UNPROVEN, "a proof from size 0 is empty")
        note = signing.witness(given, "the request", key_file, key, seconds)
    except ProofMissing as refusal:  # another request was quicker
        return _conflict(refusal.size)
    except VerificationFailed as failure:
        if failure.damage.kind != Kind.FORK:
            return _said(FORBIDDEN, str(failure))
        return _conflict(size) if new.size == size else _said(UNPROVEN, str(failure))
    return Answer(OK, TEXT_TYPE, note.signatures[-1].line().encode())


def submitted(
    read: Reading, signed: Signed, key: VerifierKey, post: Callable[[bytes], Answer]
) -> Note:
    """Have a checkpoint cosigned by the witness that `post` reaches, and check what it signed.

    How far the witness has signed, it says itself; the proof from there is made of the tree.

    Raises:
        WitnessAhead: it has signed more than the checkpoint covers.
        WitnessRefused: it does not sign, or not with `key`.
    """
    got = post(Extension(0, (), signed).written())
    if got.status == CONFLICT and got.body.strip().isdigit():
        size, new = int(got.body), signed.checkpoint
        if size > new.size:
            raise WitnessAhead(size, new.size)
        old = Checkpoint(new.origin, size, asked(StoredTree(read, size).root))
        got = post(extension(read, old, signed).written())
    if got.status != OK:
        raise WitnessRefused(f"{got.status} {_shown(got.body)}")
    try:
        lines = Note.parse(f"{signed.note.text}\n".encode() + got.body).signatures
    except ValueError as error:
        raise WitnessRefused(f"its answer is no signature: {error}") from None
    for line in lines:
        if cosigned_by(key, line, signed.note.text):
            return signed.note.with_signature(line)
    raise WitnessRefused(f"its answer holds no signature of {key.name}")


def _said(status: int, sentence: str) -> Answer:
    return Answer(status, TEXT_TYPE, f"{sentence}\n".encode())


def _conflict(size: int) -> Answer:
    return Answer(CONFLICT, SIZE_TYPE, f"{size}\n".encode())


def _shown(body: bytes) -> str:
    """Return the first line of a stranger's answer, as far as it can be shown."""
    line = body.decode("utf-8", "replace").partition("\n")[0]
    return "".join(letter for letter in line if letter.isprintable())[:SAID_MAX]
