"""What happens to a fund: a ring-fenced pot (专款专用), some tens of facts a year."""

from __future__ import annotations

from typing import ClassVar, Literal

from ledger.events.base import Code, Count, Digest, Event, Fact, Key, Opening
from ledger.money import Fen, FenOrZero

Account = Literal[  # what a fund's books are kept in; a chart gives each its code by edition
    "bank",  # 银行存款: the fund's special accounts (专户)
    "contributions_due",  # 应收账款: contributions due from units
    "contributions_in_advance",  # 预收账款: cover not yet given
    "unidentified_receipts",  # 其他应付款: money held until its purpose is known
    "refundable_principal",  # 长期应付款: members' principal, given back at the end of a term
    "benefits_payable",  # 其他应付款: approved and unpaid
    "net_assets_unrestricted",  # 非限定性净资产
    "net_assets_restricted",  # 限定性净资产
    "contribution_income",  # 会费收入
    "benefit_expense",  # 业务活动成本: benefits granted
    "benefits_recoverable",  # 其他应收款: benefits paid in error and asked back (追回)
    "medical_advances",  # 其他应收款: expenses advanced until a benefit covers them
    "relief_payable",  # 其他应付款: relief granted and unpaid
    "relief_expense",  # 业务活动成本: relief granted beside the plans
]
FundKind = Literal["plan", "reserve", "relief", "management"]
Restriction = Literal["restricted", "unrestricted", "designated"]


class FundOpened(Opening):
    """A fund was set up, apart from all others."""

    aggregate_topic: ClassVar[str] = "fund"
    topic: Literal["fund.opened.v1"] = "fund.opened.v1"
    fund: Code
    name: str
    kind: FundKind
    restriction: Restriction

    def keys(self) -> tuple[Key, ...]:
        """Return the fund's code."""
        return (Key("fund", self.fund),)


class BalanceLine(Fact):
    """One opening balance; the side is the account's, the amount positive."""

    account: Account
    side: Literal["D", "C"]
    amount_fen: Fen
    plan: str | None = None
    period: str | None = None
    unit: str | None = None
    bank_account: str | None = None


class OpeningBalanceEntered(Event):
    """A fund's balances came in at take-over, from the auditor's document."""

    topic: Literal["fund.opening_balance_entered.v1"] = "fund.opening_balance_entered.v1"
    fund: Code
    lines: tuple[BalanceLine, ...]


class PrincipalTakenOver(Event):
    """A list of cover named the principal held for its people, which the opening balance holds."""

    topic: Literal["fund.principal_taken_over.v1"] = "fund.principal_taken_over.v1"
    fund: Code
    list_digest: Digest  # of the file
    members: Count  # lines of it that name a principal
    principal_fen: Fen  # of them together


class EarnedLine(Fact):
    """What one plan's cover of one coverage period has earned by the day."""

    plan: str
    period: str
    earned_to_date_fen: FenOrZero
    amount_fen: int  # earned since it was last booked; negative where cover was voided


class ContributionsEarned(Event):
    """Cover was given up to a day, so that much of the contributions was earned."""

    topic: Literal["fund.contributions_earned.v1"] = "fund.contributions_earned.v1"
    fund: Code
    lines: tuple[EarnedLine, ...]


FundEvent = FundOpened | OpeningBalanceEntered | PrincipalTakenOver | ContributionsEarned
