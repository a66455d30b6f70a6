"""One company's fund: contributions by wage and by income band, month by month."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from tests.commands.office import SmallOffice, person, unit
from tests.commands.people import pseudonyms

PAID = ("单位编码", "计划", "姓名", "身份证号", "本人同意", "月工资", "收入档")
CHANGES = ("单位编码", "身份证号", "月工资", "收入档", "起始日期")
WAGE = {"rule": "wage_ratio", "rate_bp": 100, "every": "month"}
BANDS = {
    "rule": "income_band",
    "bands": [
        {"over_fen": 0, "up_to_fen": 400_000, "fen": 2_000},
        {"over_fen": 400_000, "up_to_fen": 800_000, "fen": 4_000},
        {"over_fen": 800_000, "fen": 9_000},
    ],
    "every": "month",
}
FIXED = {"rule": "fixed", "fen": 3_000, "every": "month"}
WAGES = {0: "5000.00", 1: "6000.50", 2: "7000.00"}
WHOSE = ("U000", "--fund", "MED", "--period", "2015")


def terms(**changes: Any) -> dict[str, Any]:
    """Return the facts of an invented plan whose contribution is one per cent of the wage."""
    return {
        "code": "CO-WAGE",
        "version": "2015",
        "name_zh": "工资比例试验计划",
        "name_en": "Trial plan by wage",
        "fund": "MED",
        "plan_class": "composite",
        "invented": True,
        "citation": "Invented for a test.",
        "effective_on": "2015-01-01",
        "contribution": WAGE,
        "benefits": [{"type": "per_diem", "trigger": "hospital_stay", "amount_fen": 4_000}],
        **changes,
    }


def publish(office: SmallOffice, **changes: Any) -> str:
    """Publish an invented plan of the company; its code."""
    facts = terms(**changes)
    if isinstance(facts["effective_on"], str):
        facts["effective_on"] = yaml.safe_load(facts["effective_on"])
    path = office.paper(f"{facts['code']}.yaml", yaml.safe_dump(facts, allow_unicode=True))
    office.do("lin", "plan", "publish", path, "--resolution", "R1")
    return str(facts["code"])


def paid_row(k: int, plan: str = "CO-WAGE", wage: str = "", band: str = "") -> list[object]:
    """Return the roster row of the company's k-th person."""
    name, id_number = person(0, k)
    return [unit(0), plan, name, id_number, "是", wage, band]


def roster_of(
    office: SmallOffice, rows: Iterable[list[object]], *more: object, name: str = "名册.csv"
) -> list[object]:
    """Return the words that import a roster that says what people earn."""
    path = office.file(name, PAID, rows)
    consent = office.paper("同意书.txt")
    return ["roster", "import", path, "--period", "2015", "--consent", consent, *more]


def employ(office: SmallOffice, *more: object) -> None:
    """Enrol three people of the company on what they earn."""
    rows = [paid_row(k, wage=wage) for k, wage in WAGES.items()]
    office.do("en", *roster_of(office, rows, *more))


def fall_due(office: SmallOffice, day: str, *more: object) -> str:
    """Book what fell due up to a day."""
    office.until(day)
    return office.do("en", "contribution", "fall-due", "--period", "2015", *more, on=day)


def pay(office: SmallOffice, yuan: object, receipt: str, on: str, *more: object) -> str:
    """Take money in for the company."""
    where = ("--unit", "U000", "--fund", "MED", "--period", "2015", "--bank-account", "B1")
    words = ("contribution", "receive", "--receipt", receipt, "--amount", yuan, *where, *more)
    office.until(on)
    return office.do("en", *words, on=on)


def member_of(office: SmallOffice, k: int) -> Any:
    """Return the pseudonym of the k-th person who was taken over or enrolled."""
    return pseudonyms(office)[k]


def changes_file(office: SmallOffice, rows: Iterable[list[object]], name: str = "调薪.csv") -> Path:
    """Write a file of changed pay."""
    return office.file(name, CHANGES, rows)


def changed(k: int, wage: str = "", since: str = "2015-03-01", band: str = "") -> list[object]:
    """Return one row of it."""
    return [unit(0), person(0, k)[1], wage, band, since]
