"""A small office: every step of it is a command of `huzhu`, as an officer types it."""

import copy
import csv
import io
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from ledger import cli
from ledger.commands.shared import Session
from ledger.entropy import SeededEntropy
from ledger.events import Event, restore
from ledger.intake.identity import invented_id
from ledger.projections.digest import digest
from ledger.projections.storage import Cursor
from ledger.store.address import BookAddress
from ledger.store.engine import Database
from ledger.store.recorder import BookRecorder
from ledger.terms import shipped

UNITS, PEOPLE = 4, 12
PLANS = ("CD-HOSP", "CD-ACC")
OFFICERS = {
    "en": "enrolment",
    "as": "assessor",
    "ap": "approver",
    "fi": "finance",
    "ca": "cashier",
    "tr": "treasurer",
}
ROSTER = ("单位编码", "计划", "姓名", "身份证号", "份数", "银行卡号", "本人同意")
COVERS = (
    "单位编码", "计划", "姓名", "身份证号", "保障期", "首次参保日期", "保障起期", "保障止期", "银行卡号",
)  # fmt: skip
RECEIPTS = ("收据号", "到账日期", "单位编码", "基金", "保障期", "金额", "银行账号")
SETTLEMENTS = (
    "结算号", "结算日期", "身份证号", "姓名", "计划", "事由", "入院日期", "出院日期", "总费用", "自付",
)  # fmt: skip
RETURNS = ("批次", "行号", "案件号", "金额", "状态", "原因", "交易日期")
_DIGITS = "甲乙丙丁戊己庚辛壬癸"
Row = Sequence[object]


class Answer(NamedTuple):
    """What a command left behind: its exit code, and what it said on either stream."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class SmallOffice:
    """A book with its keys, the folder of its files, and the seed that its time and chance come from."""

    book: str
    folder: Path
    entropy: SeededEntropy

    @property
    def keys(self) -> Path:
        return self.folder / "book.keys"

    @property
    def surroundings(self) -> dict[str, str]:
        """The environment of a terminal in this office."""
        outside = {k: v for k, v in os.environ.items() if not k.startswith(("HUZHU_", "LANG"))}
        return outside | {"HUZHU_KEYS": str(self.keys)}

    def line(self, officer: str, *arguments: object, on: str | None = None) -> list[str]:
        """Return a command as it is typed, with the global options."""
        given = ["--book", self.book, "--as", officer, *(["--on", on] if on else [])]
        return [*given, *map(str, arguments)]

    def run(
        self,
        officer: str,
        *arguments: object,
        on: str | None = None,
        lang: str = "en",
        command_id: str | None = None,
    ) -> Answer:
        """Run a command in this process, whatever comes of it."""
        more = ["--lang", lang, *(["--command-id", command_id] if command_id else [])]
        return typed(
            [*more, *self.line(officer, *arguments, on=on)], self.surroundings, self.entropy
        )

    def do(self, officer: str, *arguments: object, on: str | None = None, lang: str = "en") -> str:
        """Run a command that must succeed, and return what it said."""
        answer = self.run(officer, *arguments, on=on, lang=lang)
        assert answer.code == 0, answer
        return answer.out

    def refuses(self, code: str, officer: str, *arguments: object, lang: str = "en") -> str:
        """Run a command that must be refused with a code and record nothing; return its words."""
        with self.untouched():
            answer = self.run(officer, *arguments, lang=lang)
        assert answer.code == 3, answer
        assert f"[{code}]" in answer.err, answer
        assert "Traceback" not in answer.err
        return answer.err

    @contextmanager
    def untouched(self) -> Iterator[None]:
        """Hold that nothing is recorded meanwhile."""
        before = self.head()
        yield
        assert self.head() == before

    def file(self, name: str, heading: Row, rows: Iterable[Row], encoding: str = "utf-8") -> Path:
        """Write a CSV file into the office's folder."""
        path = self.folder / name
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file).writerows([heading, *rows])
        return path

    def paper(self, name: str, text: str = "签字盖章") -> Path:
        """Write a document into the office's folder."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def at(self, year: int, month: int, day: int) -> None:
        """Let the office's clock stand at ten in the morning, in China."""
        self.entropy.set(datetime(year, month, day, 2, tzinfo=UTC))

    def until(self, day: str | None) -> None:
        """Let the office's clock run on to a day, where it does not stand there or later."""
        there = datetime.combine(date.fromisoformat(day), time(2), UTC) if day else None
        if there is not None and there > self.entropy.now():
            self.entropy.set(there)

    def copied(self, folder: Path) -> "SmallOffice":
        """Return a copy of an office whose book is a file, to go its own way."""
        folder.mkdir(exist_ok=True)
        for name in ("book.db", "book.keys", "book.keys.shredded"):
            shutil.copy(self.folder / name, folder / name)
        other = replace(self, book=str(folder / "book.db"), folder=folder)
        return replace(other, entropy=copy.deepcopy(self.entropy))

    # --- what the book holds ---

    @contextmanager
    def database(self) -> Iterator[Database]:
        with Database.open(BookAddress.parse(self.book)) as database:
            yield database

    def head(self) -> int:
        with self.database() as database:
            return BookRecorder(database).head().size

    def root(self) -> bytes:
        with self.database() as database:
            return BookRecorder(database).head().root

    def events(self) -> list[Event]:
        with self.database() as database:
            return [restore(each.topic, each.state) for each in BookRecorder(database).read()]

    def digests(self) -> dict[str, str]:
        with self.database() as database:
            return digest(database)

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        with self.database() as database, database.reading() as connection:
            return Cursor(connection).all(sql, values)


def typed(
    arguments: Sequence[str], surroundings: dict[str, str], entropy: SeededEntropy | None = None
) -> Answer:
    """Run `huzhu` in this process and hear both of its streams."""
    out, err = io.StringIO(), io.StringIO()
    session = Session() if entropy is None else Session(entropy=entropy)
    with (
        patch.dict(os.environ, surroundings, clear=True),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        code = cli.run(arguments, session)
    return Answer(code, out.getvalue(), err.getvalue())


# --- who and what there is ---


def unit(u: int) -> str:
    return f"U{u:03d}"


def person(u: int, k: int) -> tuple[str, str]:
    """Return the name and ID number of a unit's k-th person, the even ones women."""
    name = "测试" + "".join(_DIGITS[n] for n in (u % 10, k // 10 % 10, k % 10))
    birth = date(1980, 1, 1) + timedelta(days=u)
    return name, invented_id("990101", birth, k, "male" if k % 2 else "female")


def account(u: int, k: int) -> str:
    return f"6222{u:05d}{k:07d}"


def roster_row(u: int, k: int, plan: str = "CD-HOSP", **changed: object) -> list[object]:
    """Return one row of a roster; every value can be changed by its heading."""
    name, id_number = person(u, k)
    cells: dict[str, object] = dict(
        zip(ROSTER, (unit(u), plan, name, id_number, 1, account(u, k), "是"), strict=True)
    )
    assert changed.keys() <= cells.keys()
    return list((cells | changed).values())


def roster_rows(
    plans: Sequence[str] = PLANS, units: Iterable[int] = range(UNITS), people: int = PEOPLE
) -> list[list[object]]:
    """Return whole rosters: everybody of some units under some plans."""
    return [roster_row(u, k, plan) for u in units for plan in plans for k in range(people)]


def settlement_row(number: str, u: int, k: int, **changed: object) -> list[object]:
    """Return one settled stay in hospital, from 10 to 20 February 2015."""
    name, id_number = person(u, k)
    stay = ("CD-HOSP", "住院", "2015-02-10", "2015-02-20", "9000.00", "4000.00")
    cells: dict[str, object] = dict(
        zip(SETTLEMENTS, (number, "2015-03-01", id_number, name, *stay), strict=True)
    )
    assert changed.keys() <= cells.keys()
    return list((cells | changed).values())


# --- how it comes about ---


def begin(book: str, folder: Path) -> SmallOffice:
    """Open a book on 31 December 2014; its manager is alone."""
    folder.mkdir(exist_ok=True)
    office = SmallOffice(book, folder, SeededEntropy(1, datetime(2014, 12, 31, 2, tzinfo=UTC)))
    naming = ("--code", "CD", "--name", "成都办事处", "--manager", "lin")
    office.do("lin", "init", *naming, "--demo")
    return office


def make_ready(office: SmallOffice) -> None:
    """Take over a running office: officers, funds, plans, units, cover of 2014, balances."""
    furnish(office)
    paper = office.paper("移交书.txt")
    members = office.file("cover.csv", COVERS, cover_rows(range(UNITS)))
    office.do("en", "take-over", "--members", members, "--document", paper)
    balances = [
        line
        for fund, bank in (("MED", "B1"), ("CARE", "B2"))
        for line in (
            (fund, "bank", "借", "100000.00", "审字1号", bank),
            (fund, "net_assets_unrestricted", "贷", "100000.00", "审字1号", ""),
        )
    ]
    heading_of_balances = ("基金", "科目", "方向", "金额", "依据", "银行账户")
    path = office.file("balances.csv", heading_of_balances, balances)
    office.do("fi", "take-over", "--balances", path, "--document", paper)
    office.do("lin", "take-over", "--complete", "--document", paper)
    office.at(2015, 1, 5)


def cover_rows(units: Iterable[int]) -> list[Row]:
    """Return a list of the cover of 2014: nearly everybody of some units, against accidents."""
    year = ("2014", "2013-01-01", "2014-01-01", "2014-12-31")
    return [
        (unit(u), "CD-ACC", *person(u, k), *year, account(u, k))
        for u in units
        for k in range(PEOPLE - 2)
    ]


def furnish(office: SmallOffice) -> None:
    """Appoint officers, open funds, publish plans and list the units."""
    for officer, role in OFFICERS.items():
        office.do("lin", "office", "appoint", officer, "--role", role)
    office.do("lin", "office", "resolve", "R1", "--title", "开办", "--body", "管委会")
    office.do("lin", "agency", "register", "A1", "--name", "锦江代办处")
    for fund, bank in (("MED", "B1"), ("CARE", "B2")):
        office.do("lin", "fund", "open", fund, "--name", fund, "--restriction", "unrestricted")
        office.do("lin", "office", "bank-account", bank, "--fund", fund, "--bank", "示例银行")
    for key in ("CD-HOSP@2015", "CD-ACC@2014"):
        terms = office.paper(f"{key}.yaml", shipped()[key])
        office.do("lin", "plan", "publish", terms, "--resolution", "R1")
    units = [
        (unit(u), f"示例单位{_DIGITS[u]}", "A1", PEOPLE, (PEOPLE + 1) // 2) for u in range(UNITS)
    ]
    heading = ("单位编码", "单位名称", "代办处", "职工人数", "女职工人数")
    office.do("en", "unit", "import", office.file("units.csv", heading, units))


def roster_import(office: SmallOffice, path: Path, *more: object) -> list[object]:
    """Return the words that import a roster of 2015."""
    consent = office.paper("同意书.txt")
    return ["roster", "import", path, "--period", "2015", "--consent", consent, *more]


def enrol(office: SmallOffice) -> None:
    """Take in the rosters of 2015 and the contributions for them."""
    path = office.file("名册2015.csv", ROSTER, roster_rows())
    office.do("en", *roster_import(office, path))
    receipts = [
        (f"{fund}{u}", "2015-01-05", unit(u), fund, "2015", PEOPLE * share, bank)
        for u in range(UNITS)
        for fund, bank, share in (("MED", "B1", 90), ("CARE", "B2", 50))
    ]
    office.do("en", "contribution", "import", office.file("receipts.csv", RECEIPTS, receipts))


def file_claims(office: SmallOffice, count: int) -> list[str]:
    """Take in a settlement file of stays in hospital; return the claims' numbers."""
    office.at(2015, 3, 5)
    numbers = [f"C{n}" for n in range(count)]
    rows = [settlement_row(number, n % UNITS, n // UNITS) for n, number in enumerate(numbers)]
    office.do("as", "claim", "import", office.file("settlement.csv", SETTLEMENTS, rows))
    return numbers


def bank_answers(
    office: SmallOffice, name: str, batch_file: Path, outcomes: dict[int, tuple[str, str]], day: str
) -> Path:
    """Answer the bank's file; lines that are not named with status and reason were paid."""
    with batch_file.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    answers = [
        (
            line["批次"],
            line["行号"],
            line["案件号"],
            line["金额"],
            *outcomes.get(n, ("成功", "")),
            day,
        )
        for n, line in enumerate(lines)
    ]
    return office.file(name, RETURNS, answers)
