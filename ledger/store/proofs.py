"""Proofs over a record's tree: that an event is in it, that a later tree grew from an earlier.

Sources: RFC 6962 §2.1.1, §2.1.2 (making); RFC 9162 §2.1.3.2, §2.1.4.2 (checking).
"""

from collections.abc import Callable, Sequence

from ledger.store.merkle import node_hash

Node = Callable[[int, int], bytes]
"""`node(height, index)`: the root of the full subtree over leaves index·2^height and on."""


def range_root(start: int, stop: int, node: Node) -> bytes:
    """Return the root over leaves from `start` to before `stop`, as RFC 6962 splits them."""
    roots = []
    while start < stop:
        height = (stop - start).bit_length() - 1
        roots.append(node(height, start >> height))
        start += 1 << height
    root = roots.pop()
    while roots:
        root = node_hash(roots.pop(), root)
    return root


def inclusion(index: int, size: int, node: Node) -> list[bytes]:
    """Return the audit path of a leaf in the tree of a size, nearest neighbour first."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size}")
    path = []
    start, stop = 0, size
    while stop - start > 1:
        middle = start + _left_width(stop - start)
        if index < middle:
            path.append(range_root(middle, stop, node))
            stop = middle
        else:
            path.append(range_root(start, middle, node))
            start = middle
    return path[::-1]


def consistency(old: int, new: int, node: Node) -> list[bytes]:
    """Return the proof that the tree of size `new` extends the one of size `old`."""
    if not 0 < old <= new:
        raise ValueError(f"a tree of {new} cannot be shown to extend one of {old}")
    proof = []
    start, stop = 0, new
    while old < stop:
        middle = start + _left_width(stop - start)
        if old <= middle:
            proof.append(range_root(middle, stop, node))
            stop = middle
        else:
            proof.append(range_root(start, middle, node))
            start = middle
    if start:
        proof.append(range_root(start, stop, node))
    return proof[::-1]


def includes(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Check an audit path: whether the leaf hash stands at the index under the root."""
    if not 0 <= index < size:
        return False
    at, last, found = index, size - 1, leaf
    for neighbour in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node_hash(neighbour, found)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, neighbour)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root


def extends(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Check a consistency proof: whether the newer tree holds the older one unchanged."""
    if not 0 < old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    # Where the old tree is one full subtree, its root is the proof's unspoken first hash.
    hashes = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not hashes:
        return False
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    found_old = found_new = hashes[0]
    for neighbour in hashes[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            found_old = node_hash(neighbour, found_old)
            found_new = node_hash(neighbour, found_new)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            found_new = node_hash(found_new, neighbour)
        at, last = at >> 1, last >> 1
    return last == 0 and found_old == old_root and found_new == new_root


def _left_width(size: int) -> int:
    """Return the largest power of two below a size of at least two."""
    return 1 << (size - 1).bit_length() - 1
