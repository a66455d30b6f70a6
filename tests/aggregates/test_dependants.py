"""Dependants: recorded once, and insured only where the terms name their relation."""

from datetime import date
from typing import Any

import pytest

from ledger.aggregates import Member
from ledger.aggregates.claim import Filing
from ledger.aggregates.dependants import Dependant
from ledger.aggregates.privacy import DetailsErased
from ledger.benefits import Loss
from ledger.events import Event
from ledger.events.member import DependantRecorded, DetailsShredded, ShreddedClass
from tests import makers as m
from tests.aggregates.given import day, given, moment, recorded, refused, topics

CHILD = Dependant("D1", "child", "2010-05")
SEALED = {"identity": "4" * 64}


def member(*events: Event) -> Member:
    its: Member = given(m.member_registered(), m.enrolled(), *events)
    return its


def child(birth_month: str = "2010-05", code: str = "D1") -> Event:
    facts: Any = {
        "code": code,
        "relation": "child",
        "birth_month": birth_month,
        "sealed": SEALED,
    }
    return m.make(DependantRecorded, **facts)


def file_for(its: Member, insured: str, **terms: Any) -> None:
    own = m.plan_terms(**terms)
    loss = Loss.model_validate(
        {"trigger": "hospital_stay", "occurred_on": day("06-30"), "self_pay_fen": 100_000}
    )
    filing = Filing("C9", "CD-HOSP", loss, insured=insured)
    its.file_claim(filing, lambda _: own, moment(on=day("07-15")))


def test_a_dependant_is_recorded_with_the_members_sealed_identity() -> None:
    its = member()

    its.record_dependant(CHILD, SEALED, moment())

    (event,) = recorded(its)
    assert (event.code, event.relation, event.birth_month) == CHILD
    assert its.sealed["identity"] == SEALED["identity"]
    assert its.sealed_times == {"identity": 2}
    assert its.dependants == {"D1": CHILD}


def test_a_dependants_code_is_taken_once() -> None:
    its = member(child())

    with refused("member.dependant_known", "dependant D1 is already on record", its):
        its.record_dependant(CHILD, SEALED, moment())


def test_recording_a_dependant_takes_the_role_of_enrolment() -> None:
    its = member()
    sentence = "officer xu may not do this: it takes the role enrolment"

    with refused("office.role_missing", sentence, its):
        its.record_dependant(CHILD, SEALED, moment("xu", roles=("assessor",)))


def test_nothing_is_sealed_under_an_identity_that_was_erased() -> None:
    gone = ShreddedClass(
        data_class="identity", key_ids=(m.COMMAND,), ciphertexts=1, blind_entries=1
    )
    its = member(m.make(DetailsShredded, shredded=(gone,), reason="asked"))

    with pytest.raises(DetailsErased):
        its.record_dependant(CHILD, SEALED, moment())
    assert recorded(its) == []


def test_a_dependants_loss_is_filed_where_the_terms_insure_the_relation() -> None:
    its = member(child())

    file_for(its, "child", dependants=("child",))

    assert topics(its) == ["member.claim_filed.v1"]
    assert recorded(its)[0].insured == "child"


@pytest.mark.parametrize("dependants", [None, ("spouse",)])
def test_a_dependants_loss_is_refused_where_the_terms_do_not_name_the_relation(
    dependants: tuple[str, ...] | None,
) -> None:
    its = member(child())
    sentence = "claim C9: CD-HOSP@2015 does not insure a member's child (dependants)"

    with refused("claim.insured_not_admitted", sentence, its):
        file_for(its, "child", dependants=dependants)


def test_a_dependant_of_whom_nothing_is_on_record_is_not_insured() -> None:
    its = member()
    sentence = (
        "claim C9: no child whom CD-HOSP@2015 insures on 2015-06-30 is on record for the member"
    )

    with refused("claim.dependant_missing", sentence, its):
        file_for(its, "child", dependants=("child",))


@pytest.mark.parametrize(
    ("birth_month", "insured"),
    [("1996-07", True), ("1996-06", True), ("1996-05", False), ("1990-01", False)],
)
def test_a_dependant_above_the_age_of_the_terms_is_not_insured(
    birth_month: str, insured: bool
) -> None:
    """In the month of birth a birthday counts as still to come: only the month is on record."""
    its = member(child(birth_month))
    terms: Any = {"dependants": ("child",), "dependant_age_max": 18}

    if insured:
        file_for(its, "child", **terms)
        return
    sentence = (
        "claim C9: no child whom CD-HOSP@2015 insures on 2015-06-30 is on record for the member"
    )
    with refused("claim.dependant_missing", sentence, its):
        file_for(its, "child", **terms)


def test_the_members_own_loss_needs_no_dependant() -> None:
    its = member()

    file_for(its, "member")

    assert topics(its) == ["member.claim_filed.v1"]


def test_without_cover_a_dependants_loss_is_refused_as_anyones() -> None:
    its: Member = given(m.member_registered(), child())

    with refused(
        "claim.not_covered",
        "claim C9: no cover under CD-HOSP on 2015-06-30 (coverage, term_months)",
        its,
    ):
        file_for(its, "child", dependants=("child",))


@pytest.mark.parametrize(
    ("on", "age"),
    [(date(2020, 4, 30), 9), (date(2020, 5, 31), 9), (date(2020, 6, 1), 10)],
)
def test_age_by_month_of_birth_is_never_overstated(on: date, age: int) -> None:
    assert CHILD.age_on(on) == age


def test_the_same_accident_of_member_and_child_is_a_loss_of_each() -> None:
    its = member(child())
    own = m.plan_terms(dependants=("child",))
    loss = Loss.model_validate(
        {"trigger": "hospital_stay", "occurred_on": day("06-30"), "self_pay_fen": 100_000}
    )
    at = moment(on=day("07-15"))

    its.file_claim(Filing("C1", "CD-HOSP", loss), lambda _: own, at)
    its.file_claim(Filing("C2", "CD-HOSP", loss, insured="child"), lambda _: own, at)

    assert topics(its) == ["member.claim_filed.v1"] * 2
    sentence = "claim C3 repeats claim C2: same plan, trigger and day or same paper"
    with refused("claim.filed_twice", sentence, its):
        its.file_claim(Filing("C3", "CD-HOSP", loss, insured="child"), lambda _: own, at)


# --- which of several ---------------------------------------------------------------------------

OWN = m.plan_terms(dependants=("child", "spouse"))
TWO = (child(), child(code="D2"))
SAME_DAY = Loss.model_validate(
    {"trigger": "hospital_stay", "occurred_on": day("06-30"), "self_pay_fen": 100_000}
)
JULY = moment(on=day("07-15"))


def file_as(its: Member, claim: str, **whose: Any) -> None:
    its.file_claim(Filing(claim, "CD-HOSP", SAME_DAY, **whose), lambda _: OWN, JULY)


def test_two_children_hurt_on_one_day_are_two_losses() -> None:
    its = member(*TWO)

    file_as(its, "C1", insured="child", dependant="D1")
    file_as(its, "C2", dependant="D2")  # the relation stands on record

    assert [(e.insured, e.insured_code) for e in recorded(its)] == [
        ("child", "D1"),
        ("child", "D2"),
    ]
    sentence = "claim C3 repeats claim C2: same plan, trigger and day or same paper"
    with refused("claim.filed_twice", sentence, its):
        file_as(its, "C3", dependant="D2")


def test_of_several_children_a_claim_says_which() -> None:
    its = member(*TWO)
    sentence = "claim C1: say which child it is; on record are D1, D2"

    with refused("claim.dependant_unnamed", sentence, its):
        file_as(its, "C1", insured="child")


def test_an_only_child_need_not_be_named() -> None:
    its = member(child())

    file_as(its, "C1", insured="child")

    assert recorded(its)[0].insured_code == "D1"


def test_a_child_too_old_for_the_terms_is_none_of_several() -> None:
    its = member(child(), child("1990-01", code="D2"))
    young = OWN.model_copy(update={"dependant_age_max": 17})

    its.file_claim(Filing("C1", "CD-HOSP", SAME_DAY, insured="child"), lambda _: young, JULY)

    assert recorded(its)[0].insured_code == "D1"


def test_a_dependant_who_is_on_record_under_no_such_code_is_unknown() -> None:
    its = member(child())

    with refused("record.unknown", "this book holds no dependant D7", its):
        file_as(its, "C1", dependant="D7")


def test_a_code_of_another_relation_names_nobody_of_this_one() -> None:
    its = member(child())
    sentence = (
        "claim C1: no spouse whom CD-HOSP@2015 insures on 2015-06-30 is on record for the member"
    )

    with refused("claim.dependant_missing", sentence, its):
        file_as(its, "C1", insured="spouse", dependant="D1")


def test_a_notice_of_one_childs_loss_is_gone_on_with_for_that_child() -> None:
    its = member(*TWO)
    its.notify_claim(Filing("C1", "CD-HOSP", SAME_DAY, dependant="D2"), lambda _: OWN, JULY)
    file_as(its, "C2", dependant="D1")

    file_as(its, "C1")

    assert [e.insured_code for e in recorded(its)] == ["D2", "D1", "D2"]


def test_stays_of_two_children_are_no_single_stay() -> None:
    its = member(*TWO)
    joining = m.plan_terms(dependants=("child",), stays_join_within_hours=24)

    def terms(_: str) -> Any:
        return joining

    for claim, code, first in (("C1", "D1", "06-01"), ("C2", "D2", "06-06"), ("C3", "D1", "06-06")):
        loss = Loss.model_validate(
            {
                "trigger": "hospital_stay",
                "occurred_on": day(first),
                "ended_on": day(first).replace(day=day(first).day + 5),
                "self_pay_fen": 100_000,
            }
        )
        filing = Filing(claim, "CD-HOSP", loss, insured="child", dependant=code)
        its.file_claim(filing, terms, JULY)
        its.assess_claim(claim, terms, JULY)
        its.approve_claim(claim, None, moment("chen", on=day("07-15")))

    assert [its.claim(claim).joins for claim in ("C1", "C2", "C3")] == [(), (), ("C1",)]


def notify_as(its: Member, claim: str, **whose: Any) -> None:
    told = SAME_DAY.model_copy(update={"self_pay_fen": None})
    its.notify_claim(Filing(claim, "CD-HOSP", told, **whose), lambda _: OWN, JULY)


@pytest.mark.parametrize(
    ("noticed", "filed"),
    [
        ({"dependant": "D1"}, {"insured": "member"}),
        ({"dependant": "D1"}, {"dependant": "D2"}),
        ({}, {"dependant": "D1"}),
    ],
)
def test_a_claim_is_filed_for_whom_its_notice_named(
    noticed: dict[str, str], filed: dict[str, str]
) -> None:
    its = member(*TWO)
    notify_as(its, "C1", **noticed)
    sentence = "claim C1 was notified for another of the member's household than it is filed for"

    with refused("claim.notice_of_another", sentence, its):
        file_as(its, "C1", **filed)
    file_as(its, "C1", **(noticed or {"insured": "member"}))

    assert its.claim("C1").insured == noticed.get("dependant")


def test_a_loss_is_not_the_members_and_a_dependants() -> None:
    its = member(*TWO)
    sentence = "claim C1: it says that the loss is the member's own, and that it is D1's"

    with refused("claim.insured_contradicted", sentence, its):
        file_as(its, "C1", insured="member", dependant="D1")
    with refused("claim.insured_contradicted", sentence, its):
        notify_as(its, "C1", insured="member", dependant="D1")
