"""Every event in one sentence, in Chinese and English, from its own fields.

Fields that end in `_fen` are said in yuan. Codes are said as they are: names may change, codes don't.
"""

from typing import Any, Final

from ledger.events import Document, Event
from ledger.events.office import BankAccountRegistered
from ledger.languages import Lang, code_words, in_number
from ledger.money import yuan
from ledger.statements.claim_persons import whose_told
from ledger.statements.ground_words import ground_words
from ledger.statements.sheet import Words
from ledger.statements.words_beside import WORDS_BESIDE
from ledger.statements.words_of_details import WORDS_OF_DETAILS
from ledger.statements.words_of_money import COVER_EN, COVER_ZH, WORDS_OF_MONEY, principal_told

# Fields that hold codes of ours out of closed lists: they are said in words.
_WORDED: Final = frozenset(
    {
        *("trigger", "stage", "debt", "relation", "relations", "kind", "missing", "received"),
        *("roles", "cause", "matter", "details", "classes", "restriction", "regime"),
    }
)

WORDS: Final[dict[str, Words]] = {
    "office.opened.v1": Words(
        "启用账簿：{name}（{code}），{regime}", "book opened: {name} ({code}), {regime}"
    ),
    "office.officer_appointed.v1": Words(
        "任命经办人{officer}：{roles}，登录名{logins}",
        "officer {officer} appointed: {roles}, logins {logins}",
    ),
    "office.officer_dismissed.v1": Words("解除经办人{officer}", "officer {officer} dismissed"),
    "office.resolution_passed.v1": Words(
        "{body}通过决议{number}：{title}", "resolution {number} passed by {body}: {title}"
    ),
    "office.policy_set.v1": Words(
        "设定参数{parameter}为{value}（依据：{citation}）",
        "policy {parameter} set to {value} (source: {citation})",
    ),
    "office.bank_account_registered.v1": Words(
        "登记专户{bank_account}，基金{fund}，{bank}，用途{purpose}",
        "bank account {bank_account} registered for fund {fund} at {bank}, for {purpose}",
    ),
    "office.statistics_carried_in.v1": Words(
        "接入历史统计{years}项", "statistics carried in: {years} lines"
    ),
    "office.period_soft_closed.v1": Words("{month}月份初步结账", "month {month} soft-closed"),
    "office.period_closed.v1": Words(
        "{month}月份结账，按第{position}位所知",
        "month {month} closed, as known at position {position}",
    ),
    "office.period_reopening_proposed.v1": Words(
        "提议{month}月份重新开账", "reopening of month {month} proposed"
    ),
    "office.period_reopened.v1": Words(
        "{month}月份重新开账，由{proposed_by}（{proposed_as}）提议",
        "month {month} reopened, as proposed by {proposed_by} ({proposed_as})",
    ),
    "office.covers_carried_in.v1": Words(
        "接入原有保障{covers}份，清单{listed}", "{covers} covers carried in, list {listed}"
    ),
    "office.take_over_completed.v1": Words(
        "接管完成：会员{members}人，保障{covers}份，在办案件{open_claims}件",
        "take-over completed: {members} members, {covers} covers, {open_claims} open claims",
    ),
    "agency.registered.v1": Words(
        "登记代办机构{agency}：{name}", "agency {agency} registered: {name}"
    ),
    "agency.closed.v1": Words("代办机构{agency}停办", "agency {agency} closed"),
    "unit.registered.v1": Words("登记单位{unit}：{name}", "unit {unit} registered: {name}"),
    "unit.assigned.v1": Words(
        "单位{unit}归属代办处{agency}", "unit {unit} assigned to agency {agency}"
    ),
    "unit.headcount_declared.v1": Words(
        "单位{unit}申报职工{employees}人", "unit {unit} declared {employees} employees"
    ),
    "unit.list_carried_in.v1": Words(
        "带入单位{unit}名册：{plan} {period}期，{members}人，至{ends_on}",
        "list of unit {unit} taken over: {plan}, period {period}, {members} people, to {ends_on}",
    ),
    "unit.closed.v1": Words("单位{unit}注销", "unit {unit} closed"),
    "fund.opened.v1": Words(
        "设立基金{fund}：{name}（{restriction}）", "fund {fund} opened: {name} ({restriction})"
    ),
    "fund.opening_balance_entered.v1": Words(
        "基金{fund}期初余额入账，{lines}行", "opening balance of fund {fund} entered, {lines} lines"
    ),
    "fund.principal_taken_over.v1": Words(
        "名单列明基金{fund}期初余额中{members}人的本金，共{principal_fen}元",
        "a list names principal of {members} people in the opening balance of fund {fund}, "
        "{principal_fen} yuan",
    ),
    "fund.contributions_earned.v1": Words(
        "基金{fund}会费按日结转收入，{lines}行",
        "contributions of fund {fund} earned, {lines} lines",
    ),
    "plan.opened.v1": Words(
        "启用计划{code}，基金{fund}", "plan {code} taken into use in fund {fund}"
    ),
    "plan.schedule_adopted.v1": Words(
        "采用附表{schedule}（{part}/{parts}）", "schedule {schedule} adopted ({part}/{parts})"
    ),
    "plan.published.v1": Words("公布计划{plan}", "plan {plan} published"),
    "plan.withdrawn.v1": Words("停办计划{plan}", "plan {plan} withdrawn"),
    **WORDS_OF_MONEY,
    "member.registered.v1": Words(
        "登记会员{member}，单位{unit}", "member {member} registered, unit {unit}"
    ),
    **WORDS_OF_DETAILS,
    "member.cover_carried_in.v1": Words(
        "接入会员{member}原有保障：" + COVER_ZH + "，{shares}份，自{covered_since}起连续参保",
        "cover of member {member} carried in: "
        + COVER_EN
        + ", {shares} shares, covered since {covered_since}",
    ),
    "member.enrolled.v1": Words(
        "会员{member}参加" + COVER_ZH + "，{shares}份，会费{contribution_fen}元，保障至{ends_on}",
        "member {member} enrolled in "
        + COVER_EN
        + ", {shares} shares, contribution {contribution_fen} yuan, covered until {ends_on}",
    ),
    "member.enrolment_voided.v1": Words(
        "撤销会员{member}参加" + COVER_ZH + "（{ground}）",
        "enrolment of member {member} in " + COVER_EN + " voided ({ground})",
    ),
    "member.cover_ended.v1": Words(
        "会员{member}的保障提前终止：" + COVER_ZH + "，原至{period_ends_on}",
        "cover of member {member} ended: "
        + COVER_EN
        + ", it would have run until {period_ends_on}",
    ),
    "member.cover_suspended.v1": Words(
        "会员{member}的保障中止：" + COVER_ZH,
        "cover of member {member} suspended: " + COVER_EN,
    ),
    "member.cover_reinstated.v1": Words(
        "会员{member}的保障恢复：" + COVER_ZH,
        "cover of member {member} reinstated: " + COVER_EN,
    ),
    "member.suspension_undone.v1": Words(
        "会员{member}的保障自{starts_on}至{ends_on}不再按中止计：" + COVER_ZH,
        "cover of member {member} is no longer told as suspended from {starts_on} to {ends_on}: "
        + COVER_EN,
    ),
    "member.transferred.v1": Words(
        "会员{member}由单位{left_unit}转至单位{unit}",
        "member {member} moved from unit {left_unit} to unit {unit}",
    ),
    "member.left.v1": Words(
        "会员{member}离会（{cause}），单位{unit}，转入办事处{to_office}",
        "member {member} left unit {unit} ({cause}), carried on by office {to_office}",
    ),
    "member.retired.v1": Words(
        "会员{member}退休，单位{unit}", "member {member} of unit {unit} retired"
    ),
    "member.died.v1": Words("会员{member}身故，单位{unit}", "member {member} of unit {unit} died"),
    "member.consent_given.v1": Words(
        "会员{member}表示同意（{matter}）", "member {member} consented ({matter})"
    ),
    "member.consent_refused.v1": Words(
        "会员{member}表示不同意（{matter}）", "member {member} refused consent ({matter})"
    ),
    "member.claim_filed.v1": Words(
        "受理案件{claim}：会员{member}{whose}，" + COVER_ZH,
        "claim {claim} filed: member {member}{whose}, " + COVER_EN,
    ),
    "member.claim_assessed.v1": Words(
        "案件{claim}初审，计算互助金{benefit_fen}元", "claim {claim} assessed at {benefit_fen} yuan"
    ),
    "member.claim_approved.v1": Words(
        "案件{claim}审批通过，互助金{approved_fen}元", "claim {claim} approved: {approved_fen} yuan"
    ),
    "member.claim_rejected.v1": Words(
        "案件{claim}不予给付（{ground}）", "claim {claim} rejected ({ground})"
    ),
    "member.funds_verified.v1": Words(
        "案件{claim}资金核实{amount_fen}元", "funds for claim {claim} verified: {amount_fen} yuan"
    ),
    "member.benefit_instructed.v1": Words(
        "案件{claim}第{instalment}次付款{amount_fen}元编入批次{batch}",
        "payment {instalment} of claim {claim}, {amount_fen} yuan, put into batch {batch}",
    ),
    "member.benefit_paid.v1": Words(
        "案件{claim}互助金{amount_fen}元已付（批次{batch}，专户{bank_account}）",
        "claim {claim} paid: {amount_fen} yuan (batch {batch}, account {bank_account})",
    ),
    "member.payment_failed.v1": Words(
        "案件{claim}付款{amount_fen}元未成功（批次{batch}）",
        "payment of claim {claim}, {amount_fen} yuan, failed (batch {batch})",
    ),
    "member.payment_cancelled.v1": Words(
        "案件{claim}第{instalment}次付款{amount_fen}元从批次{batch}撤出",
        "payment {instalment} of claim {claim}, {amount_fen} yuan, taken out of batch {batch}",
    ),
    "member.payment_returned.v1": Words(
        "案件{claim}互助金{amount_fen}元被银行退回（批次{batch}）",
        "payment of claim {claim}, {amount_fen} yuan, came back (batch {batch})",
    ),
    "payment_batch.prepared.v1": Words(
        "编制付款批次{batch}：基金{fund}，{payments}笔共{total_fen}元",
        "batch {batch} prepared: fund {fund}, {payments} payments, {total_fen} yuan",
    ),
    "payment_batch.released.v1": Words(
        "放行付款批次{batch}，文件{file}", "batch {batch} released, file {file}"
    ),
    "payment_batch.cancelled.v1": Words(
        "撤销付款批次{batch}：基金{fund}，{payments}笔共{total_fen}元",
        "batch {batch} cancelled: fund {fund}, {payments} payments, {total_fen} yuan",
    ),
    "payment_batch.settled.v1": Words(
        "付款批次{batch}结清：成功{paid}笔{paid_fen}元，失败{failed}笔{failed_fen}元",
        "batch {batch} settled: {paid} paid, {paid_fen} yuan; {failed} failed, {failed_fen} yuan",
    ),
    **WORDS_BESIDE,
}


def tell(event: Event, lang: Lang) -> str:
    """Say in one sentence what happened, and why and on what it rests, where that was recorded."""
    template, fields = WORDS[event.topic].said(lang), _Fields(event, lang)
    said = (in_number(template, fields) if lang == "en" else template).format_map(fields)
    rests = [
        (Words("理由", "reason"), event.reason),
        (Words("决议", "resolution"), event.resolution),
        (Words("凭据", "document"), event.document and event.document.reference),
    ]
    mark, colon = ("；", "：") if lang == "zh" else ("; ", ": ")
    return said + "".join(
        f"{mark}{name.said(lang)}{colon}{value}" for name, value in rests if value
    )


def _in_words(name: str, value: str | tuple[str, ...], lang: Lang) -> str:
    """Return a field's code, or its list of codes, in words."""
    codes = (value,) if isinstance(value, str) else value
    mark = "、" if lang == "zh" else ", "
    return mark.join(code_words(name, code, lang) for code in codes) or "—"


class _Fields(dict[str, str]):
    """An event's fields as words."""

    def __init__(self, event: Event, lang: Lang) -> None:
        super().__init__()
        self._event, self._lang = event, lang

    def __missing__(self, name: str) -> str:
        if name == "member":
            return str(self._event.originator_id)
        if name == "whose":
            return whose_told(self._event, self._lang)
        if name == "principal":
            return principal_told(self._event, self._lang)
        value: Any = getattr(self._event, name)
        if value is None:
            return "—"
        if name.endswith("_fen"):
            return yuan(value)
        if isinstance(value, Document):
            return value.reference
        if name == "ground":
            return ground_words(value).said(self._lang)
        if name == "purpose" and isinstance(self._event, BankAccountRegistered):
            return code_words("use", value, self._lang)
        if name in _WORDED:
            return _in_words(name, value, self._lang)
        if name == "until" and isinstance(value, dict):
            mark = "、" if self._lang == "zh" else ", "
            said = {code_words("classes", kind, self._lang): day for kind, day in value.items()}
            return mark.join(f"{kind} → {day}" for kind, day in said.items())
        if name == "shredded":
            return _in_words("classes", tuple(each.data_class for each in value), self._lang)
        if isinstance(value, tuple):
            return ", ".join(value) if all(isinstance(v, str) for v in value) else str(len(value))
        return str(value)
