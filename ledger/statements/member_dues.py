"""What falls due when for somebody's cover, as a statement or certificate says it."""

from datetime import date
from typing import NamedTuple

from ledger.plans import WITHHELD, Earnings, borne, dues, funding_of, owed_fen
from ledger.statements.member_statement import CoverLine


class DueLine(NamedTuple):
    """An instalment of somebody's contribution."""

    due_on: date
    contribution_fen: int | None  # None: it follows from pay, which is not shown
    own_fen: int | None  # the part that the member bears by the terms


def due_lines(cover: CoverLine, earnings: Earnings) -> list[DueLine]:
    """Return the instalments of cover that falls due by a schedule, by due date.

    None is owed for days on which cover stands still, or after its end. `earnings` are what may be
    shown of somebody's pay.
    """
    terms = cover.terms
    if cover.every is None or terms is None:
        return []
    lines = []
    for due in dues(terms, *cover.whole):
        if not cover.owes(due):
            continue
        fen = cover.contribution_fen
        if fen is None and terms.contribution is not None:
            fen = owed_fen(terms.contribution, cover.shares, earnings.on(due.due_on))
        parts = None if fen is None else borne(funding_of(terms), fen)
        own = sum(part for payer, part in parts if payer in WITHHELD) if parts else fen
        lines.append(DueLine(due.due_on, fen, own))
    return lines
