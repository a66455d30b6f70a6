"""The tree as it is stored: full tiles are read, the ragged right edge is hashed again."""

from ledger.store import merkle, proofs
from ledger.store.reading import Reading


class StoredTree:
    """Serves the nodes of a book's tree at a size, inside one reading transaction."""

    def __init__(self, read: Reading, size: int | None = None) -> None:
        head = read.head()
        self.size = head.size if size is None else size
        if self.size > head.size:
            raise ValueError(f"the record ends at position {head.size}")
        self._read = read
        self._recorded = head.size
        self._tiles: dict[tuple[int, int], list[bytes]] = {}

    def root(self) -> bytes:
        """Return the root at this size."""
        return proofs.range_root(0, self.size, self.node) if self.size else merkle.EMPTY_ROOT

    def inclusion(self, position: int) -> list[bytes]:
        """Return the audit path of the event at a position."""
        return proofs.inclusion(position - 1, self.size, self.node)

    def consistency(self, old: int) -> list[bytes]:
        """Return the proof that the tree at this size extends the one at an older size."""
        return proofs.consistency(old, self.size, self.node)

    def node(self, height: int, index: int) -> bytes:
        """Return the root of a full subtree."""
        level, rest = divmod(height, merkle.TILE_HEIGHT)
        n, first = divmod(index << rest, merkle.TILE_WIDTH)
        nodes = self._tile(level, n)[first : first + (1 << rest)]
        assert len(nodes) == 1 << rest, "a full subtree lies within what is recorded"
        while len(nodes) > 1:
            nodes = merkle.parents(nodes)
        return nodes[0]

    def _tile(self, level: int, n: int) -> list[bytes]:
        """Return a tile's hashes: 256, or as many as are full in the last tile of a level."""
        found = self._tiles.get((level, n))
        if found is None:
            stored = self._read.tile_hashes(level, n)
            found = self._tiles[level, n] = self._partial(level, n) if stored is None else stored
        return found

    def _partial(self, level: int, n: int) -> list[bytes]:
        start = n << merkle.TILE_HEIGHT
        stop = min(start + merkle.TILE_WIDTH, self._recorded >> (merkle.TILE_HEIGHT * level))
        if level == 0:
            return merkle.leaf_hashes(row.state for row in self._read.recorded(start, stop))
        return self._read.tile_roots(level - 1, start, stop)
