"""After enrolment: undoing it, moving, retiring, going, and consent."""

from datetime import date
from typing import Any

import pytest

from ledger.aggregates import Member
from ledger.aggregates.claim import Filing
from ledger.aggregates.member import Entry
from ledger.benefits import Loss
from ledger.events import Document, Event
from ledger.events.member import (
    ConsentGiven,
    ConsentRefused,
    CoverEnded,
    MemberDied,
    MemberLeft,
    MemberRetired,
    MemberTransferred,
)
from ledger.periods import calendar_period
from tests import makers as m
from tests.aggregates.claims_made import BY_CHEN, stay
from tests.aggregates.given import day, given, moment, recorded, refused, topics

NEW_YEAR, YEAR_END = day("01-01"), day("12-31")
BEFORE, MIDDLE = day("12-20", 2014), day("06-30")
CERTIFICATE = Document(reference="certificate.pdf", sha256=m.DIGEST)
PERIOD = {"plan": m.PLAN, "period": "2015"}


def insured(*events: Event) -> Member:
    """A member covered in 2015, and what happened since."""
    member: Member = given(m.member_registered(), m.enrolled(), *events)
    return member


def died(on: date) -> Event:
    return m.make(MemberDied, unit=m.UNIT, document=CERTIFICATE, effective_on=on)


def file_claim(member: Member, occurred_on: date) -> None:
    loss = Loss.model_validate(
        {"trigger": "hospital_stay", "occurred_on": occurred_on, "self_pay_fen": 100_000}
    )
    terms = m.plan_terms()
    member.file_claim(Filing("C9", "CD-HOSP", loss), lambda _: terms, moment(on=day("07-15")))


# --- voiding ------------------------------------------------------------------------------------


def test_an_enrolment_voided_before_cover_begins_owes_nothing() -> None:
    member = insured()

    voided = member.void_enrolment("CD-HOSP", "2015", "enrolled_twice", moment(on=BEFORE))

    assert recorded(member) == [voided]
    assert (voided.plan, voided.unit, voided.shares) == (m.PLAN, m.UNIT, 1)
    assert (voided.starts_on, voided.ends_on) == (NEW_YEAR, YEAR_END)
    assert voided.contribution_fen == 6_000
    assert member.covers == []


def test_once_cover_has_begun_voiding_refunds_nothing() -> None:
    member = insured()

    voided = member.void_enrolment(
        m.PLAN, "2015", "enrolled_in_error", moment(on=NEW_YEAR, resolution="2015-1")
    )

    assert (voided.contribution_fen, voided.resolution) == (0, "2015-1")


def test_once_cover_has_begun_voiding_needs_a_resolution() -> None:
    member = insured()
    sentence = "voiding of CD-HOSP@2015 2015 rests on a resolution; name it with --resolution"

    with refused("office.resolution_unnamed", sentence, member):
        member.void_enrolment(m.PLAN, "2015", "enrolled_in_error", moment(on=NEW_YEAR))


def test_voiding_on_another_ground_needs_the_document_that_states_it() -> None:
    member = insured()
    sentence = "the voiding of CD-HOSP@2015 2015 needs the document it rests on"

    with refused("record.document_missing", sentence, member):
        member.void_enrolment(m.PLAN, "2015", "other", moment(on=BEFORE))


def test_an_enrolment_that_is_not_there_cannot_be_voided() -> None:
    member = insured()

    with refused("record.unknown", "this book holds no enrolment CD-HOSP 2016", member):
        member.void_enrolment("CD-HOSP", "2016", "enrolled_twice", moment(on=BEFORE))


def test_an_enrolment_that_a_claim_rests_on_stands() -> None:
    member = insured(m.claim_filed())
    sentence = "claim C1 rests on the enrolment under CD-HOSP@2015 for 2015; it stands"

    with refused("roster.enrolment_claimed", sentence, member):
        member.void_enrolment(
            m.PLAN, "2015", "enrolled_in_error", moment(on=MIDDLE, resolution="2015-1")
        )


def test_a_rejected_claim_does_not_keep_an_enrolment() -> None:
    member = insured(m.claim_filed(), m.claim_rejected())

    member.void_enrolment(
        m.PLAN, "2015", "enrolled_in_error", moment(on=MIDDLE, resolution="2015-1")
    )

    assert topics(member) == ["member.enrolment_voided.v1"]


def test_who_was_voided_can_be_enrolled_again() -> None:
    member = insured(m.enrolment_voided(effective_on=BEFORE))
    terms = m.plan_terms()
    entry = Entry(terms, calendar_period("2015"), NEW_YEAR, {terms.key: terms})

    at = moment(on=BEFORE)
    member.enrol(member.admit(entry, 1, date(1980, 6, 1), at), m.UNIT, at)

    assert [cover.plan for cover in member.covers] == [m.PLAN]


def test_it_is_known_whether_an_enrolment_was_a_newcomers() -> None:
    assert not insured().joined_with("CD-HOSP", "2015")
    newcomer: Member = given(m.member_registered(), m.enrolled(renewal=False))
    assert newcomer.joined_with(m.PLAN, "2015")


# --- going --------------------------------------------------------------------------------------


def test_who_goes_to_another_unit_keeps_their_cover() -> None:
    member = insured()

    member.transfer("U2", moment())

    (moved,) = recorded(member)
    assert (moved.left_unit, moved.unit) == (m.UNIT, "U2")
    assert member.unit == "U2"
    assert [(c.unit, c.ends_on) for c in member.covers] == [(m.UNIT, YEAR_END)]


def test_who_is_in_the_unit_already_does_not_move() -> None:
    member = insured()

    member.transfer(m.UNIT, moment())

    assert recorded(member) == []


def test_cover_ends_with_the_day_of_leaving() -> None:
    member = insured()

    member.leave("employment_ended", None, moment(on=MIDDLE, reason="contract over"))

    ended, left = recorded(member)
    assert (ended.effective_on, ended.period_ends_on) == (MIDDLE, YEAR_END)
    assert (left.cause, left.to_office) == ("employment_ended", None)
    assert [cover.ends_on for cover in member.covers] == [MIDDLE]


def test_leaving_after_cover_ended_ends_nothing_more() -> None:
    member = insured()

    member.leave("withdrew", None, moment(on=day("01-05", 2016), reason="own wish"))

    assert topics(member) == ["member.left.v1"]


def test_leaving_needs_a_reason() -> None:
    member = insured()

    with refused("office.reason_missing", "leaving of member needs a reason", member):
        member.leave("withdrew", None, moment(on=MIDDLE))


def test_cover_that_has_not_begun_is_voided_before_leaving() -> None:
    member = insured()
    sentence = "cover under CD-HOSP@2015 begins only on 2015-01-01; void that enrolment first"

    with refused("member.cover_begins_later", sentence, member):
        member.leave("withdrew", None, moment(on=BEFORE, reason="own wish"))


def test_a_claim_for_a_later_loss_is_decided_before_leaving() -> None:
    later: Any = {
        "trigger": "hospital_stay",
        "occurred_on": day("07-01"),
        "self_pay_fen": 100_000,
    }
    member = insured(m.claim_filed(loss=later))
    sentence = "claim C1 is open for a loss of 2015-07-01, after 2015-06-30; decide it first"

    with refused("member.claim_open_after", sentence, member):
        member.leave("withdrew", None, moment(on=MIDDLE, reason="own wish"))


def test_an_open_claim_for_an_earlier_loss_keeps_nobody() -> None:
    member = insured(m.claim_filed())

    member.leave("withdrew", None, moment(on=MIDDLE, reason="own wish"))

    assert member.departed == ("left", MIDDLE)


def test_who_left_does_not_leave_again() -> None:
    left = m.make(MemberLeft, unit=m.UNIT, cause="withdrew", reason="x", effective_on=MIDDLE)
    member = insured(left)

    with refused(
        "member.already_gone", "it stands on record that the member left: 2015-06-30", member
    ):
        member.leave("withdrew", None, moment(on=day("07-15"), reason="own wish"))


@pytest.mark.parametrize(("on", "refuses"), [("06-29", True), ("06-30", False)])
def test_who_leaves_on_a_day_still_to_come_is_not_enrolled_before_it(
    on: str, refuses: bool
) -> None:
    left = m.make(MemberLeft, unit=m.UNIT, cause="withdrew", reason="x", effective_on=MIDDLE)
    member = insured(left, m.enrolment_voided(effective_on=BEFORE))
    terms = m.plan_terms()
    entry = Entry(terms, calendar_period("2015"), day("07-01"), {terms.key: terms})
    at = moment(on=day(on))

    if refuses:
        with refused(
            "member.already_gone", "it stands on record that the member left: 2015-06-30", member
        ):
            member.admit(entry, 1, date(1980, 6, 1), at)
        return
    member.enrol(member.admit(entry, 1, date(1980, 6, 1), at), m.UNIT, at)
    assert topics(member) == ["member.enrolled.v1"]


def test_who_left_is_back_when_enrolled_again() -> None:
    left = m.make(MemberLeft, unit=m.UNIT, cause="withdrew", reason="x", effective_on=MIDDLE)
    back = m.enrolled(
        period="2016", effective_on=day("01-01", 2016), ends_on=day("12-31", 2016), unit="U2"
    )
    member = insured(left, back)

    assert member.departed is None
    assert member.unit == "U2"


def test_cover_of_who_retires_runs_on() -> None:
    member = insured()

    member.retire(moment(on=MIDDLE))

    assert topics(member) == ["member.retired.v1"]
    assert [cover.ends_on for cover in member.covers] == [YEAR_END]


def test_nobody_retires_twice() -> None:
    member = insured(m.make(MemberRetired, unit=m.UNIT, effective_on=MIDDLE))

    member.retire(moment(on=day("07-15")))

    assert recorded(member) == []


def test_a_death_ends_cover_with_its_day() -> None:
    member = insured()

    member.die(moment(on=MIDDLE, document=CERTIFICATE))

    assert topics(member) == ["member.cover_ended.v1", "member.died.v1"]
    assert [cover.ends_on for cover in member.covers] == [MIDDLE]


def test_a_death_needs_its_document() -> None:
    member = insured()
    sentence = "the death of member needs the document it rests on"

    with refused("record.document_missing", sentence, member):
        member.die(moment(on=MIDDLE))


def test_nobody_dies_twice() -> None:
    member = insured(died(MIDDLE))

    with refused(
        "member.already_gone", "it stands on record that the member died: 2015-06-30", member
    ):
        member.die(moment(on=day("07-15"), document=CERTIFICATE))


def test_who_left_may_still_die() -> None:
    left = m.make(MemberLeft, unit=m.UNIT, cause="withdrew", reason="x", effective_on=MIDDLE)
    member = insured(left)

    member.die(moment(on=day("07-15"), document=CERTIFICATE))

    assert member.departed == ("died", day("07-15"))


def test_the_dead_are_not_moved_and_not_enrolled() -> None:
    member = insured(died(MIDDLE))

    with refused(
        "member.already_gone", "it stands on record that the member died: 2015-06-30", member
    ):
        member.transfer("U2", moment(on=day("07-15")))
    with refused(
        "member.already_gone", "it stands on record that the member died: 2015-06-30", member
    ):
        member.require_willing()


def test_a_loss_on_the_day_of_death_can_be_claimed_after_it() -> None:
    ended = m.make(
        CoverEnded,
        **PERIOD,
        unit=m.UNIT,
        shares=1,
        starts_on=NEW_YEAR,
        period_ends_on=YEAR_END,
        effective_on=MIDDLE,
    )
    member = insured(ended, died(MIDDLE))

    file_claim(member, MIDDLE)

    assert topics(member) == ["member.claim_filed.v1"]


def test_a_loss_after_death_is_not_covered() -> None:
    member = insured(died(MIDDLE))
    sentence = (
        "claim C9: the loss of 2015-07-01 came after the member died on 2015-06-30, "
        "with which day the term of cover (term_months) ended"
    )

    with refused("claim.loss_after_departure", sentence, member):
        file_claim(member, day("07-01"))


def test_nobody_lies_in_hospital_after_their_death() -> None:
    """The stay of somebody who left may end later; who died has left the hospital by then."""
    stayed = {"trigger": "hospital_stay", "occurred_on": day("06-28"), "ended_on": day("07-02")}
    late, terms = Filing("C9", "CD-HOSP", Loss.model_validate(stayed)), m.plan_terms()
    at = moment(on=day("07-15"))
    sentence = (
        "claim C9: the loss of 2015-07-02 came after the member died on 2015-06-30, "
        "with which day the term of cover (term_months) ended"
    )
    dead = insured(died(MIDDLE))

    with refused("claim.loss_after_departure", sentence, dead):
        dead.file_claim(late, lambda _: terms, at)
    left = insured(m.make(MemberLeft, unit=m.UNIT, cause="withdrew", effective_on=MIDDLE))
    left.file_claim(late, lambda _: terms, at)

    assert topics(left) == ["member.claim_filed.v1"]


def test_going_and_consenting_take_the_role_of_enrolment() -> None:
    member = insured()
    stranger = moment("xu", roles=("assessor",), reason="x", document=CERTIFICATE)
    sentence = "officer xu may not do this: it takes the role enrolment"
    for step in (
        lambda: member.void_enrolment(m.PLAN, "2015", "enrolled_twice", stranger),
        lambda: member.transfer("U2", stranger),
        lambda: member.leave("withdrew", None, stranger),
        lambda: member.retire(stranger),
        lambda: member.die(stranger),
        lambda: member.give_consent("deduction", stranger),
        lambda: member.refuse_consent("deduction", stranger),
    ):
        with refused("office.role_missing", sentence, member):
            step()


# --- consent ------------------------------------------------------------------------------------


def test_a_consent_rests_on_its_document() -> None:
    member = insured()

    with refused(
        "record.document_missing", "the consent of member needs the document it rests on", member
    ):
        member.give_consent("deduction", moment())
    member.give_consent("deduction", moment(document=CERTIFICATE))

    assert member.consents == {"deduction": True}


def test_who_refused_is_not_enrolled_until_they_consent() -> None:
    member = insured(m.make(ConsentRefused, matter="enrolment"))
    sentence = "the member refused consent to enrolment; record a consent first"

    with refused("roster.consent_refused", sentence, member):
        member.require_willing()
    willing = insured(
        m.make(ConsentRefused, matter="enrolment"),
        m.make(ConsentGiven, matter="enrolment", document=CERTIFICATE),
    )
    willing.require_willing()


def test_a_refusal_is_recorded() -> None:
    member = insured()

    member.refuse_consent("deduction", moment())

    assert topics(member) == ["member.consent_refused.v1"]
    assert member.consents == {"deduction": False}


def test_a_transfer_is_folded() -> None:
    assert insured(m.make(MemberTransferred, left_unit=m.UNIT, unit="U2")).unit == "U2"


def test_a_departure_names_approved_claims_for_losses_after_it() -> None:
    member = insured(
        m.claim_filed(loss=stay("05-10")),
        m.claim_assessed(),
        m.claim_approved(**BY_CHEN),
        m.claim_filed(claim="C2", loss=stay("03-10")),
    )

    assert member.claims_after(day("05-09")) == ("C1",)
    assert member.claims_after(day("05-10")) == ()
