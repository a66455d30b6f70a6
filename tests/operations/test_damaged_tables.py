"""Keys and commands are not under the tree: what they must hold follows from the events, which are."""

import pytest

from ledger.evidence import verifying
from ledger.evidence.damage import Damage, Kind, VerificationFailed
from tests.commands.office import SmallOffice
from tests.evidence.making import record
from tests.operations.damaging import damage
from tests.privacy.offices import erase, pseudonym

RECEIPT = (
    *("contribution", "receive", "--receipt", "R9", "--unit", "U000", "--fund", "MED"),
    *("--period", "2015", "--amount", "90", "--bank-account", "B1"),
)
OF_THE_RECEIPT = "kind = 'receipt' and value = 'R9'"


def found(office: SmallOffice, since: int = 0) -> Damage | None:
    """Verify, and return what is found."""
    with office.database() as database:
        try:
            verifying.verify(database, since=since)
        except VerificationFailed as failure:
            return failure.damage
    return None


@pytest.fixture
def paid(anywhere: SmallOffice) -> SmallOffice:
    """An office that has taken in receipt R9 last."""
    anywhere.do("en", *RECEIPT)
    return anywhere


def receipt(office: SmallOffice) -> int:
    """Return the position at which receipt R9 was recorded first."""
    ((position,),) = office.rows(
        "select min(position) from event where topic = 'remittance.contribution_received.v1'"
    )
    assert isinstance(position, int)
    return position


def test_an_untouched_book_is_whole(paid: SmallOffice) -> None:
    assert found(paid) is None


def test_a_book_from_which_somebody_was_erased_is_whole(anywhere: SmallOffice) -> None:
    erase(anywhere, pseudonym(anywhere))

    assert found(anywhere) is None


def test_a_key_that_was_taken_out_is_found_by_the_command_with_its_position(
    paid: SmallOffice,
) -> None:
    damage(paid, f"delete from key where {OF_THE_RECEIPT}")

    answer = paid.run("en", "audit", "verify")

    assert (answer.code, f"position {receipt(paid)}:" in answer.err) == (4, True), answer
    assert found(paid) == Damage(Kind.KEY_MISSING, receipt(paid), about="key receipt")


def test_a_number_that_was_recorded_again_after_its_key_was_taken_out_is_found(
    paid: SmallOffice,
) -> None:
    damage(paid, f"delete from key where {OF_THE_RECEIPT}")
    paid.do("en", *RECEIPT)

    assert found(paid) == Damage(Kind.KEY_MISSING, receipt(paid), about="key receipt")


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ("originator_id = (select book_id from head)", Kind.KEY_ALTERED),
        ("position = 1", Kind.KEY_ALTERED),
        ("value = 'R10'", Kind.KEY_MISSING),
    ],
)
def test_a_key_that_was_altered_is_found(paid: SmallOffice, change: str, kind: Kind) -> None:
    damage(paid, f"update key set {change} where {OF_THE_RECEIPT}")

    assert found(paid) == Damage(kind, receipt(paid), about="key receipt")


def test_a_key_that_no_event_claims_is_found(paid: SmallOffice) -> None:
    damage(
        paid,
        f"insert into key select 'receipt', 'R8', originator_id, 3 from key where {OF_THE_RECEIPT}",
    )

    assert found(paid) == Damage(Kind.KEY_UNFOUNDED, 3, about="key receipt")


def test_a_command_that_was_taken_out_is_found_at_its_first_event(paid: SmallOffice) -> None:
    first, last, name = paid.rows(
        "select first_position, last_position, name from command where first_position is not null"
        " and last_position > first_position order by first_position"
    )[0]
    assert isinstance(first, int) and isinstance(last, int)
    damage(paid, f"delete from command where first_position = {first}")

    damaged = found(paid)

    assert damaged is not None, name
    assert (damaged.kind, damaged.first) == (Kind.COMMAND_MISSING, first)


def test_every_command_that_was_taken_out_is_found(in_file: SmallOffice) -> None:
    damage(in_file, "delete from command")

    damaged = found(in_file)

    assert damaged is not None and (damaged.kind, damaged.first) == (Kind.COMMAND_MISSING, 1)


def test_only_keys_of_events_that_are_hashed_again_are_compared(in_file: SmallOffice) -> None:
    with in_file.database() as database:
        record(database, 300)  # so that a tile is full
    damage(in_file, "delete from key where position = (select min(position) from key)")

    assert found(in_file) is not None
    assert found(in_file, since=in_file.head()) is None
