"""The day before the first year: the office is set up, and what it brings along is taken over."""

from __future__ import annotations

import time
from datetime import date

from ledger.demo.files import Input
from ledger.demo.registers import BANK_ACCOUNTS
from ledger.demo.terms import PLANS_OF_THE_YEARS
from ledger.demo.working_day import ASSESSOR, ENROLMENT, FINANCE, MANAGER, ROLES, WorkingDay

TAKE_OVER_DAY = date(2014, 12, 31)
_FUNDS = {"MED": "医疗互助基金（演示）", "CARE": "重疾与意外互助基金（演示）"}
_RESOLUTION = "JY-2014-1"


def set_up(files: Input, day: WorkingDay) -> None:
    """Open the book, appoint officers, set up funds, plans and agencies, and list the units."""
    before, huzhu = time.perf_counter(), day.huzhu
    day.begin(TAKE_OVER_DAY)
    with day.step("set up"):
        huzhu(
            MANAGER,
            "init",
            demo=True,
            code="CD-DEMO",
            name="成都办事处（演示）",
            kind="association_office",
            regime="npo-2004",
            manager=MANAGER,
        )
        for officer, role in ROLES.items():
            huzhu(MANAGER, "office appoint", officer, role=role)
        resolve(files, day, _RESOLUTION, "设立基金并发布计划（演示）", "resolution")
        for fund, name in _FUNDS.items():
            facts = {"name": name, "restriction": "restricted", "resolution": _RESOLUTION}
            huzhu(MANAGER, "fund open", fund, **facts)
            facts = {"fund": fund, "bank": "示例银行", "purpose": "both"}
            huzhu(MANAGER, "office bank-account", BANK_ACCOUNTS[fund], **facts)
        for key in PLANS_OF_THE_YEARS:
            publish(files, day, key, _RESOLUTION)
        _register_agencies(files, day)
        huzhu(ENROLMENT, "unit import", files.folder / "units-2015.csv")
    seconds = time.perf_counter() - before
    day.tell(
        f"2014-12  机构、人员、基金、计划、代办处、单位  {seconds:.1f} s",
        f"2014-12  office, officers, funds, plans, agencies, units  {seconds:.1f} s",
    )


def resolve(files: Input, day: WorkingDay, number: str, title: str, paper: str) -> None:
    """Record a resolution of the office's committee."""
    document = files.papers[paper]
    day.huzhu(
        MANAGER, "office resolve", number, title=title, body="管委会（演示）", document=document
    )


def publish(files: Input, day: WorkingDay, key: str, resolution: str) -> None:
    """Publish a plan version."""
    path = files.folder / "plans" / f"{key}.yaml"
    day.huzhu(MANAGER, "plan publish", path, resolution=resolution)


def _register_agencies(files: Input, day: WorkingDay) -> None:
    for code in files.agencies:
        day.huzhu(MANAGER, "agency register", code, name=f"示例代办处{code}")
    for code in files.points:
        facts = {"kind": "service_point", "parent": code.partition("-")[0]}
        day.huzhu(MANAGER, "agency register", code, name=f"示例代办点{code}", **facts)


def take_over(files: Input, day: WorkingDay) -> None:
    """Take the running office over: balances, cover in force, open claims, statistics."""
    before, huzhu, folder = time.perf_counter(), day.huzhu, files.folder / "takeover"
    paper = files.papers["audit"]
    with day.step("take-over"):
        huzhu(FINANCE, "take-over", balances=folder / "takeover-balances.csv", document=paper)
        huzhu(ENROLMENT, "take-over", members=tuple(files.cover), document=paper)
        huzhu(ASSESSOR, "take-over", claims=folder / "takeover-claims.csv", document=paper)
        statistics = folder / "takeover-statistics.csv"
        huzhu(MANAGER, "take-over", statistics=statistics, complete=True, document=paper)
    seconds = time.perf_counter() - before
    day.tell(
        f"2014-12  接管：期初余额、有效保障、未决案件  {seconds:.1f} s",
        f"2014-12  taken over: balances, cover in force, open claims  {seconds:.1f} s",
    )
