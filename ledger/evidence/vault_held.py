"""The vault held against the record: an event says the SHA-256 of each ciphertext, and what was erased.

What the events say and what the rows hold are read beside each other, member by member, in one pass.
Nothing is decrypted: neither keys nor personal data are needed, and none are named. Blind entries and
the wrapped keys' bytes are in no event, so that they are not judged; that a data key is there, is.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from hashlib import sha256
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from ledger.events import REGISTRY
from ledger.events.details import DetailsShredded
from ledger.store.engine import Database
from ledger.store.shredding import Shredded

_SAID, _KEY, _FIELD = range(3)  # in this order of one member
_AT_ONCE = 4_096  # rows fetched at a time
_SHREDDED: Final = str(DetailsShredded.model_fields["topic"].default)
_SEALING: Final = tuple(
    sorted(topic for topic, event in REGISTRY.items() if "sealed" in event.model_fields)
)
Place = tuple[bytes, str, int]  # member, class, sequence


class VaultKind(StrEnum):
    """What was done to a member's ciphertexts of a class."""

    ALTERED = "altered"
    SWAPPED = "swapped"
    MISSING = "missing"
    UNRECORDED = "unrecorded"
    DATA_KEY_MISSING = "data_key_missing"


_MEANING: Final[Mapping[VaultKind, tuple[str, str]]] = {
    VaultKind.ALTERED: (
        "the ciphertext is not the one that the record commits to",
        "密文与账簿所记的不符",
    ),
    VaultKind.SWAPPED: (
        "the ciphertext is that of another place in the vault",
        "密文是另一处的密文",
    ),
    VaultKind.MISSING: ("the ciphertext is gone, and no erasure took it", "密文缺失，且并非被删除"),
    VaultKind.UNRECORDED: (
        "a ciphertext is there that the record does not know, or says was erased",
        "存有账簿未记载或已记为删除的密文",
    ),
    VaultKind.DATA_KEY_MISSING: (
        "the data key is gone, and nobody can read the ciphertexts",
        "数据密钥缺失，密文无法读取",
    ),
}


class VaultDamage(NamedTuple):
    """One finding: whose, of which class, which of its ciphertexts, and what was done."""

    member_id: UUID
    class_: str
    sequence: int  # 0: the data key, under which all of the class are
    kind: VaultKind

    def meaning(self, lang: str) -> str:
        """Say what was done, in "zh" or "en"."""
        english, chinese = _MEANING[self.kind]
        return chinese if lang == "zh" else english


class VaultHeld(NamedTuple):
    """What was looked at, and what was found wrong, by member, class and sequence."""

    members: int
    ciphertexts: int
    damages: list[VaultDamage]


def hold_vault(database: Database, erased: Iterable[Shredded] = ()) -> VaultHeld:
    """Hold every ciphertext against the record.

    `erased` is what the journal says went: after a restore the record may not tell of it.
    """
    through: dict[tuple[bytes, str], int] = {}
    for each in erased:
        own = (each.member_id.bytes, each.class_)
        through[own] = max(each.through, through.get(own, 0))
    members = ciphertexts = 0
    damages: list[VaultDamage] = []
    altered: dict[Place, bytes] = {}  # with the digest of what is there
    lost: dict[bytes, Place] = {}  # digests that are not where they should be
    with _rows(database) as rows:
        for member, group in groupby(rows, key=itemgetter(0)):
            its = _Member(member, through)
            for row in group:
                its.take(row)
            members += bool(its.said or its.held)
            ciphertexts += len(its.held)
            damages += its.plain_damages()
            for place, expected, found in its.differing():
                altered[place] = found
                lost[expected] = place
            lost.update(its.missing())
    for (member, class_, sequence), found in altered.items():
        kind = VaultKind.SWAPPED if found in lost else VaultKind.ALTERED
        damages.append(VaultDamage(UUID(bytes=member), class_, sequence, kind))
    return VaultHeld(members, ciphertexts, sorted(damages))


class _Member:
    """What the record says of one member's ciphertexts, and what there is."""

    def __init__(self, member: bytes, through: Mapping[tuple[bytes, str], int]) -> None:
        self.member = member
        self.said: dict[tuple[str, int], bytes] = {}
        self.held: dict[tuple[str, int], bytes] = {}
        self._keys: set[str] = set()
        self._times: dict[str, int] = {}
        self._through = through

    def take(self, row: tuple[Any, ...]) -> None:
        """Take a row of events, data keys or ciphertexts, in this order."""
        match row[1]:
            case 0:
                self._hear(row[3], row[4])
            case 1:
                self._keys.add(row[2])
            case _:
                self.held[row[2], row[3]] = sha256(row[4]).digest()

    def _hear(self, topic: str, state: bytes) -> None:
        facts = json.loads(state)
        if topic == _SHREDDED:
            gone = {each["data_class"] for each in facts["shredded"]}
            self.said = {place: d for place, d in self.said.items() if place[0] not in gone}
            return
        for class_, digest in facts["sealed"].items():
            self._times[class_] = sequence = self._times.get(class_, 0) + 1
            self.said[class_, sequence] = bytes.fromhex(digest)

    def _may_be_gone(self, class_: str, sequence: int) -> bool:
        return sequence <= self._through.get((self.member, class_), 0)

    def missing(self) -> Iterator[tuple[bytes, Place]]:
        """Yield the digests of ciphertexts that should be there, and their places."""
        for (class_, sequence), digest in self.said.items():
            place = class_, sequence
            if place not in self.held and not self._may_be_gone(*place):
                yield digest, (self.member, *place)

    def differing(self) -> Iterator[tuple[Place, bytes, bytes]]:
        """Yield places with the digest that is said and the one that is found there."""
        for place, found in self.held.items():
            if place in self.said and self.said[place] != found:
                yield (self.member, *place), self.said[place], found

    def plain_damages(self) -> Iterator[VaultDamage]:
        """Yield what is missing, and what nobody recorded."""
        whose = UUID(bytes=self.member)
        for _, (_, class_, sequence) in self.missing():
            yield VaultDamage(whose, class_, sequence, VaultKind.MISSING)
        for class_, sequence in self.held.keys() - self.said.keys():
            yield VaultDamage(whose, class_, sequence, VaultKind.UNRECORDED)
        for class_ in {class_ for class_, _ in self.held} - self._keys:
            yield VaultDamage(whose, class_, 0, VaultKind.DATA_KEY_MISSING)


@contextmanager
def _rows(database: Database) -> Iterator[Iterator[tuple[Any, ...]]]:
    """Give the rows of events, data keys and ciphertexts, member by member, of one state of the book."""
    sqlite = database.dialect == "sqlite"
    topics = ", ".join(f"'{topic}'" for topic in (*_SEALING, _SHREDDED))
    # On SQLite the plus lets the few events of interest be sorted, not all be fetched by the index.
    by_member = f"{'+' if sqlite else ''}originator_id, originator_version"
    said = f"select originator_id, {_SAID}, originator_version, topic, state from event"
    with database.reading() as connection:
        if not sqlite:
            connection.exec_driver_sql("set transaction isolation level repeatable read")
        yield merge(
            _read(connection, f"{said} where topic in ({topics}) order by {by_member}"),
            _read(connection, f"select member_id, {_KEY}, class from data_key order by member_id"),
            _read(
                connection,
                f"select member_id, {_FIELD}, class, sequence, ciphertext from sealed_field "
                "order by member_id",
            ),
            key=itemgetter(0),
        )


def _read(connection: Connection, sql: str) -> Iterator[tuple[Any, ...]]:
    options = {"stream_results": True, "yield_per": _AT_ONCE}
    for row in connection.exec_driver_sql(sql, execution_options=options):
        owner, *more = row
        if isinstance(owner, UUID):
            owner, more[-1] = owner.bytes, _as_bytes(more[-1])
        yield (owner, *more)


def _as_bytes(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value
