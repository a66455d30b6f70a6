"""Amounts that vary as real ones do and still add up, to the fen, to a published sum."""

from collections.abc import Sequence
from functools import cache
from math import gcd

from ledger.demo.chance import Dice, Weighted, shared_out
from ledger.demo.targets import Benefits
from ledger.plans import FixedSum, PlanTerms

_CLOSING = 10  # so many amounts are chosen last, to make the sum come out
_TRIES = 2_000
_LEAST_FEN, _MOST_FEN = 2_100, 2_500_000  # of one hospital benefit


def schedule(terms: PlanTerms) -> dict[str, int]:
    """Return the sums that a fixed-sum plan pays for a diagnosis, by class of disease, in fen."""
    rule = next(r for r in terms.benefits if isinstance(r, FixedSum) and r.trigger == "diagnosis")
    return {line.code: line.amount_fen for line in rule.lines}


def reachable(terms: PlanTerms, wanted: Benefits) -> Benefits:
    """Return the sum nearest to the wanted one that so many fixed sums of a plan can make."""
    amounts = tuple(sorted(set(schedule(terms).values())))
    if wanted.count > _CLOSING:
        step = _step(amounts)
        least, most = amounts[0] * wanted.count, amounts[-1] * wanted.count
        within = min(max(wanted.sum_fen, least), most)
        return Benefits(wanted.count, least + (within - least) // step * step)
    nearest = min(
        _sums(amounts, wanted.count), key=lambda total: (abs(total - wanted.sum_fen), total)
    )
    return Benefits(wanted.count, nearest)


def fixed_sums(
    terms: PlanTerms, wanted: Benefits, dice: Dice, doubles_per_mille: int = 0
) -> list[tuple[str, int]]:
    """Choose class of disease and shares for each benefit, so that the sums add up exactly.

    Most are drawn by how common they are, some with two shares; a few of one share are chosen last,
    to close the gap.
    """
    paid = schedule(terms)
    amounts = tuple(sorted(set(paid.values())))
    common = Weighted([(code, 60 // (place + 1) + 4) for place, code in enumerate(paid)])
    closing = min(_CLOSING, wanted.count)

    def draw() -> tuple[str, int]:
        return dice.pick(common), 2 if dice.hits(doubles_per_mille) else 1

    drawn = [draw() for _ in range(wanted.count - closing)]
    left = wanted.sum_fen - sum(paid[code] * shares for code, shares in drawn)
    for _ in range(_TRIES):
        path = _path(amounts, closing, left)
        if path is not None:
            break
        # what is left is too much or too little for the last few: lift or lower one
        place, fresh = dice.below(len(drawn)), draw()
        change = paid[fresh[0]] * fresh[1] - paid[drawn[place][0]] * drawn[place][1]
        if (change > 0) == (left > closing * (amounts[0] + amounts[-1]) // 2):
            drawn[place], left = fresh, left - change
    else:
        raise AssertionError("a reachable sum was not reached")
    by_amount = {amount: [c for c in paid if paid[c] == amount] for amount in amounts}
    drawn += [(dice.pick(by_amount[amount]), 1) for amount in path]
    dice.shuffle(drawn)
    return drawn


def varied(wanted: Benefits, dice: Dice) -> list[int]:
    """Return amounts of a log-normal spread, to the fen, that add up exactly."""
    amounts = shared_out(wanted.sum_fen, [dice.spread() for _ in range(wanted.count)], _LEAST_FEN)
    over = sum(max(0, amount - _MOST_FEN) for amount in amounts)
    amounts = [min(amount, _MOST_FEN) for amount in amounts]
    while over:  # what exceeds the most goes to benefits that have room, one after the other
        place = dice.below(len(amounts))
        room = min(over, _MOST_FEN - amounts[place], 100_000)
        amounts[place] += room
        over -= room
    return amounts


@cache
def _sums(amounts: tuple[int, ...], count: int) -> dict[int, int]:
    """Return each sum that so many amounts can make, with the last amount of one way to make it."""
    if not count:
        return {0: 0}
    return {before + amount: amount for before in _sums(amounts, count - 1) for amount in amounts}


def _path(amounts: tuple[int, ...], count: int, total: int) -> list[int] | None:
    """Return so many amounts that make a total, or None if none do."""
    if total not in _sums(amounts, count):
        return None
    path = []
    for left in range(count, 0, -1):
        path.append(_sums(amounts, left)[total])
        total -= path[-1]
    return path


def _step(amounts: Sequence[int]) -> int:
    return gcd(*(amount - amounts[0] for amount in amounts))
