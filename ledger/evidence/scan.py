"""The fast pass over a record: every event is hashed again and compared, in blocks, and nothing named.

Where a block is not as sealed, `ledger.evidence.diagnosis` looks again, slowly, and says what happened.
"""

from collections.abc import Callable, Sequence

from ledger.evidence.envelope import columns_agree
from ledger.evidence.named import Named
from ledger.evidence.recomputed import Recomputed, tile_roots
from ledger.evidence.rows import BLOCK, Stored
from ledger.store.merkle import TILE_WIDTH, leaf_hashes

Told = Callable[[int, int], None]  # position reached, position aimed at


def scan(
    stored: Stored,
    size: int,
    start: int,
    tree: Recomputed,
    named: Named,
    told: Told | None = None,
) -> range | None:
    """Hash events again into a tree, from a tile's start to a size, and gather what they name.

    Returns the positions of the first block that is not as sealed, or None.
    """
    for after in range(start, size, BLOCK):
        upto = min(after + BLOCK, size)
        block = stored.columns(after, upto)
        if not gapless(block.positions, after, upto) or not columns_agree(block):
            return range(after + 1, upto + 1)
        leaves = leaf_hashes(block.states)
        roots = tile_roots(leaves)
        if not as_sealed(stored, after, leaves, roots):
            return range(after + 1, upto + 1)
        tree.add_roots(roots)
        keep_leaves(tree, after // TILE_WIDTH, leaves)
        named.add(stored, block)
        if told is not None:
            told(upto, size)
    return None


def gapless(positions: Sequence[int], after: int, upto: int) -> bool:
    """Tell whether positions in order are all that a block must have."""
    return list(positions) == list(range(after + 1, upto + 1))


def as_sealed(stored: Stored, after: int, leaves: Sequence[bytes], roots: Sequence[bytes]) -> bool:
    """Tell whether the full tiles over a block hold these leaves, under these roots."""
    first = after // TILE_WIDTH
    tiles = stored.tiles(0, first, first + len(roots))
    full = len(roots) * TILE_WIDTH
    return (
        [tile.n for tile in tiles] == list(range(first, first + len(roots)))
        and b"".join(tile.hashes for tile in tiles) == b"".join(leaves[:full])
        and [tile.root for tile in tiles] == list(roots)
    )


def keep_leaves(tree: Recomputed, first: int, leaves: list[bytes]) -> None:
    for n in range(first, first + -(-len(leaves) // TILE_WIDTH)):
        start = (n - first) * TILE_WIDTH
        if n in tree.kept:
            tree.keep(n, leaves[start : start + TILE_WIDTH])
