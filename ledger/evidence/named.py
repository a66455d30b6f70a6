"""Keys and commands: what events name, held against the tables that keep a second one from being recorded.

These tables are not under the tree. What they must hold follows from the events, which are: the keys
from the few kinds of event that claim any, the commands from the envelope of every event.
"""

from collections.abc import Iterable, Sequence
from itertools import repeat
from typing import Final, NamedTuple
from uuid import UUID

from ledger.errors import RecordDamaged
from ledger.events import REGISTRY, Event, restore
from ledger.evidence.damage import Damage, Kind
from ledger.evidence.rows import Stored
from ledger.store.copying import Columns

KEYED: Final = frozenset(topic for topic, kind in REGISTRY.items() if kind.keys is not Event.keys)
_COMMAND = b'","command":"'
_ID_LENGTH = 36
KNOWN_MAX = 100_000  # commands that were asked for; neighbours share theirs, so older ones may go


class Claim(NamedTuple):
    """A business key as an event claims it, or as its row says it."""

    position: int
    kind: str
    value: str
    stream: bytes


class Named:
    """What the events of a stretch of the record name, gathered block by block."""

    def __init__(self) -> None:
        self.claims: set[Claim] = set()
        self.unreadable: set[int] = set()  # what these claim nobody can tell
        self.missing: Damage | None = None  # the first event whose command has no row
        self._commands: set[bytes] = set()

    def add(self, stored: Stored, block: Columns) -> None:
        """Take in what a block of events names, and ask for the rows of its commands."""
        self._claim(block)
        if self.missing is None:
            self._ask(stored, block)

    def join(self, other: "Named") -> None:
        """Take in what another process gathered from later events."""
        self.claims |= other.claims
        self.unreadable |= other.unreadable
        self.missing = self.missing or other.missing

    def _claim(self, block: Columns) -> None:
        positions, streams, _, topics, states = block
        for at in [at for at, topic in enumerate(topics) if topic in KEYED]:
            try:
                keys = restore(topics[at], states[at]).keys()
            except RecordDamaged:
                self.unreadable.add(positions[at])
                continue
            own = bytes(streams[at])
            self.claims.update(Claim(positions[at], kind, value, own) for kind, value in keys)

    def _ask(self, stored: Stored, block: Columns) -> None:
        named = commands_of(block.states)
        unknown = named - self._commands
        lost = unknown - stored.commands_among(unknown)
        if len(self._commands) > KNOWN_MAX:
            self._commands.clear()
        self._commands |= unknown
        if lost:
            position, command = first_of(lost, block)
            self.missing = Damage(Kind.COMMAND_MISSING, position, about=f"command {command}")


def commands_of(states: Sequence[bytes]) -> set[bytes]:
    """Return the ids of the commands that events name, as 16 bytes.

    The envelope comes before whatever else an event holds, and quotation marks within it are escaped:
    nothing is parsed.
    """
    starts = map(bytes.find, states, repeat(_COMMAND))
    width = len(_COMMAND)
    own = {
        state[start + width : start + width + _ID_LENGTH]
        for state, start in zip(states, starts, strict=True)
        if start >= 0
    }
    return {_bytes_of(each) for each in own} - {b""}


def _bytes_of(written: bytes) -> bytes:
    try:
        return UUID(written.decode("ascii")).bytes
    except ValueError:
        return b""


def first_of(lost: set[bytes], block: Columns) -> tuple[int, UUID]:
    """Return the first event of a block under one of the commands, and which."""
    for position, state in zip(block.positions, block.states, strict=True):
        for command in commands_of([state]) & lost:
            return position, UUID(bytes=command)
    raise AssertionError("the commands are those of the block")


def key_damage(named: Named, rows: Iterable[Claim]) -> Damage | None:
    """Compare what events claim with the rows of the keys, and name the first that differs.

    A claim without its row comes before a row without its claim.
    """
    left, more = set(named.claims), []
    for row in rows:
        if row in left:
            left.remove(row)
        elif row.position not in named.unreadable:
            more.append(row)
    if left:
        first = min(left)
        kind = Kind.KEY_ALTERED if any(row[1:3] == first[1:3] for row in more) else Kind.KEY_MISSING
        return Damage(kind, first.position, about=f"key {first.kind}")
    if more:
        first = min(more)
        return Damage(Kind.KEY_UNFOUNDED, first.position, about=f"key {first.kind}")
    return None
