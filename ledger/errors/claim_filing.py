"""Refusals of a claim as it comes in: of what kind and day it is, and whether it is new."""

from dataclasses import dataclass
from datetime import date

from ledger.errors.base import LedgerError


@dataclass(eq=False)
class TriggerNotInPlan(LedgerError):
    """A plan pays for what its benefits name, and for nothing else (benefit clauses of the terms)."""

    code = "claim.trigger_not_in_plan"
    says = "claim {claim}: {trigger} is none of what {plan} pays for ({clause})"
    says_zh = "案件 {claim}：{plan} 的条款（{clause}）不含事由“{trigger}”"
    remedy = (
        "Name a kind of loss that the plan pays for with `huzhu claim file --trigger`, or a plan "
        "that pays for this one, as `huzhu claim preview` tells."
    )
    rule_source = "the terms of the plan: `benefits`"
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
    remedy = (
        "Name a class or grade that `huzhu plan show` lists with `huzhu claim file --condition`."
    )
    rule_source = "the terms of the plan: `benefits`"
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
    remedy = (
        "Go on with the earlier claim, as `huzhu claim show` tells it, or correct the day, kind "
        "or paper of this one in `huzhu claim file`; what was paid in error is claimed anew once "
        "it came back whole: `huzhu recovery`."
    )
    rule_source = (
        "the social-insurance audit model (an analogue): no stay, diagnosis or receipt is paid "
        "twice"
    )
    claim: str
    earlier: str


@dataclass(eq=False)
class StaysOverlap(LedgerError):
    """Nobody lies in two stays at once: under a plan they share no more than the day of a transfer."""

    code = "claim.stays_overlap"
    says = "claim {claim}: the stay from {start} to {end} overlaps that of claim {earlier}"
    says_zh = "案件 {claim}：{start} 至 {end} 的住院与案件 {earlier} 的住院期间重叠"
    remedy = (
        "Hold both stays against their papers, and correct the days in `huzhu claim file`, or take "
        "the wrong claim back with `huzhu claim withdraw`; a discharge and the next admission may "
        "fall on one day."
    )
    rule_source = (
        "the social-insurance audit model (an analogue): no stay, diagnosis or receipt is paid "
        "twice"
    )
    claim: str
    start: date
    end: date
    earlier: str


@dataclass(eq=False)
class DiedBefore(LedgerError):
    """A person dies once: claims for a death name one day, under whatever plan."""

    code = "claim.died_before"
    says = (
        "claim {claim} is for a death on {day}; that of the same person is on record for {died_on}"
    )
    says_zh = "案件 {claim} 所报身故日期为 {day}；同一人的身故已记录在 {died_on}"
    remedy = (
        "Hold the day against the death certificate, and name the one on record with "
        "`huzhu claim file --occurred-on`."
    )
    rule_source = "this ledger: a person dies once"
    claim: str
    day: date
    died_on: date


@dataclass(eq=False)
class LossAfterDeath(LedgerError):
    """Nobody suffers a loss after their death: a stay ends on its day at the latest."""

    code = "claim.loss_after_death"
    says = (
        "claim {claim}: the loss of {day} came after {died_on}, the day of the same person's death "
        "by claim {earlier}"
    )
    says_zh = "案件 {claim}：{day} 的事故发生在同一人身故（案件 {earlier}，{died_on}）之后"
    remedy = (
        "Hold the days against the death certificate and the papers, and correct the wrong one "
        "with `--occurred-on` or `--ended-on` of `huzhu claim file`, or, of a claim on file, end "
        "the one whose day is wrong with `huzhu claim withdraw` or `huzhu claim reject`."
    )
    rule_source = "this ledger: a person dies once"
    claim: str
    day: date
    earlier: str
    died_on: date


@dataclass(eq=False)
class PaperClaimed(LedgerError):
    """A receipt is claimed once under a plan, whoever brings it."""

    code = "claim.paper_claimed"
    says = "paper {paper} is already claimed under this plan by claim {earlier}"
    says_zh = "票据 {paper} 已由案件 {earlier} 在同一计划下申请"
    remedy = (
        "Correct the paper's number or hospital with `--paper` and `--hospital` of "
        "`huzhu claim file`, or go on with the earlier claim; where that one was paid to the wrong "
        "member, its benefit comes back first: `huzhu recovery`."
    )
    rule_source = (
        "the social-insurance audit model (an analogue): no stay, diagnosis or receipt is paid "
        "twice"
    )
    paper: str
    earlier: str


@dataclass(eq=False)
class TimeBarred(LedgerError):
    """A claim is filed within the terms' limitation period."""

    code = "claim.time_barred"
    says = "claim {claim}: the loss ended on {day}; {plan} allows {days} days to file ({clause})"
    says_zh = "案件 {claim}：事由结束于 {day}；{plan} 的申请期限（{clause}）为 {days} 天"
    remedy = (
        "Correct a day that was typed wrongly with `huzhu claim file --ended-on`, or, of a claim "
        "that was notified in time and barred, let an approver who excuses the delay run "
        "`huzhu claim reopen`."
    )
    rule_source = "the terms of the plan: `limitation_days`"
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
    remedy = (
        "File the claim after the last day of the loss, or correct the days with `--occurred-on` "
        "and `--ended-on` of `huzhu claim file`."
    )
    rule_source = "this ledger: what is recorded has happened"
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
    remedy = "Run `huzhu claim file` again from the day on that the refusal names."
    rule_source = "the terms of the plan: `filing_from_days`"
    claim: str
    plan: str
    clause: str
    day: date
    days: int
    first: date


@dataclass(eq=False)
class DischargeMissing(LedgerError):
    """Where terms count days from the discharge, a stay is claimed once that day is known."""

    code = "claim.discharge_missing"
    says = (
        "claim {claim}: {plan} takes claims {days} days after the discharge ({clause}), and the day "
        "of the discharge is not given"
    )
    says_zh = "案件 {claim}：{plan} 规定出院满 {days} 天后方可申请（{clause}），而出院日期未填"
    remedy = "State the day of the discharge with `huzhu claim file --ended-on`."
    rule_source = "the terms of the plan: `filing_from_days`"
    claim: str
    plan: str
    clause: str
    days: int


@dataclass(eq=False)
class AccidentNotCovered(LedgerError):
    """A plan that insures accidents pays for those that happened in its cover."""

    code = "claim.accident_not_covered"
    says = "claim {claim}: {plan} did not cover {accident_on}, the day of the accident"
    says_zh = "案件 {claim}：意外发生日 {accident_on} 不在 {plan} 的保障期内"
    remedy = (
        "Correct the day of the accident with `huzhu claim file --accident-on`; what happened "
        "before cover began is not claimed under this plan."
    )
    rule_source = "this ledger: an accident is insured on its own day, by cover that runs then"
    claim: str
    plan: str
    accident_on: date


@dataclass(eq=False)
class GradedLate(LedgerError):
    """A disability is graded at the end of treatment, and so many days after the accident at latest."""

    code = "claim.graded_late"
    says = (
        "claim {claim}: graded on {day}; {plan} has a disability graded by {until}, {days} days "
        "after the accident of {accident_on} ({clause})"
    )
    says_zh = (
        "案件 {claim}：伤残评定于 {day}；{plan} 规定至迟在意外（{accident_on}）后 {days} 天，"
        "即 {until} 评定（{clause}）"
    )
    remedy = (
        "File the grade as of the last day of the terms with `huzhu claim file --condition` and "
        "`--occurred-on`, or correct the day of the accident with `--accident-on`."
    )
    rule_source = "the terms of the plan: `benefits.assessed_within_days`"
    claim: str
    plan: str
    clause: str
    day: date
    accident_on: date
    days: int
    until: date


@dataclass(eq=False)
class FuneralBeforeDeath(LedgerError):
    """A funeral is on the day of the death, or after it."""

    code = "claim.funeral_before_death"
    says = "claim {claim}: a funeral on {day} comes before the death on {died_on}"
    says_zh = "案件 {claim}：丧葬日期 {day} 早于身故日期 {died_on}"
    remedy = "Correct the day of the funeral with `huzhu claim file --occurred-on`."
    rule_source = "this ledger: nothing comes before its cause"
    claim: str
    day: date
    died_on: date


@dataclass(eq=False)
class AccidentAfterLoss(LedgerError):
    """The accident that a loss goes back to came before it, or on its day."""

    code = "claim.accident_after_loss"
    says = "claim {claim}: the accident of {accident_on} comes after the loss of {day}"
    says_zh = "案件 {claim}：意外发生日期 {accident_on} 晚于事故日期 {day}"
    remedy = (
        "Correct the day of the accident with `huzhu claim file --accident-on`, or that of the "
        "loss with `--occurred-on`."
    )
    rule_source = "this ledger: nothing comes before its cause"
    claim: str
    accident_on: date
    day: date
