"""The rules of a member's personal data, decided and folded without any database."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from ledger.aggregates import Member
from ledger.aggregates.claim import ENDED
from ledger.aggregates.privacy import REVEALERS, judged_on, require_impersonal
from ledger.errors import LedgerError
from ledger.events.member import (
    DataClass,
    DataRestricted,
    DetailsSealed,
    DetailsShredded,
    ErasureRequested,
    ShreddedClass,
)
from tests import makers as m
from tests.aggregates.claims_made import CLAIM, STAGES, insured
from tests.aggregates.given import given, moment, recorded, refused, topics

NOW = datetime.fromisoformat("2050-01-01T02:00:00+00:00")
GONE: dict[DataClass, ShreddedClass] = {
    kind: ShreddedClass(data_class=kind, key_ids=(UUID(int=1),), ciphertexts=1, blind_entries=0)
    for kind in ("identity", "bank")
}
END_2025 = date(2025, 12, 31)
RESTRICTED = m.make(DataRestricted, until={"bank": END_2025})
SHREDDED = m.make(DetailsShredded, shredded=(GONE["bank"],))


def later(**changes: Any) -> Any:
    """The circumstances of a decision when all cover has ended."""
    facts: dict[str, Any] = {"on": NOW.date(), "reason": "asked"} | changes
    return moment(**facts).but(recorded_at=NOW)


@pytest.mark.parametrize("role", REVEALERS)
def test_any_of_these_roles_may_see_details_for_a_purpose(role: str) -> None:
    member = insured()

    member.reveal(["bank_account"], "payment query", [], moment(roles={role}))

    assert recorded(member)[0].details == ("bank_account",)


def test_no_other_role_sees_details() -> None:
    member = insured()
    needed = " or ".join(REVEALERS)
    sentence = f"officer wu may not do this: it takes the role {needed}"

    with refused("office.role_missing", sentence, member):
        member.reveal(["name"], "query", [], moment(roles={"manager", "cashier", "treasurer"}))


def test_restricted_details_are_shown_to_inspectors_alone() -> None:
    member = insured(RESTRICTED)
    sentence = (
        f"the bank details of member {member.id} are restricted until 2025-12-31; "
        "only an auditor or supervisor may see them"
    )

    with refused("vault.use_restricted", sentence, member):
        member.reveal(["bank_account"], "query", [], moment(roles={"assessor"}))
    for role in ("auditor", "supervisor"):
        member.reveal(["bank_account"], "inspection", [], moment(roles={role}))
    member.reveal(["name"], "query", [], moment(roles={"assessor"}))
    assert len(recorded(member)) == 3


def test_details_that_are_not_there_are_not_shown() -> None:
    member = insured(SHREDDED)

    with refused("vault.erased", f"the bank details of member {member.id} were erased", member):
        member.reveal(["account_holder"], "query", [], moment())
    sentence = f"no contact details of member {member.id} are recorded"
    with refused("vault.details_missing", sentence, member):
        member.reveal(["phone"], "query", [], moment())


def test_a_cover_in_force_keeps_the_details() -> None:
    member = insured()
    sentence = (
        f"the details of member {member.id} are still needed: cover under {m.PLAN} until 2015-12-31"
    )

    with refused("vault.still_needed", sentence, member):
        member.erase({"bank": None}, GONE, later(on=date(2015, 12, 31)))
    assert member.erase({"bank": None}, GONE, later(on=date(2016, 1, 1))) == ("bank",)


def test_new_cover_takes_a_pending_erasure_back() -> None:
    member = insured(RESTRICTED, m.enrolled(period="2016", effective_on=date(2016, 1, 1)))

    assert member.erasing == {}


def test_new_details_of_a_class_take_its_erasure_back() -> None:
    identity = m.make(DataRestricted, until={"identity": END_2025})
    member = insured(identity, SHREDDED, m.make(DetailsSealed, sealed={"bank": "4" * 64}))

    assert set(member.erasing) == {"identity"}
    assert not member.is_erased("bank")


def test_a_blank_purpose_is_none() -> None:
    member = insured()
    sentence = "showing of details of member needs a reason"

    with refused("office.reason_missing", sentence, member):
        member.reveal(["name"], " ", [], moment())


@pytest.mark.parametrize("claim", sorted(STAGES.keys() - set(ENDED)))
def test_a_claim_that_is_open_keeps_the_details(claim: str) -> None:
    member = insured(*STAGES[claim])
    sentence = f"the details of member {member.id} are still needed: claim {CLAIM} is {claim}"

    with refused("vault.still_needed", sentence, member):
        member.erase({"bank": None}, GONE, later())


@pytest.mark.parametrize("claim", ENDED)
def test_a_claim_that_is_settled_does_not(claim: str) -> None:
    member = insured(*STAGES[claim])

    assert member.erase({"bank": None}, GONE, later()) == ("bank",)


def test_where_nothing_is_left_nothing_is_erased() -> None:
    member = insured()

    with refused("record.unknown", f"this book holds no details of member {member.id}", member):
        member.erase({}, {}, later())


def test_the_term_runs_from_the_end_of_the_last_accounting_year() -> None:
    assert insured().kept_until(10) == END_2025
    paid = m.benefit_paid(booked_on=date(2016, 2, 1))
    assert insured(*STAGES["instructed"], paid).kept_until(10) == date(2026, 12, 31)
    never_covered: Member = given(m.member_registered())
    assert never_covered.kept_until(0) == date(2015, 12, 31)


def test_the_last_day_of_the_term_still_counts() -> None:
    for day, facts in ((END_2025, "data_restricted"), (date(2026, 1, 1), "details_shredded")):
        member = insured()
        member.erase({"bank": 10}, GONE, later(on=day))
        assert topics(member) == ["member.erasure_requested.v1", f"member.{facts}.v1"]


def test_a_longer_term_prolongs_a_restriction_and_the_same_is_refused() -> None:
    member = insured(m.make(ErasureRequested, classes=("bank",)), RESTRICTED)

    with refused(
        "vault.retention_runs",
        f"the details of member {member.id} must be kept until 2025-12-31; their use is restricted",
        member,
    ):
        member.erase({"bank": 10}, GONE, later(on=END_2025))
    member.erase({"bank": 15}, GONE, later(on=END_2025))
    assert [event.until for event in recorded(member)] == [{"bank": date(2030, 12, 31)}]


def test_a_class_may_go_while_another_is_kept() -> None:
    member = insured()

    assert member.erase({"identity": 60, "bank": None}, GONE, later()) == ("bank",)

    requested, restricted, shredded = recorded(member)
    assert requested.classes == ("identity", "bank")
    assert restricted.until == {"identity": date(2075, 12, 31)}
    assert [each.data_class for each in shredded.shredded] == ["bank"]


def test_no_benefit_is_instructed_to_an_account_that_was_erased() -> None:
    member = insured(*STAGES["verified"], SHREDDED)

    with refused("vault.erased", f"the bank details of member {member.id} were erased", member):
        member.instruct_payment(CLAIM, "B1", moment("gao"))


def test_a_new_claim_takes_a_pending_erasure_back_and_leaves_a_done_one() -> None:
    identity = m.make(DataRestricted, until={"identity": END_2025})
    member = insured(identity, SHREDDED, m.claim_filed())

    assert set(member.erasing) == {"bank"}


def test_the_details_shown_are_no_part_of_what_a_term_counts_from() -> None:
    member = insured()
    member.reveal(["name"], "query", [], moment(on=date(2049, 1, 1)))

    assert member.kept_until(10) == END_2025


def test_no_date_that_is_said_makes_a_term_end_early() -> None:
    assert judged_on(later(on=date(2060, 1, 1))) == NOW.date()
    assert judged_on(later(on=date(2040, 1, 1))) == date(2040, 1, 1)


@pytest.mark.parametrize(
    "said", ["查 510107 19700101 1234", "５１０１０７１９７００１０１１２３４", "测 试甲 申请"]
)
def test_a_number_or_a_name_is_found_however_it_is_spaced(said: str) -> None:
    with pytest.raises(LedgerError) as refusal:
        require_impersonal("reason", said, ["测试甲"])

    assert refusal.value.code == "vault.text_names_person"
    assert said not in str(refusal.value)


@pytest.mark.parametrize("said", [None, "", "case 2015-0123", "2015-01-05"])
def test_an_ordinary_text_is_taken(said: str | None) -> None:
    require_impersonal("reason", said, ["测试甲", ""])
