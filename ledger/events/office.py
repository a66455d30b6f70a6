"""What an office decides about itself: who may do what, by which resolution, in which open month."""

from __future__ import annotations

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field

from ledger.events.base import Code, Count, Digest, Document, Event, Fact, Key, Opening
from ledger.money import FenOrZero

Role = Literal[
    "manager",  # runs the office: appoints, resolves, registers, publishes, opens funds
    "enrolment",  # takes in rosters and contributions
    "assessor",  # files and assesses claims
    "approver",  # approves or rejects what another assessed
    "finance",  # verifies that the fund can pay, accrues and closes
    "cashier",  # prepares and settles payment batches
    "treasurer",  # releases payment batches
    "auditor",
    "supervisor",
]
OfficeKind = Literal["association_office", "company_fund"]
Month = Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")


class OfficeOpened(Opening):
    """The book begins: whose it is, and under which accounting regime it is kept."""

    aggregate_topic: ClassVar[str] = "office"
    topic: Literal["office.opened.v1"] = "office.opened.v1"
    book: UUID
    code: Code
    name: str
    kind: OfficeKind
    regime: str  # edition of the accounting regime in force, such as npo-2004
    demo: bool  # demo books are marked: their keys are public and their people invented
    admits_invented_people: bool


class OfficerAppointed(Event):
    """An officer got roles, an approval limit, and the logins that are theirs."""

    topic: Literal["office.officer_appointed.v1"] = "office.officer_appointed.v1"
    officer: Code
    roles: tuple[Role, ...]
    approval_limit_fen: FenOrZero | None = None  # absent: approves without limit
    logins: tuple[str, ...]


class OfficerDismissed(Event):
    """An officer's powers ended."""

    topic: Literal["office.officer_dismissed.v1"] = "office.officer_dismissed.v1"
    officer: Code


class ResolutionPassed(Event):
    """The office's committee resolved something that later decisions rest on."""

    topic: Literal["office.resolution_passed.v1"] = "office.resolution_passed.v1"
    number: Code
    title: str
    body: str  # the deciding body

    def keys(self) -> tuple[Key, ...]:
        """Return the resolution's number: it names one resolution."""
        return (Key("resolution", self.number),)


class PolicySet(Event):
    """A parameter that no rule prescribes was set, with its source; unset ones stay unset."""

    topic: Literal["office.policy_set.v1"] = "office.policy_set.v1"
    parameter: Code
    value: str
    citation: str


class BankAccountRegistered(Event):
    """A special bank account (专户) of one fund was registered."""

    topic: Literal["office.bank_account_registered.v1"] = "office.bank_account_registered.v1"
    bank_account: Code
    fund: Code
    bank: str
    purpose: Literal["collection", "disbursement", "both"]

    def keys(self) -> tuple[Key, ...]:
        """Return the account's code: it names one account."""
        return (Key("bank_account", self.bank_account),)


class YearStatistics(Fact):
    """Counts and sums that an office published before its book began."""

    year: int
    plan_class: str | None = None  # absent: all classes together
    units: Count | None = None
    participations: Count | None = None
    benefits: Count | None = None
    benefits_fen: FenOrZero | None = None


class StatisticsCarriedIn(Event):
    """Historical statistics came in at take-over; they are quoted, never mixed with the record."""

    topic: Literal["office.statistics_carried_in.v1"] = "office.statistics_carried_in.v1"
    years: tuple[YearStatistics, ...]


class PeriodSoftClosed(Event):
    """A month refuses postings from now on, so that its figures can be drawn up."""

    topic: Literal["office.period_soft_closed.v1"] = "office.period_soft_closed.v1"
    month: str = Month


class PeriodClosed(Event):
    """A month was closed on figures whose digests are kept here."""

    topic: Literal["office.period_closed.v1"] = "office.period_closed.v1"
    month: str = Month
    position: Count  # the figures know the record up to here
    digests: dict[str, Digest]  # of each projection at that position


class PeriodReopeningProposed(Event):
    """A first person asked that a month take postings again, with reason."""

    topic: Literal["office.period_reopening_proposed.v1"] = "office.period_reopening_proposed.v1"
    month: str = Month


class PeriodReopened(Event):
    """A month takes postings again: a second person agreed to what a first had proposed."""

    topic: Literal["office.period_reopened.v1"] = "office.period_reopened.v1"
    month: str = Month
    proposed_by: str
    proposed_as: str  # the login principal who proposed


class CoversCarriedIn(Event):
    """A list of cover in force came in, at take-over or from another office; each is a member's fact."""

    topic: Literal["office.covers_carried_in.v1"] = "office.covers_carried_in.v1"
    covers: Count
    listed: Document  # the list itself; `document` is the paper that vouches for it


class TakeOverCompleted(Event):
    """The running office is in the book; from here on, all is recorded as it happens."""

    topic: Literal["office.take_over_completed.v1"] = "office.take_over_completed.v1"
    members: Count
    covers: Count
    open_claims: Count


OfficeEvent = (
    OfficeOpened
    | OfficerAppointed
    | OfficerDismissed
    | ResolutionPassed
    | PolicySet
    | BankAccountRegistered
    | StatisticsCarriedIn
    | PeriodSoftClosed
    | PeriodClosed
    | PeriodReopeningProposed
    | PeriodReopened
    | CoversCarriedIn
    | TakeOverCompleted
)
