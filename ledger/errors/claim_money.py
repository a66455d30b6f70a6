"""Refusals of money beside a claim's benefit: advances, overpayments, and what is owed back."""

from dataclasses import dataclass

from ledger.errors.base import LedgerError


@dataclass(eq=False)
class AdvanceExceedsBill(LedgerError):
    """An advance is on medical expenses: never more than the bill that is not advanced yet."""

    code = "claim.advance_exceeds_bill"
    says = "claim {claim}: {amount_fen} cannot be advanced on a bill of which {left_fen} is left"
    says_zh = "案件 {claim}：账单可垫付余额 {left_fen}，不能垫付 {amount_fen}"
    remedy = "Grant at most what is left of the bill with `huzhu claim advance grant --amount`."
    rule_source = (
        "the sample rules of company funds: medical expenses may be advanced; that the bill is "
        "the limit is this ledger's"
    )
    claim: str
    left_fen: int
    amount_fen: int


@dataclass(eq=False)
class OverpaymentExceedsBenefit(LedgerError):
    """No more is found overpaid than was granted."""

    code = "claim.overpayment_exceeds_benefit"
    says = "claim {claim}: {left_fen} of the benefit is not yet disputed; {amount_fen} is too much"
    says_zh = "案件 {claim}：未认定多付的互助金为 {left_fen}，不能认定多付 {amount_fen}"
    remedy = "Name at most what is left of the benefit with `huzhu recovery find --amount`."
    rule_source = "this ledger: no more comes back than was granted"
    claim: str
    left_fen: int
    amount_fen: int


@dataclass(eq=False)
class OverpaymentStands(LedgerError):
    """An approval is not taken back once a part of its benefit was found overpaid."""

    code = "claim.overpayment_stands"
    says = "claim {claim}: {amount_fen} of the benefit was found overpaid; its approval stands"
    says_zh = "案件 {claim}：已认定多付 {amount_fen}，批准不能撤销"
    remedy = (
        "Take back what was found and is not demanded with `huzhu recovery cancel`; what is not "
        "due of the rest is found with `huzhu recovery find` once it is paid."
    )
    rule_source = "this ledger: an amount is reversed once"
    claim: str
    amount_fen: int


@dataclass(eq=False)
class DemandExceeded(LedgerError):
    """No more of a demand is taken back than was demanded."""

    code = "claim.demand_exceeded"
    says = "claim {claim}: {demanded_fen} is demanded as overpaid; {amount_fen} is too much"
    says_zh = "案件 {claim}：要求退还的多付互助金为 {demanded_fen}，{amount_fen} 过多"
    remedy = "Take back at most what was demanded with `huzhu recovery lower --amount`."
    rule_source = "this ledger: an amount is reversed once"
    claim: str
    demanded_fen: int
    amount_fen: int


@dataclass(eq=False)
class FindingOpen(LedgerError):
    """Nothing is given back while more of the same benefit is found overpaid, and not demanded."""

    code = "claim.finding_open"
    says = "claim {claim}: {found_fen} is found overpaid besides, and not demanded yet"
    says_zh = "案件 {claim}：另有 {found_fen} 已认定多付，尚未要求退还"
    remedy = (
        "Demand it with `huzhu recovery demand`, or take it back with `huzhu recovery cancel`, "
        "first."
    )
    rule_source = "this ledger: what a member owes is known before money goes out"
    claim: str
    found_fen: int


@dataclass(eq=False)
class GrantedOnFreed(LedgerError):
    """What came back in error had freed limits: what was granted on them since is counted first."""

    code = "claim.granted_on_freed"
    says = (
        "claim {later} was granted since on limits that claim {claim} had freed, and would come to "
        "less with {amount_fen} of it given back"
    )
    says_zh = (
        "案件 {later} 是在案件 {claim} 退还款项、释放额度之后批准的；再付还 {amount_fen} 则超出限额"
    )
    remedy = (
        "Give back no more than the limits have left with `huzhu recovery lower --amount`, or "
        "get back first what of the later claim goes beyond them with `huzhu recovery find`."
    )
    rule_source = (
        "the terms of the plan: `claims_per_term`, `cap_term_fen`, `benefits.cap_term_fen`, "
        "`benefits.max_days_term`, `exclusive_benefits`"
    )
    claim: str
    later: str
    amount_fen: int


@dataclass(eq=False)
class NothingOwed(LedgerError):
    """Money moves only where something is owed."""

    code = "claim.nothing_owed"
    says = "claim {claim}: {what}, so no money can move"
    says_zh = "案件 {claim} 没有相应款项（{what}）"
    remedy = (
        "Take the step before it first: `huzhu claim advance grant` before an advance is paid, "
        "`huzhu recovery find` before a demand, `huzhu recovery demand` before money comes in."
    )
    rule_source = "this ledger: money moves where it is owed"
    claim: str
    what: str


@dataclass(eq=False)
class RecoveryExceedsDebt(LedgerError):
    """No more is recovered or written off than is owed."""

    code = "claim.recovery_exceeds_debt"
    says = "claim {claim}: {owed_fen} is owed; {amount_fen} is too much"
    says_zh = "案件 {claim}：尚欠 {owed_fen}，{amount_fen} 过多"
    remedy = "Take in or write off at most what `huzhu recovery show` says is owed."
    rule_source = "this ledger: money moves where it is owed"
    claim: str
    owed_fen: int
    amount_fen: int
