"""Money: integer fen, parsed and printed exactly; the one place where anything is rounded."""

import re
from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

Fen = Annotated[int, Field(strict=True, gt=0)]
FenOrZero = Annotated[int, Field(strict=True, ge=0)]

FEN_PER_YUAN = 100
FEN_PER_YI = 10_000_000_000
FEN_MAX = 10**15  # ten trillion yuan: more is a slip of the keyboard, and no store could add it up

_YUAN = re.compile(r"(-?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}))?")


def round_half_up(numerator: int, denominator: int) -> int:
    """Divide, rounding halves away from zero (四舍五入), as the field prints averages and benefits.

    Source: averages in published year-on-year tables of mutual-aid offices, recomputed.
    """
    if denominator <= 0:
        raise ValueError("the denominator must be positive")
    quotient, rest = divmod(abs(numerator), denominator)
    rounded = quotient + (2 * rest >= denominator)
    return rounded if numerator >= 0 else -rounded


def shared_out(total_fen: int, weights: Sequence[int]) -> list[int]:
    """Divide an amount in proportion to weights, to the fen: the parts add up to it exactly.

    Each part is rounded down, and the fen left over go one by one to the largest remainders, of
    equal ones to the first (最大余数法).

    Raises:
        ValueError: a weight is negative, or none is above zero.
    """
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise ValueError("weights must not be negative, and one must be above zero")
    parts = [total_fen * weight // whole for weight in weights]
    left = total_fen - sum(parts)
    by_rest = sorted(range(len(weights)), key=lambda i: -(total_fen * weights[i] % whole))
    for place in by_rest[:left]:
        parts[place] += 1
    return parts


def parse_yuan(text: str) -> int:
    """Read an amount in yuan, with at most two decimals, as exact fen.

    Raises:
        ValueError: the text is not an amount, has a fraction of a fen, or is above `FEN_MAX`.
    """
    match = _YUAN.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not an amount in yuan")
    sign, whole, cents = match.groups()
    fen = int(whole.replace(",", "")) * FEN_PER_YUAN + int((cents or "").ljust(2, "0"))
    if fen > FEN_MAX:
        raise ValueError(f"{text!r} is above {yuan(FEN_MAX)} yuan")
    return -fen if sign else fen


def yuan(fen: int) -> str:
    """Print fen as yuan with two decimals and thousands separators: `601860` is `6,018.60`."""
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{fen // FEN_PER_YUAN:,}.{fen % FEN_PER_YUAN:02d}"


def plain_yuan(fen: int) -> str:
    """Print fen as yuan without separators, for files: `601860` is `6018.60`."""
    return yuan(fen).replace(",", "")


def wan(fen: int) -> str:
    """Print fen in 万元 with four decimals, exact for whole yuan: `3597472200` is `3,597.4722`."""
    ten_thousandths = round_half_up(fen, FEN_PER_YUAN)
    sign, units = ("-", -ten_thousandths) if ten_thousandths < 0 else ("", ten_thousandths)
    return f"{sign}{units // 10_000:,}.{units % 10_000:04d}"
