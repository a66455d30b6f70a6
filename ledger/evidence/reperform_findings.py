"""What re-performance can find: a claim's step that the record does not bear out, and its cause."""

import json
from typing import NamedTuple

from ledger.codes import NEEDS
from ledger.derivations import Step, explain
from ledger.derivations.words import WORDS
from ledger.evidence.reperform_causes import Cause
from ledger.languages import Lang, code_words
from ledger.money import plain_yuan, yuan
from ledger.statements.sheet import Words

__all__ = ["MEANING", "MONEY", "Cause", "Difference", "Value", "written"]

Value = int | str | Step | None
"""An amount in fen, a code or a date, a line of a derivation, or nothing."""


class Difference(NamedTuple):
    """One step of a claim that does not follow from terms, facts and history as they stood."""

    position: int  # of the event whose step it is
    claim: str
    plan: str  # the version that the event names
    cause: Cause
    recorded: Value  # what the record says
    reperformed: Value  # what it comes to, done again
    effect_fen: int | None = None  # benefit recorded, less benefit re-performed

    def sentence(self, lang: Lang) -> str:
        """Say what differs, in words."""
        return (
            MEANING[self.cause]
            .said(lang)
            .format(
                recorded=_said(self.cause, self.recorded, lang),
                reperformed=_said(self.cause, self.reperformed, lang),
            )
        )


MEANING: dict[Cause, Words] = {
    Cause.NOT_FILED: Words(
        "该步骤之前没有立案记录", "no filing of this claim is on record before it"
    ),
    Cause.TERMS_MISSING: Words(
        "条款版本{recorded}当时尚未发布", "terms {recorded} were not published by then"
    ),
    Cause.TERMS_OTHER: Words(
        "依据的条款是{recorded}，应为{reperformed}",
        "it follows terms {recorded}; {reperformed} apply",
    ),
    Cause.COVER_MISSING: Words(
        "损失发生日{recorded}没有保障", "nothing covered the day of the loss, {recorded}"
    ),
    Cause.COVER_OTHER: Words(
        "所记保障为{recorded}，当时的保障为{reperformed}",
        "it names cover {recorded}; the cover that held was {reperformed}",
    ),
    Cause.WAITING: Words(
        "损失发生日{recorded}在观察期内，保障自{reperformed}起",
        "the loss of {recorded} lies in the waiting period; cover began on {reperformed}",
    ),
    Cause.TIME_BARRED: Words(
        "{recorded}申请，时效已于{reperformed}届满",
        "filed on {recorded}, time-barred after {reperformed}",
    ),
    Cause.TOO_EARLY: Words(
        "{recorded}申请，条款规定自{reperformed}起方可申请",
        "filed on {recorded}, taken from {reperformed} on by the terms",
    ),
    Cause.DISCHARGE_MISSING: Words(
        "{recorded}申请，条款自出院起计日，而出院日期没有记录",
        "filed on {recorded}, where the terms count days from a discharge that is not on record",
    ),
    Cause.NOT_IN_PLAN: Words(
        "条款（{reperformed}）不含事由“{recorded}”",
        "{recorded} is none of what the terms pay for ({reperformed})",
    ),
    Cause.DIED_BEFORE: Words(
        "所报身故日期为{recorded}，同一人的身故已记录在{reperformed}",
        "a death on {recorded}, where that of the same person is on record for {reperformed}",
    ),
    Cause.AFTER_DEATH: Words(
        "{recorded}的损失在同一人身故（{reperformed}）之后",
        "a loss of {recorded}, where the death of the same person is on record for {reperformed}",
    ),
    Cause.NOTICE_OTHER: Words(
        "立案的出险人为{recorded}，报案的出险人为{reperformed}",
        "it was filed for {recorded}, and notified for {reperformed}",
    ),
    Cause.ACCIDENT_LATER: Words(
        "意外发生日{recorded}晚于损失发生日{reperformed}",
        "the accident of {recorded} comes after the loss of {reperformed}",
    ),
    Cause.ACCIDENT_UNCOVERED: Words(
        "意外发生日{recorded}没有保障", "nothing covered the day of the accident, {recorded}"
    ),
    Cause.GRADED_LATE: Words(
        "伤残评定于{recorded}，条款规定至迟为{reperformed}",
        "the disability was graded on {recorded}; the terms have it graded by {reperformed}",
    ),
    Cause.GROUND_CONTRADICTED: Words(
        "以无可给付（{recorded}）拒付，核定为{reperformed}",
        "rejected because nothing was due ({recorded}), where the assessment was {reperformed}",
    ),
    Cause.JOINED_MOVED: Words(
        "核定时合并计算的住院为{recorded}，决定时为{reperformed}",
        "assessed as one stay with {recorded}, decided when it was one with {reperformed}",
    ),
    Cause.POOL_TWICE: Words(
        "{recorded} 的当月资金已与案件{reperformed}一并分配，又另行分配",
        "the pool of {recorded} was shared out once more, beside the list of {reperformed}",
    ),
    Cause.POOL_MONTH: Words(
        "分得 {recorded} 的当月资金，可用月份为 {reperformed}",
        "it has a part of the pool of {recorded}; it could be that of a month in {reperformed}",
    ),
    Cause.DATED_BEFORE: Words(
        "日期{recorded}早于批准日期{reperformed}",
        "dated {recorded}, before the approval of {reperformed}",
    ),
    Cause.HEIR_MISSING: Words(
        "会员已于{recorded}身故，未登记继承人即付款",
        "paid after the member's death on {recorded}, and no heir was on record",
    ),
    Cause.PAYEE_CHANGED: Words(
        "批次{recorded}编制之后收款账户已变更，仍按原账户放款",
        "batch {recorded} was released to an account that had been replaced since its preparation",
    ),
    Cause.FILED_TWICE: Words(
        "同一损失已由{reperformed}申请", "the same loss was claimed before, by {reperformed}"
    ),
    Cause.STAYS_OVERLAP: Words(
        "住院期间与案件{reperformed}重叠", "the stay overlaps that of claim {reperformed}"
    ),
    Cause.SHARES: Words(
        "份数记录为{recorded}，保障为{reperformed}份",
        "assessed for {recorded} shares; the cover had {reperformed}",
    ),
    Cause.USAGE: Words(
        "推算时已用额度为{recorded}，按记录应为{reperformed}",
        "derived with {recorded} of the limits used; the record had {reperformed}",
    ),
    Cause.AMOUNT: Words(
        "互助金记录为{recorded}，重算为{reperformed}",
        "the benefit is recorded as {recorded} and comes to {reperformed}",
    ),
    Cause.PARTS: Words(
        "费用补偿、损失补助、天数与类别记录为{recorded}，重算为{reperformed}",
        "indemnity, share of damage, days and class are recorded as {recorded} and come to {reperformed}",
    ),
    Cause.STEPS: Words(
        "推算过程不同：记录为“{recorded}”，重算为“{reperformed}”",
        "the derivation differs: recorded '{recorded}', now '{reperformed}'",
    ),
    Cause.ACCOUNT: Words(
        "计入保障期起付线的自付记录为{recorded}，与条款不符",
        "{recorded} is recorded as counting towards the period's deductible, which the terms do not bear out",
    ),
    Cause.BASE_UNSEEN: Words(
        "{recorded} 所依据的基数（{reperformed}）不在记录中，不能重算",
        "{recorded} rests on a base ({reperformed}) that is not in the record",
    ),
    Cause.DECIDED: Words(
        "已批准{reperformed}，又审核为{recorded}",
        "assessed at {recorded} though already approved for {reperformed}",
    ),
    Cause.NOT_ASSESSED: Words("未经审核即作决定", "decided without an assessment"),
    Cause.APPROVED_TWICE: Words(
        "已批准{reperformed}，又批准{recorded}",
        "approved for {recorded} though already approved for {reperformed}",
    ),
    Cause.SAME_HANDS: Words(
        "{recorded}已参与前面的步骤，须由另一人办理",
        "{recorded} took part in an earlier step; it takes another person",
    ),
    Cause.NO_POWER: Words(
        "{recorded}当时没有{reperformed}权限", "{recorded} did not hold the role {reperformed} then"
    ),
    Cause.ABOVE_LIMIT: Words(
        "批准{recorded}，超过当时的审批限额{reperformed}",
        "{recorded} was approved; the approver's limit was {reperformed}",
    ),
    Cause.ABOVE_ASSESSED: Words(
        "批准{recorded}，高于审核的{reperformed}",
        "{recorded} was approved; {reperformed} had been assessed",
    ),
    Cause.USAGE_MOVED: Words(
        "审核时已用额度为{recorded}，批准时已为{reperformed}",
        "assessed with {recorded} of the limits used, approved with {reperformed}",
    ),
    Cause.REVIEW_MISSING: Words(
        "批准{recorded}，超过{reperformed}须先复审",
        "{recorded} was approved without a second review, due above {reperformed}",
    ),
    Cause.EVIDENCE_MISSING: Words(
        "条款（{reperformed}）要求的材料没有收到记录：{recorded}",
        "the terms ({reperformed}) ask for a paper that was not on record: {recorded}",
    ),
    Cause.NOT_APPROVED: Words("没有批准记录即办理支付", "a payment step without an approval"),
    Cause.NOT_VERIFIED: Words("未经资金复核即办理支付", "a payment step without verified funds"),
    Cause.NOT_INSTRUCTED: Words(
        "批次{recorded}中没有待付的明细即记为已付",
        "recorded as paid by batch {recorded}, where no line of it was waiting to be paid",
    ),
    Cause.UNEXPLAINED: Words("没有记录{recorded}", "no {recorded} is on record for it"),
    Cause.BACK_LATER: Words(
        "日期{recorded}早于款项收回的日期{reperformed}",
        "dated {recorded}, before the money had come back on {reperformed}",
    ),
    Cause.SUM_OTHER: Words(
        "金额为{recorded}，应为{reperformed}", "the sum is {recorded}; it should be {reperformed}"
    ),
    Cause.PAID_OTHER: Words(
        "净支付{recorded}，应付{reperformed}",
        "{recorded} was paid, net; {reperformed} was due",
    ),
}

MONEY = frozenset(
    {
        Cause.USAGE,
        Cause.AMOUNT,
        Cause.ACCOUNT,
        Cause.DECIDED,
        Cause.APPROVED_TWICE,
        Cause.ABOVE_LIMIT,
        Cause.ABOVE_ASSESSED,
        Cause.USAGE_MOVED,
        Cause.REVIEW_MISSING,
        Cause.SUM_OTHER,
        Cause.PAID_OTHER,
    }
)
"""The causes whose values are fen."""


_CODES = {
    Cause.EVIDENCE_MISSING: "paper",
    Cause.NOT_IN_PLAN: "trigger",
    Cause.NOTICE_OTHER: "relation",
    Cause.UNEXPLAINED: "lack",
}
"""The causes whose values are codes of ours, and of what: they are said in words."""


def written(cause: Cause, value: Value) -> str | None:
    """Write a value for programs: fen as yuan, a line of a derivation as JSON."""
    match value:
        case None:
            return None
        case Step():
            return json.dumps(value, ensure_ascii=False)
        case int():
            return plain_yuan(value) if cause in MONEY else str(value)
        case str():
            return value


def _said(cause: Cause, value: Value, lang: Lang) -> str:
    match value:
        case None:
            return "—"
        case Step(rule=rule) if rule in WORDS:
            return explain(value, lang)
        case str() if cause is Cause.BASE_UNSEEN and value in NEEDS:
            return NEEDS[value][lang == "en"]
        case str() if cause in _CODES:
            return code_words(_CODES[cause], value, lang)
        case int() if cause in MONEY:
            return f"{yuan(value)}元" if lang == "zh" else f"{yuan(value)} yuan"
        case _:
            return written(cause, value) or "—"
