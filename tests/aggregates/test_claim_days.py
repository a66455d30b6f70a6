"""Days of the terms at a claim's beginning: it waits for its data, and is told in time or late."""

from typing import Any

import pytest

from ledger.aggregates import Member
from ledger.benefits import Loss
from tests import makers as m
from tests.aggregates.claims_made import CLAIM, filing, insured, stay, terms_of
from tests.aggregates.given import day, moment, recorded, refused, topics

WAITS = {"filing_from_days": 15}  # of the stay that ends on 13 March


def filed_on(when: str, terms: dict[str, Any], **said: Any) -> Member:
    member = insured()
    member.file_claim(filing(**said), terms_of(m.plan_terms(**terms)), moment(on=day(when)))
    return member


def test_a_claim_is_filed_once_the_days_after_the_receipt_have_gone_by() -> None:
    member = insured()
    waits = terms_of(m.plan_terms(**WAITS))
    sentence = (
        "claim C1: the receipt is of 2015-03-13; CD-HOSP@2015 takes claims 15 days after it, "
        "from 2015-03-28 (filing_from_days)"
    )

    with refused("claim.filed_too_early", sentence, member):
        member.file_claim(filing(), waits, moment(on=day("03-27")))
    member.file_claim(filing(), waits, moment(on=day("03-28")))

    assert topics(member) == ["member.claim_filed.v1"]


def test_a_settlement_waits_as_an_application_does_where_the_terms_know_no_one_stop() -> None:
    member = insured()
    its = filing(source="settlement", settlement=CLAIM)
    waits = terms_of(m.plan_terms(**WAITS))
    sentence = (
        "claim C1: the receipt is of 2015-03-13; CD-HOSP@2015 takes claims 15 days after it, "
        "from 2015-03-28 (filing_from_days)"
    )

    with refused("claim.filed_too_early", sentence, member):
        member.file_claim(its, waits, moment(on=day("03-14")))


@pytest.mark.parametrize(
    ("source", "terms"), [("settlement", {"one_stop": True}), ("take_over", {})]
)
def test_what_the_agency_settled_or_another_office_took_in_waits_for_nothing(
    source: str, terms: dict[str, Any]
) -> None:
    assert topics(filed_on("03-14", WAITS | terms, source=source)) == ["member.claim_filed.v1"]


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ({}, 18),  # a stay until 13 March, filed on the 31st
        ({"loss": Loss(trigger="accident_injury", occurred_on=day("03-10"))}, 21),
        ({"loss": stay(days=None)}, None),  # it goes on
        ({"source": "settlement"}, None),  # nobody had to tell of it
        ({"source": "take_over"}, None),
    ],
)
def test_a_loss_is_told_so_many_days_after_its_end(said: dict[str, Any], days: int | None) -> None:
    benefit = {"type": "per_diem", "trigger": "accident_injury", "amount_fen": 1}
    benefits = (*m.plan_terms().model_dump()["benefits"], benefit)

    member = filed_on("03-31", {"benefits": benefits}, **said)

    assert member.claim(CLAIM).told_after == days


def test_a_claim_that_was_notified_is_told_by_its_notice() -> None:
    member = insured()
    accident = Loss(trigger="hospital_stay", occurred_on=day("03-10"))
    member.notify_claim(filing(loss=accident), terms_of(), moment(on=day("03-12")))
    assert member.claim(CLAIM).told_after is None  # a stay, whose end is not known yet

    member.file_claim(filing(), terms_of(), moment(on=day("05-31")))

    assert member.claim(CLAIM).told_after == 0
    assert [event.told_after for event in recorded(member)] == [None, 0]


def test_a_late_notice_is_taken_in() -> None:
    member = filed_on("08-31", {"notice_days": 10})

    assert topics(member) == ["member.claim_filed.v1"]


@pytest.mark.parametrize("trigger", ["hospital_stay", "emergency_observation"])
def test_a_stay_has_not_waited_since_a_discharge_that_is_not_known(trigger: str) -> None:
    member = insured()
    benefit = {"type": "per_diem", "trigger": trigger, "amount_fen": 4_000}
    waits = terms_of(m.plan_terms(**WAITS, benefits=(benefit,)))
    sentence = (
        "claim C1: CD-HOSP@2015 takes claims 15 days after the discharge (filing_from_days), "
        "and the day of the discharge is not given"
    )

    with refused("claim.discharge_missing", sentence, member):
        its = filing(loss=stay(days=None, trigger=trigger))
        member.file_claim(its, waits, moment(on=day("12-01")))


def test_an_accident_comes_before_the_loss_or_on_its_day() -> None:
    member = insured()
    sentence = "claim C1: the accident of 2015-03-11 comes after the loss of 2015-03-10"

    with refused("claim.accident_after_loss", sentence, member):
        later = filing(loss=stay(accident_on=day("03-11")))
        member.file_claim(later, terms_of(), moment(on=day("04-01")))
    its = filing(loss=stay(accident_on=day("03-10")))
    member.file_claim(its, terms_of(), moment(on=day("04-01")))

    assert topics(member) == ["member.claim_filed.v1"]


@pytest.mark.parametrize(("one", "other", "same"), [("a", "b", False), ("a", "a", True)])
def test_two_classes_of_disease_found_on_one_day_are_two_losses(
    one: str, other: str, same: bool
) -> None:
    lines = tuple(
        {"code": code, "label_zh": "疾病", "label_en": "disease", "amount_fen": 1}
        for code in ("a", "b")
    )
    benefit = {"type": "fixed_sum", "trigger": "diagnosis", "schedule": lines}
    pays = terms_of(m.plan_terms(benefits=(benefit,)))
    member, at = insured(), moment(on=day("04-01"))
    found = [
        filing(claim, loss=stay(days=None, trigger="diagnosis", condition=code))
        for claim, code in (("C1", one), ("C2", other))
    ]
    member.file_claim(found[0], pays, at)

    if not same:
        member.file_claim(found[1], pays, at)
        assert topics(member) == ["member.claim_filed.v1"] * 2
        return
    sentence = "claim C2 repeats claim C1: same plan, trigger and day or same paper"
    with refused("claim.filed_twice", sentence, member):
        member.file_claim(found[1], pays, at)
