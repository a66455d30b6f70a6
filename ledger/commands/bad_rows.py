"""Rows of a file that cannot be taken in: told one by one, and the file refused for them."""

from collections.abc import Sequence
from typing import Any

import click

from ledger.commands.shared import Session
from ledger.errors import RowsRefused
from ledger.intake.judge import PROBLEMS_MAX, Judged, Problem
from ledger.intake.words import in_chinese


def tell_problems(session: Session, judged: Judged[Any], more: Sequence[Problem]) -> int:
    """Say row by row what cannot be taken in, and why; the number of rows.

    What rules said (`more`) names a column as its form does; officers read the heading in their file.
    """
    problems = [*judged.problems, *_under_headings(judged, more)]
    _tell(session, problems, judged.problem_count + len(more))
    return judged.rows_refused + len({problem.row for problem in more})


def tell_more(session: Session, judged: Judged[Any], more: Sequence[Problem]) -> None:
    """Say what cannot be taken in of the good rows alone, such as of a unit that is then too few."""
    if more:
        session.complain(
            "只受理其余各行时，另有：", "of the other rows alone, these are refused as well:"
        )
        _tell(session, _under_headings(judged, more), len(more))


def refuse_rows(judged: Judged[Any], refused: int) -> None:
    """Refuse a file for its bad rows.

    Raises:
        RowsRefused: there are any.
    """
    if refused:
        raise RowsRefused(judged.table.file, refused, judged.rows)


def _under_headings(judged: Judged[Any], found: Sequence[Problem]) -> list[Problem]:
    headings = judged.table.layout.headings
    return [each._replace(column=headings.get(each.column, "")) for each in found]


def _tell(session: Session, problems: Sequence[Problem], count: int) -> None:
    """Say the first of so many problems, in the order of their rows."""
    told = sorted(problems)[:PROBLEMS_MAX]
    for problem in told:
        if session.lang == "zh":
            column = f"，{problem.column}" if problem.column else ""
            place, message = f"第 {problem.row} 行{column}：", in_chinese(problem)
        else:
            column = f", column {problem.column}" if problem.column else ""
            place, message = f"row {problem.row}{column}: ", problem.message
        click.echo(f"{place}[{problem.code}] {message}", err=True)
    if count > len(told):
        unsaid = count - len(told)
        session.complain(f"另有 {unsaid} 处问题未列出", f"… and {unsaid} more")
