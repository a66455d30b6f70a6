"""Re-performance reads schedules as they stood: by the edition that the terms name, and no other."""

from uuid import UUID

from ledger.events import Event
from ledger.events.plan import PlanPublished, ScheduleAdopted
from ledger.evidence.reperform_frame import FRAME_TOPICS, Frame
from ledger.plans import PlanTerms, resolved
from tests import makers as m

PLAN, OTHER = UUID(int=1), UUID(int=2)
RULE = {"type": "fixed_sum", "trigger": "diagnosis", "listed_in": m.SCHEDULE, "full_fen": 100}
TERMS = m.plan_terms(benefits=[RULE])


def adopted(stream: UUID = PLAN, part: int = 1, parts: int = 1, **changes: object) -> Event:
    content = m.schedule(**changes)
    its: Event = m.make(
        ScheduleAdopted,
        originator_id=stream,
        schedule=content.key,
        part=part,
        parts=parts,
        content=content,
    )
    return its


def published(terms: PlanTerms = TERMS) -> Event:
    its: Event = m.make(PlanPublished, originator_id=PLAN, plan=terms.key, terms=terms)
    return its


def framed(*events: Event) -> Frame:
    frame = Frame()
    for position, event in enumerate(events, 1):
        frame.add(position, event)
    return frame


def test_terms_hold_the_lines_of_the_edition_that_stood_when_they_were_published() -> None:
    later = adopted(edition="2015.2", lines=[m.listed("deep-coma", amount_fen=5)])
    frame = framed(adopted(), published(), later)

    assert frame.terms(m.PLAN, 9) == resolved(TERMS, {m.SCHEDULE: m.schedule()})
    assert frame.terms(m.PLAN, 2) is None  # not yet published


def test_an_edition_in_parts_is_one_again() -> None:
    whole = m.schedule()
    parts = [adopted(part=n, parts=3, lines=[line]) for n, line in enumerate(whole.lines, 1)]

    assert framed(*parts, published()).terms(m.PLAN, 9) == resolved(TERMS, {m.SCHEDULE: whole})


def test_terms_whose_edition_another_plan_adopted_decide_nothing() -> None:
    assert framed(adopted(OTHER), published()).terms(m.PLAN, 9) is None


def test_schedules_are_read_with_the_terms() -> None:
    assert {"plan.schedule_adopted.v1", "plan.published.v1"} <= {*FRAME_TOPICS}
