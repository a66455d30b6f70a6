"""Whatever the aggregates allow, re-performance bears out: every history that they record, step by step."""

from hypothesis import settings

from ledger.aggregates import Officer
from ledger.evidence.reperform_claims import REVIEW_OVER, MemberAgain
from ledger.evidence.reperform_findings import Difference
from ledger.evidence.reperform_reading import CLAIM_TOPICS, HISTORY_TOPICS, Entry, Frame
from ledger.money import plain_yuan
from tests import makers as m
from tests.aggregates.given import ROLES
from tests.aggregates.test_claim_machine import OFFICERS, REVIEW_ABOVE_FEN, TERMS, Claims

FRAME = Frame(
    published={m.PLAN: [(1, TERMS(m.PLAN))]},
    appointed={
        code: [(1, Officer(code, frozenset(ROLES), None, frozenset({login})))]
        for code, login in OFFICERS.items()
    },
    policies={REVIEW_OVER: [(1, "2014-01-01", plain_yuan(REVIEW_ABOVE_FEN))]},
)


class DoneAgain(Claims):
    """The machine of the aggregates' own tests; its history is gone through again at the end."""

    def teardown(self) -> None:
        """Find no difference in what was recorded."""
        found: list[Difference] = []
        again = MemberAgain(FRAME, found)
        for position, event in enumerate(self.history, 2):
            entry = Entry(position, event.topic, event.stored())
            if entry.topic in CLAIM_TOPICS:
                again.step(entry)
            elif entry.topic in HISTORY_TOPICS:
                again.cover(entry)
        again.close()
        assert found == []


TestDoneAgain = DoneAgain.TestCase
TestDoneAgain.settings = settings(max_examples=30, stateful_step_count=30, deadline=None)
