"""The two years as the officers lived them: the commands, in their order, over the office's files."""

from __future__ import annotations

import time
from calendar import monthrange
from datetime import date
from pathlib import Path

from ledger.demo import bank
from ledger.demo.files import Input
from ledger.demo.office import unit_code
from ledger.demo.registers import BANK_ACCOUNTS
from ledger.demo.targets import YEARS
from ledger.demo.terms import PLAN_OF_2017, PLANS_OF_THE_YEARS
from ledger.demo.working_day import (
    APPROVER,
    ASSESSOR,
    CASHIER,
    ENROLMENT,
    FINANCE,
    MANAGER,
    OFFICERS,
    TREASURER,
    WorkingDay,
)
from ledger.errors import LedgerError

TAKE_OVER_DAY = date(2014, 12, 31)
_FUNDS = {"MED": "医疗互助基金（演示）", "CARE": "重疾与意外互助基金（演示）"}
_RESOLUTION, _RESOLUTION_2016 = "JY-2014-1", "JY-2016-1"


class Years:
    """Does the office's work from the take-over to the January after the second year."""

    def __init__(self, files: Input, day: WorkingDay) -> None:
        self._files, self._day = files, day
        self._owed = dict.fromkeys(BANK_ACCOUNTS, 0)  # verified benefits by fund, not yet paid
        self.refusals: list[LedgerError] = []  # met on the way, as they had to be

    def run(self) -> None:
        """Do all of it."""
        self._set_up()
        self._take_over()
        for year in YEARS:
            for month in range(1, 13):
                self._month(year, month)
        self._after_the_years()

    # --- the beginning ---

    def _set_up(self) -> None:
        day, huzhu, papers = self._day, self._day.huzhu, self._files.papers
        day.begin(TAKE_OVER_DAY)
        with day.step("set up"):
            huzhu(MANAGER, "init", "--code", "CD-DEMO", "--name", "成都办事处（演示）", "--demo",
                  "--kind", "association_office", "--regime", "npo-2004", "--manager", MANAGER)  # fmt: skip
            for officer, roles in OFFICERS.items():
                named = [word for role in roles for word in ("--role", role)]
                huzhu(MANAGER, "office", "appoint", officer, *named)
            huzhu(MANAGER, "office", "resolve", _RESOLUTION, "--title", "设立基金并发布计划（演示）",
                  "--body", "管委会", "--document", papers["resolution"])  # fmt: skip
            for fund, name in _FUNDS.items():
                huzhu(MANAGER, "fund", "open", fund, "--name", name, "--restriction", "restricted",
                      "--resolution", _RESOLUTION)  # fmt: skip
                huzhu(MANAGER, "office", "bank-account", BANK_ACCOUNTS[fund], "--fund", fund,
                      "--bank", "示例银行", "--purpose", "both")  # fmt: skip
            for key in PLANS_OF_THE_YEARS:
                self._publish(key, _RESOLUTION)
            for code in self._files.agencies:
                huzhu(MANAGER, "agency", "register", code, "--name", f"示例代办处{code}")
            for code in self._files.points:
                parent = code.partition("-")[0]
                huzhu(MANAGER, "agency", "register", code, "--name", f"示例代办点{code}",
                      "--kind", "service_point", "--parent", parent)  # fmt: skip
            huzhu(ENROLMENT, "unit", "import", self._files.folder / "units-2015.csv")
        day.tell("2014-12  office, officers, funds, plans, agencies, units")

    def _publish(self, key: str, resolution: str) -> None:
        path = self._files.folder / "plans" / f"{key}.yaml"
        self._day.huzhu(MANAGER, "plan", "publish", path, "--resolution", resolution)

    def _take_over(self) -> None:
        """Take the running office over: balances, statistics, cover in force, open claims."""
        folder, huzhu = self._files.folder / "takeover", self._day.huzhu
        paper = ("--document", self._files.papers["audit"])
        before = time.perf_counter()
        with self._day.step("take-over"):
            huzhu(FINANCE, "take-over", "--balances", folder / "takeover-balances.csv", *paper)
            for path in self._files.cover:
                huzhu(ENROLMENT, "take-over", "--members", path, *paper)
            huzhu(ASSESSOR, "take-over", "--claims", folder / "takeover-claims.csv", *paper)
            statistics = ("--statistics", folder / "takeover-statistics.csv", "--complete")
            huzhu(MANAGER, "take-over", *statistics, *paper)
        seconds = time.perf_counter() - before
        self._day.tell(
            f"2014-12  taken over: cover in force, open claims, balances  {seconds:.1f} s"
        )

    # --- a month ---

    def _month(self, year: int, month: int) -> None:
        before, day = time.perf_counter(), self._day
        day.begin(date(year, month, 2))
        self._close_before(year, month)
        day.begin(date(year, month, 5))
        self._take_rosters(year, month)
        day.begin(date(year, month, 21))
        code = f"{year}-{month:02d}"
        decided = self._decide(code)
        day.begin(date(year, month, 25))
        self._pay(code)
        day.begin(date(year, month, 27))
        self._receive(code)
        if month == 12:
            decided += self._year_end(year)
        day.begin(date(year, month, monthrange(year, month)[1]))
        with day.step("accrue and close"):
            day.huzhu(FINANCE, "period", "accrue", code)
        rosters = sum(f.rows for f in self._files.rosters if (f.period, f.month) == (year, month))
        seconds = time.perf_counter() - before
        day.tell(f"{code}  roster rows {rosters:,}  claims {decided:,}  {seconds:.1f} s")

    def _close_before(self, year: int, month: int) -> None:
        """Close the month before."""
        closing = f"{year}-{month - 1:02d}" if month > 1 else f"{year - 1}-12"
        with self._day.step("accrue and close"):
            self._day.huzhu(FINANCE, "period", "soft-close", closing)
            self._day.huzhu(FINANCE, "period", "close", closing)

    def _take_rosters(self, year: int, month: int) -> None:
        if (year, month) == (2016, 1):  # units say anew how many people they have
            with self._day.step("units"):
                self._day.huzhu(ENROLMENT, "unit", "import", self._files.folder / "units-2016.csv")
        consent = self._files.papers[f"consent-{year}"]
        with self._day.step("rosters"):
            for file in self._files.rosters:
                if (file.period, file.month) == (year, month):
                    when = ("--period", year, "--starts-on", file.starts_on)
                    arguments = (file.path, *when, "--consent", consent)
                    self._day.huzhu(ENROLMENT, "roster", "import", *arguments)

    def _decide(self, code: str) -> int:
        """File a round's claims, assess and decide them, and verify that the funds are there."""
        path, due = self._files.settlements.get(code), self._files.due.get(code)
        if path is None or due is None:
            return 0
        huzhu, step = self._day.huzhu, self._day.step
        with step("claims filed"):
            if due.refused:
                self._import_refused(path)
                huzhu(ASSESSOR, "claim", "import", path, "--good-rows-only")
            else:
                huzhu(ASSESSOR, "claim", "import", path)
        with step("claims assessed"):
            huzhu(ASSESSOR, "claim", "assess", "--where", "stage=filed")
        with step("claims decided"):
            huzhu(
                APPROVER, "claim", "approve", "--where", "stage=assessed", "--where", "amount=some"
            )
            if due.nothing:
                huzhu(APPROVER, "claim", "reject", "--where", "stage=assessed", "--where", "amount=nothing",
                      "--ground", "below_deductible", "--reason", "自付未超过起付线")  # fmt: skip
        with step("funds verified"):
            huzhu(FINANCE, "pay", "verify", "--where", "stage=approved")
        for fund, count in due.payable.items():
            self._owed[fund] += count
        return sum(due.payable.values()) + due.refused + due.nothing

    def _import_refused(self, path: Path) -> None:
        """Meet the refusal once, as an officer would: a file with bad rows is refused whole."""
        if self.refusals:
            return
        try:
            self._day.huzhu(ASSESSOR, "claim", "import", path)
        except LedgerError as refusal:
            self.refusals.append(refusal)
        else:
            raise AssertionError("a settlement file with bad rows was taken in")

    def _pay(self, code: str) -> None:
        """Pay what is owed, fund by fund; the bank answers, and some payments come back."""
        huzhu, folder = self._day.huzhu, self._files.folder / "payments"
        today = date(int(code[:4]), int(code[5:7]), 26 if not code.startswith("2017") else 12)
        back_on = today.replace(day=today.day + 2)
        with self._day.step("payments"):
            for fund, account in BANK_ACCOUNTS.items():
                if not self._owed[fund]:
                    continue
                batch = f"B{code}-{fund}"
                huzhu(CASHIER, "pay", "prepare", batch, "--fund", fund, "--bank-account", account,
                      "--where", "stage=verified", "--where", f"fund={fund}")  # fmt: skip
                huzhu(TREASURER, "pay", "release", batch, "--out", folder)
                (sent,) = folder.glob(f"{batch}-*.csv")
                answer = bank.answer(sent, folder, self._files.bounces, today, back_on)
                assert answer.lines == self._owed[fund], "the bank file holds what is owed"
                self._owed[fund] = answer.bounced
                self._day.begin(today)
                huzhu(CASHIER, "pay", "settle", answer.first)
                if answer.returned is not None:
                    self._day.begin(back_on)
                    huzhu(CASHIER, "pay", "settle", answer.returned)

    def _receive(self, code: str) -> None:
        """Take in the month's contributions, and see to the receipts with a story."""
        huzhu, receipts = self._day.huzhu, self._files.receipts
        with self._day.step("contributions"):
            if code in receipts.files:
                huzhu(ENROLMENT, "contribution", "import", receipts.files[code])
            if code == "2015-03":
                unknown = receipts.unknown
                huzhu(ENROLMENT, "contribution", "identify", unknown.number,
                      "--unit", unit_code(unknown.unit), "--period", unknown.period,
                      "--reason", "单位来函说明付款用途")  # fmt: skip
            if code == "2015-06":
                huzhu(ENROLMENT, "contribution", "refund", receipts.high.number,
                      "--reason", "多缴退回原账户")  # fmt: skip

    def _year_end(self, year: int) -> int:
        """Decide what came in after the cut-off; it is paid in the new year."""
        day = self._day
        if year == YEARS[-1]:
            day.begin(date(year, 12, 28))
            papers = self._files.papers
            day.huzhu(MANAGER, "office", "resolve", _RESOLUTION_2016, "--title",
                      "发布重大疾病计划2017版（演示）", "--body", "管委会", "--document",
                      papers["resolution-2016"])  # fmt: skip
            self._publish(PLAN_OF_2017, _RESOLUTION_2016)
        day.begin(date(year, 12, 31))
        return self._decide(f"{year}-12-31")

    def _after_the_years(self) -> None:
        """Close the second year, and pay what it left over."""
        day = self._day
        day.begin(date(2017, 1, 3))
        self._close_before(2017, 1)
        day.begin(date(2017, 1, 10))
        self._pay("2017-01")
        assert not any(self._owed.values()), "everything that was owed is paid"
        day.begin(date(2017, 1, 31))
        day.tell("2017-01  the last benefits of 2016 are paid")
