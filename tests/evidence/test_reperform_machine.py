"""Whatever the aggregates allow, re-performance bears out: every history that they record, step by step."""

from hypothesis import settings

from ledger.aggregates import Officer
from ledger.events import Event
from ledger.evidence.reperform_claims import REVIEW_OVER, MemberAgain
from ledger.evidence.reperform_findings import Difference
from ledger.evidence.reperform_frame import Frame
from ledger.evidence.reperform_reading import CLAIM_TOPICS, HISTORY_TOPICS, Entry, step_of
from ledger.money import plain_yuan
from ledger.plans import PlanTerms
from tests import makers as m
from tests.aggregates.given import ROLES
from tests.aggregates.test_claim_machine import (
    JOINING,
    OFFICERS,
    REVIEW_ABOVE_FEN,
    TERMS,
    Claims,
    JoinedClaims,
)


def _frame(terms: PlanTerms) -> Frame:
    return Frame(
        published={m.PLAN: [(1, terms)]},
        appointed={
            code: [(1, Officer(code, frozenset(ROLES), None, frozenset({login})))]
            for code, login in OFFICERS.items()
        },
        policies={REVIEW_OVER: [(1, "2014-01-01", plain_yuan(REVIEW_ABOVE_FEN))]},
    )


FRAME, JOINED = _frame(TERMS(m.PLAN)), _frame(JOINING(m.PLAN))


def _done_again(frame: Frame, history: list[Event]) -> None:
    """Find no difference in what was recorded."""
    found: list[Difference] = []
    again = MemberAgain(frame, found)
    for position, event in enumerate(history, 2):
        entry = Entry(position, event.topic, event.stored())
        if entry.topic in CLAIM_TOPICS:
            again.step(entry, step_of(entry))
        elif entry.topic in HISTORY_TOPICS:
            again.cover(entry)
    again.close()
    assert found == []


class DoneAgain(Claims):
    """The machine of the aggregates' own tests; its history is gone through again at the end."""

    def teardown(self) -> None:
        """Find no difference in what was recorded."""
        _done_again(FRAME, self.history)


class JoinedDoneAgain(JoinedClaims):
    """The machine whose stays count as one, and whose deductible is the period's."""

    def teardown(self) -> None:
        """Find no difference in what was recorded."""
        _done_again(JOINED, self.history)


TestJoinedDoneAgain = JoinedDoneAgain.TestCase
TestJoinedDoneAgain.settings = settings(max_examples=30, stateful_step_count=30, deadline=None)
TestDoneAgain = DoneAgain.TestCase
TestDoneAgain.settings = settings(max_examples=30, stateful_step_count=30, deadline=None)
