"""What commands that only read share: as of which day, as known when, in which form and language."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from functools import reduce
from typing import Any, TypeVar
from uuid import UUID

import click

from ledger.book import Book
from ledger.commands.shared import DAY, Session, bring_up_to_date
from ledger.entropy import Entropy
from ledger.errors import Unknown
from ledger.events.office import OfficerAppointed
from ledger.periods import SHANGHAI, shanghai_date
from ledger.projections.questions import has_acted, knows_period
from ledger.statements.facts import Known

F = TypeVar("F", bound=Callable[..., Any])


def require_known(
    book: Book,
    *,
    unit: str | None = None,
    fund: str | None = None,
    claim: str | None = None,
    scheme: str | None = None,
    member: UUID | None = None,
    officer: str | None = None,
    period: str | None = None,
) -> None:
    """Refuse a code that names nothing in the book: a slip would read as nothing there.

    Raises:
        Unknown: the book holds no such unit, fund, claim, scheme, member or officer, and nothing
            of such a coverage period.
    """
    asked = {"unit": unit, "fund": fund, "claim": claim, "scheme": scheme}
    for kind, value in asked.items():
        if value is not None and book.record.key_owner(kind, value) is None:
            raise Unknown(kind, value)
    if member is not None and book.record.stream_version(member) is None:
        raise Unknown("member", str(member))
    if officer is not None and not _has_served(book, officer):
        raise Unknown("officer", officer)
    if period is not None:
        bring_up_to_date(book, "roster", "journal", "coverage")
        if not knows_period(book.database, period):
            raise Unknown("coverage period", period)


def _has_served(book: Book, officer: str) -> bool:
    """Tell whether somebody was ever appointed under a code, or did anything."""
    appointed = (fact for fact in book.office_facts() if isinstance(fact, OfficerAppointed))
    return any(fact.officer == officer for fact in appointed) or has_acted(book.database, officer)


class KnownAt(click.ParamType[Known]):
    """A position in the record, or a time; a day alone means its end, in China."""

    name = "position|time"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Known:
        """Read a whole number as a position, anything else as an ISO time."""
        if isinstance(value, int | datetime):
            return value
        if value.isdecimal():
            return int(value)
        try:
            if len(value) == len("2015-01-31"):
                moment = datetime.combine(date.fromisoformat(value), time.max)
            else:
                moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(
                f"{value!r} is neither a position nor a time such as 2016-01-31T18:00", param, ctx
            )
        return (moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)).astimezone(UTC)


KNOWN_AT = KnownAt()

AS_OF_OPTION = click.option(
    "--as-of", type=DAY, help="The last day that counts; --on, or today, unless said."
)
KNOWN_AT_OPTION = click.option(
    "--known-at",
    type=KNOWN_AT,
    help="As it was known at a position of the record, or at a time; all there is unless said.",
)
LANG_OPTION = click.option(
    "--lang", type=click.Choice(["zh", "en"]), help="Language; huzhu --lang unless said."
)


def format_option(*forms: str) -> Callable[[F], F]:
    """Return the option --format over some forms, text unless said."""
    return click.option(
        "--format",
        "as_",
        type=click.Choice(forms),
        default="text",
        show_default=True,
        help="For the eye, or for programs.",
    )


def with_options(command: F, *options: Callable[[F], F]) -> F:
    """Add options to a command, listed in its help in this order."""
    return reduce(lambda done, option: option(done), reversed(options), command)


def reading_options(command: F) -> F:
    """Add --as-of, --known-at, --format and --lang to a command."""
    form = format_option("text", "json", "csv")
    return with_options(command, AS_OF_OPTION, KNOWN_AT_OPTION, form, LANG_OPTION)


def day_of(session: Session, as_of: date | None) -> date:
    """Return the day that a statement is drawn up for."""
    return as_of or session.on or today(session.entropy)


def today(entropy: Entropy) -> date:
    """Return the present day in China."""
    return shanghai_date(entropy.now())
