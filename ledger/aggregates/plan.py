"""A plan: which editions of schedules it adopted, which versions are published, which is in force."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple, Self, assert_never
from uuid import UUID

from ledger.aggregates.base import Aggregate
from ledger.aggregates.moment import Moment
from ledger.errors import (
    EditionAdopted,
    PlanNotInForce,
    TermsIncomplete,
    Unknown,
    VersionPublished,
    WrongFund,
)
from ledger.events import Document
from ledger.events.plan import (
    PlanEvent,
    PlanOpened,
    PlanPublished,
    PlanWithdrawn,
    ScheduleAdopted,
)
from ledger.plans import (
    PlanKey,
    PlanTerms,
    Schedule,
    ScheduleKey,
    as_published,
    open_points,
    resolved,
    with_schedules,
)


class Annex(NamedTuple):
    """An edition of a schedule that comes with terms, and the paper it was read from."""

    schedule: Schedule
    document: Document | None = None


class Plan(Aggregate):
    """What members pay and are paid, by published version."""

    @classmethod
    def open(
        cls,
        stream: UUID,
        terms: PlanTerms,
        at: Moment,
        annexes: Sequence[Annex] = (),
        beside: Iterable["Plan"] = (),
    ) -> Self:
        """Take a plan code into use with its first version."""
        at.require("manager")
        plan = cls.begin(PlanOpened, stream, at, code=terms.code, fund=terms.fund)
        plan.publish(terms, at, annexes, beside)
        return plan

    def prepare(self) -> None:
        """Start without terms."""
        self.code = ""
        self.fund = ""
        self.schedules: dict[ScheduleKey, Schedule] = {}
        self.published: dict[PlanKey, PlanTerms] = {}  # as they stand in their events
        self.versions: dict[PlanKey, PlanTerms] = {}  # with the lines of the schedules they name
        self.withdrawn: set[PlanKey] = set()

    def publish(
        self,
        terms: PlanTerms,
        at: Moment,
        annexes: Sequence[Annex] = (),
        beside: Iterable["Plan"] = (),
    ) -> None:
        """Publish a version; the same again records nothing, and it never changes.

        Schedules that come with it are adopted first. Terms that leave open what a decision needs,
        or contradict a schedule that they name, are not published. `beside` are the other plans.
        """
        at.require("manager")
        terms = as_published(terms)
        if terms.fund != self.fund:
            raise WrongFund(terms.key, self.fund, terms.fund)
        for annex in annexes:
            self.adopt(annex.schedule, at.but(document=annex.document), beside)
        known = self.published.get(terms.key)
        if known is None:
            left_open = open_points(terms)
            if left_open:
                raise TermsIncomplete(terms.key, ", ".join(left_open))
            with_schedules(terms, self.schedules)
            self.record(PlanPublished, at, plan=terms.key, terms=terms)
        elif known != terms:
            raise VersionPublished(terms.key)

    def adopt(self, schedule: Schedule, at: Moment, beside: Iterable["Plan"] = ()) -> None:
        """Adopt an edition of a schedule; the same again records nothing, and it never changes.

        An edition says the same in every plan of the book: `beside` are the others.
        """
        at.require("manager")
        for plan in (self, *beside):
            if plan.schedules.get(schedule.key, schedule) != schedule:
                raise EditionAdopted(schedule.key, plan.code)
        if schedule.key in self.schedules:
            return
        parts = schedule.parts()
        for number, part in enumerate(parts, 1):
            self.record(
                ScheduleAdopted,
                at,
                schedule=schedule.key,
                part=number,
                parts=len(parts),
                content=part,
            )

    def withdraw(self, plan: PlanKey, at: Moment) -> None:
        """Take no new enrolments under a version, with reason."""
        at.require("manager")
        at.require_reason(plan, "withdrawal")
        self.terms(plan)
        if plan not in self.withdrawn:
            self.record(PlanWithdrawn, at, plan=plan)

    def terms(self, plan: PlanKey) -> PlanTerms:
        """Return the terms of a published version, with the lines of the schedules they name."""
        try:
            return self.versions[plan]
        except KeyError:
            raise Unknown("plan version", plan) from None

    def in_force(self, day: date) -> PlanTerms:
        """Return the terms under which cover may begin on a day: the latest in force."""
        open_versions = [
            (terms.effective_on, terms)
            for key, terms in self.versions.items()
            if terms.effective_on is not None
            and terms.effective_on <= day
            and key not in self.withdrawn
        ]
        if not open_versions:
            raise PlanNotInForce(self.code, day)
        return max(open_versions, key=lambda each: each[0])[1]

    def when(self, event: PlanEvent) -> None:
        """Fold one fact into this plan."""
        match event:
            case PlanOpened():
                self.code, self.fund = event.code, event.fund
            case ScheduleAdopted(schedule=key, part=part, content=content):
                self.schedules[key] = (
                    content if part == 1 else self.schedules[key].continued(content)
                )
            case PlanPublished(plan=key, terms=terms):
                self.published[key] = terms
                self.versions[key] = resolved(terms, self.schedules)
            case PlanWithdrawn(plan=key):
                self.withdrawn.add(key)
            case _:
                assert_never(event)
