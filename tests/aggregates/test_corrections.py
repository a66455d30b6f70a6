"""Who a member is, put right: on a document, with reason, and only where something is wrong."""

from typing import Any

import pytest

from ledger.aggregates import Member
from ledger.aggregates.privacy import DetailsErased
from ledger.events import Document, Event
from ledger.events.member import DependantRecorded, DetailsShredded, ShreddedClass
from tests import makers as m
from tests.aggregates.claims_made import insured
from tests.aggregates.given import moment, recorded, refused

CARD = Document(reference="id-card.pdf", sha256=m.DIGEST)
SEALED = {"identity": "5" * 64}


def correct(member: Member, *details: Any, sex: Any = "female", **at: Any) -> None:
    facts: dict[str, Any] = {"reason": "typed wrongly", "document": CARD} | at
    member.correct_details(details, SEALED, sex, moment(**facts))


def test_a_correction_rests_on_a_document_and_a_reason() -> None:
    member = insured()
    missing = "the correction of member needs the document it rests on"

    with refused("record.document_missing", missing, member):
        correct(member, "name", document=None)
    with refused("office.reason_missing", "correction of member needs a reason", member):
        correct(member, "name", reason=None)


def test_details_that_were_never_given_are_not_shown() -> None:
    member = insured()
    sentence = f"no contact details of member {member.id} are recorded"

    with refused("vault.details_missing", sentence, member):
        member.reveal(["phone"], "query", [], moment())


def test_what_is_right_is_not_corrected() -> None:
    member = insured()
    sentence = "what is given is what the vault holds of this member; there is nothing to correct"

    with refused("member.nothing_to_correct", sentence, member):
        correct(member)


def test_a_corrected_number_may_tell_another_sex_and_the_same_one_is_not_said() -> None:
    member = insured()

    correct(member, "id_number", sex="male")
    correct(member, "id_number", sex="male")

    assert [event.sex for event in recorded(member)] == ["male", None]
    assert (member.sex, member.sealed["identity"]) == ("male", "5" * 64)
    assert member.sealed_times["identity"] == 3


def test_who_was_erased_is_not_corrected() -> None:
    gone = ShreddedClass(data_class="identity", key_ids=(), ciphertexts=1, blind_entries=1)
    member = insured(m.make(DetailsShredded, shredded=(gone,)))

    with pytest.raises(DetailsErased):
        correct(member, "name")
    assert recorded(member) == []


# --- dependants ---------------------------------------------------------------------------------


def parent(*more: Event) -> Member:
    child: Any = {"code": "D1", "relation": "child", "birth_month": "2010-05", "sealed": SEALED}
    return insured(m.make(DependantRecorded, **child), *more)


def correct_child(member: Member, *details: Any, month: str = "2010-05", **at: Any) -> None:
    facts: dict[str, Any] = {"reason": "typed wrongly", "document": CARD} | at
    code = facts.pop("code", "D1")
    member.correct_dependant(code, details, SEALED, month, moment(**facts))


def test_a_dependants_correction_rests_on_a_document_and_a_reason() -> None:
    member = parent()
    missing = "the correction of dependant needs the document it rests on"

    with refused("record.document_missing", missing, member):
        correct_child(member, "name", document=None)
    with refused("office.reason_missing", "correction of dependant needs a reason", member):
        correct_child(member, "name", reason=None)


def test_a_dependants_correction_takes_the_role_of_enrolment() -> None:
    member = parent()
    sentence = "officer wu may not do this: it takes the role enrolment"

    with refused("office.role_missing", sentence, member):
        correct_child(member, "name", roles=("assessor",))


def test_a_corrected_month_of_birth_is_the_dependants_from_then_on() -> None:
    member = parent()

    correct_child(member, "id_number", month="2012-07")

    (event,) = recorded(member)
    assert (event.code, event.details, event.birth_month) == ("D1", ("id_number",), "2012-07")
    assert member.dependants["D1"] == ("D1", "child", "2012-07")
    assert member.sealed["identity"] == SEALED["identity"]


def test_the_same_month_is_not_said_again() -> None:
    member = parent()

    correct_child(member, "name")

    assert recorded(member)[0].birth_month is None
    assert member.dependants["D1"].birth_month == "2010-05"


def test_only_a_dependant_on_record_with_something_wrong_is_corrected() -> None:
    member = parent()
    sentence = "what is given is what the vault holds of this member; there is nothing to correct"

    with refused("record.unknown", "this book holds no dependant D2", member):
        correct_child(member, "name", code="D2")
    with refused("member.nothing_to_correct", sentence, member):
        correct_child(member)


def test_a_dependant_who_was_erased_with_the_member_is_not_corrected() -> None:
    gone = ShreddedClass(data_class="identity", key_ids=(), ciphertexts=1, blind_entries=1)
    member = parent(m.make(DetailsShredded, shredded=(gone,)))

    with pytest.raises(DetailsErased):
        correct_child(member, "name")
    assert recorded(member) == []
