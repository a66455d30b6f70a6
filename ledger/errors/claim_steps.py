"""Refusals of a claim's steps: assessment, review, decision, appeal, and the end of its term."""

from dataclasses import dataclass
from datetime import date

from ledger.errors.base import LedgerError


@dataclass(eq=False)
class BeforeItsTime(LedgerError):
    """A step of a claim is not dated before what it rests on."""

    code = "claim.before_its_time"
    says = "claim {claim}: this step is dated {on}, before {since}, the day of what it rests on"
    says_zh = "案件 {claim}：本步骤日期 {on} 早于其所依据步骤的日期 {since}"
    remedy = "Date the step with `--on` on the day that the refusal names, or later."
    rule_source = "this ledger: no step comes before what it rests on"
    claim: str
    on: date
    since: date


@dataclass(eq=False)
class DueDayPast(LedgerError):
    """Papers are asked for by a day that is still to come."""

    code = "claim.due_day_past"
    says = "claim {claim}: on {on} papers cannot be asked for by {due_on}"
    says_zh = "案件 {claim}：不能在 {on} 要求于 {due_on} 前补件"
    remedy = "Name a day that is still to come with `huzhu claim request-evidence --due-on`."
    rule_source = "this ledger: a term that is over cannot be kept"
    claim: str
    on: date
    due_on: date


@dataclass(eq=False)
class WrongStage(LedgerError):
    """A claim goes through its stages in order."""

    code = "claim.wrong_stage"
    says = "claim {claim} is {stage}; this step needs it {needed}"
    says_zh = "案件 {claim} 处于 {stage}；本步骤要求 {needed}"
    remedy = (
        "Look at the claim's stage with `huzhu claim show`, and take the step that comes next by "
        "`huzhu claim list`."
    )
    rule_source = "this ledger: one table of steps (`docs/claims.md`)"
    claim: str
    stage: str
    needed: str


@dataclass(eq=False)
class AssessmentStale(LedgerError):
    """A benefit was worked out before another claim that bears on it was decided; assess again."""

    code = "claim.assessment_stale"
    says = "claim {claim} was assessed before another claim of the same cover was decided"
    says_zh = "案件 {claim} 核定后同一保障另有案件已作决定，须重新核定"
    remedy = "Assess the claim again with `huzhu claim assess`."
    rule_source = (
        "the terms of the plan: `cap_term_fen`, `claims_per_term`, `benefits`, "
        "`stays_join_within_hours`"
    )
    claim: str


@dataclass(eq=False)
class BaseMissing(LedgerError):
    """A benefit that rests on a wage or on the month's pool is derived once that is given."""

    code = "claim.base_missing"
    says = "claim {claim}: {clause} of {plan} rests on a {needed} that is not given"
    says_zh = "案件 {claim}：{plan} 的 {clause} 所依据的基数（{needed}）未提供"
    remedy = (
        "Give the monthly wage with `huzhu claim assess --base`, or the month's pool with `--pool`."
    )
    rule_source = "the terms of the plan: `benefits`"
    claim: str
    plan: str
    clause: str
    needed: str


@dataclass(eq=False)
class PoolSharedOut(LedgerError):
    """A month's pool is shared out once, among all its claims together."""

    code = "claim.pool_shared_out"
    says = (
        "claim {claim}: the pool of {month} is shared out under {plan} already, in part to claim "
        "{other}, which is not on this list"
    )
    says_zh = "案件 {claim}：{plan} {month} 的当月资金已分配，其中有案件 {other} 的份额，而本清单不含该案件"
    remedy = (
        "Assess all claims of the month on one list with `huzhu claim assess --pool`, or name "
        "another month with `--month`; a claim that was approved keeps its part, and one that "
        "was on its list is assessed again with the same `--pool`."
    )
    rule_source = "the terms of the plan: `benefits` (a pool share)"
    claim: str
    plan: str
    month: str
    other: str


@dataclass(eq=False)
class PoolMonthOutside(LedgerError):
    """A claim shares the pool of a month from its loss on, under its plan, that has begun."""

    code = "claim.pool_month_outside"
    says = (
        "claim {claim}: it has no part in the pool of {month} under {plan}; the first month is "
        "{first}, the last {last}"
    )
    says_zh = "案件 {claim}：不能参加 {plan} {month} 的当月资金分配；最早为 {first}，最晚为 {last}"
    remedy = (
        "Name a month from the loss, and from the day on which the plan took effect, to the month "
        "of the day with `huzhu claim assess --month`, or leave it out."
    )
    rule_source = "the terms of the plan: `benefits` (a pool share), `effective_on`"
    claim: str
    plan: str
    month: str
    first: str
    last: str


@dataclass(eq=False)
class EvidenceMissing(LedgerError):
    """A benefit is approved once the papers that the terms ask for are on file."""

    code = "claim.evidence_missing"
    says = "claim {claim}: {paper}, which {plan} asks for ({clause}), is not on file"
    says_zh = "案件 {claim}：{plan} 要求的材料“{paper}”（{clause}）尚未收到"
    remedy = (
        "Ask for the paper with `huzhu claim request-evidence`, and take it in with "
        "`huzhu claim receive-evidence`."
    )
    rule_source = "the terms of the plan: `evidence`"
    claim: str
    plan: str
    clause: str
    paper: str


@dataclass(eq=False)
class BenefitExceedsAssessment(LedgerError):
    """An approver may grant less than was assessed, never more (benefit clause of the terms)."""

    code = "claim.benefit_exceeds_assessment"
    says = "claim {claim} was assessed at {assessed_fen}; {approved_fen} cannot be approved"
    says_zh = "案件 {claim} 核定为 {assessed_fen}；不能批准 {approved_fen}"
    remedy = (
        "Grant at most what was assessed with `huzhu claim approve --amount`, or work the "
        "benefit out again with `huzhu claim assess`."
    )
    rule_source = "the terms of the plan: `benefits`"
    claim: str
    assessed_fen: int
    approved_fen: int


@dataclass(eq=False)
class NothingToApprove(LedgerError):
    """A benefit of nothing is rejected with its ground, not approved."""

    code = "claim.nothing_to_approve"
    says = "claim {claim} was assessed at nothing; reject it with its ground"
    says_zh = "案件 {claim} 核定为零；应说明理由予以拒付"
    remedy = "Reject the claim on its ground with `huzhu claim reject --ground`."
    rule_source = "this ledger: nothing is granted without a sum"
    claim: str


@dataclass(eq=False)
class JoinedLater(LedgerError):
    """An approval stands while that of a later stay stands which was worked out on it."""

    code = "claim.joined_later"
    says = "claim {claim} counts as one stay with {later}, which was decided on it and stands"
    says_zh = "案件 {claim} 与案件 {later} 合并为一次住院，后者据此作出的决定仍然有效"
    remedy = (
        "Take the approval of the later stay back first with `huzhu claim revoke`; where that is "
        "paid, let this one be paid, and find what is not due with `huzhu recovery find`."
    )
    rule_source = "the terms of the plan: `stays_join_within_hours`"
    claim: str
    later: str


@dataclass(eq=False)
class DecidedOnIt(LedgerError):
    """An approval stands while a later one stands that was worked out on it."""

    code = "claim.decided_on_it"
    says = (
        "claim {later} was approved with claim {claim} before it, and would come to another sum "
        "without it"
    )
    says_zh = "案件 {later} 是在案件 {claim} 之后据其核定并批准的，没有后者则金额不同"
    remedy = (
        "Take the approval of the later claim back first with `huzhu claim revoke`; where that is "
        "paid, let this one be paid, and find what is not due with `huzhu recovery find`."
    )
    rule_source = (
        "the terms of the plan: `benefits.deductible_next_fen`, `benefits.measured_over`, "
        "`exclusive_benefits`"
    )
    claim: str
    later: str


@dataclass(eq=False)
class ReviewMissing(LedgerError):
    """A large benefit is confirmed by a second assessor before it is approved (复审)."""

    code = "claim.review_missing"
    says = (
        "claim {claim} is {amount_fen}; above {limit_fen} ({clause}) a second assessor must "
        "confirm it first"
    )
    says_zh = "案件 {claim} 为 {amount_fen}；超过 {limit_fen}（{clause}）须先经第二人复审"
    remedy = "Let a second assessor confirm the benefit with `huzhu claim review`."
    rule_source = (
        "the terms of the plan: `second_review_over_fen`; else the policy of the office: "
        "`claim.second_review_over`"
    )
    claim: str
    clause: str
    limit_fen: int
    amount_fen: int


@dataclass(eq=False)
class AppealTooLate(LedgerError):
    """An appeal comes in within the term that the notice of rejection named."""

    code = "claim.appeal_too_late"
    says = "claim {claim}: the last day of appeal was {until}"
    says_zh = "案件 {claim}：申诉期限截至 {until}"
    remedy = (
        "Tell the member that the term is over, or let an approver take the claim up again on a "
        "ground with `huzhu claim reopen`."
    )
    rule_source = (
        "the terms of the plan: `appeal_days`; else the policy of the office: `claim.appeal_days`"
    )
    claim: str
    until: date


@dataclass(eq=False)
class AppealDecided(LedgerError):
    """A rejection is appealed once; new facts are a ground to reopen."""

    code = "claim.appeal_decided"
    says = "claim {claim}: an appeal against this rejection was decided already"
    says_zh = "案件 {claim}：对该拒付决定的申诉已有结论"
    remedy = "Let an approver take the claim up again on new facts with `huzhu claim reopen`."
    rule_source = "this ledger: a rejection is appealed once"
    claim: str


@dataclass(eq=False)
class TermStillRuns(LedgerError):
    """A claim is time-barred only once its term is over (limitation clause of the terms)."""

    code = "claim.term_still_runs"
    says = "claim {claim} cannot be time-barred: its term runs until {until}"
    says_zh = "案件 {claim} 期限至 {until}，尚未逾期"
    remedy = "Run `huzhu claim bar` after the last day of the term."
    rule_source = (
        "the terms of the plan: `limitation_days`; else the day set for the claim's papers"
    )
    claim: str
    until: date


@dataclass(eq=False)
class TermMissing(LedgerError):
    """A claim has a term by the day set for its papers, a notice by the limitation of the terms."""

    code = "claim.term_missing"
    says = (
        "claim {claim} cannot be time-barred: no day was set for its papers, and no limitation of "
        "{plan} runs against it"
    )
    says_zh = "案件 {claim} 没有期限：未限定补件日期，{plan} 也没有对其适用的申请期限"
    remedy = (
        "Ask for papers by a day with `huzhu claim request-evidence --due-on`, and bar the claim "
        "after it; what waits for papers without a day, and is not pursued, ends by "
        "`huzhu claim withdraw`."
    )
    rule_source = "the terms of the plan: `limitation_days`"
    claim: str
    plan: str
