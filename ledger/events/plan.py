"""What is published about a plan: its whole terms, by version, under a resolution."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from ledger.events.base import Code, Event, Key, Opening
from ledger.plans import PlanKey, PlanTerms, Schedule, ScheduleKey

Part = Annotated[int, Field(strict=True, ge=1)]


class PlanOpened(Opening):
    """A plan code was taken into use in one fund."""

    aggregate_topic: ClassVar[str] = "plan"
    topic: Literal["plan.opened.v1"] = "plan.opened.v1"
    code: Code
    fund: Code

    def keys(self) -> tuple[Key, ...]:
        """Return the plan's code."""
        return (Key("plan", self.code),)


class ScheduleAdopted(Event):
    """An edition of a schedule was adopted for the plan, so that its terms may name it.

    An edition that one fact cannot hold is adopted in numbered parts under one command; each part
    repeats the head, and holds its own lines.
    """

    topic: Literal["plan.schedule_adopted.v1"] = "plan.schedule_adopted.v1"
    schedule: ScheduleKey  # code and edition, by which terms name it
    part: Part  # which part of the edition these are the lines of, from 1
    parts: Part  # how many there are
    content: Schedule  # the edition's head, and the lines of this part


class PlanPublished(Event):
    """A version of a plan was published; from its effective date, rosters may enrol under it.

    Its terms stand as they were published: of a schedule they hold the name, and not the lines.
    """

    topic: Literal["plan.published.v1"] = "plan.published.v1"
    plan: PlanKey
    terms: PlanTerms


class PlanWithdrawn(Event):
    """A version takes no new enrolments; cover given under it runs on."""

    topic: Literal["plan.withdrawn.v1"] = "plan.withdrawn.v1"
    plan: PlanKey


PlanEvent = PlanOpened | ScheduleAdopted | PlanPublished | PlanWithdrawn
