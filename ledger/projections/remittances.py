"""Remittances: rosters as they fell due, and every receipt by where its money stands."""

from collections.abc import Iterator, Sequence

from ledger.events import Event
from ledger.events.remittance import (
    ContributionReceived,
    ContributionRefunded,
    ContributionsFellDue,
    InstalmentLessened,
    PayerAmount,
    PlanAmount,
    PrincipalReturned,
    ReceiptHeld,
    ReceiptIdentified,
    RosterAccepted,
    RosterAmended,
)
from ledger.projections.tables import Cell, Column, Projection, Row, Table, day

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
        Column("principal_fen", "integer"),  # due beside it, until it is given back
    ),
)
RECEIPT_TABLE = Table(
    "receipt",
    (
        Column("position", "integer"),
        Column("leg", "integer"),
        Column("effective_on", "date"),
        Column("receipt", "text"),
        Column("step", "text"),  # received, held, identified, freed, refunded or returned
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
            day(event.effective_on),
            event.roster,
            event.unit,
            event.fund,
            event.plan,
            event.period,
            day(event.starts_on),
            day(event.ends_on),
            event.members,
            event.joined,
            event.shares,
            event.contribution_fen,
            event.principal_fen or 0,
        ),
    )


def _amended(event: RosterAmended, position: int) -> tuple[Row]:
    return (
        (
            position,
            day(event.effective_on),
            event.amendment,
            event.unit,
            event.fund,
            event.plan,
            event.period,
            day(event.starts_on),
            day(event.ends_on),
            -event.members,
            -event.joined,
            -event.shares,
            -event.contribution_fen,
            -event.principal_fen,
        ),
    )


def _fell_due(event: ContributionsFellDue | InstalmentLessened, position: int) -> tuple[Row]:
    """An instalment adds no people: they took part by their roster."""
    sign = 1 if isinstance(event, ContributionsFellDue) else -1
    days = (day(event.starts_on), day(event.ends_on))
    where = (event.unit, event.fund, event.plan, event.period, *days)
    instalment = f"{event.unit}/{event.plan}/{day(event.due_on)}"
    head = (position, day(event.effective_on), instalment)
    return ((*head, *where, 0, 0, 0, sign * event.contribution_fen, 0),)


def _principal_returned(event: PrincipalReturned, position: int) -> tuple[Row]:
    """A principal that goes back is due no more; its people have taken part all the same."""
    days = (day(event.starts_on), day(event.ends_on))
    where = (event.unit, event.fund, event.plan, event.period, *days)
    term = f"{event.unit}/{event.plan}/{days[1]}"
    head = (position, day(event.effective_on), term)
    return ((*head, *where, 0, 0, 0, 0, -event.principal_fen),)


def _numbered(
    event: Event, position: int, receipt: str, step: str, facts: Iterator[tuple[Cell, ...]]
) -> Iterator[Row]:
    effective_on = day(event.effective_on)
    for leg, fact in enumerate(facts):
        yield (position, leg, effective_on, receipt, step, *fact)


def _placed(lines: Sequence[PlanAmount], where: Row, tail: Row) -> Iterator[tuple[Cell, ...]]:
    fund, unit, period = where
    bank_account, payer = tail
    for line in lines:
        own = (line.plan, bank_account, line.payer or payer)
        yield ("contribution", line.amount_fen, fund, unit, period, *own)


def _whose(
    parts: Sequence[PayerAmount] | None, payer: str | None, fen: int
) -> list[tuple[str | None, int]]:
    return [(part.payer, part.amount_fen) for part in parts] if parts else [(payer, fen)]


def _received(event: ContributionReceived, position: int) -> Iterator[Row]:
    def facts() -> Iterator[tuple[Cell, ...]]:
        where = (event.fund, event.unit, event.period)
        tail = (event.bank_account, event.payer)
        yield from _placed(event.lines, where, tail)
        if event.held_fen:
            left = dict(_whose(event.parts, event.payer, event.held_fen))
            for line in event.lines if event.parts else ():
                left[line.payer] -= line.amount_fen
            for payer, fen in left.items():
                if fen:
                    yield ("held", fen, *where, None, event.bank_account, payer)

    return _numbered(event, position, event.receipt, "received", facts())


def _held(event: ReceiptHeld, position: int) -> Iterator[Row]:
    where = (event.fund, None, None, None, event.bank_account)
    own = _whose(event.parts, event.payer, event.amount_fen)
    facts = (("held", fen, *where, payer) for payer, fen in own)
    return _numbered(event, position, event.receipt, "held", facts)


def _identified(event: ReceiptIdentified, position: int) -> Iterator[Row]:
    def facts() -> Iterator[tuple[Cell, ...]]:
        held = (event.fund, event.held_unit, event.held_period)
        yield ("held", -event.amount_fen, *held, None, None, None)
        tail = (None, event.payer)
        yield from _placed(event.lines, (event.fund, event.unit, event.period), tail)

    return _numbered(event, position, event.receipt, "identified", facts())


def _refunded(event: ContributionRefunded, position: int) -> Iterator[Row]:
    where = (event.fund, event.unit, event.period)
    own = _whose(event.parts, None, event.amount_fen)
    facts = (("held", -fen, *where, None, event.bank_account, payer) for payer, fen in own)
    return _numbered(event, position, event.receipt, "refunded", facts)


def _freed(event: RosterAmended | InstalmentLessened, position: int) -> Iterator[Row]:
    """Move what was paid for somebody who is struck off from their plan to what is held."""
    effective_on, leg = day(event.effective_on), 0
    where = (event.fund, event.unit, event.period)
    for part in event.freed:
        tail = (None, part.payer)
        for standing, fen, plan in (
            ("contribution", -part.amount_fen, event.plan),
            ("held", part.amount_fen, None),
        ):
            head = (position, leg, effective_on, part.receipt, "freed", standing, fen)
            yield (*head, *where, plan, *tail)
            leg += 1


def _given_back(event: PrincipalReturned, position: int) -> Iterator[Row]:
    """Take what goes back as principal from what its receipts had settled."""
    effective_on = day(event.effective_on)
    where = (event.fund, event.unit, event.period, event.plan)
    for leg, line in enumerate(event.lines):
        head = (position, leg, effective_on, line.receipt, "returned")
        yield (*head, "contribution", -line.amount_fen, *where, line.bank_account, line.payer)


ROSTER = Projection(
    "roster",
    2,
    ROSTER_TABLE,
    {
        RosterAccepted: _roster,
        RosterAmended: _amended,
        ContributionsFellDue: _fell_due,
        InstalmentLessened: _fell_due,
        PrincipalReturned: _principal_returned,
    },
)
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
        InstalmentLessened: _freed,
        PrincipalReturned: _given_back,
    },
)
