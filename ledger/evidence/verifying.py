"""Verifying a stored record: events, columns, tiles, head, streams, and checkpoints made before."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import starmap
from uuid import UUID

from sqlalchemy import Connection

from ledger.errors import RecordDamaged
from ledger.evidence import diagnosis
from ledger.evidence.checkpoint import Checkpoint
from ledger.evidence.damage import Damage, Kind, VerificationFailed, failed
from ledger.evidence.named import Claim, Named, key_damage
from ledger.evidence.parallel import Streams, processes_for, scan_in_parallel
from ledger.evidence.recomputed import Recomputed, hashes_of
from ledger.evidence.rows import HeadRow, Stored
from ledger.evidence.scan import Told, scan
from ledger.store.engine import Database, Dialect
from ledger.store.merkle import HASH_BYTES, TILE_WIDTH, root_of
from ledger.store.processes import way_to_start


@dataclass(frozen=True)
class Verified:
    """What was found whole."""

    size: int
    root: bytes
    hashed_from: int  # the first position that was hashed again; those before rest on their tiles
    checkpoints: int  # how many the record was compared with


def verify(
    database: Database,
    checkpoints: Sequence[Checkpoint] = (),
    since: int = 0,
    told: Told | None = None,
) -> Verified:
    """Verify a book as it stands at one moment, a large one in several processes; see `verify_in`."""
    try:
        with database.reading() as connection:
            if database.dialect == "postgresql":
                connection.exec_driver_sql("set transaction isolation level repeatable read")
            return verify_in(connection, database.dialect, checkpoints, since, told, database)
    except RecordDamaged as error:  # a table is not there: nothing else is refused here
        raise failed(Kind.TABLE_MISSING, about=error.place) from None


def verify_in(
    connection: Connection,
    dialect: Dialect,
    checkpoints: Sequence[Checkpoint] = (),
    since: int = 0,
    told: Told | None = None,
    database: Database | None = None,
) -> Verified:
    """Verify a record inside one transaction; given its database, other processes may help.

    Checkpoints must have been authenticated. Events up to `since` are not hashed again: their tiles
    stand for them, and these are held against the checkpoints. Keys and commands are compared with
    the events that are hashed again.

    Raises:
        VerificationFailed: with the kind of damage and the first position that it can have hit.
    """
    stored = Stored(connection, dialect)
    head = stored.head()
    ordered = sorted(checkpoints, key=lambda checkpoint: checkpoint.size)
    start = max(0, min(since, head.size))
    start -= start % TILE_WIDTH
    tree = Recomputed([head.size, *(checkpoint.size for checkpoint in ordered)])
    _expect(before(stored, start, tree))
    named = Named()
    found = _scan(stored, head.size, start, tree, named, told, database)
    if isinstance(found, range):
        raise VerificationFailed(diagnosis.in_block(stored, head, found))
    tree.complete()
    _expect(diagnosis.at_head(stored, head, tree))
    _expect(upper_tiles(stored, tree))
    _expect(older(stored, head, ordered))
    _expect(continued(tree, head, ordered))
    _expect(leftovers(stored, head))
    if start == 0:
        _expect(streams(stored) if found is None else incomplete(found.broken))
    _expect(named.missing)
    _expect(keys(stored, start, named))
    return Verified(head.size, head.root, start + 1, len(ordered))


def _scan(
    stored: Stored,
    size: int,
    start: int,
    tree: Recomputed,
    named: Named,
    told: Told | None,
    database: Database | None,
) -> range | Streams | None:
    if database is not None:
        way = way_to_start(database)
        processes = processes_for(size - start, way)
        if processes > 1:
            return scan_in_parallel(
                database.address, way, size, start, tree, named, processes, told
            )
    return scan(stored, size, start, tree, named, told)


def before(stored: Stored, start: int, tree: Recomputed) -> Damage | None:
    """Take the tiles before a position into the tree, as they are stored."""
    roots = stored.tile_roots(0, start // TILE_WIDTH)
    for expected, (n, _) in enumerate(roots):
        if n != expected:
            return _tile(0, expected)
    if len(roots) != start // TILE_WIDTH:
        return _tile(0, len(roots))
    tree.add_roots(root for _, root in roots)
    for kept in sorted(n for n in tree.kept if n < len(roots)):
        (tile,) = stored.tiles(0, kept, kept + 1)
        leaves = hashes_of(tile.hashes)
        if len(tile.hashes) != HASH_BYTES * TILE_WIDTH or root_of(leaves) != tile.root:
            return _tile(0, kept)
        tree.keep(kept, leaves)
    return None


def upper_tiles(stored: Stored, tree: Recomputed) -> Damage | None:
    """Compare the tiles above level 0; those of level 0 were compared with the events."""
    for level, n, hashes, root in tree.tiles():
        found = stored.tiles(level, n, n + 1)
        if not found or found[0].hashes != hashes or found[0].root != root:
            return _tile(level, n)
    for level, (count, last) in sorted(stored.tile_numbers().items()):
        whole = tree.tile_count(level)
        if count != whole or last != whole - 1:
            return Damage(Kind.TAIL_CUT, _first(level, whole), about=f"tile {level}")
    return None


def older(stored: Stored, head: HeadRow, checkpoints: Sequence[Checkpoint]) -> Damage | None:
    """Find a record that ends before a checkpoint. What still speaks of later events gives a cut away."""
    if not checkpoints or checkpoints[-1].size <= head.size:
        return None
    cut = stored.last_named() > head.size
    kind = Kind.TAIL_CUT if cut else Kind.OLD_BACKUP
    return Damage(kind, head.size + 1, checkpoints[-1].size)


def continued(tree: Recomputed, head: HeadRow, checkpoints: Sequence[Checkpoint]) -> Damage | None:
    """Find a history that is not the one that was signed, between the last checkpoint that fits and the next."""
    fits = 0
    for checkpoint in checkpoints:
        if checkpoint.size <= head.size and tree.root(checkpoint.size) != checkpoint.root:
            return Damage(Kind.FORK, min(fits + 1, checkpoint.size), checkpoint.size)
        fits = checkpoint.size
    return None


def leftovers(stored: Stored, head: HeadRow) -> Damage | None:
    """Find keys, commands or projections that speak of positions behind the head."""
    last = stored.last_named()
    return Damage(Kind.TAIL_CUT, head.size + 1, last) if last > head.size else None


def streams(stored: Stored) -> Damage | None:
    """Find a stream without one of its events: it was taken out before all was sealed again."""
    return incomplete(stored.broken_stream())


def incomplete(broken: tuple[UUID, int] | None) -> Damage | None:
    """Name what a stream with a gap, and the position after it, say."""
    return None if broken is None else Damage(Kind.DELETED, broken[1], about=f"stream {broken[0]}")


def keys(stored: Stored, start: int, named: Named) -> Damage | None:
    """Compare the rows of business keys with what events behind a position claim."""
    return key_damage(named, starmap(Claim, stored.keys(start)))


def _tile(level: int, n: int) -> Damage:
    about = f"tile {level}"
    return Damage(Kind.TILE_ALTERED, _first(level, n), _first(level, n + 1) - 1, about)


def _first(level: int, n: int) -> int:
    """Return the first position under a tile."""
    return n * int(TILE_WIDTH ** (level + 1)) + 1


def _expect(damage: Damage | None) -> None:
    if damage is not None:
        raise VerificationFailed(damage)
