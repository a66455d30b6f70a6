"""An office signs only what continues what it signed before; a witness too, and each remembers."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ledger.entropy import SeededEntropy
from ledger.evidence import signing
from ledger.evidence import verify as alone
from ledger.evidence.checkpoint import Checkpoint, authenticate, read_signed, sign
from ledger.evidence.damage import Kind, VerificationFailed
from ledger.evidence.keyfile import create_key, load_key, memory_of, remember, verifier_key
from ledger.evidence.note import SigningKey
from ledger.evidence.refusals import (
    KeyNameUnusable,
    LogKeyUnknown,
    NotEvidence,
    ProofMissing,
    SigningKeyUnusable,
)
from ledger.evidence.tree import extension
from ledger.store.recorder import BookRecorder
from tests.evidence.conftest import SIZE, OpenBook
from tests.evidence.making import ORIGIN, checkpoint_of, record

WITNESS = "supervision.example/w1"


def entropy() -> SeededEntropy:
    return SeededEntropy(7, datetime(2015, 1, 5, tzinfo=UTC))


@pytest.fixture
def key_file(folder: Path) -> Path:
    create_key(folder / "book.signer", ORIGIN, entropy())
    return folder / "book.signer"


@pytest.fixture
def key(key_file: Path) -> SigningKey:
    return load_key(key_file)


@pytest.fixture
def witness_file(folder: Path) -> Path:
    create_key(folder / "witness.signer", WITNESS, entropy(), witness=True)
    return folder / "witness.signer"


def remembering(key_file: Path, key: SigningKey, checkpoint: Checkpoint) -> None:
    remember(memory_of(key_file), sign(checkpoint, key).written())


def kind_of(failure: pytest.ExceptionInfo[VerificationFailed]) -> Kind:
    return failure.value.damage.kind


# --- key files ---


def test_a_key_file_is_its_owners_alone(key_file: Path) -> None:
    assert key_file.stat().st_mode & 0o777 == 0o600


def test_a_key_file_is_never_overwritten(key_file: Path) -> None:
    before = key_file.read_bytes()

    with pytest.raises(SigningKeyUnusable, match="exists already"):
        create_key(key_file, ORIGIN, entropy())

    assert key_file.read_bytes() == before


def test_a_key_that_others_may_read_is_not_used(key_file: Path) -> None:
    key_file.chmod(0o640)

    with pytest.raises(SigningKeyUnusable, match="mode 600"):
        load_key(key_file)


@pytest.mark.parametrize("content", ["", "PRIVATE+KEY+a", "PRIVATE+KEY+a+00000000+AAAA"])
def test_what_is_no_key_file_is_not_used(folder: Path, content: str) -> None:
    path = folder / "key"
    path.touch(mode=0o600)
    path.write_text(content)

    with pytest.raises(SigningKeyUnusable, match="is not a key file"):
        load_key(path)


def test_a_witness_does_not_sign_as_a_log_nor_a_log_as_a_witness(
    key_file: Path, witness_file: Path
) -> None:
    with pytest.raises(SigningKeyUnusable, match="is a witness's key"):
        load_key(witness_file)
    with pytest.raises(SigningKeyUnusable, match="is not a witness's key"):
        load_key(key_file, witness=True)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb", "成都　办事处"])
def test_a_name_that_no_signature_line_can_hold_is_refused(folder: Path, name: str) -> None:
    with pytest.raises(KeyNameUnusable):
        create_key(folder / "key", name, entropy())


def test_a_verifier_key_is_given_as_text_or_as_a_file(key: SigningKey, folder: Path) -> None:
    path = folder / "log.vkey"
    path.write_text(f"{key.verifier}\n")

    assert verifier_key(str(key.verifier)) == verifier_key(str(path)) == key.verifier
    with pytest.raises(NotEvidence):
        verifier_key("nonsense")


# --- the office ---


def test_the_head_is_signed_and_remembered(
    recorder: BookRecorder, key_file: Path, key: SigningKey
) -> None:
    note = signing.sign_head(recorder, key_file)

    assert authenticate(read_signed(note.written()), key.verifier) == checkpoint_of(recorder)
    assert memory_of(key_file).read_bytes() == note.written()
    assert memory_of(key_file).stat().st_mode & 0o077 == 0


def test_signing_the_same_head_again_gives_the_same_bytes(
    recorder: BookRecorder, key_file: Path
) -> None:
    first = signing.sign_head(recorder, key_file).written()

    assert signing.sign_head(recorder, key_file).written() == first


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_a_head_that_grew_is_signed(new_book: OpenBook, dialect: str, key_file: Path) -> None:
    database = new_book(dialect)
    for after, count in ((0, 1), (1, 299), (300, 257)):
        recorder = record(database, count, after=after)
        note = signing.sign_head(recorder, key_file)
        assert read_signed(note.written()).checkpoint.size == after + count


def test_a_shrunken_head_is_refused(
    recorder: BookRecorder, key_file: Path, key: SigningKey
) -> None:
    remembering(key_file, key, Checkpoint(ORIGIN, SIZE + 5, b"r" * 32))

    with pytest.raises(VerificationFailed) as failure:
        signing.sign_head(recorder, key_file)

    assert kind_of(failure) == Kind.OLD_BACKUP
    assert str(failure.value).startswith(f"positions {SIZE + 1} to {SIZE + 5}: ")


@pytest.mark.parametrize("size", [1, 256, 300, SIZE])
def test_a_forked_head_is_refused(
    recorder: BookRecorder, key_file: Path, key: SigningKey, size: int
) -> None:
    remembering(key_file, key, Checkpoint(ORIGIN, size, b"r" * 32))
    before = memory_of(key_file).read_bytes()

    with pytest.raises(VerificationFailed) as failure:
        signing.sign_head(recorder, key_file)

    assert kind_of(failure) == Kind.FORK
    assert memory_of(key_file).read_bytes() == before


def test_a_memory_that_was_tampered_with_is_refused(recorder: BookRecorder, key_file: Path) -> None:
    written = signing.sign_head(recorder, key_file).written()
    memory_of(key_file).write_bytes(written.replace(b"\n700\n", b"\n300\n"))

    with pytest.raises(VerificationFailed) as failure:
        signing.sign_head(recorder, key_file)

    assert kind_of(failure) == Kind.FORGED_SIGNATURE


def test_a_memory_of_another_form_is_refused(recorder: BookRecorder, key_file: Path) -> None:
    memory_of(key_file).write_bytes(b"700\n")

    with pytest.raises(NotEvidence):
        signing.sign_head(recorder, key_file)


def test_nothing_is_signed_that_is_not_remembered(
    recorder: BookRecorder, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OSError, match="No space"):
        signing.sign_head(recorder, key_file)
    assert sorted(path.name for path in key_file.parent.iterdir()) == ["book.signer"]


# --- the witness ---


def offered(recorder: BookRecorder, key: SigningKey, size: int, since: int | None = None) -> bytes:
    note = sign(checkpoint_of(recorder, size), key).written()
    if since is None:
        return note
    with recorder.reading() as read:
        return extension(read, checkpoint_of(recorder, since), read_signed(note)).written()


def test_a_witness_signs_a_log_whose_key_it_was_given(
    recorder: BookRecorder, key: SigningKey, witness_file: Path
) -> None:
    note = signing.witness(offered(recorder, key, 300), "f", witness_file, key.verifier, 1_000)

    signed = read_signed(note.written())
    own = alone.key_of(str(load_key(witness_file, witness=True).verifier))
    read = alone.note_of(note.written(), "checkpoint")
    assert alone.check_signature(read, own, "checkpoint") == 1_000
    assert authenticate(signed, key.verifier).size == 300


def test_a_witness_that_was_given_no_key_signs_nothing(
    recorder: BookRecorder, key: SigningKey, witness_file: Path
) -> None:
    with pytest.raises(LogKeyUnknown):
        signing.witness(offered(recorder, key, 300), "f", witness_file, None, 1_000)
    assert not memory_of(witness_file).exists()


@pytest.fixture
def seen(recorder: BookRecorder, key: SigningKey, witness_file: Path) -> Path:
    """A witness that has signed the book's first 300 events."""
    signing.witness(offered(recorder, key, 300), "f", witness_file, key.verifier, 1_000)
    return witness_file


def test_a_witness_demands_proof_that_its_last_word_is_continued(
    recorder: BookRecorder, key: SigningKey, seen: Path
) -> None:
    for given in (offered(recorder, key, 700), offered(recorder, key, 700, since=256)):
        with pytest.raises(ProofMissing) as refusal:
            signing.witness(given, "f", seen, None, 2_000)
        assert refusal.value.size == 300

    note = signing.witness(offered(recorder, key, 700, since=300), "f", seen, None, 2_000)

    assert read_signed(note.written()).checkpoint.size == 700


def test_a_witness_signs_the_same_checkpoint_again(
    recorder: BookRecorder, key: SigningKey, seen: Path
) -> None:
    note = signing.witness(offered(recorder, key, 300), "f", seen, None, 2_000)

    assert read_signed(note.written()).checkpoint.size == 300


def test_a_witness_refuses_a_smaller_tree(
    recorder: BookRecorder, key: SigningKey, seen: Path
) -> None:
    with pytest.raises(VerificationFailed) as failure:
        signing.witness(offered(recorder, key, 299), "f", seen, None, 2_000)

    assert kind_of(failure) == Kind.OLD_BACKUP


def test_a_witness_refuses_another_history(
    recorder: BookRecorder, key: SigningKey, seen: Path
) -> None:
    fork = sign(Checkpoint(ORIGIN, 300, b"r" * 32), key).written()
    longer = offered(recorder, key, 700, since=300).partition(b"\n\n")[0]
    longer += b"\n\n" + sign(Checkpoint(ORIGIN, 700, b"r" * 32), key).written()

    for given in (fork, longer):
        with pytest.raises(VerificationFailed) as failure:
            signing.witness(given, "f", seen, None, 2_000)
        assert kind_of(failure) == Kind.FORK


def test_a_witness_keeps_to_the_key_it_was_first_given(
    recorder: BookRecorder, seen: Path, folder: Path
) -> None:
    other = create_key(folder / "other", ORIGIN, SeededEntropy(8, datetime(2015, 1, 5, tzinfo=UTC)))

    for log_key in (None, other.verifier):
        with pytest.raises(VerificationFailed) as failure:
            signing.witness(offered(recorder, other, 300), "f", seen, log_key, 2_000)
        assert kind_of(failure) == Kind.FOREIGN_KEY


@pytest.mark.parametrize("given", [b"", b"old 300\n", b"old x\n\nnothing", b"nonsense\n\n"])
def test_a_witness_refuses_what_is_no_checkpoint(witness_file: Path, given: bytes) -> None:
    with pytest.raises(NotEvidence):
        signing.witness(given, "f", witness_file, None, 1_000)
