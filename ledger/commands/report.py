"""`huzhu report`: statements, drawn up for any day, as they were known at any time."""

from collections.abc import Callable
from datetime import date
from typing import Any

import click

from ledger.book import Book
from ledger.commands.reading import day_of, reading_options, require_known
from ledger.commands.shared import DAY, Session, pass_reader
from ledger.languages import Lang
from ledger.statements.balance_sheet import balance_sheet as draw_balance_sheet
from ledger.statements.comparison import comparison as draw_comparison
from ledger.statements.facts import Facts, Known, facts_of
from ledger.statements.loss_ratio import loss_ratio as draw_loss_ratio
from ledger.statements.render import Format, render
from ledger.statements.sheet import Sheet, Unit
from ledger.statements.trial_balance import trial_balance as draw_trial_balance


@click.group()
def report() -> None:
    """Draw up statements, for any day, as known at any time. Reading never changes the book."""


@report.command("balance-sheet")
@click.option("--fund", help="One fund alone, by its code.")
@click.option("--all-rows", is_flag=True, help="Every row of the form, also the empty ones.")
@reading_options
@pass_reader
def balance_sheet(
    session: Session, book: Book, fund: str | None, *, all_rows: bool, **reading: Any
) -> None:
    """What the office, or one fund, owns, owes and holds (会民非01表).

    Example: huzhu report balance-sheet --as-of 2015-12-31 --fund MED
    """
    require_known(book, fund=fund)
    _print(
        session, book, lambda facts: draw_balance_sheet(facts, fund, all_rows=all_rows), **reading
    )


@report.command("trial-balance")
@click.option(
    "--since", type=DAY, help="First day of the turnover; 1 January of the year unless said."
)
@click.option("--fund", help="One fund alone, by its code.")
@reading_options
@pass_reader
def trial_balance(
    session: Session, book: Book, since: date | None, fund: str | None, **reading: Any
) -> None:
    """Opening, turnover and closing of every account, per fund (科目余额表).

    Example: huzhu report trial-balance --since 2015-07-01 --as-of 2015-07-31
    """
    require_known(book, fund=fund)
    _print(session, book, lambda facts: draw_trial_balance(facts, since, fund), **reading)


@report.command("loss-ratio")
@click.option("--period", help="One coverage period alone, such as 2015.")
@reading_options
@pass_reader
def loss_ratio(session: Session, book: Book, period: str | None, **reading: Any) -> None:
    """Loss ratio (earned basis) and cash payout ratio, per plan and coverage period.

    Example: huzhu report loss-ratio --period 2015 --as-of 2015-12-31
    """
    require_known(book, period=period)
    _print(session, book, lambda facts: draw_loss_ratio(facts, period), **reading)


@report.command()
@click.argument("first", type=int, metavar="YEAR")
@click.argument("second", type=int, metavar="YEAR")
@click.option(
    "--unit",
    type=click.Choice(["yuan", "wan", "yi"]),
    default="wan",
    show_default=True,
    help="Sums in yuan, in 万元 or in 亿元.",
)
@reading_options
@pass_reader
def comparison(
    session: Session, book: Book, first: int, second: int, unit: Unit, **reading: Any
) -> None:
    """Two years side by side: units, participations, benefits paid, their sum and average.

    Example: huzhu report comparison 2015 2016
    """
    _print(session, book, lambda facts: draw_comparison(facts, (first, second), unit), **reading)


def _print(
    session: Session,
    book: Book,
    draw: Callable[[Facts], Sheet],
    *,
    as_of: date | None,
    known_at: Known,
    as_: Format,
    lang: Lang | None,
) -> None:
    with facts_of(book.database, day_of(session, as_of), known_at) as facts:
        sheet = draw(facts)
    click.echo(render(sheet, as_, lang or session.lang), nl=False)
