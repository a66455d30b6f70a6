"""Refusals of a claim as it comes in: whose loss it is, of what kind and day, and whether it is new."""

from dataclasses import dataclass
from datetime import date

from ledger.errors.base import LedgerError


@dataclass(eq=False)
class NotCovered(LedgerError):
    """A benefit needs cover on the day of the loss."""

    code = "claim.not_covered"
    says = "claim {claim}: no cover under {plan} on {day}"
    says_zh = "案件 {claim}：{day} 没有 {plan} 的保障"
    claim: str
    plan: str
    day: date


@dataclass(eq=False)
class NotCoveredAt(LedgerError):
    """On its first and its last day, cover runs from and to the time that the terms say."""

    code = "claim.not_covered_at"
    says = "claim {claim}: {plan} gave no cover on {day} at {time}; it ran from {since} to {until}"
    says_zh = "案件 {claim}：{day} {time} 不在 {plan} 保障时间内；保障自 {since} 至 {until}"
    claim: str
    plan: str
    day: date
    time: str
    since: str  # day and time at which cover begins
    until: str


@dataclass(eq=False)
class InsideWaitingPeriod(LedgerError):
    """A new member waits before disease benefits begin (观察期)."""

    code = "claim.inside_waiting_period"
    says = (
        "claim {claim}: {day} lies in the waiting period of {plan} ({clause}), "
        "which covers from {until}"
    )
    says_zh = "案件 {claim}：{day} 处于 {plan} 观察期（{clause}）内，{until} 起承担"
    claim: str
    plan: str
    clause: str
    day: date
    until: date


@dataclass(eq=False)
class LossAfterDeparture(LedgerError):
    """A loss is covered while the member is there: on the day they went, and before it."""

    code = "claim.loss_after_departure"
    says = "claim {claim}: the loss of {day} came after the member {how} on {gone_on}"
    says_zh = "案件 {claim}：{day} 的事故发生在会员{how}（{gone_on}）之后"
    claim: str
    day: date
    how: str
    gone_on: date


@dataclass(eq=False)
class ClaimWhileSuspended(LedgerError):
    """Days on which cover stood still for arrears are not covered (中止期间)."""

    code = "claim.cover_suspended"
    says = "claim {claim}: {day} is not covered, {plan} was suspended from {since} on"
    says_zh = "案件 {claim}：{plan} 自 {since} 起中止，{day} 不在保障内"
    claim: str
    plan: str
    day: date
    since: date


@dataclass(eq=False)
class InsuredNotAdmitted(LedgerError):
    """Terms insure the member, and dependants only as far as they name them (被保障人)."""

    code = "claim.insured_not_admitted"
    says = "claim {claim}: {plan} does not insure a member's {insured} ({clause})"
    says_zh = "案件 {claim}：{plan} 的条款（{clause}）不保障会员的 {insured}"
    claim: str
    plan: str
    clause: str
    insured: str


@dataclass(eq=False)
class DependantMissing(LedgerError):
    """Whose loss is claimed is on record as the member's dependant, of an age that is insured."""

    code = "claim.dependant_missing"
    says = "claim {claim}: no {insured} whom {plan} insures on {day} is on record for the member"
    says_zh = "案件 {claim}：该会员没有登记 {plan} 在 {day} 保障的家属（{insured}）"
    claim: str
    plan: str
    insured: str
    day: date


@dataclass(eq=False)
class DependantUnnamed(LedgerError):
    """Of several dependants of one relation, a claim says by code whose loss it is."""

    code = "claim.dependant_unnamed"
    says = "claim {claim}: say which {insured} it is; on record are {codes}"
    says_zh = "案件 {claim}：须以编码写明是哪一位家属（{insured}）；已登记的有 {codes}"
    claim: str
    insured: str
    codes: str


@dataclass(eq=False)
class TriggerNotInPlan(LedgerError):
    """A plan pays for what its benefits name, and for nothing else (benefit clauses of the terms)."""

    code = "claim.trigger_not_in_plan"
    says = "claim {claim}: {trigger} is none of what {plan} pays for ({clause})"
    says_zh = "案件 {claim}：{plan} 的条款（{clause}）不含事由“{trigger}”"
    claim: str
    plan: str
    clause: str
    trigger: str


@dataclass(eq=False)
class ConditionNotListed(LedgerError):
    """Where a plan pays by class or grade alone, a loss is of one that its terms list (schedules)."""

    code = "claim.condition_not_listed"
    says = "claim {claim}: {plan} does not list {condition} for {trigger} ({clause}: {listed})"
    says_zh = "案件 {claim}：{plan} 就事由“{trigger}”未列 {condition}（{clause}：{listed}）"
    claim: str
    plan: str
    clause: str
    trigger: str
    condition: str
    listed: str


@dataclass(eq=False)
class FiledTwice(LedgerError):
    """One loss is claimed once under a plan."""

    code = "claim.filed_twice"
    says = "claim {claim} repeats claim {earlier}: same plan, trigger and day or same paper"
    says_zh = "案件 {claim} 与 {earlier} 重复：同一计划、事由和日期或同一票据"
    claim: str
    earlier: str


@dataclass(eq=False)
class DiedBefore(LedgerError):
    """A person dies once: claims for a death name one day, under whatever plan."""

    code = "claim.died_before"
    says = (
        "claim {claim} is for a death on {day}; that of the same person is on record for {died_on}"
    )
    says_zh = "案件 {claim} 所报身故日期为 {day}；同一人的身故已记录在 {died_on}"
    claim: str
    day: date
    died_on: date


@dataclass(eq=False)
class PaperClaimed(LedgerError):
    """A receipt is claimed once under a plan, whoever brings it."""

    code = "claim.paper_claimed"
    says = "paper {paper} is already claimed under this plan by claim {earlier}"
    says_zh = "票据 {paper} 已由案件 {earlier} 在同一计划下申请"
    paper: str
    earlier: str


@dataclass(eq=False)
class TimeBarred(LedgerError):
    """A claim is filed within the terms' limitation period."""

    code = "claim.time_barred"
    says = "claim {claim}: the loss ended on {day}; {plan} allows {days} days to file ({clause})"
    says_zh = "案件 {claim}：事由结束于 {day}；{plan} 的申请期限（{clause}）为 {days} 天"
    claim: str
    plan: str
    clause: str
    day: date
    days: int


@dataclass(eq=False)
class LossNotYet(LedgerError):
    """A loss is claimed once it has happened: not before its last day."""

    code = "claim.loss_not_yet"
    says = "claim {claim}: the loss of {day} comes after {on}, the day of this step"
    says_zh = "案件 {claim}：事故日期 {day} 晚于本步骤的日期 {on}"
    claim: str
    day: date
    on: date


@dataclass(eq=False)
class FiledTooEarly(LedgerError):
    """A claim is filed once so many days of the terms have gone by since the receipt."""

    code = "claim.filed_too_early"
    says = (
        "claim {claim}: the receipt is of {day}; {plan} takes claims {days} days after it, "
        "from {first} ({clause})"
    )
    says_zh = "案件 {claim}：收据日期为 {day}；{plan} 规定满 {days} 天后方可申请（{clause}），即自 {first} 起"
    claim: str
    plan: str
    clause: str
    day: date
    days: int
    first: date
