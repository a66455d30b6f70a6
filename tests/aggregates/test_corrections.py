"""Who a member is, put right: on a document, with reason, and only where something is wrong."""

from typing import Any

import pytest

from ledger.aggregates import Member
from ledger.aggregates.privacy import DetailsErased
from ledger.events import Document
from ledger.events.member import DetailsShredded, ShreddedClass
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
