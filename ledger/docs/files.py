"""docs/files.md: the files that are taken in, from the columns that their readers declare."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final, NamedTuple

from ledger.commands.pay_files import HEADINGS
from ledger.docs.markdown import code, table
from ledger.docs.source import summary
from ledger.intake import (
    earnings,
    openings,
    registers,
    remittances,
    returns,
    roster,
    settlements,
    takeover,
    units,
)
from ledger.intake.fields import Field
from ledger.intake.judge import Form

_READ: dict[str, Any] = {"on": date.max, "allow_invented": False}


class Kind(NamedTuple):
    """A kind of file."""

    title: str
    command: str
    holds: str
    form: Form[Any]


KINDS: Final = (
    Kind("Units", "huzhu unit import", "one unit a row", units.FORM),
    Kind("Rosters (名册)", "huzhu roster import",
         "one person and plan a row; a file may hold many units and plans",
         roster.roster_form(**_READ)),
    Kind("Changed pay (调薪)", "huzhu roster pay",
         "what one person earns from a day on, where contributions follow from it",
         earnings.earnings_form(**_READ)),
    Kind("Contributions", "huzhu contribution import", "one receipt a row", remittances.FORM),
    Kind("One-stop settlements (一站式结算)", "huzhu claim import", "one claim a row",
         settlements.settlement_form(**_READ)),
    Kind("Registers of settling agencies (对账)", "huzhu claim reconcile",
         "one settlement a row", registers.FORM),
    Kind("Bank's return file (回盘)", "huzhu pay settle",
         "the answer to each line of one payment batch", returns.FORM),
    Kind("Take-over: cover in force", "huzhu take-over --members", "one cover a row",
         takeover.cover_form(**_READ)),
    Kind("Take-over: opening balances", "huzhu take-over --balances",
         "one balance a row; each fund balances", openings.BALANCES),
    Kind("Take-over: open claims", "huzhu take-over --claims", "one claim a row",
         takeover.claim_form(**_READ)),
    Kind("Take-over: statistics", "huzhu take-over --statistics",
         "one year and plan class a row", openings.STATISTICS),
)  # fmt: skip


def columns() -> list[str]:
    """Return the part of docs/files.md that lists each kind of file with its columns."""
    lines = []
    for kind in KINDS:
        lines += [f"## {kind.title}", "", f"{code(kind.command)}: {kind.holds}.", ""]
        rows = (_row(each) for each in kind.form.fields)
        lines += [*table(("column", "also called", "must be there", "what it says"), rows), ""]
    lines += ["## The file for the bank", ""]
    lines += [f"`huzhu pay release` writes it as CSV: {'、'.join(HEADINGS)}."]
    return lines


def _row(field: Field) -> tuple[str, str, str, str]:
    first, *others = field.column.headings
    needed = "yes" if field.column.required else "no"
    said = said_by(field)
    if field.default not in (None, ()):
        said += f"; empty means {field.default}"
    return first, ", ".join(others), needed, said


def said_by(field: Field) -> str:
    """Return what a cell of a field may say, as its reader's docstring has it."""
    if field.read is roster.read_consent:
        return f"the person's own consent: {_words(roster.CONSENTS)}"
    if field.column.name == "id_number":
        return "an ID number of 18 characters whose check digit holds, as text"
    choices = _choices(field)
    if choices:
        return f"one of: {_words(choices)}"
    return summary(field.read).removeprefix("Read ").removesuffix(".").removesuffix(", as fen")


def _choices(field: Field) -> dict[str, Any]:
    """Return the words that a choice knows, out of its reader's closure."""
    for held in getattr(field.read, "__closure__", None) or ():
        if isinstance(held.cell_contents, dict):
            return held.cell_contents
    return {}


def _words(choices: dict[str, Any]) -> str:
    return "; ".join(_alike(choices))


def _alike(choices: dict[str, Any]) -> Iterator[str]:
    """Yield the words, those that mean the same together."""
    meanings: dict[Any, list[str]] = {}
    for word, meaning in choices.items():
        meanings.setdefault(meaning, []).append(word)
    yield from (" = ".join(words) for words in meanings.values())
