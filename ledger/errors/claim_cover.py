"""Refusals of a loss by cover: whether it gave any on that day, and for which person."""

from dataclasses import dataclass
from datetime import date

from ledger.errors.base import LedgerError


@dataclass(eq=False)
class NotCovered(LedgerError):
    """A benefit needs cover on the day of the loss."""

    code = "claim.not_covered"
    says = "claim {claim}: no cover under {plan} on {day} (coverage, term_months)"
    says_zh = "案件 {claim}：{day} 没有 {plan} 的保障（coverage、term_months）"
    remedy = (
        "Hold plan and day against `huzhu member show`, and run `huzhu claim file` again with "
        "the right ones, or tell the member that this loss is not covered."
    )
    rule_source = "the terms of the plan: `coverage`, `term_months`"
    claim: str
    plan: str
    day: date


@dataclass(eq=False)
class NotCoveredAt(LedgerError):
    """On its first and its last day, cover runs from and to the time that the terms say."""

    code = "claim.not_covered_at"
    says = "claim {claim}: {plan} gave no cover on {day} at {time}; it ran from {since} to {until}"
    says_zh = "案件 {claim}：{day} {time} 不在 {plan} 保障时间内；保障自 {since} 至 {until}"
    remedy = (
        "Correct a time that was typed wrongly, with `--occurred-at` or `--admitted-at` of "
        "`huzhu claim file`."
    )
    rule_source = "the terms of the plan: `coverage.start_time`, `coverage.end_time`"
    claim: str
    plan: str
    day: date
    time: str
    since: str  # day and time at which cover begins
    until: str


@dataclass(eq=False)
class LossBeforeJoining(LedgerError):
    """What happened before somebody was hired, joined or came from another office is not covered."""

    code = "claim.loss_before_joining"
    says = "claim {claim}: {plan} covers this member's losses from {since} on; this one is of {day}"
    says_zh = "案件 {claim}：{plan} 自 {since} 起承担该会员的损失；本案发生于 {day}"
    remedy = (
        "Correct a day that was typed wrongly with `huzhu claim file --occurred-on`; send a loss "
        "from before a hand-over to the other office, or tell the member from when cover counts."
    )
    rule_source = (
        "the terms of the plan: `coverage.retroactive_since`, `joiners.days_after_start`; where "
        "they are silent this ledger: what was known before joining is not covered"
    )
    claim: str
    plan: str
    day: date
    since: date


@dataclass(eq=False)
class InsideWaitingPeriod(LedgerError):
    """A new member waits before disease benefits begin (观察期)."""

    code = "claim.inside_waiting_period"
    says = (
        "claim {claim}: {day} lies in the waiting period of {plan} ({clause}), "
        "which covers from {until}"
    )
    says_zh = "案件 {claim}：{day} 处于 {plan} 观察期（{clause}）内，{until} 起承担"
    remedy = (
        "Tell the member from which day cover counts, or correct a day that was typed wrongly "
        "with `huzhu claim file --occurred-on`."
    )
    rule_source = (
        "the terms of the plan: `waiting_period_days`, `waiver_on_renewal`, `renewal_grace_days`"
    )
    claim: str
    plan: str
    clause: str
    day: date
    until: date


@dataclass(eq=False)
class LossAfterDeparture(LedgerError):
    """A loss is covered while the member is there: on the day they went, and before it."""

    code = "claim.loss_after_departure"
    says = (
        "claim {claim}: the loss of {day} came after the member {how} on {gone_on}, "
        "with which day the term of cover (term_months) ended"
    )
    says_zh = "案件 {claim}：{day} 的事故发生在会员{how}（{gone_on}）之后，保障期（term_months）至该日为止"
    remedy = (
        "Correct a day that was typed wrongly with `huzhu claim file --occurred-on`, or tell the "
        "claimant that cover had ended."
    )
    rule_source = (
        "the terms of the plan: `term_months`; this ledger: the term ends early, with the day on "
        "which a member dies or leaves"
    )
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
    remedy = (
        "Correct a day that was typed wrongly with `huzhu claim file --occurred-on`, or tell the "
        "member since when cover stood still."
    )
    rule_source = (
        "总工发〔2018〕28号 一(二): the duty to contribute and the right to benefit correspond"
    )
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
    remedy = (
        "File the claim under a plan that insures this relation, as "
        "`huzhu claim preview --insured` tells."
    )
    rule_source = "the terms of the plan: `dependants`"
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
    remedy = (
        "Record the dependant first with `huzhu member dependant`, of a relation and an age that "
        "the terms insure."
    )
    rule_source = "the terms of the plan: `dependants`, `dependant_age_max`"
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
    remedy = "Name one of the codes that the refusal lists with `huzhu claim file --dependant`."
    rule_source = "this ledger: a loss is one person's"
    claim: str
    insured: str
    codes: str


@dataclass(eq=False)
class InsuredContradicted(LedgerError):
    """A loss is the member's own or a dependant's, never both at once."""

    code = "claim.insured_contradicted"
    says = "claim {claim}: it says that the loss is the member's own, and that it is {dependant}'s"
    says_zh = "案件 {claim}：既写明出险人为会员本人，又写明为家属 {dependant}，两者矛盾"
    remedy = (
        "Name either the member or the dependant, with `--insured` or with `--dependant` of "
        "`huzhu claim file`."
    )
    rule_source = "this ledger: a loss is one person's"
    claim: str
    dependant: str


@dataclass(eq=False)
class NoticeOfAnother(LedgerError):
    """A claim that was notified is filed for the person of whom the notice spoke."""

    code = "claim.notice_of_another"
    says = "claim {claim} was notified for another of the member's household than it is filed for"
    says_zh = "案件 {claim} 报案时的出险人与立案时的出险人不是同一人"
    remedy = (
        "Name the person of the notice with `huzhu claim file --dependant`, or file the other's "
        "loss under a number of its own."
    )
    rule_source = "this ledger: a loss is one person's"
    claim: str


@dataclass(eq=False)
class NameDiffers(LedgerError):
    """The name beside an ID number in a list of claims is that of the member who has the number."""

    code = "claim.name_differs"
    says = "claim {claim}: the member who has this ID number has another name"
    says_zh = "案件 {claim}：姓名与该身份证号的会员不一致"
    remedy = (
        "Hold ID number and name against the papers and correct the row, or put the name on record "
        "right, where that is the misspelt one, with `huzhu member correct`."
    )
    rule_source = "this ledger: a mistyped number that is somebody else's pays nobody"
    claim: str
