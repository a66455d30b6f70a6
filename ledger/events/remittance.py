"""A fund's account with one unit for one coverage period: what is due, and what came in."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from ledger.events.base import Code, Count, Digest, Document, Event, Fact, Key, Opening
from ledger.events.principal import (
    CarriedPrincipalReturned as CarriedPrincipalReturned,  # noqa: PLC0414
)
from ledger.events.principal import (
    PrincipalCarriedIn as PrincipalCarriedIn,  # noqa: PLC0414
)
from ledger.events.standing import RemittanceReinstated, RemittanceSuspended
from ledger.money import Fen, FenOrZero
from ledger.plans import Every, PlanKey

Payer = Literal["unit", "members", "union", "fiscal", "donor"]


class PayerAmount(Fact):
    """What one payer bears, or pays, of a sum."""

    payer: Payer
    amount_fen: Fen


class PlanAmount(Fact):
    """The part of a receipt that goes to one plan's rosters."""

    plan: PlanKey
    amount_fen: Fen
    payer: Payer | None = None  # whose money, of a receipt with several payers
    bearer: Payer | None = None  # whose part it settles, where the terms divide the contribution


class RemittanceOpened(Opening):
    """A unit's account with a fund for a coverage period was opened."""

    aggregate_topic: ClassVar[str] = "remittance"
    topic: Literal["remittance.opened.v1"] = "remittance.opened.v1"
    unit: Code | None = None  # absent while the payer of a held receipt is unknown
    fund: Code
    period: str | None = None


class RosterAccepted(Event):
    """A unit's roster for one plan was accepted whole; its contributions fell due."""

    topic: Literal["remittance.roster_accepted.v1"] = "remittance.roster_accepted.v1"
    roster: Code
    unit: Code
    fund: Code
    plan: PlanKey
    period: str
    starts_on: date
    ends_on: date
    members: Count
    joined: Count  # of them new; the others renewed
    shares: Count
    contribution_fen: FenOrZero  # nothing where contributions fall due by a schedule
    principal_fen: Fen | None = None  # due beside it, and given back at the end of the term
    lines_digest: Digest  # over the enrolments that the roster made, in order
    consent: Document | None = None  # where the members' consents are kept
    every: Every | None = None  # how often they fall due; absent: once, with this roster
    parts: tuple[PayerAmount, ...] | None = None  # who bears them, where the terms divide them
    unit_age: Count | None = None  # the average age that they rest on, in completed years

    @property
    def asked_fen(self) -> int:
        """All that fell due: what is contributed, and the principal."""
        return self.contribution_fen + (self.principal_fen or 0)


class FreedAmount(Fact):
    """The part of a receipt that an amendment frees: owed to whoever paid it."""

    receipt: Code
    amount_fen: Fen
    payer: Payer | None = None  # whose money, of a receipt with several payers
    bearer: Payer | None = None  # whose part it had settled


class RosterAmended(Event):
    """Somebody was struck off a unit's roster; what was due for them is due no more."""

    topic: Literal["remittance.roster_amended.v1"] = "remittance.roster_amended.v1"
    amendment: Code
    unit: Code
    fund: Code
    plan: PlanKey
    period: str
    starts_on: date
    ends_on: date
    members: Count  # struck off
    joined: Count  # of them new
    shares: Count
    contribution_fen: FenOrZero  # nothing once cover had begun: it is not refunded
    unpaid_fen: FenOrZero  # what of it nobody had paid
    freed_fen: FenOrZero  # what of it was paid already: held from now on
    principal_unpaid_fen: Fen | None = None  # what of the principal nobody had paid
    principal_freed_fen: Fen | None = None  # and what of the principal was paid: held likewise
    freed: tuple[FreedAmount, ...]  # by receipt
    parts: tuple[PayerAmount, ...] | None = None  # whose part of it falls away

    @property
    def principal_fen(self) -> int:
        """The principal that is due no more."""
        return (self.principal_unpaid_fen or 0) + (self.principal_freed_fen or 0)

    @property
    def asked_fen(self) -> int:
        """All that is due no more."""
        return self.contribution_fen + self.principal_fen


class ContributionsFellDue(Event):
    """An instalment of a unit's contributions fell due on the effective date, or more of it did.

    What each person owes stands in no event where it follows from pay: only the unit's sum does.
    """

    topic: Literal["remittance.contributions_fell_due.v1"] = "remittance.contributions_fell_due.v1"
    unit: Code
    fund: Code
    plan: PlanKey
    period: str
    due_on: date  # by the schedule of the terms
    starts_on: date  # of the days of cover that it is for
    ends_on: date
    members: Count  # who owe it, as known now
    contribution_fen: Fen  # more than fell due of it before
    lines_digest: Digest  # over who owes it, and the ciphertexts of the pay that it follows from
    parts: tuple[PayerAmount, ...] | None = None  # who bears it, where the terms divide it


class InstalmentLessened(Event):
    """Less of an instalment was due than had been booked: somebody had left, or earned less."""

    topic: Literal["remittance.instalment_lessened.v1"] = "remittance.instalment_lessened.v1"
    unit: Code
    fund: Code
    plan: PlanKey
    period: str
    due_on: date  # by the schedule of the terms
    starts_on: date  # of the days of cover that it is for
    ends_on: date
    members: Count  # who owe it, as known now
    contribution_fen: Fen  # due no more
    unpaid_fen: FenOrZero  # what of it nobody had paid
    freed_fen: FenOrZero  # what of it was paid already: held from now on
    freed: tuple[FreedAmount, ...]  # by receipt
    lines_digest: Digest  # over who owes it, and the ciphertexts of the pay that it follows from
    parts: tuple[PayerAmount, ...] | None = None  # whose part of it falls away


class ReturnedAmount(Fact):
    """The part of a receipt that goes back as principal, to the account it came from."""

    receipt: Code
    bank_account: Code
    amount_fen: Fen
    payer: Payer | None = None  # to whom, of a receipt with several payers
    bearer: Payer | None = None  # whose part it had settled


class PrincipalReturned(Event):
    """A term was over, so that its principal went back to the accounts it had come from."""

    topic: Literal["remittance.principal_returned.v1"] = "remittance.principal_returned.v1"
    unit: Code
    fund: Code
    plan: PlanKey
    period: str
    starts_on: date  # of the cover that it was for
    ends_on: date
    principal_fen: Fen  # held until now, and due no more
    unpaid_fen: FenOrZero  # what of it settles what the unit still owed under the plan
    lines: tuple[ReturnedAmount, ...]  # what of it goes back, by receipt
    parts: tuple[PayerAmount, ...] | None = None  # whose part it was, where terms divide it

    @property
    def asked_fen(self) -> int:
        """All that is due no more."""
        return self.principal_fen


class ContributionReceived(Event):
    """Money came in from a unit; what its rosters do not explain is held."""

    topic: Literal["remittance.contribution_received.v1"] = "remittance.contribution_received.v1"
    receipt: Code
    unit: Code
    fund: Code
    period: str
    bank_account: Code
    payer: Payer
    amount_fen: Fen  # the whole receipt: lines + held
    lines: tuple[PlanAmount, ...]
    held_fen: FenOrZero
    parts: tuple[PayerAmount, ...] | None = None  # whose money, where several paid by it

    def keys(self) -> tuple[Key, ...]:
        """Return the receipt's number."""
        return (Key("receipt", self.receipt),)


class ReceiptHeld(Event):
    """Money came in that nobody could yet place; it is owed to its payer until then."""

    topic: Literal["remittance.receipt_held.v1"] = "remittance.receipt_held.v1"
    receipt: Code
    fund: Code
    bank_account: Code
    amount_fen: Fen
    payer: Payer | None = None  # whose money, where that is known
    parts: tuple[PayerAmount, ...] | None = None  # likewise, where several paid by it

    def keys(self) -> tuple[Key, ...]:
        """Return the receipt's number."""
        return (Key("receipt", self.receipt),)


class HeldReceiptPlaced(Event):
    """Held money was placed with a remittance, where it posts; here it is no longer free."""

    topic: Literal["remittance.held_receipt_placed.v1"] = "remittance.held_receipt_placed.v1"
    receipt: Code
    amount_fen: Fen
    unit: Code
    period: str
    parts: tuple[PayerAmount, ...] | None = None  # whose money, of a receipt with several payers


class ReceiptIdentified(Event):
    """Held money turned out to be this unit's contribution."""

    topic: Literal["remittance.receipt_identified.v1"] = "remittance.receipt_identified.v1"
    receipt: Code
    unit: Code
    fund: Code
    period: str
    held_unit: Code | None = None  # under whose account it was held, if anyone's
    held_period: str | None = None
    bank_account: Code  # that it came into: whence it is refunded, should it be freed
    amount_fen: Fen
    lines: tuple[PlanAmount, ...]
    payer: Payer | None = None  # whose money, where that is known


class ContributionRefunded(Event):
    """Held money went back to the account it came from."""

    topic: Literal["remittance.contribution_refunded.v1"] = "remittance.contribution_refunded.v1"
    receipt: Code
    unit: Code | None = None
    fund: Code
    period: str | None = None
    bank_account: Code
    amount_fen: Fen
    parts: tuple[PayerAmount, ...] | None = None  # to whom, of a receipt with several payers


RemittanceEvent = (
    RemittanceOpened
    | RosterAccepted
    | RosterAmended
    | ContributionsFellDue
    | InstalmentLessened
    | PrincipalReturned
    | PrincipalCarriedIn
    | CarriedPrincipalReturned
    | ContributionReceived
    | ReceiptHeld
    | HeldReceiptPlaced
    | ReceiptIdentified
    | ContributionRefunded
    | RemittanceSuspended
    | RemittanceReinstated
)
