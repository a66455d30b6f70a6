"""Digests: a chain of SHA-256 over a projection's rows, the same on both databases and in any batch.

The chain begins with the SHA-256 of "NAME@VERSION"; each row's link is the SHA-256 of the link before
it followed by the row as written. Its value is kept at every `MARK_EVERY` positions, so that the
digest at any position costs at most that many positions' rows, however long the book.
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import Connection

from ledger.projections import catalogue
from ledger.projections.storage import Cursor, Standing, live
from ledger.projections.tables import Projection, written
from ledger.store.engine import Database

MARK_EVERY = 4_096  # positions


class Mark(NamedTuple):
    """The chain's value after the rows of all positions up to one."""

    position: int
    link: bytes


def beginning(projection: Projection) -> Mark:
    """Return where the chain of an empty projection stands."""
    return Mark(0, sha256(projection.key.encode()).digest())


def chained(link: bytes, lines: Iterable[bytes]) -> bytes:
    """Add rows, as written, to a chain."""
    begun = sha256().copy  # to copy one that was begun costs less than to begin another
    for line in lines:
        row = begun()
        row.update(link + line)
        link = row.digest()
    return link


def digest(database: Database, at: int | None = None) -> dict[str, str]:
    """Return the digest of every live projection at a position, in hex, by "NAME@VERSION".

    Without `at`, each is taken where it stands. At most `MARK_EVERY` positions' rows are read.

    Raises:
        ValueError: a projection does not reach that position yet.
    """
    with database.reading() as connection:
        return digest_in(connection, at)


def digest_in(connection: Connection, at: int | None = None) -> dict[str, str]:
    """Return the digests as `digest` does, in a transaction that is open."""
    cursor = Cursor(connection)
    found = {}
    for standing in live(cursor):
        projection = catalogue.PROJECTIONS[standing.name]
        if at is not None and standing.position < at:
            raise ValueError(f"{standing.name} stands at {standing.position}, not yet at {at}")
        position = standing.position if at is None else at
        found[projection.key] = digest_of(cursor, projection, standing, position).hex()
    return found


def digest_of(cursor: Cursor, projection: Projection, standing: Standing, at: int) -> bytes:
    """Return the digest of one generation at a position that it has reached."""
    mark = Mark(standing.position, standing.link)
    if at < standing.position:
        mark = _mark_before(cursor, projection, standing, at)
    return fold(cursor, projection, standing.generation, mark, at)


def fold(cursor: Cursor, projection: Projection, generation: int, mark: Mark, upto: int) -> bytes:
    """Carry a chain from a mark to a position over the rows as they stand in the table."""
    link = mark.link
    if upto > mark.position:
        query = projection.table.reading(cursor.dialect, generation)
        for rows in cursor.stream(query, (mark.position, upto)):
            link = chained(link, written(rows))
    return link


def _mark_before(cursor: Cursor, projection: Projection, standing: Standing, position: int) -> Mark:
    row = cursor.one(
        "select position, link from projection_mark where name = ? and generation = ? "
        "and position <= ? order by position desc limit 1",
        (standing.name, standing.generation, position),
    )
    return beginning(projection) if row is None else Mark(row[0], bytes(row[1]))
