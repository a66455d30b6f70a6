"""The vault: personal fields under AES-256-GCM, one data key for each member and class.

A class of one member's fields is forgotten for good when its key is deleted.
"""

import hmac
import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from struct import Struct
from typing import NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic_core import to_json

from ledger.events.member import DATA_CLASSES, DataClass
from ledger.store.batch import DataKeyRow, SealedFieldRow
from ledger.store.ids import uuid_of
from ledger.store.keyfile import KEY_BYTES, Entropy, VaultKeys
from ledger.store.refusals import CannotDecrypt

_NONCE_BYTES = 12
_NUMBER = Struct(">I").pack


class Sealed(NamedTuple):
    """One class of one member's fields, encrypted."""

    data_key: DataKeyRow | None  # None: it was sealed under a key that is already stored
    field: SealedFieldRow
    sha256: str  # of the ciphertext, hexadecimal: what an event commits to


class Vault:
    """Seals and opens the personal fields of one book. Knows no database."""

    def __init__(self, keys: VaultKeys, book_id: UUID, entropy: Entropy) -> None:
        self._entropy = entropy
        self._book = book_id.bytes
        self._epoch = keys.epoch
        self._wrapping = {epoch: AESGCM(key) for epoch, key in keys.encryption_keys.items()}
        self._pepper = keys.pepper
        self.demo = keys.demo

    def seal(
        self,
        member_id: UUID,
        class_: DataClass,
        fields: Mapping[str, str],
        sequence: int = 1,
        under: Sequence[DataKeyRow] = (),
    ) -> Sealed:
        """Encrypt a member's fields of a class.

        Give the stored data keys of the class as `under` when it was sealed before: the new
        ciphertext, with the next sequence, is then forgotten together with the earlier ones.
        """
        assert class_ in DATA_CLASSES, "a field belongs to a class that can be erased"
        row = None
        subject = self._book + member_id.bytes + class_.encode()
        if under:
            key, own = self._unwrapped(under), self._entropy.token(_NONCE_BYTES)
        else:
            random = self._entropy.token(KEY_BYTES + 2 * _NONCE_BYTES + 16)
            key, nonce, key_id, own = random[:32], random[32:44], random[44:60], random[60:]
            wrapped = nonce + self._wrapping[self._epoch].encrypt(
                nonce, key, subject + _NUMBER(self._epoch)
            )
            row = DataKeyRow(member_id, class_, self._epoch, uuid_of(key_id), wrapped)
        plain = to_json(fields)
        ciphertext = own + AESGCM(key).encrypt(own, plain, subject + _NUMBER(sequence))
        sealed = SealedFieldRow(member_id, class_, sequence, ciphertext)
        return Sealed(row, sealed, sha256(ciphertext).hexdigest())

    def open(self, data_keys: Sequence[DataKeyRow], field: SealedFieldRow) -> dict[str, str]:
        """Decrypt one row under the stored keys of its member and class.

        Raises:
            CannotDecrypt: the keys, book, member, class or sequence are not those it was sealed
                for, the row was altered, or its key was erased.
        """
        subject = self._book + field.member_id.bytes + field.class_.encode()
        nonce, rest = field.ciphertext[:_NONCE_BYTES], field.ciphertext[_NONCE_BYTES:]
        own = [key for key in data_keys if key[:2] == field[:2]]
        try:
            cipher = AESGCM(self._unwrapped(own))
            plain = cipher.decrypt(nonce, rest, subject + _NUMBER(field.sequence))
        except (InvalidTag, ValueError):
            raise CannotDecrypt(field.member_id) from None
        fields: dict[str, str] = json.loads(plain)
        return fields

    def blind(self, kind: str, value: str) -> bytes:
        """Return the digest by which a value is found without the database knowing it."""
        message = kind.encode() + b"\0" + normalised(value).encode()
        return hmac.digest(self._pepper, message, "sha256")

    def _unwrapped(self, rows: Iterable[DataKeyRow]) -> bytes:
        row = max(rows, key=lambda row: row.epoch, default=None)
        if row is None:
            raise InvalidTag
        wrapping = self._wrapping.get(row.epoch)
        if wrapping is None:
            raise CannotDecrypt(row.member_id)
        nonce, rest = row.wrapped[:_NONCE_BYTES], row.wrapped[_NONCE_BYTES:]
        subject = self._book + row.member_id.bytes + row.class_.encode()
        return wrapping.decrypt(nonce, rest, subject + _NUMBER(row.epoch))


def unwraps(keys: VaultKeys, book_id: UUID, row: DataKeyRow) -> bool:
    """Tell whether these keys open a data key that a book holds."""
    wrapping = keys.encryption_keys.get(row.epoch)
    if wrapping is None:
        return False
    subject = book_id.bytes + row.member_id.bytes + row.class_.encode() + _NUMBER(row.epoch)
    nonce, rest = row.wrapped[:_NONCE_BYTES], row.wrapped[_NONCE_BYTES:]
    try:
        AESGCM(wrapping).decrypt(nonce, rest, subject)
    except (InvalidTag, ValueError):
        return False
    return True


def normalised(value: str) -> str:
    """Bring a value to the form it is looked up by: NFKC, no blanks, upper case."""
    folded = value if value.isascii() else unicodedata.normalize("NFKC", value)
    return "".join(folded.split()).upper()
