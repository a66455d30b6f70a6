"""An append is recorded whole and in order, or not at all, and says why not."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.errors import KeyTaken
from ledger.store import merkle, proofs
from ledger.store.batch import Batch, DataKeyRow, SealedFieldRow, VaultRows
from ledger.store.conflicts import CommandKnown, HeadMoved, StreamMoved
from ledger.store.engine import Database
from ledger.store.recorder import BookRecorder
from ledger.store.refusals import PersonKnown
from ledger.store.tree import StoredTree
from tests.store.conftest import BOOK_ID
from tests.store.making import MOMENT, blind, command, event, events, key, stream

UNIT, MEMBER = stream(1001), stream(1002)


def test_positions_begin_at_one_and_leave_no_gap(recorder: BookRecorder) -> None:
    assert recorder.append(Batch(events(3))) == range(1, 4)
    assert recorder.append(Batch(events(2))) == range(4, 6)

    assert [row.position for row in recorder.read()] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("count", [1, 19, 20, 700])
def test_what_is_read_is_what_was_appended(count: int, recorder: BookRecorder) -> None:
    batch = [event(stream(), 1, '{"名":"互助\\t\\n"}'.encode() + b"%d" % n) for n in range(count)]

    recorder.append(Batch(batch))

    read = [(r.originator_id, r.originator_version, r.topic, r.state) for r in recorder.read()]
    assert read == [(e.originator_id, e.originator_version, e.topic, e.state) for e in batch]


def test_a_refused_append_takes_no_position(recorder: BookRecorder) -> None:
    recorder.append(Batch([event(UNIT)]))
    with pytest.raises(StreamMoved):
        recorder.append(Batch([*events(30), event(UNIT)]))

    assert recorder.append(Batch(events(1))) == range(2, 3)


def test_the_head_holds_the_root_over_every_stored_byte(recorder: BookRecorder) -> None:
    for count in (1, 30, 300, 2, 600):
        recorder.append(Batch(events(count)))

        leaves = merkle.leaf_hashes(row.state for row in recorder.read())
        assert recorder.head() == (len(leaves), merkle.root_of(leaves))


def test_full_tiles_are_stored_with_the_append_that_fills_them(recorder: BookRecorder) -> None:
    for count in (255, 1, 300, 100):
        recorder.append(Batch(events(count)))

    leaves = merkle.leaf_hashes(row.state for row in recorder.read())
    with recorder.reading() as read:
        assert read.tile_hashes(0, 0) == leaves[:256]
        assert read.tile_hashes(0, 1) == leaves[256:512]
        assert read.tile_hashes(0, 2) is None
        assert read.tile_roots(0, 0, 9) == [
            merkle.root_of(leaves[:256]),
            merkle.root_of(leaves[256:512]),
        ]


def test_the_stored_tree_proves_each_event_and_its_own_growth(recorder: BookRecorder) -> None:
    recorder.append(Batch(events(400)))
    early = recorder.head()
    recorder.append(Batch(events(400)))
    late = recorder.head()
    rows = list(recorder.read())

    with recorder.reading() as read:
        tree = StoredTree(read)
        assert tree.root() == late.root
        assert StoredTree(read, early.size).root() == early.root
        for position in (1, 256, 257, 400, 768, 769, 800):
            path = tree.inclusion(position)
            leaf = merkle.leaf_hash(rows[position - 1].state)
            assert proofs.includes(leaf, position - 1, late.size, path, late.root)
        proof = tree.consistency(early.size)
    assert proofs.extends(early.size, late.size, proof, early.root, late.root)


def test_a_version_that_another_writer_took_is_a_moved_stream(recorder: BookRecorder) -> None:
    recorder.append(Batch([event(UNIT, 1)]))

    with pytest.raises(StreamMoved, match=f"stream {UNIT} already has version 1"):
        recorder.append(Batch([event(UNIT, 1), event(UNIT, 2)]))


def test_a_batch_that_holds_a_version_twice_is_refused(recorder: BookRecorder) -> None:
    with pytest.raises(StreamMoved, match="twice"):
        recorder.append(Batch([event(UNIT, 1), event(UNIT, 1)]))

    assert recorder.head().size == 0


def test_a_guarded_stream_must_stand_where_it_was_read(recorder: BookRecorder) -> None:
    recorder.append(Batch([event(UNIT, 1)]))
    recorder.append(Batch(events(1), unchanged={UNIT: 1}))
    recorder.append(Batch([event(UNIT, 2)]))

    with pytest.raises(StreamMoved, match="was read at version 1 and stands at 2"):
        recorder.append(Batch(events(1), unchanged={UNIT: 1}))
    with pytest.raises(StreamMoved, match="stands at None"):
        recorder.append(Batch(events(1), unchanged={UNIT: 2, MEMBER: 1}))


def test_a_guarded_head_must_stand_where_it_was_read(recorder: BookRecorder) -> None:
    recorder.append(Batch(events(2), at=0))

    with pytest.raises(HeadMoved, match="read at position 0 and stands at 2"):
        recorder.append(Batch(events(1), at=0))

    assert recorder.append(Batch(events(1), at=2)) == range(3, 4)


@pytest.mark.parametrize("others", [0, 40])
def test_a_key_names_one_thing_for_ever(others: int, recorder: BookRecorder) -> None:
    first = event(MEMBER)
    recorder.append(Batch([first], keys=[key("C-1", MEMBER)]))
    late = stream()
    free = [key(f"F-{n}", late) for n in range(others)]

    with pytest.raises(KeyTaken) as refusal:
        recorder.append(Batch([event(late)], keys=[*free, key("C-1", late)]))

    assert (refusal.value.kind, refusal.value.value, refusal.value.owner) == (
        "claim",
        "C-1",
        MEMBER,
    )
    assert recorder.keys_with_prefix("claim", "") == [("C-1", MEMBER)]


def test_a_batch_that_claims_a_key_twice_is_refused(recorder: BookRecorder) -> None:
    late = stream()

    with pytest.raises(KeyTaken) as refusal:
        recorder.append(
            Batch([event(MEMBER), event(late)], keys=[key("C-1", MEMBER), key("C-1", late, 1)])
        )

    assert refusal.value.owner == MEMBER


def test_the_same_value_of_another_kind_is_another_key(recorder: BookRecorder) -> None:
    keys = [key("1", MEMBER, kind="receipt"), key("1", MEMBER, kind="unit")]

    recorder.append(Batch([event(MEMBER)], keys=keys))

    assert recorder.key_owner("receipt", "1") == recorder.key_owner("unit", "1") == MEMBER


def test_a_command_is_recorded_with_the_positions_of_its_events(recorder: BookRecorder) -> None:
    recorder.append(Batch(events(4)))
    whole, second, idle = command(), command(offsets=range(2, 3)), command(offsets=range(0))

    recorder.append(Batch(events(3), commands=[whole, second, idle]))

    found = recorder.commands([whole.command_id, second.command_id, idle.command_id, stream()])
    assert {c: (row.first_position, row.last_position) for c, row in found.items()} == {
        whole.command_id: (5, 7),
        second.command_id: (7, 7),
        idle.command_id: (None, None),
    }
    assert found[whole.command_id][1:3] == (b"f" * 32, "roster.import")
    assert found[whole.command_id].result == '{"rows":3}'
    assert found[whole.command_id].recorded_at == MOMENT


def test_a_command_may_record_no_event(recorder: BookRecorder) -> None:
    idle = command()

    assert recorder.append(Batch(commands=[idle])) == range(1, 1)

    stored = recorder.command(idle.command_id)
    assert stored is not None
    assert (stored.first_position, recorder.head().size) == (None, 0)


def test_a_known_command_is_told_before_anything_else_that_clashes(recorder: BookRecorder) -> None:
    once = command()
    batch = Batch([event(MEMBER)], keys=[key("C-1", MEMBER)], commands=[once])
    recorder.append(batch)

    with pytest.raises(CommandKnown, match="already recorded") as known:
        recorder.append(batch)

    assert known.value.row == recorder.command(once.command_id)
    assert recorder.head().size == 1


def test_a_moved_stream_is_told_before_a_taken_key(recorder: BookRecorder) -> None:
    recorder.append(Batch([event(MEMBER)], keys=[key("C-1", MEMBER)]))

    with pytest.raises(StreamMoved):
        recorder.append(Batch([event(MEMBER)], keys=[key("C-1", MEMBER)]))


@pytest.mark.parametrize("others", [0, 40])
def test_one_identity_document_belongs_to_one_person(others: int, recorder: BookRecorder) -> None:
    recorder.append(Batch([event(MEMBER)], vault=VaultRows(blind=[blind(b"d" * 32, MEMBER)])))
    late = stream()
    rows = [blind(b"%032d" % n, late) for n in range(others)]

    with pytest.raises(PersonKnown) as refusal:
        recorder.append(
            Batch([event(late)], vault=VaultRows(blind=[*rows, blind(b"d" * 32, late)]))
        )

    assert (refusal.value.kind, refusal.value.owner) == ("id_number", MEMBER)
    assert str(refusal.value) == f"this id_number already belongs to member {MEMBER} of this book"


def test_a_batch_that_names_one_document_for_two_persons_is_refused(recorder: BookRecorder) -> None:
    late = stream()
    rows = [blind(b"d" * 32, MEMBER), blind(b"d" * 32, late)]

    with pytest.raises(PersonKnown) as refusal:
        recorder.append(Batch([event(MEMBER), event(late)], vault=VaultRows(blind=rows)))

    assert refusal.value.owner == MEMBER


@pytest.mark.parametrize("count", [1, 19, 20, 1_500])
def test_vault_rows_are_stored_with_the_events(count: int, recorder: BookRecorder) -> None:
    members = [stream() for _ in range(count)]
    rows = VaultRows(
        [DataKeyRow(m, "identity", 1, stream(), b"w" * 60) for m in members],
        [SealedFieldRow(m, "identity", 1, b"\x00\xff" + m.bytes) for m in members],
        [blind(m.bytes * 2, m) for m in members],
    )

    recorder.append(Batch([event(m) for m in members], vault=rows))

    last = count - 1
    assert recorder.sealed(members[last], "identity") == (
        [rows.data_keys[last]],
        [rows.sealed_fields[last]],
    )
    assert recorder.sealed(members[last], "health") == ([], [])
    assert recorder.find_member("id_number", members[0].bytes * 2) == members[0]
    found = recorder.find_members("id_number", [m.bytes * 2 for m in members] + [bytes(32)])
    assert found == {m.bytes * 2: m for m in members}


def test_a_refused_append_leaves_nothing_in_the_vault(recorder: BookRecorder) -> None:
    recorder.append(Batch([event(UNIT)]))
    rows = VaultRows(blind=[blind(b"d" * 32, MEMBER)])

    with pytest.raises(StreamMoved):
        recorder.append(Batch([event(UNIT)], vault=rows))

    assert recorder.find_member("id_number", b"d" * 32) is None


def test_an_event_larger_than_a_leaf_is_a_bug(recorder: BookRecorder) -> None:
    recorder.append(Batch([event(state=b"x" * 65_535)]))

    with pytest.raises(ValueError, match="65536 bytes"):
        recorder.append(Batch([event(state=b"x" * 65_536)]))

    assert recorder.head().size == 1


def test_the_library_may_not_smuggle_arguments_past_the_batch(recorder: BookRecorder) -> None:
    with pytest.raises(TypeError, match="as a Batch"):
        recorder.insert_events(events(1), keys=[])


def test_another_connection_reads_what_was_recorded(
    recorder: BookRecorder, open_database: Callable[[], Database]
) -> None:
    other = BookRecorder(open_database())
    recorder.append(Batch(events(2)))

    assert other.head() == recorder.head()
    assert other.book_id() == BOOK_ID


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(1, 3)), max_size=12))
def test_versions_of_a_stream_never_repeat_and_positions_never_skip(
    recorder: BookRecorder, moves: list[tuple[int, int]]
) -> None:
    before = recorder.head().size
    base = [stream() for _ in range(5)]
    recorded = 0
    for which, version in moves:
        try:
            recorder.append(Batch([event(base[which], version)]))
            recorded += 1
        except StreamMoved:
            pass

    rows = list(recorder.read(before))
    assert [row.position for row in rows] == list(range(before + 1, before + 1 + recorded))
    assert len({(row.originator_id, row.originator_version) for row in rows}) == recorded
