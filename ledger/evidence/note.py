"""Signed notes: a text, and under it the signatures of named Ed25519 keys.

Source: C2SP signed-note; the key forms are those of Go's golang.org/x/mod/sumdb/note.
"""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NamedTuple, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519, COSIGNATURE = 0x01, 0x04  # signature types: a log's own, and a witness's with its time
SIGNATURES_MAX = 64
NOTE_BYTES_MAX = 1 << 20
_PRIVATE = "PRIVATE+KEY+"
_KEY_BYTES = 32
_ID_BYTES = 4


class Signature(NamedTuple):
    """One signature line: whose, and the four bytes of the key's id before the signature itself."""

    name: str
    key_id: bytes
    signed: bytes

    def line(self) -> str:
        """Return the line as it stands in a note."""
        return f"— {self.name} {encoded(self.key_id + self.signed)}\n"


@dataclass(frozen=True)
class Note:
    """A text and the signatures under it. A text counts only after a known key's was verified."""

    text: str  # ends in a newline
    signatures: tuple[Signature, ...]

    @classmethod
    def parse(cls, written: bytes) -> Self:
        """Read a note.

        Raises:
            ValueError: it has not the form of a signed note.
        """
        if len(written) > NOTE_BYTES_MAX:
            raise ValueError("it is longer than a note may be")
        whole = written.decode("utf-8")
        if any(ord(letter) < 0x20 and letter != "\n" for letter in whole):
            raise ValueError("it holds control characters")
        text, blank, lines = whole.rpartition("\n\n")
        if not blank or not text or not lines.endswith("\n"):
            raise ValueError("it has no signature")
        signatures = tuple(map(_signature, lines[:-1].split("\n")))
        if len(signatures) > SIGNATURES_MAX:
            raise ValueError("it has too many signatures")
        return cls(f"{text}\n", signatures)

    def written(self) -> bytes:
        """Return the note as a file holds it."""
        lines = "".join(signature.line() for signature in self.signatures)
        return f"{self.text}\n{lines}".encode()

    def signed_by(self, key: "VerifierKey") -> tuple[Signature, ...]:
        """Return the lines under a key's name and id; none of them is verified yet."""
        return tuple(s for s in self.signatures if (s.name, s.key_id) == (key.name, key.key_id))

    def with_signature(self, signature: Signature) -> "Note":
        """Return the note with one more signature; a key's older ones make way for it."""
        key = signature[:2]
        return Note(self.text, (*(s for s in self.signatures if s[:2] != key), signature))


@dataclass(frozen=True)
class VerifierKey:
    """The public half of a key, under its name. Whoever checks must have it from the office."""

    name: str
    type: int
    public: bytes

    @classmethod
    def parse(cls, written: str) -> Self:
        """Read `NAME+ID+BASE64`.

        Raises:
            ValueError: it is no such key, or its id is not its own.
        """
        name, key_id, data = _key_parts(written.strip())
        key = cls(name, data[0], data[1:])
        if key.key_id.hex() != key_id:
            raise ValueError("the key's id does not fit it")
        return key

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{encoded(bytes([self.type]) + self.public)}"

    @property
    def key_id(self) -> bytes:
        """Four bytes that tell keys of one name apart."""
        return _key_id(self.name, self.type, self.public)

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Tell whether the key made a signature over a message."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True)
class SigningKey:
    """A key that signs, under its name. Its file is kept outside the database."""

    name: str
    type: int
    seed: bytes = field(repr=False)

    @classmethod
    def parse(cls, written: str) -> Self:
        """Read `PRIVATE+KEY+NAME+ID+BASE64`.

        Raises:
            ValueError: it is no such key, or its id is not its own.
        """
        if not written.startswith(_PRIVATE):
            raise ValueError("it is not a signing key")
        name, key_id, data = _key_parts(written.removeprefix(_PRIVATE).strip())
        key = cls(name, data[0], data[1:])
        if key.verifier.key_id.hex() != key_id:
            raise ValueError("the key's id does not fit it")
        return key

    def written(self) -> str:
        """Return the key as its file holds it."""
        seed = encoded(bytes([self.type]) + self.seed)
        return f"{_PRIVATE}{self.name}+{self.verifier.key_id.hex()}+{seed}"

    @property
    def verifier(self) -> VerifierKey:
        """The public half."""
        public = Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw()
        return VerifierKey(self.name, self.type, public)

    def sign(self, message: bytes) -> bytes:
        """Return the signature over a message; the same key and message give the same bytes."""
        return Ed25519PrivateKey.from_private_bytes(self.seed).sign(message)


def names_a_key(name: str) -> bool:
    """Tell whether a name may stand in a signature line."""
    return bool(name) and "+" not in name and name.isprintable() and not any(map(str.isspace, name))


def encoded(data: bytes) -> str:
    """Write bytes in base64."""
    return b64encode(data).decode("ascii")


def decoded(written: str) -> bytes:
    """Read base64 strictly: one way only to write the same bytes.

    Raises:
        ValueError: it is not base64.
    """
    try:
        data = b64decode(written, validate=True)
    except NotBase64:
        raise ValueError("it holds text that is not base64") from None
    if encoded(data) != written:
        raise ValueError("it holds base64 that is not canonical")
    return data


def _key_id(name: str, type_: int, public: bytes) -> bytes:
    return sha256(f"{name}\n".encode() + bytes([type_]) + public).digest()[:_ID_BYTES]


def _key_parts(written: str) -> tuple[str, str, bytes]:
    parts = written.split("+", 2)
    if len(parts) != 3 or not names_a_key(parts[0]):
        raise ValueError("it is not of the form NAME+ID+BASE64")
    name, key_id, text = parts
    data = decoded(text)
    if len(data) != 1 + _KEY_BYTES or data[0] not in {ED25519, COSIGNATURE}:
        raise ValueError("it is not an Ed25519 key")
    return name, key_id, data


def _signature(line: str) -> Signature:
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != "—" or not names_a_key(parts[1]):
        raise ValueError("a signature line is malformed")
    data = decoded(parts[2])
    if len(data) <= _ID_BYTES:
        raise ValueError("a signature line is malformed")
    return Signature(parts[1], data[:_ID_BYTES], data[_ID_BYTES:])
