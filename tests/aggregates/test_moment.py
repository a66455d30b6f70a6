"""Powers: each decision takes its role, some a reason; every fact says who, when and under what."""

from collections.abc import Callable
from typing import Any

import pytest

from ledger.events import Document
from tests import makers as m
from tests.aggregates.claims_made import CLAIM
from tests.aggregates.decisions import DECISIONS, Act, each_decision
from tests.aggregates.given import ROLES, day, given, moment, recorded, refused

CERTIFICATE = Document(reference="certificate.pdf", sha256=m.DIGEST)


@each_decision
def test_a_decision_is_refused_to_whoever_lacks_its_role(
    role: str, on: Callable[[], Any], act: Act
) -> None:
    its = on()
    others = [other for other in ROLES if other != role]
    sentence = f"officer wu may not do this: it takes the role {role}"

    with refused("office.role_missing", sentence, *([its] if its else [])):
        act(its, moment(roles=others, reason="as minuted"))


@each_decision
def test_a_decision_takes_its_role_and_no_other(role: str, on: Callable[[], Any], act: Act) -> None:
    its = on()

    begun = act(its, moment(roles=(role,), reason="as minuted"))

    assert recorded(its or begun)


# --- days ---------------------------------------------------------------------------------------


def test_what_has_happened_is_not_dated_after_today() -> None:
    sentence = (
        "2015-01-06 is still to come: today is 2015-01-05, and what is recorded here is not true "
        "before its day"
    )

    with refused("record.date_ahead", sentence):
        moment(on=day("01-06")).come()


@pytest.mark.parametrize("on", ["01-04", "01-05"])
def test_today_and_what_was_before_have_come(on: str) -> None:
    at = moment(on=day(on))

    assert at.come() is at


# --- reasons ------------------------------------------------------------------------------------

NEED_A_REASON = {
    "dismiss": "dismissal of lin",
    "propose reopening": "reopening of 2015-01",
    "close an agency": "closing of A01",
    "close a unit": f"closing of {m.UNIT}",
    "withdraw": f"withdrawal of {m.PLAN}",
    "refund": "refund of RC1",
    "change details": "change of details of member",
    "fail a claim": f"return of payment of {CLAIM}",
    "return a claim": f"return of payment of {CLAIM}",
    "mark urgent": f"urgent mark of {CLAIM}",
    "record an heir": "heir of member",
    "cancel a batch": "cancellation of batch B1",
    "cancel a claim": "cancellation of batch B1",
    "cancel an overpayment": f"cancellation of {CLAIM}",
    "lower a demand": f"lowering of a demand of {CLAIM}",
    "grant an advance": f"advance of {CLAIM}",
    "write off a debt": f"write-off of {CLAIM}",
    "close a scheme": "closing of AID-1",
    "take a grant back": "return of payment of G1",
    "accept differences": "acceptance of REC-1",
    "suspend an account": f"suspension of {m.UNIT}",
    "reinstate an account": f"reinstatement of {m.UNIT}",
}


@pytest.mark.parametrize("reason", [None, ""])
@pytest.mark.parametrize(
    ("said", "on", "act"),
    [(NEED_A_REASON[name], on, act) for name, _, on, act in DECISIONS if name in NEED_A_REASON],
    ids=[name for name, *_ in DECISIONS if name in NEED_A_REASON],
)
def test_an_undoing_or_a_decision_against_someone_states_its_reason(
    said: str, on: Callable[[], Any], act: Act, reason: str | None
) -> None:
    its = on()

    with refused("office.reason_missing", f"{said} needs a reason", *([its] if its else [])):
        act(its, moment(reason=reason))


@pytest.mark.parametrize(
    ("on", "act"),
    [(on, act) for name, _, on, act in DECISIONS if name not in NEED_A_REASON],
    ids=[name for name, *_ in DECISIONS if name not in NEED_A_REASON],
)
def test_any_other_decision_needs_none(on: Callable[[], Any], act: Act) -> None:
    its = on()

    begun = act(its, moment())

    assert recorded(its or begun)


# --- the envelope -------------------------------------------------------------------------------


def test_every_fact_says_who_when_under_which_command_and_on_what_grounds() -> None:
    unit = given(m.unit_registered())
    at = moment(
        "wu",
        login="db:wu",
        on=day("03-31"),
        booked_on=day("04-01"),
        document=CERTIFICATE,
        reason="moved away",
        resolution="2015-3",
    )

    unit.close(at)

    (event,) = recorded(unit)
    assert (event.recorded_by, event.authenticated_as) == ("wu", "db:wu")
    assert (event.timestamp, event.command_id) == (at.recorded_at, m.COMMAND)
    assert (event.effective_on, event.booked_on) == (day("03-31"), day("04-01"))
    assert (event.document, event.reason, event.resolution) == (CERTIFICATE, "moved away", "2015-3")
    assert (event.originator_id, event.originator_version) == (unit.id, 2)


def test_a_moment_changed_in_one_thing_is_the_same_in_all_others() -> None:
    at = moment(reason="as minuted")
    assert at.envelope["booked_on"] == m.DAY

    later = at.but(booked_on=day("02-01"))

    assert later.envelope == at.envelope | {"booked_on": day("02-01")}
