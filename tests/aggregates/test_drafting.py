"""Drafts: what one transaction records, collected decision by decision."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from hypothesis import given as for_all
from hypothesis import strategies as st

from ledger.aggregates import Unit
from ledger.drafting import Command, Draft
from ledger.events import restore
from ledger.store.batch import DataKeyRow, KeyRow, SealedFieldRow
from tests import makers as m
from tests.aggregates.given import given, moment, recorded

NOW = datetime(2015, 1, 5, 3, tzinfo=UTC)


def unit(number: int) -> Unit:
    """A unit just registered: two facts, of which the first claims its code."""
    its = Unit.register(UUID(int=number), f"U{number:05d}", "示例厂", None, moment())
    its.declare_headcount(40, None, moment())
    return its


def command(number: int = 1) -> Command:
    return Command.over(UUID(int=number), "unit register", {"number": number})


def drafted(*numbers: int, by: int = 1) -> Draft:
    """The draft of a command that registered some units."""
    draft = Draft()
    offsets = draft.take([unit(number) for number in numbers])
    draft.account_for(command(by), NOW, offsets, {"units": len(numbers)})
    return draft


def codes_at(draft: Draft) -> list[tuple[str, str]]:
    """Each key, and the code in the event that its offset points at."""
    found = []
    for key in draft.keys:
        stored = draft.events[key.offset]
        event: Any = restore(stored.topic, stored.state)
        found.append((key.value, event.unit))
    return found


# --- taking -------------------------------------------------------------------------------------


def test_a_draft_takes_what_aggregates_have_pending_in_order() -> None:
    draft = Draft()
    assert draft.take([unit(7)]) == range(2)

    assert draft.take([unit(8), unit(9)]) == range(2, 6)

    assert [(event.originator_id, event.originator_version) for event in draft.events] == [
        (UUID(int=number), version) for number in (7, 8, 9) for version in (1, 2)
    ]
    assert draft.keys == [
        KeyRow("unit", "U00007", UUID(int=7), 0),
        KeyRow("unit", "U00008", UUID(int=8), 2),
        KeyRow("unit", "U00009", UUID(int=9), 4),
    ]


def test_what_is_drafted_are_the_bytes_of_the_events() -> None:
    its, draft = unit(7), Draft()
    pending = recorded(its)

    draft.take([its])

    assert [(event.topic, event.state) for event in draft.events] == [
        (event.topic, event.stored()) for event in pending
    ]


def test_what_is_pending_is_taken_once() -> None:
    its, draft = unit(7), Draft()

    assert draft.take([its, its]) == range(2)
    assert draft.take([its]) == range(2, 2)

    assert (recorded(its), len(draft.events)) == ([], 2)


def test_an_aggregate_that_decided_nothing_adds_nothing() -> None:
    draft = Draft()

    assert draft.take([given(m.unit_registered())]) == range(0)

    assert (draft.events, draft.keys) == ([], [])


# --- joining ------------------------------------------------------------------------------------


def test_joining_moves_keys_and_commands_to_where_their_events_are() -> None:
    draft, other = drafted(7, by=1), drafted(8, 9, by=2)

    draft.join(other)

    assert [key.offset for key in draft.keys] == [0, 2, 4]
    assert [row.offsets for row in draft.commands] == [range(2), range(2, 6)]
    assert [row.command_id.int for row in draft.commands] == [1, 2]


@for_all(st.lists(st.lists(st.integers(1, 50), max_size=3), max_size=5))
def test_however_drafts_are_joined_each_key_points_at_its_event(groups: list[list[int]]) -> None:
    joined = Draft()

    for by, numbers in enumerate(groups, start=1):
        joined.join(drafted(*numbers, by=by))

    assert all(claimed == code for claimed, code in codes_at(joined))
    assert len(joined.keys) * 2 == len(joined.events)
    ranges = [row.offsets for row in joined.commands]
    assert [place for each in ranges if each for place in each] == list(range(len(joined.events)))


def test_joining_leaves_the_other_draft_as_it_was() -> None:
    draft, other = drafted(7), drafted(8, by=2)

    draft.join(other)

    assert [key.offset for key in other.keys] == [0]
    assert [row.offsets for row in other.commands] == [range(2)]


def test_joining_brings_the_vault_rows_along() -> None:
    draft, other = Draft(), Draft()
    other.data_keys.append(DataKeyRow(m.MEMBER, "bank", 1, UUID(int=3), b"wrapped"))
    other.sealed_fields.append(SealedFieldRow(m.MEMBER, "bank", 1, b"ciphertext"))

    draft.join(other)

    vault = draft.batch().vault
    assert (vault.data_keys, vault.sealed_fields) == (other.data_keys, other.sealed_fields)


# --- what must still stand ----------------------------------------------------------------------


def test_a_draft_rests_on_the_streams_that_were_only_read() -> None:
    read, draft = given(m.unit_registered(), m.unit_assigned()), drafted(7)

    draft.rest_on(read)

    assert draft.batch().unchanged == {read.id: 2}


def test_a_stream_that_the_draft_writes_guards_itself() -> None:
    written, read, draft = unit(7), given(m.unit_registered()), Draft()
    draft.rest_on(written, read)
    draft.take([written])

    assert draft.batch().unchanged == {read.id: 1}


def test_a_stream_that_a_joined_draft_writes_guards_itself_too() -> None:
    draft, written = Draft(), unit(7)
    draft.rest_on(written)

    draft.join(drafted(7))

    assert draft.batch().unchanged == {}


def test_joined_drafts_rest_on_what_each_rested_on() -> None:
    draft, other = drafted(7), drafted(8, by=2)
    draft.rest_on(unit(1))
    other.rest_on(unit(2))

    draft.join(other)

    assert draft.batch().unchanged == {UUID(int=1): 2, UUID(int=2): 2}


def test_a_stream_that_moved_between_two_drafts_is_held_to_what_the_first_read() -> None:
    draft, other = drafted(7), drafted(8, by=2)
    draft.rest_on(given(m.unit_registered()))  # version 1
    other.rest_on(given(m.unit_registered(), m.unit_assigned()))  # version 2, read later

    draft.join(other)

    assert draft.batch().unchanged == {m.MEMBER: 1}  # so that the append finds the conflict


def test_the_head_is_held_where_a_decision_rests_on_it() -> None:
    assert drafted(7).batch(at=812).at == 812
    assert drafted(7).batch().at is None


# --- commands -----------------------------------------------------------------------------------


def test_the_same_input_has_the_same_fingerprint_whatever_its_order() -> None:
    one = Command.over(UUID(int=1), "claim approve", {"claim": "C1", "fen": 5})
    other = Command.over(UUID(int=2), "claim approve", {"fen": 5, "claim": "C1"})

    assert one.fingerprint == other.fingerprint
    assert len(one.fingerprint) == 32


def test_another_input_has_another_fingerprint() -> None:
    one = Command.over(UUID(int=1), "claim approve", {"claim": "C1", "fen": 5})

    assert one.fingerprint != Command.over(one.id, one.name, {"claim": "C1", "fen": 6}).fingerprint
    assert (
        one.fingerprint
        != Command.over(one.id, "claim reject", {"claim": "C1", "fen": 5}).fingerprint
    )


def test_the_same_part_of_the_same_file_is_the_same_command() -> None:
    one = Command.of_file(m.BOOK, "roster import", "1" * 64, "U00123")

    assert one == Command.of_file(m.BOOK, "roster import", "1" * 64, "U00123")
    others = {
        Command.of_file(UUID(int=1), "roster import", "1" * 64, "U00123").id,
        Command.of_file(m.BOOK, "claim import", "1" * 64, "U00123").id,
        Command.of_file(m.BOOK, "roster import", "2" * 64, "U00123").id,
        Command.of_file(m.BOOK, "roster import", "1" * 64, "U00124").id,
    }
    assert len(others | {one.id}) == 5


def test_a_files_name_is_bound_to_its_content() -> None:
    one = Command.naming_file(m.BOOK, "roster import", "a.csv", "1" * 64)
    other = Command.naming_file(m.BOOK, "roster import", "a.csv", "2" * 64)

    assert one.id == other.id
    assert one.fingerprint != other.fingerprint


def test_a_command_says_what_it_answered_in_json() -> None:
    draft = drafted(7)

    (row,) = draft.commands
    assert (row.name, row.result, row.recorded_at) == ("unit register", '{"units": 1}', NOW)
    assert row.fingerprint == command().fingerprint
