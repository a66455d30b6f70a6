"""Principal of a unit's people that was taken over: brought in for a term, and given back at its end."""

from __future__ import annotations

from datetime import date
from typing import Literal

from ledger.events.base import Code, Count, Event
from ledger.money import Fen
from ledger.plans import PlanKey


class PrincipalCarriedIn(Event):
    """Principal of a unit's people came in at take-over, for one term of cover; the fund holds it.

    It is in the fund's opening balance, and posts nothing.
    """

    topic: Literal["remittance.principal_carried_in.v1"] = "remittance.principal_carried_in.v1"
    unit: Code
    fund: Code
    plan: PlanKey
    period: str
    starts_on: date  # of the cover that it is for
    ends_on: date
    members: Count  # whose it is
    principal_fen: Fen  # of them together, as the fund's opening balance holds it


class CarriedPrincipalReturned(Event):
    """A term was over that had been taken over, so that its principal went back to the unit."""

    topic: Literal["remittance.carried_principal_returned.v1"] = (
        "remittance.carried_principal_returned.v1"
    )
    unit: Code
    fund: Code
    plan: PlanKey
    period: str
    starts_on: date  # of the cover that it was for
    ends_on: date
    principal_fen: Fen  # held until now
    bank_account: Code  # that it went out of: its receipts are not in this record
