"""Whether leaves in the ragged end of a tree are the sealed ones in another order."""

from collections.abc import Iterator, Sequence

from ledger.store.merkle import parents

Subtree = tuple[int, int, bytes]
"""First leaf, leaf after the last, and the root that was sealed."""


def rearranged(leaves: Sequence[bytes], bad: Sequence[Subtree]) -> int | None:
    """Return the first leaf that is out of place, if one exchange or one move puts all right.

    Only the subtrees that do not fit are tried: at most 255 leaves, some ten thousand roots.
    """
    places = [at for start, stop, _ in bad for at in range(start, stop)]
    for first, order in _orders(places):
        trial = list(leaves)
        for place, source in zip(places, order, strict=True):
            trial[place] = leaves[source]
        if all(_root(trial[start:stop]) == root for start, stop, root in bad):
            return first
    return None


def _root(nodes: list[bytes]) -> bytes:
    while len(nodes) > 1:  # a full subtree: no odd one is ever left out
        nodes = parents(nodes)
    return nodes[0]


def _orders(places: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
    """Yield every order that differs by an exchange of two or the move of one, nearest first."""
    count = len(places)
    for distance in range(1, count):
        for at in range(count - distance):
            exchanged = list(places)
            exchanged[at], exchanged[at + distance] = places[at + distance], places[at]
            yield places[at], exchanged
    for distance in range(2, count):
        for at in range(count - distance):
            stop = at + distance + 1
            inside = list(places[at:stop])
            yield places[at], [*places[:at], inside[-1], *inside[:-1], *places[stop:]]
            yield places[at], [*places[:at], *inside[1:], inside[0], *places[stop:]]
