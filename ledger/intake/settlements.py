"""The one-stop settlement file (一站式结算): claims that basic insurance settled at discharge."""

from datetime import date
from typing import Any, NamedTuple

from ledger.codes import CLAIMANTS as CLAIMANT_WORDS
from ledger.codes import PAPERS, RELATIONS
from ledger.intake.fields import Unfit, choice_of, field, read_code, read_date, read_plan
from ledger.intake.identity import id_reader
from ledger.intake.judge import KEEP_LINES, Form, Judged, judge, only_once
from ledger.intake.losses import LossLine, loss_fields, loss_of, read_several
from ledger.intake.roster import read_name
from ledger.intake.table import Table

# Who claims, and whose loss it is: the codes of `huzhu claim file`, and the words of offices.
CLAIMANTS = {"本人": "member"} | {zh: code for code, (zh, _) in CLAIMANT_WORDS.items()}
CLAIMANTS |= {code: code for code in CLAIMANT_WORDS}
_INSURABLE = ("member", "spouse", "child", "parent")
INSURED = {"本人": "member"} | {RELATIONS[code][0]: code for code in _INSURABLE}
INSURED |= {code: code for code in _INSURABLE}
_PAPERS = {word: kind for kind, words in PAPERS.items() for word in (kind, words[0])}


class SettlementLine(NamedTuple):
    """One settled claim. Personal: never logged, never printed whole."""

    row: int
    settlement_no: str
    settled_on: date
    id_number: str
    name: str
    plan: str
    loss: LossLine
    incident: str | None = None
    evidence: tuple[str, ...] = ()  # kinds of papers on file
    claimant: str | None = None
    insured: str | None = None
    dependant: str | None = None  # the code on record of whose loss it is


def read_papers(text: str) -> tuple[str, ...]:
    """Read the kinds of papers on file, by word or code, with 、 between them: 出院小结、收据原件."""
    words = read_several(text)
    if not words or any(word not in _PAPERS for word in words):
        known = " / ".join(_PAPERS)
        raise Unfit("intake.choice", f"one or several of these belong here: {known}")
    return tuple(_PAPERS[word] for word in words)


def settlement_form(*, on: date, allow_invented: bool) -> Form[SettlementLine]:
    """Return the form of a settlement file, judged on a day."""
    fields = (
        field("settlement_no", "结算号", "code", read_code, "结算编号", "序号", "line_no"),
        field("settled_on", "结算日期", "date", read_date),
        field(
            "id_number",
            "身份证号",
            "id",
            id_reader(on=on, allow_invented=allow_invented),
            "身份证号码",
        ),
        field("name", "姓名", "text", read_name),
        field("plan", "计划", "code", read_plan, "计划代码", "plan_code"),
        field("incident", "出险编号", "code", read_code, "事故编号", required=False),
        field("evidence", "材料", "text", read_papers, "已交材料", required=False),
        field("claimant", "申请人", "choice", choice_of(CLAIMANTS), required=False),
        field("insured", "被保障人", "choice", choice_of(INSURED), "出险人", required=False),
        field("dependant", "家属编码", "code", read_code, "家属代码", required=False),
        *loss_fields(),
    )
    return Form(fields, _line)


def _line(row: int, settlement_no: str, settled_on: date, *rest: Any) -> SettlementLine:
    id_number, name, plan, incident, evidence, claimant, insured, dependant, *loss = rest
    said = (incident, evidence or (), claimant, insured, dependant)
    line = SettlementLine(
        row, settlement_no, settled_on, id_number, name, plan, loss_of(tuple(loss)), *said
    )
    if (line.loss.ended_on or line.loss.occurred_on) > settled_on:
        raise Unfit("settlements.dates", "it was settled before it was over", "settled_on")
    return line


COLUMNS = settlement_form(on=date.max, allow_invented=False).columns


def judge_settlements(
    table: Table, *, allow_invented: bool, on: date, keep: int = KEEP_LINES
) -> Judged[SettlementLine]:
    """Judge a settlement file, on a day; a settlement number stands in it once."""
    form = settlement_form(on=on, allow_invented=allow_invented)
    once = only_once(_settlement_no, "settlement_no", "settlements.duplicate")
    return judge(table, form, once, keep=keep)


def _settlement_no(line: SettlementLine) -> str:
    return line.settlement_no
