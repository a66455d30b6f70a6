"""Contributions: what is owed for cover, by which rule, who bears it, and what comes back."""

from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from ledger.money import Fen, FenOrZero, round_half_up, yuan
from ledger.plans.clauses import BASIS_POINTS, Clause, Positive, RateBp
from ledger.plans.problems import Contradictory, Problem

Every = Literal["term", "year", "month"]
DueDay = Annotated[int, Field(strict=True, ge=1, le=28)]
TermsPayer = Literal[  # as terms name them; an account knows them by fewer heads
    "member",
    "unit",
    "member_or_unit",
    "unit_union",
    "district_union",
    "city",
    "city_union",
    "city_and_district_unions",
    "province_union",
    "head_office",
    "government",
    "donor",
    "fund",
    "others",
]

_LEVELS_FALL: Final = Problem(
    "levels must be listed once each, by rising shares", "levels 应按份数由少到多，各列一次"
)
_NOT_WHOLE: Final = Problem(
    "bands must begin at zero, and the last must be open above",
    "bands 应自零起，最后一段不设上限",
)


def _not_joined(index: int) -> Problem:
    return Problem(
        f"bands.{index} does not begin where the one before ends",
        f"bands.{index} 未接上一段的终点",
    )


def without_width(field: str, over_fen: int) -> Problem:
    """Say that a band ends where it begins, or before."""
    low = yuan(over_fen)
    return Problem(
        f"{field} must be above over_fen ({low} yuan)", f"{field} 应高于 over_fen（{low}元）"
    )


class PerShare(Clause):
    """So much for each share; more for occupations of high risk where the terms say so."""

    rule: Literal["per_share"] = "per_share"
    share_fen: FenOrZero
    high_risk_share_fen: Fen | None = None
    every: Every = "term"


class Level(Clause):
    """What cover of so many shares costs, all together."""

    shares: Positive
    fen: Fen
    high_risk_fen: Fen | None = None


class ByLevel(Clause):
    """A price for each number of shares, which need not be a multiple of one share's."""

    rule: Literal["by_level"] = "by_level"
    levels: tuple[Level, ...]
    every: Every = "term"

    @model_validator(mode="after")
    def _levels_rise(self) -> Self:
        shares = [level.shares for level in self.levels]
        if not shares or shares != sorted(set(shares)):
            raise Contradictory(_LEVELS_FALL)
        return self


class WageRatio(Clause):
    """A share of the monthly wage, between a least and a most."""

    rule: Literal["wage_ratio"] = "wage_ratio"
    rate_bp: RateBp
    least_fen: Fen | None = None
    most_fen: Fen | None = None
    every: Every = "month"

    @model_validator(mode="after")
    def _least_below_most(self) -> Self:
        least, most = self.least_fen, self.most_fen
        if least is not None and most is not None and least > most:
            raise Contradictory(
                Problem("least_fen must not be above most_fen", "least_fen 不得高于 most_fen")
            )
        return self


class IncomeBand(Clause):
    """What a monthly income inside a band pays."""

    over_fen: FenOrZero
    up_to_fen: Fen | None = None
    fen: FenOrZero


class ByIncome(Clause):
    """A sum by band of monthly income."""

    rule: Literal["income_band"] = "income_band"
    bands: tuple[IncomeBand, ...]
    every: Every = "month"

    @model_validator(mode="after")
    def _bands_join(self) -> Self:
        reached: int | None = 0
        for index, band in enumerate(self.bands):
            if band.over_fen != reached:
                raise Contradictory(_not_joined(index))
            if band.up_to_fen is not None and band.up_to_fen <= band.over_fen:
                raise Contradictory(without_width(f"bands.{index}.up_to_fen", band.over_fen))
            reached = band.up_to_fen
        if not self.bands or reached is not None:
            raise Contradictory(_NOT_WHOLE)
        return self


class Fixed(Clause):
    """One sum a head, whatever the shares."""

    rule: Literal["fixed"] = "fixed"
    fen: FenOrZero
    every: Every = "term"


class ByUnitAge(Clause):
    """A sum for each share by the unit's average age: below the limit, or from it on.

    It is the mean of completed years on the first day of cover, rounded half up to a year.
    """

    rule: Literal["unit_age"] = "unit_age"
    age_limit: Positive
    younger_fen: Fen
    older_fen: Fen
    every: Every = "term"


ContributionRule = Annotated[
    PerShare | ByLevel | WageRatio | ByIncome | Fixed | ByUnitAge, Field(discriminator="rule")
]


class FundingPart(Clause):
    """What one payer bears of the contribution for one share, in fen or as a share of it."""

    payer: TermsPayer
    fen: Fen | None = None
    rate_bp: RateBp | None = None

    @model_validator(mode="after")
    def _one_measure(self) -> Self:
        if self.fen is not None and self.rate_bp is not None:
            raise Contradictory(
                Problem("give fen or rate_bp, not both", "fen 与 rate_bp 只能填一项")
            )
        return self


class Circumstances(Clause):
    """What a contribution may depend on besides shares; the wage is sealed and never recorded."""

    wage_fen: FenOrZero | None = None  # of a month
    income_band: Positive | None = None  # which of the terms' bands, from 1, where no wage is given
    high_risk: bool = False
    unit_age: Positive | None = None  # the unit's average, in completed years


NO_CIRCUMSTANCES = Circumstances()


def needs(rule: ContributionRule) -> str | None:
    """Name the circumstance without which a rule gives no sum, or None."""
    if isinstance(rule, ByIncome):
        return "income_band"
    if isinstance(rule, WageRatio):
        return "wage_fen"
    return "unit_age" if isinstance(rule, ByUnitAge) else None


def rests_on_pay(rule: ContributionRule | None) -> bool:
    """Tell whether a rule reckons by wage or income: then no one's own sum may stand in clear."""
    return isinstance(rule, WageRatio | ByIncome)


def owed_fen(
    rule: ContributionRule, shares: int, circumstances: Circumstances = NO_CIRCUMSTANCES
) -> int | None:
    """Return what is owed each time it falls due, in fen; None where the rule lacks what it needs.

    A level that the rule does not list has no price: None as well.
    """
    match rule:
        case PerShare():
            risky = circumstances.high_risk and rule.high_risk_share_fen is not None
            return (rule.high_risk_share_fen if risky else rule.share_fen) * shares  # type: ignore[operator]
        case ByLevel():
            level = next((each for each in rule.levels if each.shares == shares), None)
            if level is None:
                return None
            return (level.high_risk_fen or level.fen) if circumstances.high_risk else level.fen
        case Fixed():
            return rule.fen
        case ByUnitAge():
            age = circumstances.unit_age
            if age is None:
                return None
            return (rule.younger_fen if age < rule.age_limit else rule.older_fen) * shares
        case _:
            return _by_pay(rule, circumstances)


def _by_pay(rule: WageRatio | ByIncome, circumstances: Circumstances) -> int | None:
    wage, band = circumstances.wage_fen, circumstances.income_band
    if wage is not None:
        return _by_wage(rule, wage)
    if isinstance(rule, ByIncome) and band is not None and band <= len(rule.bands):
        return rule.bands[band - 1].fen
    return None


def band_of(rule: ByIncome, wage_fen: int) -> int:
    """Return which band of income a monthly wage lies in, from 1."""
    return next(
        place
        for place, band in enumerate(rule.bands, 1)
        if band.up_to_fen is None or wage_fen <= band.up_to_fen
    )


def _by_wage(rule: WageRatio | ByIncome, wage_fen: int) -> int:
    if isinstance(rule, ByIncome):
        return rule.bands[band_of(rule, wage_fen) - 1].fen
    owed = round_half_up(wage_fen * rule.rate_bp, BASIS_POINTS)
    owed = max(owed, rule.least_fen or 0)
    return owed if rule.most_fen is None else min(owed, rule.most_fen)
