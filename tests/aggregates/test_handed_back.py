"""Who was handed over to another office, and is handed back."""

from datetime import date
from typing import Any

from ledger.aggregates import Member
from ledger.aggregates.carried import NOT_HANDED_OVER, HandedOver
from ledger.aggregates.claim import Filing
from ledger.aggregates.enrolment import Cover
from ledger.benefits import NOTHING_USED, Loss, PaidEvent, Usage
from ledger.events import Document, Event
from ledger.events.member import CoverEnded, MemberDied, MemberLeft
from tests import makers as m
from tests.aggregates.given import day, given, moment, recorded, refused

AWAY, BACK = day("02-28"), day("04-30")
SINCE, LAST = day("01-01"), day("12-31")
PAPER = Document(reference="certificate.pdf", sha256=m.DIGEST)
KEY = ("CD-HOSP", "2015", None)


def away(*before: Event) -> Member:
    """A member covered in 2015, and handed over to another office on 28 February."""
    left = m.make(
        MemberLeft, unit=m.UNIT, cause="moved_office", to_office="BJ", effective_on=AWAY, reason="m"
    )
    member: Member = given(m.member_registered(), m.enrolled(), *before, ended(), left)
    return member


def ended() -> Event:
    whose = {"plan": m.PLAN, "period": "2015", "unit": m.UNIT, "shares": 1}
    days = {"starts_on": SINCE, "period_ends_on": LAST, "effective_on": AWAY}
    return m.make(CoverEnded, **whose, **days)


def hand_back(member: Member, used: Usage = NOTHING_USED, period: str = "2015", **its: Any) -> None:
    """Take over what the other office hands back on 30 April, of a calendar year's cover."""
    handed = HandedOver(**{"on": BACK} | its)
    year = int(period)
    days = date(year, 1, 1), date(year, 12, 31), SINCE
    cover = Cover(m.PLAN, period, "U00777", 1, *days)
    member.carry_in(cover, SINCE, used, moment(on=day("05-02")), handed)


def file_claim(member: Member, occurred_on: date) -> None:
    loss = Loss(trigger="hospital_stay", occurred_on=occurred_on, self_pay_fen=100_000)
    terms = m.plan_terms()
    member.file_claim(Filing("C9", "CD-HOSP", loss), lambda _: terms, moment(on=day("07-15")))


def test_who_was_handed_over_and_back_is_covered_from_the_day_after() -> None:
    member = away()

    hand_back(member)

    first, second = member.covers
    assert (first.starts_on, first.ends_on) == (SINCE, AWAY)
    assert (second.starts_on, second.ends_on, second.covers_from) == (
        day("05-01"), LAST, day("05-01"),
    )  # fmt: skip
    assert (member.departed, member.unit) == (None, "U00777")


def test_losses_count_from_the_day_after_the_hand_over_back() -> None:
    member = away()
    hand_back(member)

    sentence = "claim C9: no cover under CD-HOSP on 2015-04-30 (coverage, term_months)"
    with refused("claim.not_covered", sentence, member):
        file_claim(member, BACK)
    file_claim(member, day("05-01"))


def test_what_this_record_knew_of_their_limits_counts_once() -> None:
    parts = {"indemnity_fen": 60_000, "stays": 1, "inpatient_fen": 90_000}
    birth = PaidEvent("birth", None, 40_000)
    known = m.cover_carried_in(
        period="2015", used_claims=2, used_fen=100_000,
        used_parts={**parts, "events": [birth._asdict()]}, used_conditions=("a",),
        starts_on=SINCE, ends_on=LAST,
    )  # fmt: skip
    left = m.make(MemberLeft, unit=m.UNIT, cause="moved_office", effective_on=AWAY, reason="m")
    member: Member = given(m.member_registered(), known, ended(), left)
    whole = Usage(
        claims=3, stays=2, paid_fen=130_000, indemnity_fen=90_000, inpatient_fen=150_000,
        events=(birth,), conditions=("a",),
    )  # fmt: skip

    hand_back(member, whole)

    its = recorded(member)[0]
    assert (its.used_claims, its.used_fen) == (1, 30_000)
    assert (its.used_parts.indemnity_fen, its.used_parts.inpatient_fen) == (30_000, 60_000)
    assert member.usage[KEY] == whole


def test_a_list_without_parts_counts_beyond_what_was_known_against_every_cap() -> None:
    known = m.cover_carried_in(
        period="2015", used_claims=1, used_fen=100_000, used_parts={},
        starts_on=SINCE, ends_on=LAST,
    )  # fmt: skip
    left = m.make(MemberLeft, unit=m.UNIT, cause="moved_office", effective_on=AWAY, reason="m")
    member: Member = given(m.member_registered(), known, ended(), left)

    fen = 130_000
    hand_back(member, Usage(claims=1, paid_fen=fen, indemnity_fen=fen, carried_fen=fen))

    its = member.usage[KEY]
    assert (its.paid_fen, its.indemnity_fen, its.carried_fen) == (130_000, 30_000, 30_000)


def test_cover_that_stands_still_does_so_from_the_first_day_that_counts_here() -> None:
    member = away()

    hand_back(member, suspended_since=day("04-01"))

    still = member.standing_still(member.covers[-1])
    assert still is not None and still.since == day("05-01")


def test_who_left_is_not_back_without_a_day_of_hand_over_after_that() -> None:
    member = away()

    with refused(
        "member.already_gone", "it stands on record that the member left: 2015-02-28", member
    ):
        hand_back(member, on=day("02-27"))
    with refused(
        "member.already_gone", "it stands on record that the member left: 2015-02-28", member
    ):
        hand_back(member, on=NOT_HANDED_OVER.on)


def test_nobody_is_carried_in_after_their_death() -> None:
    dead = m.make(MemberDied, unit=m.UNIT, document=PAPER, effective_on=AWAY)
    member: Member = given(m.member_registered(), m.enrolled(), ended(), dead)

    with refused(
        "member.already_gone", "it stands on record that the member died: 2015-02-28", member
    ):
        hand_back(member)


def test_cover_that_was_given_anew_is_not_carried_in_besides() -> None:
    member = away()
    hand_back(member)

    sentence = f"already enrolled under {m.PLAN} for 2015, covered from 2015-05-01 to 2015-12-31"
    with refused("roster.already_enrolled", sentence, member):
        hand_back(member)


def test_what_came_standing_still_is_reinstated_by_a_resolution_alone() -> None:
    member = away()
    hand_back(member, suspended_since=day("02-10"))
    sentence = "reinstatement of CD-HOSP@2015 rests on a resolution; name it with --resolution"
    later, backed = day("05-10"), {"reason": "m", "resolution": "R1"}

    with refused("office.resolution_unnamed", sentence, member):
        member.reinstate_cover(m.PLAN, "2015", moment(on=later, reason="paid"))
    assert member.reinstate_cover(m.PLAN, "2015", moment(on=later, **backed))


def test_what_this_office_suspended_itself_is_reinstated_once_it_is_paid() -> None:
    member = away()
    hand_back(member)
    backed = {"reason": "m", "resolution": "R1"}

    assert member.suspend_cover(m.PLAN, "2015", moment(on=day("06-01"), **backed))
    assert member.reinstate_cover(m.PLAN, "2015", moment(on=day("07-01"), reason="paid"))
