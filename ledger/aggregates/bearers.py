"""Who bears a contribution, whose money settled it, and to whom it goes back: in fen, to the last one."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from ledger.events.remittance import FreedAmount, Payer, PayerAmount, PlanAmount
from ledger.money import shared_out
from ledger.plans import FundingPart, PlanKey, borne

Bearer = Payer | None  # None: nobody in particular, where the terms do not divide it

# Under which head an account keeps a payer of the terms. Who has none here pays by no receipt.
_HEADS: Final[Mapping[str, Payer]] = {
    "member": "members",
    "member_or_unit": "unit",
    "unit": "unit",
    "unit_union": "union",
    "district_union": "union",
    "city_union": "union",
    "city_and_district_unions": "union",
    "province_union": "union",
    "head_office": "union",
    "city": "fiscal",
    "government": "fiscal",
    "donor": "donor",
}
# What a payer's money settles, in this order: a unit remits what it withheld from its members.
_SETTLES: Final[Mapping[str, tuple[Payer, ...]]] = {"unit": ("unit", "members")}


class Placing(NamedTuple):
    """What money of a receipt settled: whose it was, under which plan, and whose part."""

    plan: PlanKey
    payer: Bearer  # None: the receipt's one payer
    bearer: Bearer


def divided(parts: Sequence[FundingPart], sums: Iterable[int]) -> tuple[PayerAmount, ...] | None:
    """Divide people's contributions among who bears them, each to the fen; None where terms do not."""
    if not parts or any(part.payer not in _HEADS for part in parts):
        return None
    total: dict[Payer, int] = {}
    for fen in sums:
        for payer, part in borne(tuple(parts), fen):
            total[_HEADS[payer]] = total.get(_HEADS[payer], 0) + part
    return amounts(total.items())


def amounts(sums: Iterable[tuple[Bearer, int]]) -> tuple[PayerAmount, ...] | None:
    """Return sums by payer as facts; None where nobody in particular is named, or nothing is left."""
    found = [(payer, fen) for payer, fen in sums if fen and payer is not None]
    return tuple(PayerAmount(payer=payer, amount_fen=fen) for payer, fen in found) or None


def settles(payer: Bearer, bearer: Bearer) -> bool:
    """Tell whether a payer's money settles a bearer's part; money of an unknown payer settles any."""
    return bearer is None or payer is None or bearer in _SETTLES.get(payer, (payer,))


def placed(
    open_by: Mapping[PlanKey, Mapping[Bearer, int]],
    money: Sequence[tuple[Bearer, int]],
    *,
    several: bool,
) -> tuple[PlanAmount, ...]:
    """Place money with what is unpaid, plan by plan in the order of the rosters.

    Of a receipt with several payers each line names whose it is.
    """
    left = {plan: dict(bearers) for plan, bearers in open_by.items()}
    lines = []
    for payer, amount in money:
        fen = amount
        for plan, bearers in left.items():
            for bearer in sorted(bearers, key=lambda each: each != payer):
                part = min(bearers[bearer], fen) if settles(payer, bearer) else 0
                if part:
                    bearers[bearer] -= part
                    fen -= part
                    whose = payer if several else None
                    line = PlanAmount(plan=plan, amount_fen=part, payer=whose, bearer=bearer)
                    lines.append(line)
    return tuple(lines)


def freed(
    plan: PlanKey, bearer: Bearer, fen: int, paid: Mapping[str, Mapping[Placing, int]]
) -> list[FreedAmount]:
    """Say whose money goes back where so much that was paid is due no more.

    Everyone gets back in proportion to what their receipts paid of it.
    """
    found = [
        (receipt, placing.payer, part)
        for receipt, placings in paid.items()
        for placing, part in placings.items()
        if part and (placing.plan, placing.bearer) == (plan, bearer)
    ]
    if not fen:
        return []
    assert fen <= sum(part for *_, part in found), "what is not due any more was received"
    shares = shared_out(fen, [part for *_, part in found])
    return [
        FreedAmount(receipt=receipt, amount_fen=share, payer=payer, bearer=bearer)
        for (receipt, payer, _), share in zip(found, shares, strict=True)
        if share
    ]
