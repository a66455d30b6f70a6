"""The chart of accounts: code and label of each account, by the edition in force.

Source: 《民间非营利组织会计制度》, the 2004 edition and the one in force from 2026-01-01. The main
accounts' codes are the same in both; sub-accounts of 1122, 2209 and 5101 are the book's own.
"""

from datetime import date
from typing import Final, Literal, NamedTuple

from ledger.events.fund import Account

Element = Literal["asset", "liability", "net_assets", "income", "expense"]


class Entry(NamedTuple):
    """How one account appears in the books."""

    code: str
    zh: str
    en: str
    element: Element


class Edition(NamedTuple):
    """An edition of the accounting regime."""

    name: str
    in_force_from: date
    zh: str
    en: str


NPO_2004 = Edition(
    "npo-2004",
    date(2005, 1, 1),
    "民间非营利组织会计制度（2004年版）",
    "accounting regime for non-profit organisations, 2004 edition",
)
NPO_2026 = Edition(
    "npo-2026",
    date(2026, 1, 1),
    "民间非营利组织会计制度（2026年版）",
    "accounting regime for non-profit organisations, 2026 edition",
)

_COMMON: dict[Account, Entry] = {
    "bank": Entry("1002", "银行存款", "Bank", "asset"),
    "contributions_due": Entry("1121", "应收账款", "Contributions due", "asset"),
    "benefits_recoverable": Entry(
        "1122-01", "其他应收款—应追回互助金", "Benefits recoverable", "asset"
    ),
    "medical_advances": Entry("1122-02", "其他应收款—医疗费垫付", "Medical advances", "asset"),
    "contributions_in_advance": Entry("2203", "预收账款", "Contributions in advance", "liability"),
    "benefits_payable": Entry("2209-01", "其他应付款—应付互助金", "Benefits payable", "liability"),
    "unidentified_receipts": Entry(
        "2209-02", "其他应付款—待确认收款", "Unidentified receipts", "liability"
    ),
    "relief_payable": Entry("2209-03", "其他应付款—应付救助款", "Relief payable", "liability"),
    "refundable_principal": Entry("2502", "长期应付款", "Refundable principal", "liability"),
    "net_assets_unrestricted": Entry(
        "3101", "非限定性净资产", "Unrestricted net assets", "net_assets"
    ),
    "net_assets_restricted": Entry("3102", "限定性净资产", "Restricted net assets", "net_assets"),
    "contribution_income": Entry("4201", "会费收入", "Contribution income", "income"),
    "benefit_expense": Entry("5101", "业务活动成本", "Benefit expense", "expense"),
    "relief_expense": Entry("5101-02", "业务活动成本—救助支出", "Relief expense", "expense"),
}

CHARTS: Final[dict[Edition, dict[Account, Entry]]] = {NPO_2004: _COMMON, NPO_2026: _COMMON}


def edition_on(day: date) -> Edition:
    """Return the edition in force on a day; before the first, the first."""
    return NPO_2026 if day >= NPO_2026.in_force_from else NPO_2004


def chart_on(day: date) -> dict[Account, Entry]:
    """Return the chart in force on a day."""
    return CHARTS[edition_on(day)]
