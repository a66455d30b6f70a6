"""Members whose two claims are decided as the terms say, and what can be altered in their story."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from ledger.benefits import NOTHING_USED, Loss, assess, used
from ledger.events import Event
from ledger.events.office import PolicySet
from ledger.plans import PlanTerms
from ledger.store.batch import Batch
from ledger.store.engine import Database
from ledger.store.recorder import BookRecorder
from tests import makers as m

Story = dict[str, Event]
"""The events of one member in order, by "claim letter.step"."""


def _terms(version: str, rate_bp: int) -> PlanTerms:
    return m.plan_terms(
        version=version,
        effective_on=date(int(version), 1, 1),
        waiting_period_days=30,
        limitation_days=365,
        filing_from_days=5,
        evidence=("discharge_summary",),
        benefits=(
            {
                "type": "indemnity",
                "trigger": "hospital_stay",
                "deductible_first_fen": 30_000,
                "deductible_next_fen": 15_000,
                "bands": ({"over_fen": 0, "rate_bp": rate_bp},),
                "cap_term_fen": 5_000_000,
            },
        ),
    )


TERMS, OTHER_TERMS = _terms("2015", 5_000), _terms("2016", 6_000)


def stay(month: int, self_pay_fen: int = 200_000) -> Loss:
    """Return a stay in hospital of ten days, from the first of a month of 2015."""
    return Loss(
        trigger="hospital_stay",
        occurred_on=date(2015, month, 1),
        ended_on=date(2015, month, 11),
        total_fen=2 * self_pay_fen,
        self_pay_fen=self_pay_fen,
    )


def by(officer: str) -> dict[str, str]:
    """Return the envelope's fields of who acted."""
    return {"recorded_by": officer, "authenticated_as": f"os:{officer}"}


def frame() -> list[Event]:
    """Return the office, its officers and the two versions of the plan."""
    officers = {
        "zhao": ("assessor", None),
        "qian": ("approver", None),
        "wu": ("approver", 1_000),
        "sun": ("finance", None),
        "li": ("cashier", None),
        "hao": ("manager", None),
    }
    office = uuid5(m.BOOK, "office")
    appointed = [
        m.officer_appointed(
            officer=code,
            roles=(role,),
            approval_limit_fen=limit,
            logins=(f"os:{code}",),
            originator_id=office,
            version=n,
        )
        for n, (code, (role, limit)) in enumerate(officers.items(), 2)
    ]
    plan = uuid5(m.BOOK, "plan")
    published = [
        m.plan_published(terms, originator_id=plan, version=n)
        for n, terms in enumerate((TERMS, OTHER_TERMS), 1)
    ]
    review = m.make(
        PolicySet,
        parameter="claim.second_review_over",
        value="7000.00",
        citation="Invented for a test.",
        originator_id=office,
        version=len(officers) + 2,
    )
    return [m.office_opened(originator_id=office), *appointed, review, *published]


def story(n: int, *losses: Loss, **enrolment: Any) -> Story:
    """Tell the story of the n-th member: enrolled, then claims A and B decided and paid."""
    own: dict[str, Any] = {"originator_id": m.member_id(n)}
    events: Story = {
        "registered": m.member_registered(**own),
        "enrolled": m.enrolled(**(own | {"effective_on": date(2015, 1, 1)} | enrolment)),
    }
    usage = NOTHING_USED
    for letter, loss in zip("AB", losses or (stay(3), stay(6, 300_000)), strict=True):
        assert loss.ended_on is not None
        filed_on = loss.ended_on + timedelta(days=9)
        its = own | {"claim": f"{letter}{n}", "effective_on": filed_on}
        assessed = assess(TERMS, 1, loss, usage)
        fen = assessed.benefit_fen
        usage = used(usage, loss, assessed, fen)
        parts = {
            "benefit_fen": fen,
            "indemnity_fen": assessed.indemnity_fen,
            "days": assessed.days,
            "steps": assessed.steps,
        }
        events |= {
            f"{letter}.filed": m.claim_filed(
                loss=loss, evidence=("discharge_summary",), **its, **by("zhao")
            ),
            f"{letter}.assessed": m.claim_assessed(shares=1, **parts, **its, **by("zhao")),
        }
        if not fen:
            nothing = m.claim_rejected(ground="nothing_due", **its, **by("qian"))
            events[f"{letter}.rejected"] = nothing
            continue
        events |= {
            f"{letter}.approved": m.claim_approved(
                approved_fen=fen, reason="2015-3", **its, **by("qian")
            ),
            f"{letter}.verified": m.funds_verified(amount_fen=fen, **its, **by("sun")),
            f"{letter}.instructed": m.benefit_instructed(amount_fen=fen, **its, **by("li")),
            f"{letter}.paid": m.benefit_paid(amount_fen=fen, **its, **by("li")),
        }
    return events


def altered(told: Story, step: str, **changes: Any) -> Story:
    """Return a story in which one event says something else."""
    return told | {step: told[step].model_copy(update=changes)}


def without(told: Story, *steps: str) -> Story:
    """Return a story in which events are missing."""
    return {step: event for step, event in told.items() if step not in steps}


def moved(told: Story, step: str, before: str) -> Story:
    """Return a story in which an event comes before another."""
    order = [each for each in told if each != step]
    order.insert(order.index(before), step)
    return {each: told[each] for each in order}


def record(database: Database, *stories: Story, first: Callable[[], list[Event]] = frame) -> None:
    """Write stories through the store, one after another; the store does not judge them."""
    events = [*first(), *(event for told in stories for event in told.values())]
    versions: dict[UUID, int] = {}
    stored = []
    for place, event in enumerate(events):
        version = versions[event.originator_id] = versions.get(event.originator_id, 0) + 1
        moment = datetime(2015, 1, 1, tzinfo=UTC) + timedelta(hours=place)
        numbered = event.model_copy(update={"originator_version": version, "timestamp": moment})
        stored.append(m.stored(numbered))
    BookRecorder(database).append(Batch(stored))
