"""Proofs, checked by the recursion of RFC 6962 written out, and by the stand-alone verifier."""

from collections.abc import Sequence
from hashlib import sha256

import pytest

from ledger.evidence import verify as alone
from ledger.evidence.checkpoint import Signed, authenticate, read_signed, sign
from ledger.evidence.damage import Kind, VerificationFailed
from ledger.evidence.note import ED25519, SigningKey
from ledger.evidence.proof import Extension, InclusionProof
from ledger.evidence.refusals import PositionNotCovered
from ledger.evidence.tiles import entry_bundle, tile_path
from ledger.evidence.tree import extension, head_of, inclusion
from ledger.store.reading import Reading
from ledger.store.recorder import BookRecorder
from tests.evidence import attacks
from tests.evidence.conftest import SIZE
from tests.evidence.making import ORIGIN, attacked, checkpoint_of

KEY = SigningKey(ORIGIN, ED25519, bytes(range(32)))


# --- RFC 6962, section 2.1, word for word: k is the largest power of two smaller than n ---


def k_of(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def mth(d: Sequence[bytes]) -> bytes:
    if not d:
        return sha256(b"").digest()
    if len(d) == 1:
        return sha256(b"\x00" + d[0]).digest()
    k = k_of(len(d))
    return sha256(b"\x01" + mth(d[:k]) + mth(d[k:])).digest()


def path(m: int, d: Sequence[bytes]) -> list[bytes]:
    if len(d) == 1:
        return []
    k = k_of(len(d))
    if m < k:
        return [*path(m, d[:k]), mth(d[k:])]
    return [*path(m - k, d[k:]), mth(d[:k])]


def subproof(m: int, d: Sequence[bytes], b: bool) -> list[bytes]:
    if m == len(d):
        return [] if b else [mth(d)]
    k = k_of(len(d))
    if m <= k:
        return [*subproof(m, d[:k], b), mth(d[k:])]
    return [*subproof(m - k, d[k:], False), mth(d[:k])]


def signed_at(recorder: BookRecorder, size: int) -> Signed:
    return read_signed(sign(checkpoint_of(recorder, size), KEY).written())


@pytest.fixture
def entries(recorder: BookRecorder) -> list[bytes]:
    return [row.state for row in recorder.read()]


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 300, 512, 513, 700])
def test_the_root_under_a_checkpoint_is_that_of_the_rfc(
    recorder: BookRecorder, entries: list[bytes], size: int
) -> None:
    assert signed_at(recorder, size).checkpoint.root == mth(entries[:size])


@pytest.mark.parametrize("size", [1, 2, 257, 512, 700])
def test_inclusion_proofs_are_those_of_the_rfc(
    recorder: BookRecorder, entries: list[bytes], size: int
) -> None:
    signed = signed_at(recorder, size)
    with recorder.reading() as read:
        for position in {1, size // 2 + 1, size - 1 or 1, size}:
            proof, entry = inclusion(read, position, signed)

            assert list(proof.hashes) == path(position - 1, entries[:size])
            assert entry == entries[position - 1]
            assert proof.holds(entry)
            leaf = sha256(b"\x00" + entry).digest()
            found = alone.included(leaf, position - 1, size, list(proof.hashes))
            assert found == signed.checkpoint.root


@pytest.mark.parametrize(("old", "new"), [(1, 2), (1, 700), (255, 257), (256, 700), (300, 513)])
def test_consistency_proofs_are_those_of_the_rfc(
    recorder: BookRecorder, entries: list[bytes], old: int, new: int
) -> None:
    signed = signed_at(recorder, new)
    with recorder.reading() as read:
        made = extension(read, checkpoint_of(recorder, old), signed)

    assert list(made.hashes) == subproof(old, entries[:new], True)
    assert made.holds(mth(entries[:old]))
    assert not made.holds(mth(entries[: old - 1]))


def test_a_proof_file_is_read_back_and_holds_for_its_event_alone(
    recorder: BookRecorder, entries: list[bytes]
) -> None:
    with recorder.reading() as read:
        proof, entry = inclusion(read, 300, signed_at(recorder, SIZE))

    written = proof.written()
    again = InclusionProof.parse(written)

    assert written.startswith(b"c2sp.org/tlog-proof@v1\nindex 299\n")
    assert again == proof
    assert authenticate(again.signed, KEY.verifier).size == SIZE
    assert again.holds(entry)
    assert not again.holds(entries[300])


def test_extra_data_in_a_proof_proves_nothing_and_is_left_aside(recorder: BookRecorder) -> None:
    with recorder.reading() as read:
        proof, _ = inclusion(read, 300, signed_at(recorder, SIZE))

    assert InclusionProof.parse(proof.written().replace(b"index", b"extra AAAA\nindex", 1)) == proof


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"c2sp.org/tlog-proof@v1", b"c2sp.org/tlog-proof@v2"),
        (b"index 299", b"index 0299"),
        (b"index 299", b"index -1"),
        (b"index 299\n", b""),
        (b"index 299\n", b"index 299\nAAAA\n"),
        (b"\n\n", b"\n"),
    ],
)
def test_a_proof_file_of_another_form_is_refused(
    recorder: BookRecorder, old: bytes, new: bytes
) -> None:
    with recorder.reading() as read:
        written = inclusion(read, 300, signed_at(recorder, SIZE))[0].written()

    with pytest.raises(ValueError):  # noqa: PT011 - the form matters, the words do not
        InclusionProof.parse(written.replace(old, new))


def test_what_a_witness_is_handed_is_read_back(recorder: BookRecorder) -> None:
    with recorder.reading() as read:
        made = extension(read, checkpoint_of(recorder, 300), signed_at(recorder, SIZE))

    assert made.written().startswith(b"old 300\n")
    assert Extension.parse(made.written()) == made


def test_an_event_after_the_checkpoint_is_not_covered_by_it(recorder: BookRecorder) -> None:
    with recorder.reading() as read, pytest.raises(PositionNotCovered) as refusal:
        inclusion(read, 301, signed_at(recorder, 300))

    assert str(refusal.value) == "position 301 is not under the checkpoint, which covers 1 to 300"


def test_an_edited_event_cannot_be_proven(recorder: BookRecorder) -> None:
    signed = signed_at(recorder, SIZE)
    with attacked(recorder.database) as attack:
        attacks.edited(attack, 300)
        with pytest.raises(VerificationFailed) as failure:
            inclusion(Reading(attack.connection, recorder.database.dialect), 300, signed)

    assert failure.value.damage.kind == Kind.EDITED
    assert failure.value.damage.first == 300


def test_the_head_that_is_signed_is_held_against_the_tiles(recorder: BookRecorder) -> None:
    with recorder.reading() as read:
        assert head_of(read, ORIGIN) == checkpoint_of(recorder)


@pytest.mark.parametrize(
    ("n", "width", "expected"),
    [
        (0, 256, "tile/0/000"),
        (999, 256, "tile/0/999"),
        (1_234_067, 256, "tile/0/x001/x234/067"),
        (273, 112, "tile/0/273.p/112"),
    ],
)
def test_tiles_lie_where_the_specification_has_them(n: int, width: int, expected: str) -> None:
    assert tile_path(0, n, width) == expected
    assert alone.tile_path(0, n, width) == expected


def test_entries_lie_behind_their_lengths() -> None:
    assert entry_bundle([b"ab", b"", b"c"]) == b"\x00\x02ab\x00\x00\x00\x01c"
