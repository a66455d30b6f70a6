"""Refusals of units: which take part, and with how many people."""

from dataclasses import dataclass

from ledger.errors.base import LedgerError


@dataclass(eq=False)
class UnitClosedAlready(LedgerError):
    """A unit that left takes part in nothing new."""

    code = "unit.closed"
    says = "unit {unit} is closed"
    says_zh = "单位 {unit} 已退出"
    remedy = "Name a unit that still takes part, or register a new one with `huzhu unit register`."
    rule_source = "this ledger: who left takes part in nothing new"
    unit: str


@dataclass(eq=False)
class HeadcountMissing(LedgerError):
    """A participation ratio is judged against a declared headcount."""

    code = "unit.headcount_missing"
    says = "unit {unit} has declared no headcount, which {plan} asks for"
    says_zh = "单位 {unit} 未申报职工人数，{plan} 要求申报"
    remedy = (
        "Declare with `huzhu unit headcount` how many people the unit has, of the kind that the "
        "terms count."
    )
    rule_source = "the terms of the plan: `group_participation.counted_over`"
    unit: str
    plan: str
