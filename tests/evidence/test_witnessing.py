"""A witness on line answers as C2SP tlog-witness has it, and an office believes only its key."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path

import click
import pytest

from ledger.commands import audit_witness
from ledger.commands.shared import Session
from ledger.entropy import SeededEntropy
from ledger.evidence import signing
from ledger.evidence.checkpoint import Checkpoint, Signed, cosigned_by, read_signed, sign
from ledger.evidence.keyfile import create_key, load_key
from ledger.evidence.note import Note, SigningKey, VerifierKey
from ledger.evidence.proof import Extension
from ledger.evidence.refusals import WitnessAhead, WitnessRefused, WitnessUnreachable
from ledger.evidence.tree import extension
from ledger.evidence.witnessing import (
    BAD_REQUEST,
    CONFLICT,
    FORBIDDEN,
    NOT_FOUND,
    OK,
    SAID_MAX,
    SIZE_TYPE,
    TEXT_TYPE,
    UNPROVEN,
    Answer,
    answer,
    submitted,
)
from ledger.store.recorder import BookRecorder
from tests.commands.office import SmallOffice
from tests.evidence.conftest import SIZE
from tests.evidence.making import ORIGIN, checkpoint_of
from tests.evidence.test_audit_record import begun_office, grow, office

WITNESS = "supervision.example/w1"
SECONDS = 1_420_416_000
__all__ = ["begun_office", "office"]


def entropy() -> SeededEntropy:
    return SeededEntropy(7, datetime(2015, 1, 5, tzinfo=UTC))


@pytest.fixture
def log(folder: Path) -> SigningKey:
    return create_key(folder / "book.signer", ORIGIN, entropy())


@pytest.fixture
def witness_file(folder: Path) -> Path:
    create_key(folder / "witness.signer", WITNESS, entropy(), witness=True)
    return folder / "witness.signer"


def own(witness_file: Path) -> VerifierKey:
    return load_key(witness_file, witness=True).verifier


def asked(given: bytes, witness_file: Path, *logs: SigningKey) -> Answer:
    keys = {key.name: key.verifier for key in logs}
    return answer(given, witness_file, keys, SECONDS)


def signed_at(recorder: BookRecorder, size: int, key: SigningKey) -> Signed:
    return read_signed(sign(checkpoint_of(recorder, size), key).written())


def request(recorder: BookRecorder, old: int, size: int, key: SigningKey) -> bytes:
    """Return what an office posts: its checkpoint, and the proof from an older size."""
    signed = signed_at(recorder, size, key)
    if not old:
        return Extension(0, (), signed).written()
    with recorder.reading() as read:
        return extension(read, checkpoint_of(recorder, old), signed).written()


# --- what a witness answers ---


def test_a_first_checkpoint_is_cosigned_under_the_logs_key(
    recorder: BookRecorder, log: SigningKey, witness_file: Path
) -> None:
    got = asked(request(recorder, 0, 300, log), witness_file, log)

    note = sign(checkpoint_of(recorder, 300), log)
    (line,) = Note.parse(f"{note.text}\n".encode() + got.body).signatures
    assert (got.status, got.type) == (OK, TEXT_TYPE)
    assert cosigned_by(own(witness_file), line, note.text)
    assert not cosigned_by(own(witness_file), line, note.text.replace("300", "301"))


def test_a_log_that_nobody_named_is_not_found(
    recorder: BookRecorder, log: SigningKey, witness_file: Path
) -> None:
    assert asked(request(recorder, 0, 300, log), witness_file).status == NOT_FOUND


def test_a_checkpoint_that_another_key_signed_is_forbidden(
    recorder: BookRecorder, log: SigningKey, witness_file: Path
) -> None:
    other = SigningKey(ORIGIN, log.type, bytes(32))

    assert asked(request(recorder, 0, 300, other), witness_file, log).status == FORBIDDEN


def test_who_is_behind_is_told_how_far_the_witness_is(
    recorder: BookRecorder, log: SigningKey, witness_file: Path
) -> None:
    asked(request(recorder, 0, 300, log), witness_file, log)

    for given in (request(recorder, 0, SIZE, log), request(recorder, 0, 300, log)):
        got = asked(given, witness_file, log)
        assert (got.status, got.type, got.body) == (CONFLICT, SIZE_TYPE, b"300\n")
    assert asked(request(recorder, 300, SIZE, log), witness_file, log).status == OK


def test_an_old_size_above_the_checkpoints_is_a_bad_request(
    recorder: BookRecorder, log: SigningKey, witness_file: Path
) -> None:
    given = Extension(301, (), signed_at(recorder, 300, log)).written()

    assert asked(given, witness_file, log).status == BAD_REQUEST


@pytest.mark.parametrize("given", [b"", b"old 0\n", b"old 00\n\nx\n", b"\xff\xfe"])
def test_what_is_no_request_is_a_bad_one(given: bytes, log: SigningKey, witness_file: Path) -> None:
    assert asked(given, witness_file, log).status == BAD_REQUEST


def test_another_history_is_not_signed(
    recorder: BookRecorder, log: SigningKey, witness_file: Path
) -> None:
    asked(request(recorder, 0, 300, log), witness_file, log)
    forged = Checkpoint(ORIGIN, SIZE, bytes(32))
    signed = read_signed(sign(forged, log).written())
    hashes = Extension.parse(request(recorder, 300, SIZE, log)).hashes

    got = asked(Extension(300, hashes, signed).written(), witness_file, log)

    assert got.status == UNPROVEN
    assert signing.seen(witness_file, ORIGIN) == (log.verifier, checkpoint_of(recorder, 300))


def test_another_root_at_the_size_that_was_signed_is_a_conflict(
    recorder: BookRecorder, log: SigningKey, witness_file: Path
) -> None:
    asked(request(recorder, 0, 300, log), witness_file, log)
    signed = read_signed(sign(Checkpoint(ORIGIN, 300, bytes(32)), log).written())

    assert asked(Extension(300, (), signed).written(), witness_file, log).status == CONFLICT


def test_a_proof_from_nothing_is_empty(
    recorder: BookRecorder, log: SigningKey, witness_file: Path
) -> None:
    given = Extension(0, (bytes(32),), signed_at(recorder, 300, log)).written()

    assert asked(given, witness_file, log).status == UNPROVEN


# --- what an office believes ---


def test_an_office_learns_how_far_the_witness_is_and_proves_from_there(
    recorder: BookRecorder, log: SigningKey, witness_file: Path
) -> None:
    asked(request(recorder, 0, 300, log), witness_file, log)
    posted: list[bytes] = []

    def post(body: bytes) -> Answer:
        posted.append(body)
        return asked(body, witness_file, log)

    with recorder.reading() as read:
        note = submitted(read, signed_at(recorder, SIZE, log), own(witness_file), post)

    assert [body.split(b"\n")[0] for body in posted] == [b"old 0", b"old 300"]
    assert [each.name for each in note.signatures] == [ORIGIN, WITNESS]


def test_a_witness_that_signed_more_than_the_checkpoint_covers_is_told(
    recorder: BookRecorder, log: SigningKey, witness_file: Path
) -> None:
    asked(request(recorder, 0, SIZE, log), witness_file, log)

    with recorder.reading() as read, pytest.raises(WitnessAhead, match=f"{SIZE}.*300"):
        submitted(
            read,
            signed_at(recorder, 300, log),
            own(witness_file),
            lambda body: asked(body, witness_file, log),
        )


@pytest.mark.parametrize(
    ("got", "said"),
    [
        (Answer(FORBIDDEN, TEXT_TYPE, b"no\x1b[31m\nmore"), "403 no[31m"),
        (Answer(CONFLICT, TEXT_TYPE, b"x" * 1_000), f"409 {'x' * SAID_MAX}$"),
        (Answer(OK, TEXT_TYPE, b"hello"), "no signature"),
        (Answer(OK, TEXT_TYPE, "— other.example/w AAAAAAAA\n".encode()), f"of {WITNESS}"),
    ],
)
def test_an_answer_that_is_no_cosignature_of_the_witness_is_refused(
    recorder: BookRecorder, log: SigningKey, witness_file: Path, got: Answer, said: str
) -> None:
    with recorder.reading() as read, pytest.raises(WitnessRefused, match=said.replace("[", "\\[")):
        submitted(read, signed_at(recorder, 300, log), own(witness_file), lambda _: got)


# --- over the network ---


@contextmanager
def listening(key_file: Path, *keys: VerifierKey) -> Iterator[str]:
    """A witness that serves at a free port of this machine."""
    named = {key.name: key for key in keys}
    with audit_witness.server(Session(), key_file, named, "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def test_a_book_is_witnessed_over_the_network_again_and_again(
    office: SmallOffice, tmp_path: Path
) -> None:
    key = office.do("lin", "audit", "key", "show").strip()
    create_key(tmp_path / "w.signer", WITNESS, entropy(), witness=True)
    vkey = str(own(tmp_path / "w.signer"))
    with listening(tmp_path / "w.signer", VerifierKey.parse(key)) as url:
        for number in (1, 2):
            grow(office, 20, after=20 * (number - 1))
            office.do("lin", "audit", "checkpoint", "--out", tmp_path / f"{number}")
            out = tmp_path / f"{number}.seen"
            words = ("submit", url, "--witness-key", vkey, "--out", out)
            assert WITNESS in office.do("lin", "audit", *words)
            names = [each.name for each in read_signed(out.read_bytes()).note.signatures]
            assert names[-1] == WITNESS


def test_a_witness_that_is_not_there_is_told(office: SmallOffice, tmp_path: Path) -> None:
    create_key(tmp_path / "w.signer", WITNESS, entropy(), witness=True)
    with listening(tmp_path / "w.signer") as url:
        pass
    office.do("lin", "audit", "checkpoint", "--out", tmp_path / "1")
    words = ("submit", url, "--witness-key", str(own(tmp_path / "w.signer")))
    office.refuses("record.witness_unreachable", "lin", "audit", *words)


def test_an_address_that_is_none_of_a_web_server_is_misuse() -> None:
    with pytest.raises(click.UsageError, match="https://"):
        audit_witness.posting_to("witness.example")


def test_a_place_where_nobody_can_listen_is_misuse(witness_file: Path) -> None:
    with pytest.raises(click.UsageError):
        audit_witness.server(Session(), witness_file, {}, "192.0.2.1", 8127)


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/other", {}, NOT_FOUND),
        (audit_witness.PATH, {"Content-Length": "many"}, BAD_REQUEST),
        (audit_witness.PATH, {"Content-Length": "99999999"}, 413),
    ],
)
def test_a_request_to_nowhere_or_without_measure_is_answered_and_not_read(
    witness_file: Path, path: str, headers: dict[str, str], status: int
) -> None:
    with listening(witness_file) as url:
        connection = HTTPConnection(url.removeprefix("http://"), timeout=10)
        connection.putrequest("POST", path)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        assert connection.getresponse().status == status
        connection.close()


def test_an_unreachable_witness_is_named_with_its_address() -> None:
    with pytest.raises(WitnessUnreachable, match=r"http://127\.0\.0\.1:9"):
        audit_witness.posting_to("http://127.0.0.1:9")(b"")
