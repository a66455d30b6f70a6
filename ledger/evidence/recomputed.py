"""The tree over a record, hashed again from what is stored: roots of tiles, and a few tiles' leaves."""

from collections.abc import Iterable

from ledger.store import merkle, proofs
from ledger.store.merkle import HASH_BYTES, TILE_HEIGHT, TILE_WIDTH


class Recomputed:
    """Grows by whole tiles; 33 bytes for every 256 events, so that any record fits in memory.

    It can tell the root at its own size and at the sizes it was told of beforehand.
    """

    def __init__(self, sizes: Iterable[int]) -> None:
        self.kept = {size // TILE_WIDTH for size in sizes if size % TILE_WIDTH}
        self.leaves: dict[int, list[bytes]] = {}  # of the kept tiles, by number
        self._levels: list[list[bytes]] = [[]]  # roots of full tiles, by level

    def add_roots(self, roots: Iterable[bytes]) -> None:
        """Add the roots of the next full tiles of level 0."""
        self._levels[0] += roots

    def roots(self) -> list[bytes]:
        """Return the roots of the full tiles of level 0 so far."""
        return self._levels[0]

    def keep(self, n: int, leaves: list[bytes]) -> None:
        """Keep a tile's leaves: a size falls into it, or it is the ragged last one."""
        self.leaves[n] = leaves

    def complete(self) -> None:
        """Hash the levels above, once all tiles are in."""
        while len(self._levels[-1]) >= TILE_WIDTH:
            self._levels.append(tile_roots(self._levels[-1]))

    def tiles(self) -> Iterable[tuple[int, int, bytes, bytes]]:
        """Yield every full tile above level 0: level, number, hashes, root."""
        for level in range(1, len(self._levels)):
            below = self._levels[level - 1]
            for n, root in enumerate(self._levels[level]):
                yield level, n, b"".join(below[n * TILE_WIDTH : (n + 1) * TILE_WIDTH]), root

    def tile_count(self, level: int) -> int:
        """Return how many full tiles a level has."""
        return len(self._levels[level]) if level < len(self._levels) else 0

    def root(self, size: int) -> bytes:
        """Return the root at a size."""
        return proofs.range_root(0, size, self.node) if size else merkle.EMPTY_ROOT

    def edge(self, size: int) -> list[tuple[int, int, bytes]]:
        """Return the maximal full subtrees at a size: first index, index after the last, root."""
        found, start = [], 0
        for height in range(size.bit_length() - 1, -1, -1):
            if size >> height & 1:
                found.append((start, start + (1 << height), self.node(height, start >> height)))
                start += 1 << height
        return found

    def node(self, height: int, index: int) -> bytes:
        """Return the root of a full subtree."""
        level, rest = divmod(height, TILE_HEIGHT)
        first = index << rest
        if level:
            nodes = self._levels[level - 1][first : first + (1 << rest)]
        else:
            n, within = divmod(first, TILE_WIDTH)
            nodes = self.leaves[n][within : within + (1 << rest)]
        assert len(nodes) == 1 << rest, "a subtree of the sizes asked for is full"
        while len(nodes) > 1:
            nodes = merkle.parents(nodes)
        return nodes[0]


def tile_roots(nodes: list[bytes]) -> list[bytes]:
    """Return the roots of the full tiles over neighbouring hashes; the rest is left out."""
    nodes = nodes[: len(nodes) - len(nodes) % TILE_WIDTH]
    for _ in range(TILE_HEIGHT):
        nodes = merkle.parents(nodes)
    return nodes


def hashes_of(joined: bytes) -> list[bytes]:
    """Divide a tile's bytes into its hashes."""
    return [joined[at : at + HASH_BYTES] for at in range(0, len(joined), HASH_BYTES)]
