"""The tamper matrix: what is done, where, and what verification must call it."""

from collections.abc import Callable, Sequence
from typing import NamedTuple
from uuid import UUID

from ledger.evidence.damage import Kind
from tests.evidence.conftest import SIZE
from tests.evidence.making import Attack, Attacked, event

EVERYWHERE = (1, 2, 100, 255, 256, 257, 400, 511, 512, 513, 640, 641, 696, 699, 700)
IN_TILES = tuple(p for p in EVERYWHERE if p <= 512)
STRANGER = event(9_999, UUID(int=0x0192D3A9_0000_7000_8000_000000000001), 1)


class Case(NamedTuple):
    """One way to tamper, where it is tried, and the span in which it must be found."""

    attack: Attack
    kind: Kind
    positions: Sequence[int]
    found: Callable[[int], int] = lambda position: position


def edited(attack: Attacked, position: int) -> None:
    rows = attack.rows()
    stream, version, topic, state = rows[position - 1]
    rows[position - 1] = (
        stream,
        version,
        topic,
        state.replace(b'"amount_fen":1', b'"amount_fen":2'),
    )
    attack.rewrite(rows)


def blanked(attack: Attacked, position: int) -> None:
    rows = attack.rows()
    rows[position - 1] = (*rows[position - 1][:3], b"{}")
    attack.rewrite(rows)


def gap(attack: Attacked, position: int) -> None:
    attack.run("delete from event where position = ?", position)


def renumbered(attack: Attacked, position: int) -> None:
    rows = attack.rows()
    del rows[position - 1]
    attack.rewrite(rows)


def put_in(attack: Attacked, position: int) -> None:
    rows = attack.rows()
    assert isinstance(STRANGER.originator_id, UUID)
    new = (STRANGER.originator_id.bytes, 1, STRANGER.topic, STRANGER.state)
    attack.rewrite([*rows[: position - 1], new, *rows[position - 1 :]])


def put_before(attack: Attacked, position: int) -> None:
    stream = STRANGER.originator_id
    assert isinstance(stream, UUID)
    attack.run(
        "insert into event (position, originator_id, originator_version, topic, state)"
        " values (?, ?, 1, ?, ?)",
        position,
        stream.bytes if attack.database.dialect == "sqlite" else stream,
        STRANGER.topic,
        STRANGER.state,
    )


def cut(attack: Attacked, position: int) -> None:
    attack.run("delete from event where position >= ?", position)


def exchanged(other: int) -> Attack:
    def attack_with(attack: Attacked, position: int) -> None:
        rows = attack.rows()
        rows[position - 1], rows[other - 1] = rows[other - 1], rows[position - 1]
        attack.rewrite(rows)

    return attack_with


def moved(to: int) -> Attack:
    def attack_with(attack: Attacked, position: int) -> None:
        rows = attack.rows()
        rows.insert(to - 1, rows.pop(position - 1))
        attack.rewrite(rows)

    return attack_with


def topic(attack: Attacked, position: int) -> None:
    attack.run("update event set topic = 'member.left.v1' where position = ?", position)


def version(attack: Attacked, position: int) -> None:
    attack.run("update event set originator_version = 900 where position = ?", position)


def stream(attack: Attacked, position: int) -> None:
    other: object = UUID(int=7)
    if attack.database.dialect == "sqlite":
        other = UUID(int=7).bytes
    attack.run("update event set originator_id = ? where position = ?", other, position)


def tile_hashes(attack: Attacked, position: int) -> None:
    n = (position - 1) // 256
    ((hashes,),) = attack.connection.exec_driver_sql(
        f"select hashes from tile where level = 0 and n = {n}"
    ).all()
    at = (position - 1) % 256 * 32
    attack.run(
        "update tile set hashes = ? where level = 0 and n = ?",
        bytes(hashes)[:at] + b"x" * 32 + bytes(hashes)[at + 32 :],
        n,
    )


def tile_root(attack: Attacked, position: int) -> None:
    attack.run("update tile set root = ? where n = ?", b"x" * 32, (position - 1) // 256)


def tile_gone(attack: Attacked, position: int) -> None:
    attack.run("delete from tile where n = ?", (position - 1) // 256)


def tile_more(attack: Attacked, _position: int) -> None:
    attack.run("insert into tile values (0, 2, ?, ?)", b"x" * 8192, b"x" * 32)


def head_root(attack: Attacked, _position: int) -> None:
    attack.run("update head set root = ?", b"x" * 32)


def head_edge(attack: Attacked, _position: int) -> None:
    attack.run("update head set edge = ?", b"x" * 192)


def head_size(size: int) -> Attack:
    return lambda attack, _: attack.run("update head set size = ?", size)


MATRIX: dict[str, Case] = {
    "an event edited": Case(edited, Kind.EDITED, EVERYWHERE),
    "an event blanked": Case(blanked, Kind.EDITED, IN_TILES),
    "a row deleted": Case(gap, Kind.DELETED, EVERYWHERE[:-1]),
    "a row deleted, the rest renumbered": Case(
        renumbered, Kind.DELETED, (*IN_TILES, 513, 600, 640)
    ),
    "a row put in, the rest renumbered": Case(put_in, Kind.INSERTED, EVERYWHERE),
    "a row before the first": Case(put_before, Kind.INSERTED, (0, -7)),
    "a row behind the head": Case(put_in, Kind.INSERTED, (SIZE + 1,)),
    "two rows exchanged in a tile": Case(exchanged(200), Kind.REORDERED, (1, 100, 199)),
    "rows of two tiles exchanged": Case(exchanged(300), Kind.REORDERED, (1, 256)),
    "a row exchanged with one of the end": Case(exchanged(650), Kind.REORDERED, (1, 256, 512)),
    "two rows of the end exchanged": Case(exchanged(690), Kind.REORDERED, (513, 640, 689)),
    "a row moved down": Case(moved(480), Kind.REORDERED, (1, 255, 300)),
    "a row moved up": Case(moved(100), Kind.REORDERED, (150, 257, 600), found=lambda _: 100),
    "a row of the end moved": Case(moved(560), Kind.REORDERED, (530,)),
    "the tail cut": Case(cut, Kind.TAIL_CUT, (2, 256, 257, 513, 600, 697, 700)),
    "the topic altered": Case(topic, Kind.COLUMN_ALTERED, EVERYWHERE),
    "the version altered": Case(version, Kind.COLUMN_ALTERED, EVERYWHERE),
    "the stream altered": Case(stream, Kind.COLUMN_ALTERED, EVERYWHERE),
    "a tile's hash altered": Case(tile_hashes, Kind.TILE_ALTERED, IN_TILES),
    "a tile's root altered": Case(tile_root, Kind.TILE_ALTERED, (1, 256, 257, 512)),
    "a tile taken out": Case(tile_gone, Kind.TILE_ALTERED, (1, 256, 257, 512)),
    "a tile too many": Case(tile_more, Kind.TAIL_CUT, (513,)),
    "the head's root altered": Case(head_root, Kind.HEAD_ALTERED, (SIZE,)),
    "the head's edge altered": Case(head_edge, Kind.HEAD_ALTERED, (SIZE,)),
    "the head's size raised": Case(head_size(704), Kind.HEAD_ALTERED, (704,)),
    "the head's size raised to fit": Case(head_size(828), Kind.HEAD_ALTERED, (828,)),
    "the head's size lowered": Case(head_size(512), Kind.HEAD_ALTERED, (512,)),
    "the head's size lowered to fit": Case(head_size(698), Kind.HEAD_ALTERED, (698,)),
}

CASES = [(name, position) for name, case in MATRIX.items() for position in case.positions]
