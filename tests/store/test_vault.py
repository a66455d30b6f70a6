"""What the vault holds opens only under its own keys, for its own book, member, class and place."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.events.member import DATA_CLASSES
from ledger.store.batch import Batch, SealedFieldRow, VaultRows
from ledger.store.keyfile import VaultKeys, create_keys, load_keys
from ledger.store.recorder import BookRecorder
from ledger.store.refusals import CannotDecrypt, KeysUnusable
from ledger.store.vault import Sealed, Vault, normalised
from tests.store.making import blind, event, stream

BOOK, MEMBER, OTHER = stream(4001), stream(4002), stream(4003)
FIELDS = {"name": "王秀英", "id_number": "51010719700101123X"}
KEYS = VaultKeys(1, {1: b"k" * 32}, b"p" * 32)


class Numbered:
    """An entropy that never repeats, and never surprises."""

    def __init__(self) -> None:
        self._count = 0

    def token(self, n: int) -> bytes:
        """Return the next n bytes."""
        self._count += 1
        return hashlib.shake_128(b"%d" % self._count).digest(n)


def vault(keys: VaultKeys = KEYS, book: UUID = BOOK) -> Vault:
    return Vault(keys, book, Numbered())


def opened(by: Vault, sealed: Sealed) -> dict[str, str]:
    assert sealed.data_key is not None
    return by.open([sealed.data_key], sealed.field)


def test_what_was_sealed_opens() -> None:
    own = vault()

    assert opened(own, own.seal(MEMBER, "identity", FIELDS)) == FIELDS


@given(st.dictionaries(st.text(max_size=20), st.text(max_size=50), max_size=5))
def test_any_text_comes_back_as_it_was(fields: dict[str, str]) -> None:
    own = vault()

    assert opened(own, own.seal(MEMBER, "contact", fields)) == fields


def test_the_event_commits_to_the_ciphertext_alone() -> None:
    sealed = vault().seal(MEMBER, "identity", FIELDS)

    assert sealed.sha256 == hashlib.sha256(sealed.field.ciphertext).hexdigest()
    again = Vault(KEYS, BOOK, Numbered())
    again.seal(OTHER, "identity", FIELDS)
    assert again.seal(MEMBER, "identity", FIELDS).sha256 != sealed.sha256


def test_nothing_readable_reaches_the_rows() -> None:
    sealed = vault().seal(MEMBER, "identity", FIELDS)

    stored = repr(sealed).encode() + sealed.field.ciphertext
    assert "王秀英".encode() not in stored
    assert b"51010719700101123X" not in stored


@pytest.mark.parametrize(
    "moved",
    [
        lambda row: row._replace(member_id=OTHER),
        lambda row: row._replace(class_="bank"),
        lambda row: row._replace(sequence=2),
        lambda row: row._replace(ciphertext=row.ciphertext[:-1] + b"\0"),
        lambda row: row._replace(ciphertext=b"short"),
    ],
    ids=["member", "class", "sequence", "bytes", "length"],
)
def test_a_ciphertext_moved_or_altered_does_not_open(
    moved: Callable[[SealedFieldRow], SealedFieldRow],
) -> None:
    own = vault()
    sealed = own.seal(MEMBER, "identity", FIELDS)
    assert sealed.data_key is not None
    row = moved(sealed.field)
    key = sealed.data_key._replace(member_id=row.member_id, class_=row.class_)

    with pytest.raises(CannotDecrypt, match=f"member {row.member_id} does not decrypt"):
        own.open([key], row)


def test_a_copied_data_key_does_not_open_in_another_place() -> None:
    own = vault()
    sealed = own.seal(MEMBER, "identity", FIELDS)
    assert sealed.data_key is not None

    with pytest.raises(CannotDecrypt):
        own.open([sealed.data_key._replace(epoch=2)], sealed.field)
    with pytest.raises(CannotDecrypt):
        vault(book=OTHER).open([sealed.data_key], sealed.field)


def test_an_erased_data_key_leaves_the_ciphertext_closed_for_good() -> None:
    own = vault()
    sealed = own.seal(MEMBER, "identity", FIELDS)

    with pytest.raises(CannotDecrypt):
        own.open([], sealed.field)


def test_other_keys_open_nothing() -> None:
    sealed = vault().seal(MEMBER, "identity", FIELDS)

    with pytest.raises(CannotDecrypt):
        opened(vault(VaultKeys(1, {1: b"x" * 32}, b"p" * 32)), sealed)


def test_a_later_sequence_lies_under_the_same_data_key() -> None:
    own = vault()
    first = own.seal(MEMBER, "contact", {"phone": "13800000000"})
    assert first.data_key is not None

    second = own.seal(MEMBER, "contact", {"phone": "13900000000"}, 2, under=[first.data_key])

    assert second.data_key is None
    assert own.open([first.data_key], second.field) == {"phone": "13900000000"}


def test_after_a_new_epoch_old_fields_still_open() -> None:
    sealed = vault().seal(MEMBER, "bank", {"account": "6222"})
    later = vault(replace(KEYS, epoch=2, encryption_keys={1: b"k" * 32, 2: b"n" * 32}))

    assert opened(later, sealed) == {"account": "6222"}
    fresh = later.seal(OTHER, "bank", {"account": "6223"})
    assert fresh.data_key is not None
    assert fresh.data_key.epoch == 2


def test_each_class_is_forgotten_apart() -> None:
    own = vault()
    sealed = {class_: own.seal(MEMBER, class_, {"text": class_}) for class_ in DATA_CLASSES}

    keys = [row.data_key for class_, row in sealed.items() if row.data_key and class_ != "health"]

    with pytest.raises(CannotDecrypt):
        own.open(keys, sealed["health"].field)
    assert own.open(keys, sealed["pay"].field) == {"text": "pay"}


@pytest.mark.parametrize(
    "spelling",
    ["51010719700101123x", " 5101071970 0101123X", "５１０１０７１９７００１０１１２３Ｘ"],
)
def test_one_document_has_one_digest_however_it_is_typed(spelling: str) -> None:
    assert vault().blind("id_number", spelling) == vault().blind("id_number", FIELDS["id_number"])


def test_digests_of_other_kinds_values_and_peppers_differ() -> None:
    own = vault()
    digests = {
        own.blind("id_number", "1"),
        own.blind("id_number", "2"),
        own.blind("account", "1"),
        vault(replace(KEYS, pepper=b"q" * 32)).blind("id_number", "1"),
    }

    assert len(digests) == 4
    assert normalised("ａ b") == "AB"


def test_what_was_recorded_is_found_by_digest_and_opened(recorder: BookRecorder) -> None:
    own = vault(book=recorder.book_id())
    sealed = own.seal(MEMBER, "identity", FIELDS)
    assert sealed.data_key is not None
    digest = own.blind("id_number", FIELDS["id_number"])
    rows = VaultRows([sealed.data_key], [sealed.field], [blind(digest, MEMBER)])
    recorder.append(Batch([event(MEMBER)], vault=rows))

    member = recorder.find_member("id_number", digest)
    assert member == MEMBER
    keys, fields = recorder.sealed(member, "identity")
    assert own.open(keys, fields[0]) == FIELDS


def test_a_key_file_comes_back_as_it_was_made(tmp_path: Path) -> None:
    made = create_keys(tmp_path / "keys.json", Numbered(), BOOK)

    assert load_keys(tmp_path / "keys.json") == made
    assert (tmp_path / "keys.json").stat().st_mode & 0o777 == 0o600
    assert made.pepper != made.encryption_keys[1]
    assert repr(made) == f"VaultKeys(epoch=1, demo=False, book_id={BOOK!r})"


def test_a_key_file_is_never_overwritten(tmp_path: Path) -> None:
    made = create_keys(tmp_path / "keys.json", Numbered(), BOOK)

    with pytest.raises(KeysUnusable, match="exists already"):
        create_keys(tmp_path / "keys.json", Numbered(), BOOK)

    assert load_keys(tmp_path / "keys.json") == made


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_key_file_that_others_can_read_is_refused(mode: int, tmp_path: Path) -> None:
    create_keys(tmp_path / "keys.json", Numbered(), BOOK)
    (tmp_path / "keys.json").chmod(mode)

    with pytest.raises(KeysUnusable, match="make it mode 600"):
        load_keys(tmp_path / "keys.json")


def test_a_demos_key_file_is_public_and_says_so(tmp_path: Path) -> None:
    create_keys(tmp_path / "keys.json", Numbered(), BOOK, demo=True)
    (tmp_path / "keys.json").chmod(0o644)

    assert load_keys(tmp_path / "keys.json").demo


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"format": "huzhu-keys-1"}', "\xff"])
def test_a_file_that_holds_no_keys_is_refused(content: str, tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    file.write_text(content, encoding="latin-1")
    file.chmod(0o600)

    with pytest.raises(KeysUnusable, match="is not a key file"):
        load_keys(file)


def test_a_missing_key_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeysUnusable, match="cannot be read"):
        load_keys(tmp_path / "none.json")
    with pytest.raises(KeysUnusable, match="cannot be written"):
        create_keys(tmp_path / "none" / "keys.json", Numbered(), BOOK)
