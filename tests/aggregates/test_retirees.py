"""Retirees: whether they may stay is for the terms to say."""

from datetime import date
from typing import Any

import pytest

from ledger.aggregates import Member
from ledger.aggregates.member import Entry
from ledger.events.member import MemberRetired
from ledger.periods import calendar_period
from tests import makers as m
from tests.aggregates.given import day, given, moment, refused, topics

NEXT_YEAR = day("01-01", 2016)


def retired(**cover: Any) -> Member:
    """A member who retired in the middle of 2015."""
    its: Member = given(
        m.member_registered(),
        m.enrolled(**cover),
        m.make(MemberRetired, unit=m.UNIT, effective_on=day("06-30")),
    )
    return its


def enrol(member: Member, starts_on: date = NEXT_YEAR, **terms: Any) -> None:
    own = m.plan_terms(**terms)
    period = calendar_period(str(starts_on.year))
    entry = Entry(own, period, starts_on, {own.key: own})
    at = moment(on=starts_on)
    member.enrol(member.admit(entry, 1, date(1960, 6, 1), at), m.UNIT, at)


@pytest.mark.parametrize("rule", [None, "yes", "if_covered_before"])
def test_who_retired_renews_where_the_terms_let_them(rule: str | None) -> None:
    member = retired()

    enrol(member, retirees=rule)

    assert topics(member) == ["member.enrolled.v1"]


def test_who_retired_is_refused_where_the_terms_keep_retirees_out() -> None:
    member = retired()
    sentence = "CD-HOSP@2015 does not admit members whose employment is retired"

    with refused("roster.employment_not_admitted", sentence, member):
        enrol(member, retirees="never")


def test_who_retired_does_not_join_anew_where_only_renewal_is_open_to_them() -> None:
    member = retired(plan="CD-CI@2015")
    sentence = "CD-HOSP@2015 does not admit members whose employment is retired"

    with refused("roster.employment_not_admitted", sentence, member):
        enrol(member, retirees="if_covered_before")


def test_cover_that_begins_before_retirement_is_anyones() -> None:
    member = retired(plan="CD-CI@2015")

    enrol(member, day("06-30"), retirees="never")

    assert topics(member) == ["member.enrolled.v1"]
