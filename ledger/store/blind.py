"""Blind entries of a number that was put right: whose it is now, and that it is somebody's no more.

An entry is never changed, and a value has one entry of its kind. So what becomes of it later is said
by entries of kinds of their own: `id_number.2-` takes the first entry back, `id_number.3` gives the
value to its next owner. The newest one of a value decides. Each is its member's, and is erased with
their identity; what is left then still decides rightly. There are only as many as corrections.
"""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

_TAKEN_BACK = "-"


class LaterEntry(NamedTuple):
    """What the newest later entry of a value says."""

    number: int  # the first entry has none, and counts as 1
    owner: UUID
    is_taken_back: bool  # it is the owner's no more, and nobody's yet


def kinds_between(kind: str) -> tuple[str, str]:
    """Return between which kinds, in order of bytes, the later kinds of a kind lie."""
    return f"{kind}.", f"{kind}/"


def later_kind(kind: str, before: LaterEntry | None, *, taken_back: bool = False) -> str:
    """Return the kind of the entry after another one; `before` is None where there is the first alone."""
    number = 2 if before is None else before.number + 1
    return f"{kind}.{number}{_TAKEN_BACK if taken_back else ''}"


def newest(rows: Iterable[tuple[str, bytes, UUID]]) -> dict[bytes, LaterEntry]:
    """Return the newest later entry of each value."""
    found: dict[bytes, LaterEntry] = {}
    for kind, digest, owner in rows:
        said = kind.rpartition(".")[2]
        entry = LaterEntry(int(said.rstrip(_TAKEN_BACK)), owner, said.endswith(_TAKEN_BACK))
        found[digest] = max(entry, found.get(digest, entry))
    return found
