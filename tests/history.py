"""A small office's two years, as events: enough for every row of every statement."""

from datetime import date
from typing import Any
from uuid import uuid5

from ledger.events import Event
from ledger.events.office import YearStatistics
from tests import makers as m

CI = "CD-CI@2015"
_CI_CLAIM = {"plan": CI, "plan_class": "critical_illness", "effective_on": date(2015, 6, 1)}


def office() -> list[Event]:
    """Set the office up and take over what it had."""
    eve: dict[str, Any] = {"effective_on": date(2014, 12, 31)}
    published = m.plan_terms(
        code="CD-CI", name_zh="重大疾病互助(虚构)", name_en="Critical illness (invented)",
        plan_class="critical_illness",
    )  # fmt: skip
    opened: list[Event] = [
        m.office_opened(**eve),
        m.officer_appointed(**eve),
        m.fund_opened(**eve),
        m.fund_opened(fund="AID", name="救助金", kind="relief", restriction="designated", **eve),
        m.bank_account_registered(**eve),
        m.agency_registered(**eve),
        m.plan_published(**eve),
        m.plan_published(published, **eve),
        m.unit_registered(**eve),
        m.unit_registered(unit="U00124", name="=示例纺织厂", **eve),
        m.unit_assigned(**eve),
        m.statistics_carried_in(
            YearStatistics(
                year=2014, units=3, participations=400, benefits=20, benefits_fen=1_999_900
            ),
            **eve,
        ),
        m.opening_balance(**eve),
        m.member_registered(originator_id=m.member_id(1), **eve),
        m.cover_carried_in(originator_id=m.member_id(1)),
    ]
    return _on_streams(opened)


def first_year() -> list[Event]:
    """Enrol, collect, hold, identify, refund, pay, fail, return, reject and earn."""
    one, two, three = (m.member_id(n) for n in (1, 2, 3))
    again = {"instalment": 2, "batch": "B2", "effective_on": date(2015, 7, 1)}
    claim = {"originator_id": one, "claim": "C1", "effective_on": date(2015, 3, 1)}
    ill = _CI_CLAIM | {"originator_id": two, "claim": "C2"}
    late = {"originator_id": two, "claim": "C3", "effective_on": date(2015, 4, 1)}
    return _on_streams(
        [
            m.roster_accepted(),
            m.enrolled(originator_id=one),
            m.member_registered(originator_id=two),
            m.enrolled(originator_id=two, renewal=False, waits_until=date(2015, 1, 31)),
            m.roster_accepted(roster="R2", plan=CI, members=2, shares=3, contribution_fen=9_000),
            m.enrolled(originator_id=one, plan=CI, shares=1, contribution_fen=3_000),
            m.enrolled(originator_id=two, plan=CI, shares=2, contribution_fen=6_000),
            m.member_registered(originator_id=three, unit="U00124"),
            m.enrolled(originator_id=three, unit="U00124", renewal=False),
            m.enrolment_voided(originator_id=three, unit="U00124"),
            m.contribution_received(placed_fen=12_000, held_fen=1_000),
            m.receipt_held(),
            m.receipt_identified(plan=CI, effective_on=date(2015, 2, 1)),
            m.contribution_refunded(
                receipt="RC1",
                unit=m.UNIT,
                period="2015",
                amount_fen=1_000,
                effective_on=date(2015, 2, 2),
            ),
            *_decided(claim, 60_000),
            m.benefit_paid(**claim),
            *_decided(ill, 200_000),
            m.payment_failed(amount_fen=200_000, **ill),
            m.benefit_instructed(amount_fen=200_000, **(ill | again)),
            m.benefit_paid(amount_fen=200_000, **(ill | again)),
            m.payment_returned(
                amount_fen=200_000, **(ill | again | {"effective_on": date(2015, 7, 9)})
            ),
            m.claim_filed(**late),
            m.claim_assessed(benefit_fen=0, indemnity_fen=0, steps=(), **late),
            m.claim_rejected(ground="waiting_period", **late),
            m.contributions_earned(12_000, effective_on=date(2015, 12, 31)),
            m.contributions_earned(9_000, plan=CI, effective_on=date(2015, 12, 31)),
        ]
    )


def second_year() -> list[Event]:
    """Pay again what had come back; one unit renews, half of its cover is earned."""
    one, two = m.member_id(1), m.member_id(2)
    day: dict[str, Any] = {"effective_on": date(2016, 1, 1)}
    cover = {"period": "2016", "ends_on": date(2016, 12, 31), **day}
    paid = _CI_CLAIM | {
        "originator_id": two,
        "claim": "C2",
        "instalment": 3,
        "batch": "B3",
        "amount_fen": 200_000,
        "effective_on": date(2016, 2, 1),
    }
    return _on_streams(
        [
            m.benefit_instructed(**paid),
            m.benefit_paid(**paid),
            m.roster_accepted(roster="R3", starts_on=date(2016, 1, 1), members=1, **cover),
            m.enrolled(originator_id=one, **cover),
            m.contribution_received(receipt="RC3", period="2016", placed_fen=12_000, **day),
            m.contributions_earned(6_000, period="2016", effective_on=date(2016, 6, 30)),
        ]
    )


def two_years() -> list[Event]:
    """Return all of it, in the order of recording."""
    return [*office(), *first_year(), *second_year()]


def _decided(claim: dict[str, Any], fen: int) -> list[Event]:
    return [
        m.claim_filed(**claim),
        m.claim_assessed(benefit_fen=fen, indemnity_fen=fen, **claim),
        m.claim_approved(approved_fen=fen, recorded_by="chen", **claim),
        m.funds_verified(amount_fen=fen, recorded_by="wu", **claim),
        m.benefit_instructed(amount_fen=fen, **claim),
    ]


def _on_streams(events: list[Event]) -> list[Event]:
    """Put what does not happen to a member on a stream of its own family."""
    return [
        event
        if event.topic.startswith("member.")
        else event.model_copy(
            update={"originator_id": uuid5(m.BOOK, event.topic.partition(".")[0])}
        )
        for event in events
    ]
