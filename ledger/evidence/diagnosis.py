"""Naming damage: slow, and only run where the fast pass found that something is not as sealed.

What can be told apart follows from what was sealed: in a full tile each event's own hash is known,
in the ragged end of the tree only the roots of a few subtrees.
"""

from collections.abc import Iterator

from ledger.evidence.damage import Damage, Kind
from ledger.evidence.envelope import altered_column
from ledger.evidence.ordering import rearranged
from ledger.evidence.recomputed import Recomputed, hashes_of, tile_roots
from ledger.evidence.rows import BLOCK, HeadRow, Stored
from ledger.evidence.scan import keep_leaves
from ledger.store.merkle import HASH_BYTES, TILE_WIDTH, Edge, leaf_hash, root_of


def in_block(stored: Stored, head: HeadRow, block: range) -> Damage:
    """Name the first damage in a block of positions that is not as sealed."""
    if (below := _below(stored)) is not None:
        return below
    rows = {row[0]: row for row in stored.events(block.start - 1, block.stop - 1)}
    sealed = _sealed_leaves(stored, block)
    for position in block:
        row = rows.get(position)
        if row is None:
            return _absent(stored, head, position)
        leaf = leaf_hash(row[4])
        if sealed.get(position, leaf) != leaf:
            return _displaced(stored, head, position, leaf, sealed[position])
        if (column := altered_column(row)) is not None:
            return Damage(Kind.COLUMN_ALTERED, position, about=column)
    return _tile(stored, block)


def at_head(stored: Stored, head: HeadRow, tree: Recomputed) -> Damage | None:
    """Name what is wrong where the head and the events do not agree, or nothing where they do."""
    if (below := _below(stored)) is not None:
        return below
    count, _ = stored.count()
    if not _fits_itself(head) or (count > head.size and root_of_rows(stored, count) == head.root):
        return Damage(Kind.HEAD_ALTERED, head.size)
    sealed = hashes_of(head.edge)
    bad = [
        (start, stop, expected)
        for (start, stop, found), expected in zip(tree.edge(head.size), sealed, strict=True)
        if found != expected
    ]
    if not bad:
        return Damage(Kind.INSERTED, head.size + 1, count) if count > head.size else None
    first, last, _ = bad[0]
    if last - first >= TILE_WIDTH:
        return Damage(Kind.HEAD_ALTERED, head.size)
    if count > head.size:
        return Damage(Kind.INSERTED, first + 1, last)
    leaves = tree.leaves[head.size // TILE_WIDTH]
    base = head.size - head.size % TILE_WIDTH
    moved = rearranged(leaves, [(a - base, b - base, root) for a, b, root in bad])
    if moved is not None:
        return Damage(Kind.REORDERED, base + moved + 1)
    return Damage(Kind.EDITED, first + 1, last)


def _below(stored: Stored) -> Damage | None:
    """Name an event before the first position; no tile and no count of positions reaches it."""
    lowest = stored.lowest()
    return Damage(Kind.INSERTED, lowest) if lowest < 1 else None


def root_of_rows(stored: Stored, size: int) -> bytes | None:
    """Return the root over the first events as they stand, or None where some are missing."""
    tree = Recomputed([size])
    for after in range(0, size, BLOCK):
        upto = min(after + BLOCK, size)
        leaves = [leaf for _, leaf in stored.leaves(after, upto)]
        if len(leaves) != upto - after:
            return None
        tree.add_roots(tile_roots(leaves))
        keep_leaves(tree, after // TILE_WIDTH, leaves)
    tree.complete()
    return tree.root(size)


def _fits_itself(head: HeadRow) -> bool:
    """Tell whether a head's size, root and edge can be those of one tree."""
    if head.size < 0 or len(head.edge) != HASH_BYTES * head.size.bit_count():
        return False
    return Edge(head.size, head.edge).root() == head.root


def _sealed_leaves(stored: Stored, block: range) -> dict[int, bytes]:
    first, last = (block.start - 1) // TILE_WIDTH, (block.stop - 2) // TILE_WIDTH
    return {
        position: leaf
        for tile in stored.tiles(0, first, last + 1)
        for position, leaf in enumerate(hashes_of(tile.hashes), tile.n * TILE_WIDTH + 1)
    }


def _absent(stored: Stored, head: HeadRow, position: int) -> Damage:
    """Name why no event stands at a position."""
    _, last = stored.count()
    if last > position:
        return Damage(Kind.DELETED, position)
    if not _fits_itself(head) or root_of_rows(stored, last) == head.root:
        return Damage(Kind.HEAD_ALTERED, head.size)
    tree = Recomputed([last])
    base = last - last % TILE_WIDTH
    tree.keep(base // TILE_WIDTH, [leaf for _, leaf in stored.leaves(base, last)])
    # Those behind a deleted event may have moved up: then a subtree that is all there differs.
    start = 0
    for height, sealed in zip(_heights(head.size), hashes_of(head.edge), strict=True):
        stop = start + (1 << height)
        inside = base <= start and stop <= last
        if inside and tree.node(height, start >> height) != sealed:
            return Damage(Kind.DELETED, start + 1, stop)
        start = stop
    return Damage(Kind.TAIL_CUT, position, head.size)


def _heights(size: int) -> Iterator[int]:
    return (height for height in range(size.bit_length() - 1, -1, -1) if size >> height & 1)


def _displaced(stored: Stored, head: HeadRow, position: int, found: bytes, sealed: bytes) -> Damage:
    """Name why another event stands at a position than the full tile over it says.

    Two questions tell: does what was sealed here stand anywhere now; was what stands here sealed
    anywhere?
    """
    if root_of_rows(stored, head.size) == head.root:
        return Damage(Kind.TILE_ALTERED, position, about="tile 0")
    count, last = stored.count()
    now_at = next((p for p, leaf in stored.leaves(0, last) if leaf == sealed), None)
    was_sealed = stored.seals(found)
    # What moved up from the ragged end was sealed in no tile: then the next one gives it away.
    taken_out = was_sealed or (count < head.size and not _follows(stored, position, position))
    if now_at is None:
        return Damage(Kind.DELETED if taken_out else Kind.EDITED, position)
    if was_sealed:
        return Damage(Kind.INSERTED if count > head.size else Kind.REORDERED, position)
    put_in = count > head.size or (not _fits_itself(head) and _follows(stored, position, now_at))
    return Damage(Kind.INSERTED if put_in else Kind.REORDERED, position)


def _follows(stored: Stored, position: int, now_at: int) -> bool:
    """Tell whether what was sealed behind a position stands behind another now."""
    follower = next((leaf for _, leaf in stored.leaves(now_at, now_at + 1)), None)
    return follower is not None and follower == stored.sealed_leaf(position + 1)


def _tile(stored: Stored, block: range) -> Damage:
    """Name the first tile over a block whose row is missing or does not hold its own root."""
    first, stop = (block.start - 1) // TILE_WIDTH, (block.stop - 1) // TILE_WIDTH
    tiles = {tile.n: tile for tile in stored.tiles(0, first, stop)}
    for n in range(first, stop):
        tile = tiles.get(n)
        whole = tile is not None and len(tile.hashes) == HASH_BYTES * TILE_WIDTH
        if tile is None or not whole or root_of(hashes_of(tile.hashes)) != tile.root:
            return Damage(
                Kind.TILE_ALTERED, n * TILE_WIDTH + 1, (n + 1) * TILE_WIDTH, about="tile 0"
            )
    raise AssertionError("the fast pass saw damage that is not there")
