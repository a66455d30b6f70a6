"""Losses: what happened, and what earlier claims of the coverage period have already used."""

from datetime import date
from typing import Annotated, Final, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ledger.money import FenOrZero
from ledger.plans import ConditionCode, Trigger
from ledger.plans.problems import Contradictory, Problem

Tally = Annotated[int, Field(strict=True, ge=0)]
Ordinal = Annotated[int, Field(strict=True, gt=0)]
HourMinute = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]  # 08:30
Label = Annotated[str, Field(min_length=1, max_length=64)]
ByKind = dict[Trigger, Tally]  # a rule of a type is the only one for its kind of loss

# Which triggers share an account of self-payment, where terms measure over the coverage period.
INPATIENT = frozenset({"hospital_stay", "emergency_observation"})
OUTPATIENT = frozenset({"outpatient", "chronic_outpatient"})
SPECIAL = frozenset({"special_outpatient"})
# Events of a life, remembered one by one: pairs of them may exclude one another.
LIFE_EVENTS = frozenset(
    {"disability", "death", "funeral", "birth", "unemployment", "old_age", "work_injury"}
)
AFTER_DEATH = frozenset({"death", "funeral"})  # losses that a death does not come after

_ENDS_FIRST: Final = Problem(
    "ended_on must not be before occurred_on", "ended_on 不得早于 occurred_on"
)
_DEDUCTED: Final = Problem(
    "basic_deductible_fen exceeds self_pay_fen", "basic_deductible_fen 超过 self_pay_fen"
)
_HOURS_TOGETHER: Final = Problem(
    "give admitted_at and discharged_at together", "admitted_at 与 discharged_at 须一并填写"
)
_HOURS_NEED_DAYS: Final = Problem(
    "admitted_at and discharged_at need ended_on", "填写 admitted_at、discharged_at 须有 ended_on"
)
DISCHARGED_FIRST: Final = Problem(
    "discharged_at must not be before admitted_at", "discharged_at 不得早于 admitted_at"
)
_PLACE: Final = Problem(
    "pool_place must not be above pool_claims", "pool_place 不得大于 pool_claims"
)


class Loss(BaseModel):
    """What happened, as the papers say; it names no person and no diagnosis, only a class."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    trigger: Trigger
    occurred_on: date  # admission, diagnosis, accident or death
    occurred_at: HourMinute | None = None  # at what time of that day, where it is known
    ended_on: date | None = None  # discharge
    admitted_at: HourMinute | None = None  # by the hospital's clock, where papers give it
    discharged_at: HourMinute | None = None  # likewise
    total_fen: FenOrZero | None = None  # the whole bill
    self_pay_fen: FenOrZero | None = None  # in-scope part borne by the member, deductible included
    out_of_scope_fen: FenOrZero | None = None  # borne by the member, outside basic insurance
    other_payers_fen: FenOrZero | None = None  # what others than basic insurance already bore
    above_cap_fen: FenOrZero | None = None  # in-scope part above the pooled fund's cap, borne whole
    earlier_fen: FenOrZero | None = None  # self-payment of the period before it, as the agency says
    basic_deductible_fen: FenOrZero | None = None  # part of self_pay_fen that its deductible took
    stay_number: Ordinal | None = None  # which stay of the period it was, as the agency says
    damage_fen: FenOrZero | None = None  # what a damaged thing was worth
    months: Tally | None = None  # for which an allowance is claimed
    condition: ConditionCode | None = None  # class of disease or grade of disability
    group: ConditionCode | None = None  # of the member, where terms have rates by group
    accident_on: date | None = None  # the accident that a disability or a death goes back to
    hospital: Label | None = None
    papers: tuple[Label, ...] | None = None  # receipt numbers

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if self.ended_on is not None and self.ended_on < self.occurred_on:
            raise Contradictory(_ENDS_FIRST)
        if self.admitted_at is not None or self.discharged_at is not None:
            self._hours_fit()
        if (self.basic_deductible_fen or 0) > (self.self_pay_fen or 0):
            raise Contradictory(_DEDUCTED)
        if self.total_fen is not None and self.borne_fen > self.total_fen:
            named = "self_pay_fen and out_of_scope_fen"
            if self.above_cap_fen:
                named = "self_pay_fen, out_of_scope_fen and above_cap_fen"
            raise Contradictory(
                Problem(
                    f"{named} together exceed total_fen",
                    f"{named.replace(' and ', '、').replace(', ', '、')} 合计超过 total_fen",
                )
            )
        return self

    def _hours_fit(self) -> None:
        first, last = self.admitted_at, self.discharged_at
        if first is None or last is None:
            raise Contradictory(_HOURS_TOGETHER)
        if self.ended_on is None:
            raise Contradictory(_HOURS_NEED_DAYS)
        if last < first and self.ended_on == self.occurred_on:
            raise Contradictory(DISCHARGED_FIRST)

    @property
    def time(self) -> str | None:
        """At what time of its day it happened; of a stay, when it began; None: it is not known."""
        return self.occurred_at or self.admitted_at

    @property
    def borne_fen(self) -> int:
        """What basic insurance left to the member."""
        return (self.self_pay_fen or 0) + (self.out_of_scope_fen or 0) + (self.above_cap_fen or 0)

    @property
    def out_of_pocket_fen(self) -> int:
        """What the member bears after all other payers; an indemnity never pays more."""
        return max(0, self.borne_fen - (self.other_payers_fen or 0))


class PaidEvent(NamedTuple):
    """An event of a life that was paid for: of two benefits of one accident, one may exclude another."""

    trigger: str
    accident_on: date | None
    paid_fen: int


class Usage(BaseModel):
    """What earlier claims of the same insured person, plan and coverage period have already used."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    claims: Tally = 0
    stays: Tally = 0
    paid_fen: Tally = 0
    indemnity_fen: Tally = 0  # the part of paid_fen that indemnity rules paid
    damage_fen: ByKind = Field(default_factory=dict)  # what loss shares paid, each rule by itself
    carried_fen: Tally = 0  # paid before a take-over, under which rules nobody said
    drawn_fen: ByKind = Field(default_factory=dict)  # granted on a period's account, before caps
    days: ByKind = Field(default_factory=dict)  # days paid by per diem rules, each by itself
    conditions: tuple[ConditionCode, ...] = ()  # classes already paid, each as often as it was
    earlier: tuple[ConditionCode, ...] = ()  # classes paid in other coverage periods of the plan
    inpatient_fen: Tally = 0  # in-scope self-payment of stays so far
    outpatient_fen: Tally = 0  # likewise of outpatient treatment
    special_fen: Tally = 0  # likewise of special outpatient treatment
    stay_days: Tally = 0  # days of stays, paid or not
    above_cap_claims: Tally = 0  # claims with a part above the pooled fund's cap
    months: ByKind = Field(default_factory=dict)  # months of allowances, each by itself
    events: tuple[PaidEvent, ...] = ()


class Base(BaseModel):
    """What a benefit rests on besides the loss, and what no event holds: a wage, the month's pool.

    `pool_place` is the claim's place among the `pool_claims` of the month, from 1: shares of a pool
    differ by a fen at most, and add up to it exactly.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    wage_fen: FenOrZero | None = None  # of a month
    pool_fen: FenOrZero | None = None
    pool_claims: Ordinal = 1
    pool_place: Ordinal = 1

    @model_validator(mode="after")
    def _place_exists(self) -> Self:
        if self.pool_place > self.pool_claims:
            raise Contradictory(_PLACE)
        return self


def changed_by(before: ByKind, trigger: Trigger, more: int) -> ByKind:
    """Return what rules used, changed by so much for one kind of loss; never below nothing."""
    now = max(0, before.get(trigger, 0) + more)
    rest = {kind: used for kind, used in before.items() if kind != trigger}
    return rest | {trigger: now} if now else rest


NOTHING_USED = Usage()
NO_BASE = Base()


def stay_days(loss: Loss, discharge_day_counts: bool) -> int:
    """Count the days of a stay; one that ends on its first day is one day long."""
    if loss.ended_on is None:
        return 0
    return max(1, (loss.ended_on - loss.occurred_on).days + discharge_day_counts)


def last_day(loss: Loss) -> date:
    """Return the last day of a loss, as far as it is known."""
    return loss.ended_on or loss.occurred_on


def goes_past(loss: Loss, died_on: date) -> bool:
    """Tell whether a loss lasts past the day of the person's death; a death and a funeral may."""
    return loss.trigger not in AFTER_DEATH and last_day(loss) > died_on
