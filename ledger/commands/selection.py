"""Which claims a step is for: named one by one, listed in a file, or found by what is known of them.

A selection only proposes claims: each is found by its key and decided on its own stream, so that a
lagging projection can leave one out, and never lets one through.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import click

from ledger.aggregates import Plan
from ledger.aggregates.claim import STAGES
from ledger.aggregates.claim_stages import STEPS_OF_STAGE
from ledger.book import Book
from ledger.commands.reading import require_known
from ledger.commands.shared import FILE, bring_up_to_date
from ledger.commands.texts import read_text
from ledger.intake.refusals import EmptyTable
from ledger.periods import shanghai_date
from ledger.plans import PLAN_CLASSES
from ledger.plans.deadlines import overdue_if_decided_by
from ledger.projections.questions import plans_published
from ledger.projections.worklists import (
    NOT_URGENT,
    URGENT,
    WITH_AMOUNT,
    WITHOUT_AMOUNT,
    Where,
    but,
    found,
    one_of,
    told_later_than,
    unpaid_since,
)

F = TypeVar("F", bound=Callable[..., Any])

# What --where may ask for beside stage, amount and urgent: columns of the claim's latest step.
COLUMNS = {
    "period": "period",
    "plan": "plan",
    "class": "plan_class",
    "fund": "fund",
    "unit": "unit",
}
_EITHER_OR = {
    "urgent=yes": URGENT,
    "urgent=no": NOT_URGENT,
    "amount=some": WITH_AMOUNT,
    "amount=nothing": WITHOUT_AMOUNT,
}


class ClaimRef(NamedTuple):
    """A claim in a selection, with its place there."""

    row: int
    claim: str


@dataclass(frozen=True)
class Selection:
    """Claims, and what was asked for: the same question under the same command id is one request.

    Attributes:
        claims: in order, each once.
        name: what a refusal calls the list.
        asked: the claims that were named, the conditions, or the digest of the file.
        sha256: of the file that lists them; a list is taken a step further once.
    """

    claims: tuple[ClaimRef, ...]
    name: str
    asked: tuple[str, ...]
    sha256: str | None = None


def claim_selection(command: F) -> F:
    """Add CLAIM… , --from and --where to a command."""
    for decorate in (
        click.option(
            "--where",
            "conditions",
            multiple=True,
            metavar="NAME=VALUE",
            help="Claims whose stage, period, plan, class, fund, unit, amount (some|nothing), "
            "urgent, late or overdue (yes|no) is so; repeat to narrow down.",
        ),
        click.option("--from", "file", type=FILE, help="A list: one claim number a line."),
        click.argument("claims", nargs=-1, metavar="[CLAIM]..."),
    ):
        command = decorate(command)
    return command


def select(
    book: Book,
    claims: Sequence[str],
    file: Path | None,
    conditions: Sequence[str],
    on: date | None = None,
) -> Selection:
    """Return the claims that were asked for, in order, each once; `on` is the day, today unless said.

    Raises:
        click.UsageError: not exactly one way of asking was used, or a condition is unknown.
        Unknown: the book holds no such plan, unit or fund.
        FileRefused: the list is no UTF-8 text, or empty.
    """
    if sum(map(bool, (claims, file, conditions))) != 1:
        raise click.UsageError("name claims, or give --from FILE, or --where NAME=VALUE")
    if file is not None:
        listed, sha256 = read_text(file)
        if not listed.split():
            raise EmptyTable(file.name, "it lists no claim")
        return Selection(_numbered(listed.split()), file.name, (sha256,), sha256)
    if claims:
        return Selection(_numbered(claims), "the list of claims", tuple(claims))
    day = on or shanghai_date(book.entropy.now())
    return Selection(
        _numbered(_found(book, conditions, day)), " ".join(conditions), tuple(conditions)
    )


def _numbered(claims: Sequence[str]) -> tuple[ClaimRef, ...]:
    return tuple(ClaimRef(n, claim) for n, claim in enumerate(dict.fromkeys(claims), start=1))


def _found(book: Book, conditions: Sequence[str], on: date) -> list[str]:
    wanted = conditions_of(book, conditions, on)
    asks_urgent = URGENT in wanted or NOT_URGENT in wanted
    bring_up_to_date(book, "claim_step", *(["audit_trail"] if asks_urgent else []))
    return found(book.database, wanted)


def conditions_of(book: Book, conditions: Sequence[str], on: date) -> list[Where]:
    """Return what must be so of a claim's latest step; `on` is the day on which it is overdue.

    Raises:
        click.UsageError: a condition is unknown.
        Unknown: the book holds no such plan, unit or fund.
    """
    wanted = []
    for condition in conditions:
        name, _, value = condition.partition("=")
        if condition in _EITHER_OR:
            wanted.append(_EITHER_OR[condition])
        elif name in _BY_TERMS and value in ("yes", "no"):
            where = _BY_TERMS[name](book, on)
            wanted.append(where if value == "yes" else but(where))
        elif name == "stage" and value in STAGES:
            wanted.append(at_stages([value]))
        elif name == "plan" and value:
            wanted.append(one_of("plan", _versions(book, value)))
        elif name in COLUMNS and value:
            _require_value(book, name, value)
            wanted.append(one_of(COLUMNS[name], [value]))
        else:
            raise click.UsageError(
                f"--where knows {', '.join(COLUMNS)}, amount=some|nothing, urgent=yes|no, "
                f"{', '.join(f'{each}=yes|no' for each in _BY_TERMS)} and "
                f"stage={'|'.join(STAGES)}"
            )
    return wanted


def _require_value(book: Book, name: str, value: str) -> None:
    if name == "class" and value not in PLAN_CLASSES:
        raise click.UsageError(f"--where class is one of {', '.join(PLAN_CLASSES)}")
    unit, fund = (value if name == each else None for each in ("unit", "fund"))
    require_known(book, unit=unit, fund=fund)


def _versions(book: Book, plan: str) -> list[str]:
    """Return the versions that a condition names: one by its key, or all of a plan by its code."""
    if "@" in plan:
        return [book.terms(plan).key]
    return sorted(book.get(Plan, "plan", plan).versions) or [plan]


def at_stages(stages: Iterable[str]) -> Where:
    """Want the step to be one of those that leave a claim at some stages."""
    return one_of(
        "step", [step for stage in stages for step in STEPS_OF_STAGE.get(stage, (stage,))]
    )


def _late(book: Book, _: date) -> Where:
    """Want the loss to have been told after the days of the terms."""
    days = {plan: book.terms(plan).notice_days for plan in _plans(book)}
    return told_later_than({plan: term for plan, term in days.items() if term is not None})


def _overdue(book: Book, on: date) -> Where:
    """Want a benefit that is unpaid on a day, after the working days of the terms."""
    last = {plan: overdue_if_decided_by(book.terms(plan), on) for plan in _plans(book)}
    return unpaid_since({plan: day for plan, day in last.items() if day is not None})


def _plans(book: Book) -> list[str]:
    bring_up_to_date(book, "register")
    return plans_published(book.database)


# What each plan's terms say of a number of days.
_BY_TERMS: dict[str, Callable[[Book, date], Where]] = {"late": _late, "overdue": _overdue}
