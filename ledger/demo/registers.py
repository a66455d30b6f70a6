"""The office's other lists: units, opening balances, statistics, settlement files, open claims, papers."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from ledger.demo.claims import Claim
from ledger.demo.office import (
    BEFORE,
    PLANS,
    Office,
    agency_code,
    point_code,
    unit_code,
)
from ledger.demo.tables import headings, write_csv, yuan_cell
from ledger.demo.targets import SOURCE_EN, SOURCE_ZH, scaled
from ledger.intake import openings, settlements, takeover, units

BANK_ACCOUNTS = {"MED": "BANK-MED", "CARE": "BANK-CARE"}
OPENING_FEN = {"MED": 2_184_637_250, "CARE": 1_306_218_075}  # invented, at full scale
AUDIT_DOCUMENT = "示例审字2015-001号"
_EMPLOYERS = ("国有企业", "民营企业", "民营企业", "事业单位", "机关", "外商投资企业")
_TRADES = ("机械厂", "学校", "医院", "商场", "建筑公司", "运输公司", "电子公司", "食品厂")
_TRIGGERS = {
    "hospital_stay": "住院",
    "diagnosis": "确诊",
    "accident_injury": "意外伤害",
    "disability": "伤残",
}
_SMALL = 100  # units below declare exactly those who take part: plan terms ask all of few to join

_UNITS = headings(
    units.COLUMNS,
    *("unit", "name", "agency", "service_point", "employees", "women", "employer_type"),
)
_BALANCES = headings(
    openings.BALANCE_COLUMNS, "fund", "account", "side", "amount", "document", "bank_account"
)
_STATISTICS = headings(openings.STATISTICS_COLUMNS, "year", "plan_class", "units", "participations")
_LOSS = (
    *("trigger", "hospital", "admitted_on", "discharged_on", "total", "self_pay"),
    *("out_of_scope", "other_payers", "condition", "receipt_no"),
)
_SETTLEMENTS = headings(
    settlements.COLUMNS, "settlement_no", "settled_on", "id_number", "name", "plan", *_LOSS
)
_CLAIMS = headings(
    takeover.CLAIM_COLUMNS, "claim", "filed_on", "id_number", "name", "plan", "period", *_LOSS
)


def write_units(office: Office, path: Path, year: int) -> int:
    """Write the unit list with the headcounts of a year: all units at first, then those taking part."""
    return write_csv(path, _UNITS, _unit_rows(office, year))


def _unit_rows(office: Office, year: int) -> Iterator[str]:
    ordered, begins = office.by_unit(year)
    listed = office.units
    for unit in range(len(listed)):
        mine = ordered[begins[unit] : begins[unit + 1]]
        main = [p for p in mine if office.starts_late(p, year) == 1]
        if year > BEFORE + 1 and not main:
            continue  # a later list is of those taking part
        members = len(main) or 20 + unit * 37 % 180
        women = sum(office.people.female[p] for p in main) if main else members // 3
        if not women and any(office.people.female[p] for p in mine):
            women = 1  # the first one joins within the year: her plan asks how many there are
        more = 0 if members < _SMALL else unit % 11
        agency, point = listed.agency[unit], listed.point[unit]
        yield ",".join(
            (
                unit_code(unit),
                f"示例{_TRADES[unit % len(_TRADES)]}第{unit + 1}工会",
                agency_code(agency),
                point_code(agency, point) if point else "",
                str(members * (100 + more) // 100),
                str(women * (100 + more) // 100 if women >= _SMALL else women),
                _EMPLOYERS[unit % len(_EMPLOYERS)],
            )
        )


def write_balances(path: Path, scale: Fraction) -> None:
    """Write the opening balances: what is in the bank is the fund's net assets."""
    rows = []
    for fund, fen in OPENING_FEN.items():
        amount = yuan_cell(scaled(fen, scale))
        rows.append(f"{fund},bank,借,{amount},{AUDIT_DOCUMENT},{BANK_ACCOUNTS[fund]}")
        rows.append(f"{fund},net_assets_restricted,贷,{amount},{AUDIT_DOCUMENT},")
    write_csv(path, _BALANCES, rows)


def write_statistics(office: Office, path: Path) -> None:
    """Write what the year before the book comes to, counted from the cover taken over."""
    people, listed = range(len(office.people)), office.units
    covered = [office.plans_of(person, BEFORE) for person in people]
    active = [unit for unit in range(len(listed)) if listed.first[unit] == BEFORE]
    rows = [f"{BEFORE},,{len(active)},{office.participations(BEFORE)}"]
    classes = ("hospital_expense", "critical_illness", "female_specific_disease", "accident")
    for place, plan_class in enumerate(classes):
        count = sum(plans >> place & 1 for plans in covered)
        rows.append(f"{BEFORE},{plan_class},,{count}")
    write_csv(path, _STATISTICS, rows)


def write_settlements(office: Office, path: Path, claims: list[Claim]) -> int:
    """Write one round's settlement file."""
    rows = (
        f"{c.number},{c.settled_on},{_who(office, c)},{PLANS[c.plan.bit_length() - 1]},{_loss(c)}"
        for c in claims
    )
    return write_csv(path, _SETTLEMENTS, rows)


def write_open_claims(office: Office, path: Path, claims: list[Claim], keys: list[str]) -> int:
    """Write the claims that were filed, and not decided, before the book began."""
    rows = (
        f"{c.number},{c.settled_on},{_who(office, c)},{key},{c.period},{_loss(c)}"
        for c, key in zip(claims, keys, strict=True)
    )
    return write_csv(path, _CLAIMS, rows)


def _who(office: Office, claim: Claim) -> str:
    return f"{office.people.id_number(claim.person)},{office.people.name(claim.person)}"


def _loss(claim: Claim) -> str:
    loss = claim.loss
    return ",".join(
        (
            _TRIGGERS[loss.trigger],
            loss.hospital or "",
            loss.occurred_on.isoformat(),
            loss.ended_on.isoformat() if loss.ended_on else "",
            yuan_cell(loss.total_fen),
            yuan_cell(loss.self_pay_fen),
            yuan_cell(loss.out_of_scope_fen),
            yuan_cell(loss.other_payers_fen),
            loss.condition or "",
            loss.papers[0] if loss.papers else "",
        )
    )


def write_papers(folder: Path) -> dict[str, Path]:
    """Write the documents that decisions rest on; each says that it is invented."""
    invented = (
        "演示文件，内容均为虚构。 This document is part of a demonstration and is invented.\n"
        f"公布数据来源 Published totals: {SOURCE_ZH}; {SOURCE_EN}.\n"
    )
    texts = {
        "resolution": "示例决议：发布互助保障计划，设立基金，任命经办人员。\nResolution: plans, funds, officers.\n",
        "resolution-2016": "示例决议：自2017年3月1日起实施重大疾病计划2017版。\nResolution: CD-CI@2017.\n",
        "audit": f"{AUDIT_DOCUMENT}：2014年12月31日基金余额审计。\nAudited balances at 2014-12-31.\n",
        "consent-2015": "示例：各单位留存职工本人参保同意书。\nUnits keep each member's own consent.\n",
        "consent-2016": "示例：2016年度各单位留存职工本人参保同意书。\nConsents for 2016.\n",
    }
    paths = {}
    for name, text in texts.items():
        paths[name] = folder / f"{name}.txt"
        paths[name].write_text(text + invented, encoding="utf-8")
    return paths
