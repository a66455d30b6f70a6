"""Whether the name beside an ID number is that of the member who has it: compared, and never told.

Names are only in the vault, under each member's own key, and in no index: an index of names would let
whoever has the keys guess who is in the book. So a comparison opens the vault for each known member:
a long roster is spared that unless it is asked for, a short one, more often typed by hand, is
compared unless it is declined.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final, TypeVar
from uuid import UUID

import click

from ledger.book import Book
from ledger.commands.parts import problem_of
from ledger.errors import RosterNameDiffers, RosterTwoNames
from ledger.intake.judge import Problem
from ledger.store.vault import normalised

F = TypeVar("F", bound=Callable[..., Any])
COMPARED_ROWS_MAX: Final = 4_000  # a longer list is compared where that is asked for
_DOTS = str.maketrans(dict.fromkeys("•‧∙⋅・･.．", "·"))  # between the parts of a name

compare_names_option = click.option(
    "--compare-names/--no-compare-names",
    "compare_names",
    default=None,
    help="Hold each name against that of the member who has the ID number; files of up to "
    f"{COMPARED_ROWS_MAX:,} rows unless said.",
)


def compares(rows: int, asked: bool | None) -> bool:
    """Tell whether the names of a file of so many rows are compared."""
    return rows <= COMPARED_ROWS_MAX if asked is None else asked


def names_of(book: Book, members: Iterable[UUID]) -> dict[UUID, str]:
    """Return members' names as the vault has them; who was erased has none.

    Raises:
        CannotDecrypt: the vault does not open with these keys.
    """
    with book.record.reading() as read:
        stored = read.sealed_of(list(members), "identity")
    return {
        member: book.vault.open(keys, fields[-1])["name"]
        for member, (keys, fields) in stored.items()
        if fields
    }


def differ(name: str, other: str) -> bool:
    """Tell whether two names are not one, whatever blanks and dots were typed."""
    return name != other and _compared(name) != _compared(other)


def _compared(name: str) -> str:
    """Return a name without blanks, and with one kind of dot between its parts."""
    return normalised(name).translate(_DOTS)


def other_name(row: int, lang: str, *, is_new: bool) -> Problem:
    """Say of a row that whoever has its ID number has another name; neither is told.

    `is_new` says that an earlier row brought the number in, and no member had it.
    """
    refusal = RosterTwoNames() if is_new else RosterNameDiffers()
    return problem_of(row, refusal, lang)._replace(column="name")
