"""The two years as the officers lived them: the commands, in their order, over the office's files."""

from __future__ import annotations

import time
from calendar import monthrange
from datetime import date
from pathlib import Path

from ledger.demo import bank
from ledger.demo.beginning import publish, resolve, set_up, take_over
from ledger.demo.files import Input
from ledger.demo.office import unit_code
from ledger.demo.registers import BANK_ACCOUNTS
from ledger.demo.targets import YEARS
from ledger.demo.terms import PLAN_OF_2017
from ledger.demo.working_day import (
    APPROVER,
    ASSESSOR,
    CASHIER,
    ENROLMENT,
    FINANCE,
    TREASURER,
    WorkingDay,
)
from ledger.errors import AssessmentStale, LedgerError, RowsRefused
from ledger.periods import shanghai_date

_RESOLUTION = "JY-2016-1"


class Years:
    """Does the office's work from the take-over to the January after the second year."""

    def __init__(self, files: Input, day: WorkingDay) -> None:
        self._files, self._day = files, day
        self._owed = dict.fromkeys(BANK_ACCOUNTS, 0)  # verified benefits by fund, not yet paid
        self._refusal_met = self._stale_met = False

    def run(self) -> None:
        """Do all of it."""
        set_up(self._files, self._day)
        take_over(self._files, self._day)
        for year in YEARS:
            for month in range(1, 13):
                self._month(year, month)
        self._after_the_years()

    def _month(self, year: int, month: int) -> None:
        """Close the month before; rosters, claims, payments, contributions; earn."""
        before, day = time.perf_counter(), self._day
        day.begin(date(year, month, 2))
        self._close_before(year, month)
        day.begin(date(year, month, 5))
        rows = self._take_rosters(year, month)
        day.begin(date(year, month, 21))
        code = f"{year}-{month:02d}"
        claims = self._decide(code)
        day.begin(date(year, month, 25))
        self._pay(code, date(year, month, 26))
        day.begin(date(year, month, 28))
        self._receive(code)
        if month == 12:
            claims += self._year_end(year)
        day.begin(date(year, month, monthrange(year, month)[1]))
        with day.step("accrue and close"):
            day.huzhu(FINANCE, "period accrue", code)
        seconds = time.perf_counter() - before
        day.tell(
            f"{code}  名册 {rows:,} 行  案件 {claims:,} 件  {seconds:.1f} s",
            f"{code}  roster rows {rows:,}  claims {claims:,}  {seconds:.1f} s",
        )

    def _close_before(self, year: int, month: int) -> None:
        """Close the month before, in two steps."""
        closing = f"{year}-{month - 1:02d}" if month > 1 else f"{year - 1}-12"
        with self._day.step("accrue and close"):
            self._day.huzhu(FINANCE, "period soft-close", closing)
            self._day.huzhu(FINANCE, "period close", closing)

    def _take_rosters(self, year: int, month: int) -> int:
        """Take in the month's rosters; before the second year, units count their people anew."""
        day = self._day
        if (year, month) == (YEARS[-1], 1):
            with day.step("set up"):
                day.huzhu(ENROLMENT, "unit import", self._files.folder / "units-2016.csv")
        consent = self._files.papers[f"consent-{year}"]
        mine = [file for file in self._files.rosters if (file.period, file.month) == (year, month)]
        with day.step("rosters"):
            if mine:
                files, when = [file.path for file in mine], mine[0].starts_on
                options = {"period": year, "starts_on": when, "consent": consent}
                day.huzhu(ENROLMENT, "roster import", *files, **options)
        return sum(file.rows for file in mine)

    def _decide(self, code: str) -> int:
        """File a round's claims, assess and decide them, and verify that the funds are there."""
        due = self._files.due.get(code)
        if due is None:
            return 0
        huzhu, step = self._day.huzhu, self._day.step
        with step("claims filed"):
            self._file(self._files.settlements[code], refused=due.refused)
        with step("claims assessed"):
            huzhu(ASSESSOR, "claim assess", where="stage=filed")
        with step("claims decided"):
            self._approve()
            if due.nothing:
                where = ("stage=assessed", "amount=nothing")
                huzhu(APPROVER, "claim reject", where=where, ground="below_deductible")
        with step("funds verified"):
            huzhu(FINANCE, "pay verify", where="stage=approved")
        for fund, count in due.payable.items():
            self._owed[fund] += count
        return sum(due.payable.values()) + due.refused + due.nothing

    def _approve(self) -> None:
        """Approve a round's claims.

        Where somebody has two of them, the first uses limits that the second was assessed without:
        the list is refused, the others are approved, and that one is assessed again.
        """
        huzhu, where = self._day.huzhu, ("stage=assessed", "amount=some")
        refused = self._stale_met  # the officer who met it once leaves such claims out at once
        while True:
            if refused:
                huzhu(APPROVER, "claim approve", where=where, good_rows_only=True)
                huzhu(ASSESSOR, "claim assess", where=where)
            try:
                huzhu(APPROVER, "claim approve", where=where)
                return
            except (RowsRefused, AssessmentStale):
                self._stale_met = refused = True

    def _file(self, path: Path, *, refused: int) -> None:
        """File the claims of a settlement file, without those that a rule refuses.

        The first time the officer meets the refusal of a whole file; later they know.
        """
        if not refused:
            self._day.huzhu(ASSESSOR, "claim import", path)
            return
        if not self._refusal_met:
            try:
                self._day.huzhu(ASSESSOR, "claim import", path)
            except LedgerError:
                self._refusal_met = True
            assert self._refusal_met, "a file with bad rows is refused whole"
        self._day.huzhu(ASSESSOR, "claim import", path, good_rows_only=True)

    def _pay(self, code: str, paid_on: date) -> None:
        """Pay what is owed, fund by fund; the bank answers, and some payments come back."""
        day, huzhu, folder = self._day, self._day.huzhu, self._files.folder / "payments"
        back_on = paid_on.replace(day=paid_on.day + 2)
        with day.step("payments"):
            for fund, account in BANK_ACCOUNTS.items():
                if not self._owed[fund]:
                    continue
                batch, where = f"B{code}-{fund}", ("stage=verified", f"fund={fund}")
                out_of = {"fund": fund, "bank_account": account}
                huzhu(CASHIER, "pay prepare", batch, **out_of, where=where)
                huzhu(TREASURER, "pay release", batch, out=folder)
                (sent,) = folder.glob(f"{batch}-*.csv")
                # An earlier fund's returns may have let days pass: no bank answers before it is asked.
                on = max(paid_on, shanghai_date(day.clock.now()))
                answer = bank.answer(sent, folder, self._files.bounces, on, max(on, back_on))
                assert answer.lines == self._owed[fund], "the bank's file holds what is owed"
                self._owed[fund] = answer.bounced
                day.begin(on)
                huzhu(CASHIER, "pay settle", answer.first)
                if answer.returned is not None:
                    day.begin(back_on)
                    huzhu(CASHIER, "pay settle", answer.returned)

    def _receive(self, code: str) -> None:
        """Take in the month's contributions, and see to the receipts with a story."""
        huzhu, receipts = self._day.huzhu, self._files.receipts
        with self._day.step("contributions"):
            if code in receipts.files:
                huzhu(ENROLMENT, "contribution import", receipts.files[code])
            if code == "2015-03":
                unknown, reason = receipts.unknown, "单位来函说明付款用途"
                whose = {"unit": unit_code(unknown.unit), "period": unknown.period}
                huzhu(ENROLMENT, "contribution identify", unknown.number, **whose, reason=reason)
            if code == "2015-06":
                number, reason = receipts.high.number, "多缴部分退回原账户"
                huzhu(ENROLMENT, "contribution refund", number, reason=reason)

    def _year_end(self, year: int) -> int:
        """Decide what came in after the cut-off; it is paid in the new year."""
        day = self._day
        if year == YEARS[-1]:
            title = "发布重大疾病计划2017版（演示）"
            resolve(self._files, day, _RESOLUTION, title, "resolution-2016")
            publish(self._files, day, PLAN_OF_2017, _RESOLUTION)
        day.begin(date(year, 12, 31))
        return self._decide(f"{year}-12-31")

    def _after_the_years(self) -> None:
        """Close the second year, and pay what it left over."""
        day = self._day
        day.begin(date(2017, 1, 3))
        self._close_before(2017, 1)
        day.begin(date(2017, 1, 10))
        self._pay("2017-01", date(2017, 1, 12))
        assert not any(self._owed.values()), "everything that was owed is paid"
        day.begin(date(2017, 1, 31))
        day.tell(
            "2017-01  2016 年最后一批互助金已付", "2017-01  the last benefits of 2016 are paid"
        )
