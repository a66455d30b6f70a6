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
