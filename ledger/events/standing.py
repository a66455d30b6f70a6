"""Whether a unit stands suspended with a fund for a coverage period, for contributions in arrears."""

from __future__ import annotations

from typing import Literal

from ledger.events.base import Code, Count, Event


class RemittanceSuspended(Event):
    """Cover by a unit's lists stands still from the effective date on; nobody is added to them."""

    topic: Literal["remittance.suspended.v1"] = "remittance.suspended.v1"
    unit: Code
    fund: Code
    period: str
    covers: Count  # that stand still by it: each of them is a fact of its member


class RemittanceReinstated(Event):
    """Cover by a unit's lists runs on from the effective date, and the lists are open again."""

    topic: Literal["remittance.reinstated.v1"] = "remittance.reinstated.v1"
    unit: Code
    fund: Code
    period: str
    covers: Count  # that run on by it
