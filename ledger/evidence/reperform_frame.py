"""What decisions rest on beside a member's own history: terms, powers, policies and releases, by position."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TypeVar
from uuid import UUID

from ledger.aggregates.moment import Officer
from ledger.events import Event
from ledger.events.office import OfficeOpened, OfficerAppointed, OfficerDismissed, PolicySet
from ledger.events.payment_batch import BatchReleased
from ledger.events.plan import PlanPublished, ScheduleAdopted
from ledger.plans import PlanKey, PlanTerms, Schedule, ScheduleKey, plan_code
from ledger.plans.resolving import resolved, schedules_named

_FRAME = (
    *(OfficeOpened, OfficerAppointed, OfficerDismissed, PolicySet),
    *(ScheduleAdopted, PlanPublished, BatchReleased),
)
FRAME_TOPICS = frozenset(kind.model_fields["topic"].default for kind in _FRAME)
T = TypeVar("T")


@dataclass
class Frame:
    """What decisions rest on beside a member's own history, each from the position it stood at."""

    office: str | None = None
    published: dict[PlanKey, list[tuple[int, PlanTerms]]] = field(default_factory=dict)
    schedules: dict[UUID, dict[ScheduleKey, Schedule]] = field(default_factory=dict)  # by plan
    appointed: dict[str, list[tuple[int, Officer | None]]] = field(default_factory=dict)
    policies: dict[str, list[tuple[int, str, str]]] = field(default_factory=dict)  # position, day
    released: dict[str, int] = field(default_factory=dict)  # position, by payment batch

    def add(self, position: int, event: Event) -> None:
        """Take in an event of the office or of a plan, or the release of a payment batch."""
        match event:
            case OfficeOpened():
                self.office = event.name
            case ScheduleAdopted(schedule=edition, part=part, content=content):
                adopted = self.schedules.setdefault(event.originator_id, {})
                known = adopted.get(edition) if part > 1 else None
                adopted[edition] = content if known is None else known.continued(content)
            case PlanPublished(plan=key, terms=terms):
                # Once for all claims. Terms without the edition that they name decide nothing.
                adopted = self.schedules.get(event.originator_id, {})
                if adopted.keys() >= {*schedules_named(terms)}:
                    whole = resolved(terms, adopted)
                    self.published.setdefault(key, []).append((position, whole))
            case PolicySet(parameter=name, value=value):
                day = event.effective_on.isoformat()
                self.policies.setdefault(name, []).append((position, day, value))
            case OfficerAppointed(officer=code):
                powers = frozenset(event.roles), event.approval_limit_fen, frozenset(event.logins)
                self.appointed.setdefault(code, []).append((position, Officer(code, *powers)))
            case BatchReleased(batch=batch):
                self.released.setdefault(batch, position)
            case OfficerDismissed(officer=code):
                self.appointed.setdefault(code, []).append((position, None))
            case _:
                pass  # nothing that a decision on a claim rests on

    def terms(self, key: PlanKey, position: int) -> PlanTerms | None:
        """Return the terms of a version, as published before a position."""
        return _before(self.published.get(key, ()), position)

    def officer(self, code: str, position: int) -> Officer | None:
        """Return an officer's powers, as appointed before a position."""
        return _before(self.appointed.get(code, ()), position)

    def policy(self, parameter: str, position: int, on: str) -> str | None:
        """Return the value of a policy parameter on a day, as set before a position."""
        known = self.policies.get(parameter, ())
        found = [(day, value) for since, day, value in known if since < position and day <= on]
        return max(reversed(found), key=itemgetter(0))[1] if found else None

    def versions(self, code: str) -> Iterator[PlanTerms]:
        """Yield the terms of every version of a plan, whenever published."""
        for key, terms in self.published.items():
            if plan_code(key) == code:
                yield from (each for _, each in terms)


def _before(stood: Sequence[tuple[int, T]], position: int) -> T | None:
    """Return what stood last before a position."""
    found: T | None = None
    for since, value in stood:
        if since >= position:
            break
        found = value
    return found
