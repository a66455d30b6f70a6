"""A record as files: the layout of tiles and entry bundles that any tlog client reads.

Source: C2SP tlog-tiles.
"""

from collections.abc import Iterator, Sequence
from struct import Struct

from ledger.store.merkle import TILE_HEIGHT, TILE_WIDTH
from ledger.store.reading import Reading
from ledger.store.recorder import BookRecorder
from ledger.store.tree import StoredTree

_LENGTH = Struct(">H")


def tile_path(level: int | str, n: int, width: int = TILE_WIDTH) -> str:
    """Return a tile's path: `tile/0/x001/x234/067`, and `….p/112` for one of 112 hashes."""
    digits = f"{n:0{3 * -(-len(str(n)) // 3)}d}"
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    path = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
    partial = "" if width == TILE_WIDTH else f".p/{width}"
    return f"tile/{level}/{path}{partial}"


def entry_bundle(entries: Sequence[bytes]) -> bytes:
    """Write the stored bytes of neighbouring events, each behind its length in two bytes."""
    return b"".join(part for entry in entries for part in (_LENGTH.pack(len(entry)), entry))


def tile_files(record: BookRecorder, size: int) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of every tile and entry bundle of the tree at a size, in order."""
    for n, width in _tiles(size):
        start = n * TILE_WIDTH
        with record.reading() as read:
            entries = [row.state for row in read.recorded(start, start + width)]
        yield tile_path("entries", n, width), entry_bundle(entries)
    level = 0
    while size >> (TILE_HEIGHT * level):
        for n, width in _tiles(size >> (TILE_HEIGHT * level)):
            with record.reading() as read:
                yield tile_path(level, n, width), _hashes(read, size, level, n, width)
        level += 1


def _tiles(hashes: int) -> Iterator[tuple[int, int]]:
    for n in range(-(-hashes // TILE_WIDTH)):
        yield n, min(TILE_WIDTH, hashes - n * TILE_WIDTH)


def _hashes(read: Reading, size: int, level: int, n: int, width: int) -> bytes:
    tree = StoredTree(read, size)
    first = n * TILE_WIDTH
    stored = read.tile_hashes(level, n)
    if stored is not None:
        return b"".join(stored[:width])
    return b"".join(tree.node(TILE_HEIGHT * level, first + at) for at in range(width))
