"""Notes, keys and checkpoints are those of C2SP: read strictly, written the same by everybody."""

import shutil
import subprocess
from base64 import b64decode
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.evidence import verify as alone
from ledger.evidence.checkpoint import (
    Checkpoint,
    authenticate,
    cosign,
    read_signed,
    sign,
)
from ledger.evidence.damage import Kind, VerificationFailed
from ledger.evidence.note import COSIGNATURE, ED25519, Note, SigningKey, VerifierKey
from tests.evidence.making import ORIGIN

KEY = SigningKey(ORIGIN, ED25519, bytes(range(32)))
OTHER = SigningKey(ORIGIN, ED25519, bytes(range(1, 33)))
WITNESS = SigningKey("supervision.example/w1", COSIGNATURE, bytes(range(2, 34)))
CHECKPOINT = Checkpoint(ORIGIN, 700, bytes(range(32)))

# The verifier key of the Go checksum database, as published with Go.
PUBLISHED = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"

# The example of C2SP tlog-cosignature; its keys are not published, its form is.
EXAMPLE = """example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
"""

texts = st.text(st.characters(exclude_categories=("Cs", "Cc"))).map(lambda t: f"{t or 'x'}\n")


def kind_of(written: bytes, key: VerifierKey) -> Kind:
    with pytest.raises(VerificationFailed) as failure:
        authenticate(read_signed(written), key)
    return failure.value.damage.kind


def test_a_published_verifier_key_is_read_and_written_the_same() -> None:
    key = VerifierKey.parse(PUBLISHED)

    assert (key.name, key.key_id.hex()) == ("sum.golang.org", "033de0ae")
    assert str(key) == PUBLISHED


def test_a_key_whose_id_is_not_its_own_is_no_key() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        VerifierKey.parse(PUBLISHED.replace("033de0ae", "033de0af"))


def test_a_signing_key_is_read_back_as_it_was_written() -> None:
    assert SigningKey.parse(KEY.written()) == KEY
    assert SigningKey.parse(WITNESS.written() + "\n") == WITNESS


def test_a_key_never_shows_its_seed() -> None:
    assert "seed" not in repr(KEY)


def test_the_example_of_the_specification_is_read() -> None:
    signed = read_signed(EXAMPLE.encode())

    assert signed.checkpoint.origin == "example.com/behind-the-sofa"
    assert signed.checkpoint.size == 20_852_163
    assert [s.name for s in signed.note.signatures][1] == "witness.example.com/w1"
    assert signed.note.written() == EXAMPLE.encode()


@given(texts)
def test_a_note_is_read_back_byte_for_byte(text: str) -> None:
    written = Note(text, sign(CHECKPOINT, KEY).signatures).written()

    assert Note.parse(written).written() == written


@pytest.mark.parametrize(
    "written",
    [
        b"",
        b"text\n",
        b"text\n\n",
        b"text\n\nno signature\n",
        "text\n\n— name\n".encode(),
        "text\n\n— na+me AAAAAAA=\n".encode(),
        "text\n\n— name AAAA\n".encode(),
        "text\n\n— name AAAAAAB=\n".encode(),  # base64 that is not canonical
        "text\n\n— name AAAAAAA=".encode(),
        "te\txt\n\n— name AAAAAAA=\n".encode(),
        b"\xff\n\n",
        b"x" * (1 << 21),
    ],
)
def test_what_is_no_signed_note_is_refused(written: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the form matters, the words do not
        Note.parse(written)


@pytest.mark.parametrize(
    "text",
    ["a\n1\n", "a\n01\nAAAA\n", "a\n1\nAAAA\n", "a\n-1\nAAAA\n", "\n1\nAAAA\n", "a\n１\nAAAA\n"],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - likewise
        Checkpoint.parse(text)


def test_a_checkpoint_signed_by_the_book_is_authentic() -> None:
    signed = read_signed(sign(CHECKPOINT, KEY).written())

    assert authenticate(signed, KEY.verifier) == CHECKPOINT


def test_a_checkpoint_of_the_same_name_by_another_key_is_foreign() -> None:
    assert kind_of(sign(CHECKPOINT, OTHER).written(), KEY.verifier) == Kind.FOREIGN_KEY


def test_a_checkpoint_of_another_book_is_told_apart() -> None:
    other = SigningKey("huzhu.example/MZ", ED25519, KEY.seed)
    written = sign(Checkpoint(other.name, 700, CHECKPOINT.root), other).written()

    assert kind_of(written, KEY.verifier) == Kind.OTHER_BOOK


def test_a_checkpoint_whose_text_was_changed_is_forged() -> None:
    written = sign(CHECKPOINT, KEY).written().replace(b"\n700\n", b"\n699\n")

    assert kind_of(written, KEY.verifier) == Kind.FORGED_SIGNATURE


def test_one_forged_line_under_the_books_key_spoils_the_note() -> None:
    good = sign(CHECKPOINT, KEY)
    bad = good.signatures[0]._replace(signed=bytes(64))

    written = Note(good.text, (*good.signatures, bad)).written()

    assert kind_of(written, KEY.verifier) == Kind.FORGED_SIGNATURE


def test_lines_of_unknown_keys_are_left_aside() -> None:
    note = cosign(sign(CHECKPOINT, KEY), WITNESS, 1_420_000_000)

    assert authenticate(read_signed(note.written()), KEY.verifier) == CHECKPOINT


def _seen_at(note: Note) -> int:
    """Return when the witness saw a checkpoint, as an auditor's own program reads it."""
    read = alone.note_of(note.written(), "checkpoint")
    return alone.check_signature(read, alone.key_of(str(WITNESS.verifier)), "checkpoint")


def test_a_cosignature_says_when_the_witness_saw_it() -> None:
    assert _seen_at(cosign(sign(CHECKPOINT, KEY), WITNESS, 1_420_000_000)) == 1_420_000_000


def test_a_cosignature_with_another_time_is_forged() -> None:
    note = cosign(sign(CHECKPOINT, KEY), WITNESS, 1_420_000_000)
    own, theirs = note.signatures
    later = theirs._replace(signed=(1_420_000_001).to_bytes(8, "big") + theirs.signed[8:])

    with pytest.raises(alone.Bad, match=r"^forged signature"):
        _seen_at(Note(note.text, (own, later)))


def test_a_checkpoint_that_a_witness_did_not_sign_lacks_its_word() -> None:
    with pytest.raises(alone.Bad, match=r"^foreign key"):
        _seen_at(sign(CHECKPOINT, KEY))


def test_signing_is_deterministic() -> None:
    assert sign(CHECKPOINT, KEY).written() == sign(CHECKPOINT, KEY).written()


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_openssl_accepts_the_signature_and_only_for_its_text(tmp_path: Path) -> None:
    note = sign(CHECKPOINT, KEY)
    der = bytes.fromhex("302a300506032b6570032100") + KEY.verifier.public
    for name, content in {
        "key": der,
        "signature": note.signatures[0].signed,
        "text": note.text.encode(),
        "changed": note.text.replace("700", "699").encode(),
    }.items():
        (tmp_path / name).write_bytes(content)

    def accepted(text: str) -> bool:
        command = "openssl pkeyutl -verify -pubin -keyform DER -inkey key -rawin -sigfile signature"
        done = subprocess.run([*command.split(), "-in", text], cwd=tmp_path, capture_output=True)
        return done.returncode == 0

    assert accepted("text")
    assert not accepted("changed")


# --- the stand-alone verifier has its own Ed25519 ---


def test_the_stand_alone_verifier_knows_the_vectors_of_rfc_8032() -> None:
    public = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    signature = bytes.fromhex(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )

    assert alone.signed(public, b"\x72", signature)
    assert not alone.signed(public, b"\x73", signature)


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=80), st.integers(0, 511))
def test_the_stand_alone_verifier_agrees_with_the_library(
    seed: bytes, message: bytes, bit: int
) -> None:
    key = SigningKey("a", ED25519, seed)
    public, signature = key.verifier.public, key.sign(message)
    turned = bytearray(signature)
    turned[bit // 8] ^= 1 << bit % 8

    assert alone.signed(public, message, signature)
    assert not alone.signed(public, message, bytes(turned))
    assert not key.verifier.verifies(bytes(turned), message)


def test_the_published_key_has_an_id_by_the_stand_alone_verifier_too() -> None:
    key = alone.key_of(PUBLISHED)

    assert (key.name, key.type, key.public) == (
        "sum.golang.org",
        ED25519,
        b64decode(PUBLISHED.split("+", 2)[2])[1:],
    )
