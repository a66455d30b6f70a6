"""The tree is RFC 6962's, however it was grown, and its tiles are those of tlog-tiles."""

import hashlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.store import merkle, proofs
from ledger.store.merkle import EMPTY_EDGE, Edge, Span, Tile

# Inputs and roots of the Certificate Transparency project's own tests (merkle_tree_test).
CT_INPUTS = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
CT_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def naive_root(leaves: list[bytes]) -> bytes:
    """RFC 6962 §2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + naive_root(leaves[:k]) + naive_root(leaves[k:])).digest()


def numbered(count: int) -> list[bytes]:
    return merkle.leaf_hashes(b"%d" % number for number in range(count))


def grown(leaves: list[bytes], cuts: list[int]) -> tuple[Edge, dict[tuple[int, int], Tile]]:
    """Grow a tree in several appends, serving what earlier ones folded in from leaves and tiles."""
    edge, tiles = EMPTY_EDGE, dict[tuple[int, int], Tile]()
    for start, stop in pairwise([0, *cuts, len(leaves)]):
        known: dict[Span, list[bytes]] = {
            (level, first, last): leaves[first:last]
            if level == 0
            else [tiles[level - 1, n].root for n in range(first, last)]
            for level, first, last in merkle.needed(start, stop - start)
        }
        edge, new = merkle.grow(edge, leaves[start:stop], known)
        tiles |= {(tile.level, tile.n): tile for tile in new}
    return edge, tiles


def node_over(leaves: list[bytes]) -> proofs.Node:
    return lambda height, index: naive_root(leaves[index << height : (index + 1) << height])


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_certificate_transparency(size: int) -> None:
    leaves = merkle.leaf_hashes(CT_INPUTS[:size])

    assert merkle.root_of(leaves).hex() == CT_ROOTS[size - 1]


def test_the_empty_tree_has_the_root_of_nothing() -> None:
    assert EMPTY_EDGE.root() == merkle.EMPTY_ROOT == naive_root([])


@given(st.integers(0, 1_200).flatmap(lambda n: st.tuples(st.just(n), st.lists(st.integers(0, n)))))
def test_the_root_does_not_depend_on_how_the_tree_was_grown(case: tuple[int, list[int]]) -> None:
    count, cuts = case
    leaves = numbered(count)

    edge, _ = grown(leaves, sorted(cuts))

    assert edge.size == count
    assert edge.root() == naive_root(leaves)


@given(st.integers(0, 1_200).flatmap(lambda n: st.tuples(st.just(n), st.lists(st.integers(0, n)))))
def test_each_full_tile_is_cut_once_with_its_leaves_and_root(case: tuple[int, list[int]]) -> None:
    count, cuts = case
    leaves = numbered(count)

    _, tiles = grown(leaves, sorted(cuts))

    assert sorted(tiles) == [(0, n) for n in range(count // 256)]
    for (_, n), tile in tiles.items():
        assert tile.hashes == b"".join(leaves[256 * n : 256 * n + 256])
        assert tile.root == naive_root(leaves[256 * n : 256 * n + 256])


def test_a_tile_of_the_next_level_holds_the_roots_of_256_tiles() -> None:
    leaves = numbered(65_536 + 300)

    edge, tiles = grown(leaves, [100, 30_000, 65_535, 65_536])

    upper = tiles[1, 0]
    assert upper.hashes == b"".join(tiles[0, n].root for n in range(256))
    assert upper.root == merkle.root_of(leaves[:65_536])
    assert sum(level == 0 for level, _ in tiles) == 257
    assert edge.root() == merkle.root_of(leaves)


def test_one_leaf_at_a_time_grows_the_same_tree() -> None:
    leaves = numbered(600)

    edge, tiles = grown(leaves, list(range(1, 600)))

    assert edge.root() == naive_root(leaves)
    assert sorted(tiles) == [(0, 0), (0, 1)]


def test_an_edge_that_disagrees_with_its_size_is_a_bug() -> None:
    with pytest.raises(AssertionError, match="edge and size disagree"):
        Edge(3, bytes(32))


@given(st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n - 1), st.just(n))))
def test_every_leaf_is_proven_under_the_root(case: tuple[int, int]) -> None:
    index, size = case
    leaves = numbered(size)

    path = proofs.inclusion(index, size, node_over(leaves))

    assert len(path) <= (size - 1).bit_length()
    assert proofs.includes(leaves[index], index, size, path, naive_root(leaves))


@given(
    st.integers(2, 300).flatmap(
        lambda n: st.tuples(st.integers(0, n - 1), st.integers(0, n - 1), st.just(n))
    )
)
def test_a_proof_serves_no_other_leaf_place_or_root(case: tuple[int, int, int]) -> None:
    index, other, size = case
    leaves = numbered(size)
    path, root = proofs.inclusion(index, size, node_over(leaves)), naive_root(leaves)

    assert proofs.includes(leaves[index], other, size, path, root) == (other == index)
    assert proofs.includes(leaves[other], index, size, path, root) == (other == index)
    assert not proofs.includes(leaves[index], index, size, path, leaves[index])
    assert not proofs.includes(leaves[index], index, size, [*path, root], root)
    assert not proofs.includes(leaves[index], index, size, path[:-1], root)


@given(st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(1, n), st.just(n))))
def test_a_grown_tree_is_proven_to_extend_the_earlier_one(case: tuple[int, int]) -> None:
    old, new = case
    leaves = numbered(new)
    roots = naive_root(leaves[:old]), naive_root(leaves)

    proof = proofs.consistency(old, new, node_over(leaves))

    assert proofs.extends(old, new, proof, *roots)


@given(st.integers(2, 300).flatmap(lambda n: st.tuples(st.integers(1, n - 1), st.just(n))))
def test_a_rewritten_tree_is_not_proven_to_extend_the_earlier_one(case: tuple[int, int]) -> None:
    old, new = case
    leaves = numbered(new)
    before = naive_root(leaves[:old])
    leaves[old - 1] = merkle.leaf_hash(b"rewritten")

    proof = proofs.consistency(old, new, node_over(leaves))

    assert not proofs.extends(old, new, proof, before, naive_root(leaves))


@pytest.mark.parametrize(("index", "size"), [(-1, 4), (4, 4), (0, 0)])
def test_a_leaf_outside_the_tree_has_no_proof(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="is not in a tree"):
        proofs.inclusion(index, size, node_over(numbered(4)))
    assert not proofs.includes(bytes(32), index, size, [], bytes(32))


@pytest.mark.parametrize(("old", "new"), [(0, 4), (5, 4)])
def test_a_tree_extends_neither_nothing_nor_a_larger_one(old: int, new: int) -> None:
    with pytest.raises(ValueError, match="cannot be shown to extend"):
        proofs.consistency(old, new, node_over(numbered(4)))
    assert not proofs.extends(old, new, [], bytes(32), bytes(32))


def test_an_empty_proof_shows_nothing_about_two_different_trees() -> None:
    leaves = numbered(7)

    assert not proofs.extends(3, 7, [], naive_root(leaves[:3]), naive_root(leaves))
    assert not proofs.extends(7, 7, [], naive_root(leaves), bytes(32))
