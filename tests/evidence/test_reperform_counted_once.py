"""A loss counts once and an account pays once: re-performance bears it out, and finds what did not."""

from collections.abc import Callable

import pytest

from ledger.aggregates import Member, Officer
from ledger.events import Event
from ledger.events.member import ClaimAssessed
from ledger.evidence.reperform_claims import MemberAgain
from ledger.evidence.reperform_findings import Cause, Difference
from ledger.evidence.reperform_frame import Frame
from ledger.evidence.reperform_reading import CLAIM_TOPICS, HISTORY_TOPICS, Entry, step_of
from ledger.plans import PlanTerms
from tests import makers as m
from tests.aggregates.claims_made import insured, stay, terms_of
from tests.aggregates.given import ROLES, moment, recorded
from tests.aggregates.test_counted_once import (
    JOINING,
    JUNE,
    LIN,
    TERM,
    assessed,
    granted,
    rejected,
    treated,
    whole_back,
)

HANDS = ("lin", "wu", "chen", "mei", "han", "gao", "ma")
HISTORY = (m.member_registered(sealed={"identity": "1" * 64, "bank": "2" * 64}), m.enrolled())


def _claimed_again(member: Member) -> None:
    rejected(member, "C1", treated("03-01", 150_000))
    assessed(member, "C2", treated("03-01", 150_000))


def _stay_claimed_again(member: Member) -> None:
    rejected(member, "C1", stay("03-01", 3, self_pay_fen=25_000), JOINING)
    assessed(member, "C2", stay("03-01", 3, self_pay_fen=25_000), JOINING)


def _opened_again(member: Member) -> None:
    rejected(member, "C1", treated("03-01", 150_000))
    granted(member, "C2", treated("03-02", 130_000))
    member.reopen_claim("C1", "facts_wrong", moment("mei", **JUNE))
    member.assess_claim("C1", terms_of(TERM), LIN)


def _whole_came_back(member: Member) -> None:
    granted(member, "C1", treated("03-01", 280_000))
    granted(member, "C2", treated("03-02", 100_000))
    whole_back(member, "C1")
    assessed(member, "C3", treated("03-03", 280_000))


def _untrue(member: Member) -> None:
    rejected(member, "C1", treated("03-01", 150_000), ground="evidence_untrue")
    assessed(member, "C2", treated("03-02", 150_000))


def _untrue_stay(member: Member) -> None:
    rejected(member, "C1", stay("03-01", 3, self_pay_fen=25_000), JOINING, "evidence_untrue")
    assessed(member, "C2", stay("03-04", 3, self_pay_fen=25_000), JOINING)


# Each history, its terms, and what its last assessment would be if a loss counted twice.
TOLD: dict[str, tuple[Callable[[Member], None], PlanTerms, int]] = {
    "the same loss claimed again": (_claimed_again, TERM, 66_000),
    "the same stay claimed again": (_stay_claimed_again, JOINING, 10_000),
    "a rejection at nothing opened again": (_opened_again, TERM, 50_000),
    "an account of which a whole benefit came back": (_whole_came_back, TERM, 130_000),
    "papers that are untrue": (_untrue, TERM, 66_000),
    "a stay whose papers are untrue": (_untrue_stay, JOINING, 10_000),
}


def _differences(history: list[Event], terms: PlanTerms) -> list[Difference]:
    officers: dict[str, list[tuple[int, Officer | None]]] = {
        code: [(1, Officer(code, frozenset(ROLES), None, frozenset({f"os:{code}"})))]
        for code in HANDS
    }
    found: list[Difference] = []
    again = MemberAgain(Frame(published={m.PLAN: [(1, terms)]}, appointed=officers), found)
    for position, event in enumerate(history, 2):
        entry = Entry(position, event.topic, event.stored())
        if entry.topic in CLAIM_TOPICS:
            again.step(entry, step_of(entry))
        elif entry.topic in HISTORY_TOPICS:
            again.cover(entry)
    return found


def _history(name: str) -> list[Event]:
    member = insured()
    TOLD[name][0](member)
    return [*HISTORY, *recorded(member)]


@pytest.mark.parametrize("name", TOLD)
def test_what_was_counted_once_is_no_difference(name: str) -> None:
    assert _differences(_history(name), TOLD[name][1]) == []


@pytest.mark.parametrize("name", TOLD)
def test_what_was_paid_as_if_a_loss_counted_twice_is_found(name: str) -> None:
    *before, last = _history(name)
    _, terms, fen = TOLD[name]
    assert isinstance(last, ClaimAssessed)
    wrong = last.model_copy(update={"benefit_fen": fen, "indemnity_fen": fen, "account_fen": None})

    found = _differences([*before, wrong], terms)

    assert {(each.claim, each.cause) for each in found} >= {(last.claim, Cause.AMOUNT)}
