"""The Merkle tree over a record: RFC 6962 hashing, grown at its right edge, cut into tiles.

Leaf i of the tree is the stored bytes of the event at position i + 1. `node(height, index)` means
the root of the leaves index·2^height … (index+1)·2^height − 1.

Sources: RFC 6962 §2.1 (hashes, proofs); C2SP tlog-tiles (tile layout).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

HASH_BYTES = 32
TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
EMPTY_ROOT = sha256(b"").digest()
_LEAF, _NODE = sha256(b"\x00"), sha256(b"\x01")  # begun; to copy one costs less than to begin anew


@dataclass(frozen=True, slots=True)
class Edge:
    """The right edge of a tree: the roots of its maximal full subtrees, widest first."""

    size: int
    hashes: bytes  # 32 bytes for each bit set in `size`

    def __post_init__(self) -> None:
        assert len(self.hashes) == HASH_BYTES * self.size.bit_count(), "edge and size disagree"

    def root(self) -> bytes:
        """Return the root of the whole tree."""
        if not self.size:
            return EMPTY_ROOT
        hashes = self.hashes
        root = hashes[-HASH_BYTES:]
        for end in range(len(hashes) - HASH_BYTES, 0, -HASH_BYTES):
            root = sha256(b"\x01" + hashes[end - HASH_BYTES : end] + root).digest()
        return root


EMPTY_EDGE = Edge(0, b"")


@dataclass(frozen=True, slots=True)
class Tile:
    """256 neighbouring hashes of a level: level 0 holds leaves, level 1 roots of level-0 tiles."""

    level: int
    n: int
    hashes: bytes
    root: bytes


Span = tuple[int, int, int]
"""Tile level, first index, index after the last: neighbouring hashes of one level."""


def leaf_hash(data: bytes) -> bytes:
    """Hash one stored event."""
    return sha256(b"\x00" + data).digest()


def leaf_hashes(states: Iterable[bytes]) -> list[bytes]:
    """Hash many stored events."""
    begun, hashes = _LEAF.copy, list[bytes]()
    for state in states:
        leaf = begun()
        leaf.update(state)
        hashes.append(leaf.digest())
    return hashes


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two neighbours into their parent."""
    return sha256(b"\x01" + left + right).digest()


def parents(nodes: Iterable[bytes]) -> list[bytes]:
    """Hash each pair of neighbours into its parent; an odd last one is left out."""
    begun, hashes = _NODE.copy, list[bytes]()
    each = iter(nodes)
    for left, right in zip(each, each, strict=False):
        node = begun()
        node.update(left + right)
        hashes.append(node.digest())
    return hashes


def needed(size: int, count: int) -> list[Span]:
    """Return which hashes, folded in earlier, complete the tiles that `count` more leaves fill."""
    spans = []
    start, stop, level = size, size + count, 0
    while stop >> TILE_HEIGHT > start >> TILE_HEIGHT:
        if start % TILE_WIDTH:
            spans.append((level, start - start % TILE_WIDTH, start))
        start, stop, level = start >> TILE_HEIGHT, stop >> TILE_HEIGHT, level + 1
    return spans


def grow(
    edge: Edge, leaves: list[bytes], known: Mapping[Span, Sequence[bytes]]
) -> tuple[Edge, list[Tile]]:
    """Fold leaf hashes into an edge; return the new edge and every tile that became full.

    `known` holds the hashes of each span that `needed` names. Whole levels are hashed at a time:
    one node an event, whatever the size of the tree.
    """
    pending = _by_height(edge)
    kept: list[bytes] = []
    tiles: list[Tile] = []
    nodes = leaves  # the new full nodes at this height
    finished = leaves  # the new hashes of the tile level below
    height = 0
    while nodes:
        if height and height % TILE_HEIGHT == 0:
            level = height // TILE_HEIGHT - 1
            tiles += _full_tiles(level, edge.size, finished, nodes, known)
            finished = nodes
        if (left := pending.pop(height, None)) is not None:
            nodes = [left, *nodes]
        if len(nodes) % 2:
            kept.append(nodes[-1])
        nodes = parents(nodes)
        height += 1
    kept += (pending[height] for height in sorted(pending))  # wider than anything that grew
    return Edge(edge.size + len(leaves), b"".join(reversed(kept))), tiles


def _by_height(edge: Edge) -> dict[int, bytes]:
    heights = [height for height in range(edge.size.bit_length()) if edge.size >> height & 1]
    hashes = (edge.hashes[i : i + HASH_BYTES] for i in range(0, len(edge.hashes), HASH_BYTES))
    return dict(zip(reversed(heights), hashes, strict=True))


def _full_tiles(
    level: int,
    size: int,
    new: list[bytes],
    roots: list[bytes],
    known: Mapping[Span, Sequence[bytes]],
) -> Iterable[Tile]:
    """Cut the tiles of a level whose roots have just been found."""
    start = size >> (TILE_HEIGHT * level)  # index of the first new hash at this level
    for n, root in enumerate(roots, start >> TILE_HEIGHT):
        first = n * TILE_WIDTH - start
        if first >= 0:
            hashes = new[first : first + TILE_WIDTH]
        else:
            hashes = [*known[level, n * TILE_WIDTH, start], *new[: first + TILE_WIDTH]]
        assert len(hashes) == TILE_WIDTH, "a full tile holds 256 hashes"
        yield Tile(level, n, b"".join(hashes), root)


def root_of(leaves: list[bytes]) -> bytes:
    """Return the root over leaf hashes."""
    return grow(EMPTY_EDGE, leaves, {})[0].root()
