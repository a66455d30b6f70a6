"""What is published about a plan: its whole terms, by version, under a resolution."""

from __future__ import annotations

from typing import ClassVar, Literal

from ledger.events.base import Code, Event, Key, Opening
from ledger.plans import PlanKey, PlanTerms


class PlanOpened(Opening):
    """A plan code was taken into use in one fund."""

    aggregate_topic: ClassVar[str] = "plan"
    topic: Literal["plan.opened.v1"] = "plan.opened.v1"
    code: Code
    fund: Code

    def keys(self) -> tuple[Key, ...]:
        """Return the plan's code."""
        return (Key("plan", self.code),)


class PlanPublished(Event):
    """A version of a plan was published; from its effective date, rosters may enrol under it."""

    topic: Literal["plan.published.v1"] = "plan.published.v1"
    plan: PlanKey
    terms: PlanTerms


class PlanWithdrawn(Event):
    """A version takes no new enrolments; cover given under it runs on."""

    topic: Literal["plan.withdrawn.v1"] = "plan.withdrawn.v1"
    plan: PlanKey


PlanEvent = PlanOpened | PlanPublished | PlanWithdrawn
