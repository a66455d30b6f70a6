"""Rows of the balance sheet (会民非01表) by edition, as data.

Line numbers are given where the source states them. Rows that a mutual-aid office never fills are
part of the form, and are printed only when they are asked for.
"""

from typing import Final, NamedTuple

from ledger.statements.chart import NPO_2004, NPO_2026, Edition


class Line(NamedTuple):
    """One row: what it sums. An item sums accounts, a total sums other rows."""

    key: str
    zh: str
    en: str
    number: int | None = None
    accounts: tuple[str, ...] = ()
    total_of: tuple[str, ...] = ()
    sign: int = 1  # -1: its amount is taken off in totals

    @property
    def is_total(self) -> bool:
        """Whether it sums other rows."""
        return bool(self.total_of)


_RECEIVABLES = ("contributions_due", "benefits_recoverable", "medical_advances")
_PAYABLES = ("benefits_payable", "unidentified_receipts", "relief_payable")
_CURRENT_ASSETS = (
    "cash",
    "short_term_investments",
    "receivables",
    "prepayments",
    "inventories",
    "deferred_expenses",
    "long_term_bonds_due",
    "other_current_assets",
)
_CURRENT_LIABILITIES = (
    "short_term_loans",
    "payables",
    "wages_payable",
    "taxes_payable",
    "advances_received",
    "accrued_expenses",
    "provisions",
    "long_term_debt_due",
    "other_current_liabilities",
)

_2004 = (
    Line("cash", "货币资金", "Cash and bank", accounts=("bank",)),
    Line("short_term_investments", "短期投资", "Short-term investments"),
    Line("receivables", "应收款项", "Receivables", accounts=_RECEIVABLES),
    Line("prepayments", "预付账款", "Prepayments"),
    Line("inventories", "存货", "Inventories"),
    Line("deferred_expenses", "待摊费用", "Deferred expenses"),
    Line("long_term_bonds_due", "一年内到期的长期债权投资", "Long-term bonds due within a year"),
    Line("other_current_assets", "其他流动资产", "Other current assets"),
    Line("current_assets", "流动资产合计", "Total current assets", total_of=_CURRENT_ASSETS),
    Line("long_term_equity", "长期股权投资", "Long-term equity investments"),
    Line("long_term_bonds", "长期债权投资", "Long-term bonds"),
    Line(
        "long_term_investments",
        "长期投资合计",
        "Total long-term investments",
        total_of=("long_term_equity", "long_term_bonds"),
    ),
    Line("fixed_assets_cost", "固定资产原价", "Fixed assets at cost"),
    Line("depreciation", "累计折旧", "Accumulated depreciation", sign=-1),
    Line(
        "fixed_assets_net",
        "固定资产净值",
        "Fixed assets, net",
        total_of=("fixed_assets_cost", "depreciation"),
    ),
    Line("construction", "在建工程", "Construction in progress"),
    Line("heritage", "文物文化资产", "Heritage and cultural assets"),
    Line("disposal", "固定资产清理", "Fixed assets in disposal"),
    Line(
        "fixed_assets",
        "固定资产合计",
        "Total fixed assets",
        total_of=("fixed_assets_net", "construction", "heritage", "disposal"),
    ),
    Line("intangibles", "无形资产", "Intangible assets"),
    Line("entrusted_assets", "受托代理资产", "Entrusted assets"),
    Line(
        "assets",
        "资产总计",
        "Total assets",
        total_of=(
            "current_assets",
            "long_term_investments",
            "fixed_assets",
            "intangibles",
            "entrusted_assets",
        ),
    ),
    Line("short_term_loans", "短期借款", "Short-term loans"),
    Line(
        "payables",
        "应付款项",
        "Payables",
        accounts=_PAYABLES,
    ),
    Line("wages_payable", "应付工资", "Wages payable"),
    Line("taxes_payable", "应交税金", "Taxes payable"),
    Line(
        "advances_received",
        "预收账款",
        "Received in advance",
        accounts=("contributions_in_advance",),
    ),
    Line("accrued_expenses", "预提费用", "Accrued expenses"),
    Line("provisions", "预计负债", "Provisions"),
    Line("long_term_debt_due", "一年内到期的长期负债", "Long-term liabilities due within a year"),
    Line("other_current_liabilities", "其他流动负债", "Other current liabilities"),
    Line(
        "current_liabilities",
        "流动负债合计",
        "Total current liabilities",
        total_of=_CURRENT_LIABILITIES,
    ),
    Line("long_term_loans", "长期借款", "Long-term loans"),
    Line(
        "long_term_payables",
        "长期应付款",
        "Long-term payables",
        accounts=("refundable_principal",),
    ),
    Line("other_long_term", "其他长期负债", "Other long-term liabilities"),
    Line(
        "long_term_liabilities",
        "长期负债合计",
        "Total long-term liabilities",
        total_of=("long_term_loans", "long_term_payables", "other_long_term"),
    ),
    Line("entrusted_liabilities", "受托代理负债", "Entrusted liabilities"),
    Line(
        "liabilities",
        "负债合计",
        "Total liabilities",
        total_of=("current_liabilities", "long_term_liabilities", "entrusted_liabilities"),
    ),
    Line(
        "unrestricted",
        "非限定性净资产",
        "Unrestricted net assets",
        accounts=("net_assets_unrestricted",),
    ),
    Line(
        "restricted",
        "限定性净资产",
        "Restricted net assets",
        accounts=("net_assets_restricted",),
    ),
    Line("net_assets", "净资产合计", "Total net assets", total_of=("unrestricted", "restricted")),
    Line(
        "liabilities_and_net_assets",
        "负债和净资产总计",
        "Total liabilities and net assets",
        total_of=("liabilities", "net_assets"),
    ),
)


def _changed(
    lines: tuple[Line, ...],
    changes: dict[str, Line],
    numbers: dict[str, int],
    order: tuple[str, ...],
) -> tuple[Line, ...]:
    """Return another edition's rows: its own order, numbers, and rows that are named or summed anew."""
    known = {line.key: line for line in lines} | changes
    return tuple(known[key]._replace(number=numbers.get(key)) for key in order)


_2026 = _changed(
    _2004,
    {
        "heritage": Line("heritage", "文物资源", "Heritage resources"),
        "fixed_assets": Line(
            "fixed_assets",
            "固定资产合计",
            "Total fixed assets",
            total_of=("fixed_assets_net", "construction", "disposal"),
        ),
        "long_term_deferred": Line(
            "long_term_deferred", "长期待摊费用", "Long-term deferred expenses"
        ),
        "non_current_assets": Line(
            "non_current_assets",
            "非流动资产合计",
            "Total non-current assets",
            total_of=(
                "long_term_investments",
                "fixed_assets",
                "heritage",
                "intangibles",
                "long_term_deferred",
            ),
        ),
        "assets": Line(
            "assets",
            "资产总计",
            "Total assets",
            total_of=("current_assets", "non_current_assets", "entrusted_assets"),
        ),
        "wages_payable": Line("wages_payable", "应付职工薪酬", "Employee benefits payable"),
        "taxes_payable": Line("taxes_payable", "应交税费", "Taxes and fees payable"),
        "current_liabilities": Line(
            "current_liabilities",
            "流动负债合计",
            "Total current liabilities",
            total_of=tuple(key for key in _CURRENT_LIABILITIES if key != "provisions"),
        ),
        "long_term_liabilities": Line(
            "long_term_liabilities",
            "长期负债合计",
            "Total long-term liabilities",
            total_of=("long_term_loans", "long_term_payables", "provisions", "other_long_term"),
        ),
    },
    {
        "heritage": 20,
        "long_term_deferred": 24,
        "non_current_assets": 25,
        "entrusted_assets": 26,
        "assets": 27,
        "short_term_loans": 61,
        "payables": 62,
        "wages_payable": 63,
        "taxes_payable": 64,
        "advances_received": 65,
        "accrued_expenses": 66,
        "current_liabilities": 69,
        "long_term_loans": 70,
        "long_term_payables": 71,
        "provisions": 72,
        "long_term_liabilities": 74,
        "entrusted_liabilities": 75,
        "liabilities": 76,
        "unrestricted": 77,
        "restricted": 78,
        "net_assets": 79,
        "liabilities_and_net_assets": 80,
    },
    (
        *_CURRENT_ASSETS,
        "current_assets",
        "long_term_equity",
        "long_term_bonds",
        "long_term_investments",
        "fixed_assets_cost",
        "depreciation",
        "fixed_assets_net",
        "construction",
        "disposal",
        "fixed_assets",
        "heritage",
        "intangibles",
        "long_term_deferred",
        "non_current_assets",
        "entrusted_assets",
        "assets",
        *(key for key in _CURRENT_LIABILITIES if key != "provisions"),
        "current_liabilities",
        "long_term_loans",
        "long_term_payables",
        "provisions",
        "other_long_term",
        "long_term_liabilities",
        "entrusted_liabilities",
        "liabilities",
        "unrestricted",
        "restricted",
        "net_assets",
        "liabilities_and_net_assets",
    ),
)

BALANCE_SHEET: Final[dict[Edition, tuple[Line, ...]]] = {NPO_2004: _2004, NPO_2026: _2026}
