"""The published figures of the Chengdu office, and what they come to at another scale.

Source: slides of the Chengdu office on workers' mutual aid, figures for 2015 and 2016.
"""

from dataclasses import dataclass
from fractions import Fraction

from ledger.money import FEN_PER_YUAN, round_half_up

SOURCE_EN = "slides of the Chengdu office on workers' mutual aid, figures for 2015 and 2016"
SOURCE_ZH = "成都办事处职工互助保障工作情况介绍（幻灯片），2015、2016年数据"
YEARS = (2015, 2016)
CRITICAL, FEMALE = "critical_illness", "female_specific_disease"


@dataclass(frozen=True)
class Benefits:
    """How many benefits were paid in a year, and their sum."""

    count: int
    sum_fen: int


@dataclass(frozen=True)
class YearTarget:
    """What a calendar year comes to: units and participations by coverage period, benefits by payment."""

    units: int
    participations: int
    benefits: Benefits  # of all plans
    critical: Benefits
    female: Benefits


def _yuan(count: int, yuan: int) -> Benefits:
    return Benefits(count, yuan * FEN_PER_YUAN)


PUBLISHED = {
    2015: YearTarget(
        5_867, 647_838, _yuan(37_580, 36_976_976), _yuan(451, 5_302_200), _yuan(120, 1_395_800)
    ),
    2016: YearTarget(
        6_517, 656_164, _yuan(34_440, 35_974_722), _yuan(573, 6_722_400), _yuan(147, 1_611_200)
    ),
}


def scaled(number: int, scale: Fraction, least: int = 1) -> int:
    """Return a number at a scale, rounded half up, but at least so much."""
    return max(least, round_half_up(number * scale.numerator, scale.denominator))


def targets(scale: Fraction) -> dict[int, YearTarget]:
    """Return the figures to reach at a scale; at 1 they are the published ones.

    Fixed sums cannot add up to every amount: at another scale the sums of the two classes are those
    nearest that their lists can make (`ledger.demo.amounts`).
    """
    return {year: _scaled(target, scale) for year, target in PUBLISHED.items()}


def _scaled(target: YearTarget, scale: Fraction) -> YearTarget:
    def part(benefits: Benefits, least: int) -> Benefits:
        return Benefits(scaled(benefits.count, scale, least), scaled(benefits.sum_fen, scale))

    return YearTarget(
        scaled(target.units, scale, 8),
        scaled(target.participations, scale, 600),
        part(target.benefits, 40),
        part(target.critical, 1),
        part(target.female, 1),
    )
