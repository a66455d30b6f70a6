"""The option --ground: why something is decided, as a code out of a closed list."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from ledger.commands.shared import FILE
from ledger.statements.ground_words import GROUND_WORDS, grounds_of

F = TypeVar("F", bound=Callable[..., Any])


def ground_options(command: str) -> Callable[[F], F]:
    """Return --ground over the codes that a command takes, and --document to go with it.

    There is no free text: what no code says stands in a document, whose name and digest are kept.
    """
    codes = grounds_of(command)
    meant = "; ".join(f"{code}: {GROUND_WORDS[code].en}" for code in codes)
    ground = click.option(
        "--ground",
        type=click.Choice(codes),
        required=True,
        metavar="CODE",
        help=f"Why, as a code. {meant}.",
    )
    document = click.option(
        "--document",
        type=FILE,
        help="The paper that states the grounds; its name and digest are kept.",
    )

    def add(decorated: F) -> F:
        return ground(document(decorated))

    return add
