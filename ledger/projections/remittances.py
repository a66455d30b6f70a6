"""Remittances: rosters as they fell due, and every receipt by where its money stands."""

from collections.abc import Iterator, Sequence

from ledger.events import Event
from ledger.events.remittance import (
    ContributionReceived,
    ContributionRefunded,
    PlanAmount,
    ReceiptHeld,
    ReceiptIdentified,
    RosterAccepted,
    RosterAmended,
)
from ledger.projections.tables import Cell, Column, Projection, Row, Table

ROSTER_TABLE = Table(
    "roster",
    (
        Column("position", "integer"),
        Column("effective_on", "date"),
        Column("roster", "text"),
        Column("unit", "text"),
        Column("fund", "text"),
        Column("plan", "text"),
        Column("period", "text"),
        Column("starts_on", "date"),
        Column("ends_on", "date"),
        Column("members", "integer"),  # signed, as all that follows: an amendment takes away
        Column("joined", "integer"),  # of them new
        Column("shares", "integer"),
        Column("contribution_fen", "integer"),
    ),
)
RECEIPT_TABLE = Table(
    "receipt",
    (
        Column("position", "integer"),
        Column("leg", "integer"),
        Column("effective_on", "date"),
        Column("receipt", "text"),
        Column("step", "text"),  # received, held, identified, freed or refunded
        Column("standing", "text"),  # contribution: placed with a plan; held: not, or not yet
        Column("amount_fen", "integer"),  # signed: held money leaves when it is identified
        Column("fund", "text"),
        Column("unit", "text", required=False),
        Column("period", "text", required=False),
        Column("plan", "text", required=False),
        Column("bank_account", "text", required=False),
        Column("payer", "text", required=False),
    ),
    legs=True,
)


def _roster(event: RosterAccepted, position: int) -> tuple[Row]:
    return (
        (
            position,
            event.effective_on.isoformat(),
            event.roster,
            event.unit,
            event.fund,
            event.plan,
            event.period,
            event.starts_on.isoformat(),
            event.ends_on.isoformat(),
            event.members,
            event.joined,
            event.shares,
            event.contribution_fen,
        ),
    )


def _amended(event: RosterAmended, position: int) -> tuple[Row]:
    return (
        (
            position,
            event.effective_on.isoformat(),
            event.amendment,
            event.unit,
            event.fund,
            event.plan,
            event.period,
            event.starts_on.isoformat(),
            event.ends_on.isoformat(),
            -event.members,
            -event.joined,
            -event.shares,
            -event.contribution_fen,
        ),
    )


def _numbered(
    event: Event, position: int, receipt: str, step: str, facts: Iterator[tuple[Cell, ...]]
) -> Iterator[Row]:
    effective_on = event.effective_on.isoformat()
    for leg, fact in enumerate(facts):
        yield (position, leg, effective_on, receipt, step, *fact)


def _placed(lines: Sequence[PlanAmount], where: Row, tail: Row) -> Iterator[tuple[Cell, ...]]:
    fund, unit, period = where
    for line in lines:
        yield ("contribution", line.amount_fen, fund, unit, period, line.plan, *tail)


def _received(event: ContributionReceived, position: int) -> Iterator[Row]:
    def facts() -> Iterator[tuple[Cell, ...]]:
        where = (event.fund, event.unit, event.period)
        tail = (event.bank_account, event.payer)
        yield from _placed(event.lines, where, tail)
        if event.held_fen:
            yield ("held", event.held_fen, *where, None, *tail)

    return _numbered(event, position, event.receipt, "received", facts())


def _held(event: ReceiptHeld, position: int) -> Iterator[Row]:
    fact = ("held", event.amount_fen, event.fund, None, None, None, event.bank_account, None)
    return _numbered(event, position, event.receipt, "held", iter((fact,)))


def _identified(event: ReceiptIdentified, position: int) -> Iterator[Row]:
    def facts() -> Iterator[tuple[Cell, ...]]:
        held = (event.fund, event.held_unit, event.held_period)
        yield ("held", -event.amount_fen, *held, None, None, None)
        yield from _placed(event.lines, (event.fund, event.unit, event.period), (None, None))

    return _numbered(event, position, event.receipt, "identified", facts())


def _refunded(event: ContributionRefunded, position: int) -> Iterator[Row]:
    where = (event.fund, event.unit, event.period)
    fact = ("held", -event.amount_fen, *where, None, event.bank_account, None)
    return _numbered(event, position, event.receipt, "refunded", iter((fact,)))


def _freed(event: RosterAmended, position: int) -> Iterator[Row]:
    """Move what was paid for somebody who is struck off from their plan to what is held."""
    effective_on, leg = event.effective_on.isoformat(), 0
    where, tail = (event.fund, event.unit, event.period), (None, None)
    for part in event.freed:
        for standing, fen, plan in (
            ("contribution", -part.amount_fen, event.plan),
            ("held", part.amount_fen, None),
        ):
            head = (position, leg, effective_on, part.receipt, "freed", standing, fen)
            yield (*head, *where, plan, *tail)
            leg += 1


ROSTER = Projection("roster", 1, ROSTER_TABLE, {RosterAccepted: _roster, RosterAmended: _amended})
RECEIPT = Projection(
    "receipt",
    1,
    RECEIPT_TABLE,
    {
        ContributionReceived: _received,
        ReceiptHeld: _held,
        ReceiptIdentified: _identified,
        ContributionRefunded: _refunded,
        RosterAmended: _freed,
    },
)
