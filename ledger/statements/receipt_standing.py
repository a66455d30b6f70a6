"""What became of a receipt's money: placed, held, refunded or given back, in whatever account it lies."""

from collections.abc import Iterator
from typing import NamedTuple

from ledger.statements.facts import Facts

_ROWS = (
    "select step, standing, unit, period, plan, payer, cast(sum(amount_fen) as bigint) "
    "from receipt where receipt = ? and effective_on <= ? and position <= ? "
    "group by step, standing, unit, period, plan, payer "
    "order by period, plan, unit, payer, step"
)


class Purpose(NamedTuple):
    """What a receipt's money settled: of which unit, for which cover, and whose money it was."""

    unit: str
    period: str
    plan: str
    payer: str | None  # None: it is the receipt's one payer, or nobody knows whose


class ReceiptStanding(NamedTuple):
    """Where a receipt's money stands, in fen: all of it together is what came in."""

    placed: dict[Purpose, int]
    held_fen: int
    refunded_fen: int
    returned_fen: int  # as principal, at the end of a term

    def by_units(self) -> Iterator[tuple[Purpose, int, int]]:
        """Yield the purposes of all units together: one of them, how many units, and the sum."""
        seen: dict[tuple[str, str, str | None], list[tuple[Purpose, int]]] = {}
        for purpose, fen in self.placed.items():
            seen.setdefault(purpose[1:], []).append((purpose, fen))
        for alike in seen.values():
            yield alike[0][0], len(alike), sum(fen for _, fen in alike)


def receipt_standing(facts: Facts, receipt: str) -> ReceiptStanding:
    """Say where a receipt's money stands at the close of a day, as known at a position."""
    rows = list(facts.asked(_ROWS, (receipt, *facts.until())))
    payers = {payer for *_, payer, _ in rows if payer is not None}
    only = payers.pop() if len(payers) == 1 else None
    placed: dict[Purpose, int] = {}
    sums = dict.fromkeys(("held", "refunded", "returned"), 0)
    for step, standing, unit, period, plan, payer, fen in rows:
        if step in ("refunded", "returned"):
            sums[step] -= fen
        if standing == "held":
            sums["held"] += fen
        else:
            purpose = Purpose(unit, period, plan, payer or only)
            placed[purpose] = placed.get(purpose, 0) + fen
    left = {purpose: fen for purpose, fen in placed.items() if fen}
    return ReceiptStanding(left, sums["held"], sums["refunded"], sums["returned"])
