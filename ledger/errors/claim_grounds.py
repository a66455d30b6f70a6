"""Refusals of grounds: each belongs to what it is given for, and does not contradict the record."""

from dataclasses import dataclass

from ledger.errors.base import LedgerError


@dataclass(eq=False)
class GroundContradicted(LedgerError):
    """A claim that was assessed at a sum is not rejected because nothing is due."""

    code = "claim.ground_contradicted"
    says = (
        "claim {claim} was assessed at {assessed_fen}; that nothing is due is no ground to reject "
        "it: name another, or assess it again"
    )
    says_zh = "案件 {claim} 核定为 {assessed_fen}，不能以无可给付为由拒付；请另选理由，或重新核定"
    remedy = (
        "Name another ground with `huzhu claim reject --ground`, or work the benefit out again "
        "with `huzhu claim assess`."
    )
    rule_source = "this ledger: a decision and its ground do not contradict each other"
    claim: str
    assessed_fen: int


@dataclass(eq=False)
class GroundUnassessed(LedgerError):
    """That nothing is due is said of a claim once it was assessed at nothing."""

    code = "claim.ground_unassessed"
    says = "claim {claim} is not assessed: {ground} is no ground to reject it yet"
    says_zh = "案件 {claim} 尚未核定，不能以“{ground}”为由拒付"
    remedy = (
        "Work the benefit out with `huzhu claim assess`, or name another ground with "
        "`huzhu claim reject --ground`."
    )
    rule_source = "this ledger: a decision and its ground do not contradict each other"
    claim: str
    ground: str


@dataclass(eq=False)
class GroundMisplaced(LedgerError):
    """Each ground belongs to what it is decided for: a sound rejection is not overturned."""

    code = "claim.ground_misplaced"
    says = "claim {claim}: {ground} is no ground for this decision; {listed} are"
    says_zh = "案件 {claim}：“{ground}”不能作为本决定的理由；可选 {listed}"
    remedy = (
        "Decide again with `huzhu claim decide-appeal --ground`, or `huzhu claim reopen --ground`, "
        "and one of the grounds that the refusal lists."
    )
    rule_source = "this ledger: a decision and its ground do not contradict each other"
    claim: str
    ground: str
    listed: str
