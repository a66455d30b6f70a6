"""Reading the worked example's files back, as any reader of an office's files would."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from ledger.benefits import Loss, Usage, assess, used
from ledger.demo.terms import texts
from ledger.intake.judge import Judged
from ledger.intake.losses import LossLine
from ledger.intake.roster import COLUMNS as ROSTER_COLUMNS
from ledger.intake.roster import RosterLine, judge_rosters
from ledger.intake.settlements import COLUMNS as SETTLEMENT_COLUMNS
from ledger.intake.settlements import SettlementLine, judge_settlements
from ledger.intake.table import read_table
from ledger.intake.takeover import (
    CLAIM_COLUMNS,
    COVER_COLUMNS,
    CoverLine,
    OpenClaimLine,
    judge_cover,
    judge_open_claims,
)
from ledger.plans import PlanTerms, plan_code
from ledger.terms import whole_terms

ON = date(2017, 1, 31)
TERMS = {key: whole_terms(text) for key, text in texts().items()}


def rosters(folder: Path) -> Iterator[tuple[int, int, Judged[RosterLine]]]:
    """Yield each roster file with its coverage period and month."""
    for path in sorted((folder / "rosters").iterdir()):
        _, year, month, *_ = path.stem.split("-")
        judged = judge_rosters(read_table(path, ROSTER_COLUMNS), allow_invented=True, on=ON)
        yield int(year), int(month), judged


def settlements(folder: Path) -> Iterator[Judged[SettlementLine]]:
    """Yield each settlement file, in the order of their rounds."""
    for path in sorted((folder / "settlements").iterdir(), key=lambda path: path.stem):
        table = read_table(path, SETTLEMENT_COLUMNS)
        yield judge_settlements(table, allow_invented=True, on=ON)


def cover_taken_over(folder: Path) -> Iterator[Judged[CoverLine]]:
    """Yield each list of cover in force at take-over."""
    for path in sorted((folder / "takeover").glob("takeover-members-*")):
        yield judge_cover(read_table(path, COVER_COLUMNS), allow_invented=True, on=ON)


def open_claims(folder: Path) -> Judged[OpenClaimLine]:
    """Return the claims that were open at take-over."""
    table = read_table(folder / "takeover" / "takeover-claims.csv", CLAIM_COLUMNS)
    return judge_open_claims(table, allow_invented=True, on=ON)


def cells(folder: Path, column: str) -> Iterator[str]:
    """Yield a column's cells out of every CSV file that has it."""
    for path in sorted(folder.rglob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if column in row:
                    yield row[column]


def fingerprint(folder: Path) -> str:
    """Return one SHA-256 over the names and bytes of all files but the plans' own."""
    total = sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".yaml":
            total.update(path.relative_to(folder).as_posix().encode())
            total.update(sha256(path.read_bytes()).digest())
    return total.hexdigest()


@dataclass(frozen=True)
class Paid:
    """A benefit as somebody would work it out who has only the files."""

    number: str
    plan: PlanTerms
    benefit_fen: int


class Reader:
    """Works every claim out again from the files: cover from rosters, losses from settlements."""

    def __init__(self, folder: Path) -> None:
        self._shares: dict[tuple[str, str, int], tuple[int, str]] = {}
        self._usage: dict[tuple[str, str, int], Usage] = {}
        for taken_over in cover_taken_over(folder):
            for line in taken_over.good:
                key = (line.id_number, plan_code(line.plan), int(line.period))
                self._shares[key] = (line.shares, line.plan)
                self._usage[key] = Usage(
                    claims=line.used_claims,
                    stays=line.used_claims,
                    paid_fen=line.used_fen,
                    indemnity_fen=line.used_fen,
                )
        for year, _, roster in rosters(folder):
            for entry in roster.good:
                key = (entry.id_number, plan_code(entry.plan), year)
                self._shares[key] = (entry.shares, entry.plan)

    def benefit(self, number: str, id_number: str, plan: str, line: LossLine) -> Paid:
        """Return the benefit of one claim, given all that were worked out before."""
        loss = loss_of(line)
        key = (id_number, plan_code(plan), loss.occurred_on.year)
        shares, terms_key = self._shares[key]
        terms, before = TERMS[terms_key], self._usage.get(key, Usage())
        assessment = assess(terms, shares, loss, before)
        self._usage[key] = used(before, loss, assessment, assessment.benefit_fen)
        return Paid(number, terms, assessment.benefit_fen)


def loss_of(line: LossLine) -> Loss:
    """Return what happened, as a file's line says it."""
    return Loss.model_validate(
        {
            "trigger": line.trigger,
            "occurred_on": line.occurred_on,
            "ended_on": line.ended_on,
            "total_fen": line.total_fen,
            "self_pay_fen": line.self_pay_fen,
            "out_of_scope_fen": line.out_of_scope_fen,
            "other_payers_fen": line.other_payers_fen,
            "condition": line.condition,
            "hospital": line.hospital,
            "papers": (line.receipt_no,),
        }
    )
