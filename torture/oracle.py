"""What a book must be whatever happened to it: whole, as its projections say, and no more or less than was done."""

from collections import Counter
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import NamedTuple

from ledger.evidence.damage import VerificationFailed
from ledger.evidence.verifying import verify
from ledger.projections.digest import digest
from ledger.projections.engine import catch_up
from ledger.projections.rebuild import rebuild
from ledger.projections.storage import Cursor, live
from ledger.store.address import BookAddress
from ledger.store.engine import Database
from ledger.store.recorder import BookRecorder
from tests.commands.office import SmallOffice

Tell = Callable[[str], None]  # takes a fault

_SUMS: Mapping[str, str] = {
    "journal": "select account, fund, side, count(*), cast(sum(amount_fen) as bigint)"
    " from journal_line group by account, fund, side",
    "coverage": "select unit, plan, period, entry, count(*), sum(shares) from coverage"
    " group by unit, plan, period, entry",
    "claims": "select claim, step, count(*) from claim_step group by claim, step",
    "people": "select count(distinct member) from coverage",
    "commands": "select name, count(*) from command group by name",
    "keys": "select kind, count(*) from key group by kind",
    "vault": "select count(*) from sealed_field",
}


class Summary(NamedTuple):
    """What a book comes to, whatever its random ids are."""

    topics: Mapping[str, int]
    sums: Mapping[str, tuple[str, ...]]  # rows as they are printed, in order
    files: Mapping[str, str]  # what the bank was given: name and digest

    def differences(self, other: "Summary") -> str:
        """Return which parts are not those of another summary."""
        parts = [name for name in self.sums if self.sums[name] != other.sums[name]]
        topics = {
            topic: other.topics.get(topic, 0) - self.topics.get(topic, 0)
            for topic in sorted({*self.topics, *other.topics})
            if self.topics.get(topic, 0) != other.topics.get(topic, 0)
        }
        files = ["bank files"] if self.files != other.files else []
        return f"{', '.join([*parts, *files]) or 'same sums'}; events too many or few: {topics}"


def summary(office: SmallOffice) -> Summary:
    """Bring a book's projections up to date, and sum it up."""
    with office.database() as database:
        catch_up(database, BookRecorder(database))
        with database.reading() as connection:
            cursor = Cursor(connection)
            sums = {name: tuple(sorted(map(repr, cursor.all(sql)))) for name, sql in _SUMS.items()}
            topics = Counter(topic for (topic,) in cursor.all("select topic from event"))
    bank = office.folder / "BT1"
    paths = bank.glob("*.csv") if bank.is_dir() else []
    return Summary(topics, sums, {p.name: sha256(p.read_bytes()).hexdigest() for p in paths})


def check_record(book: str, tell: Tell) -> int:
    """Hold a record against itself: hashes, tiles, head, streams, commands; return its size."""
    with Database.open(BookAddress.parse(book)) as database:
        try:
            verify(database)
        except (VerificationFailed, AssertionError) as error:
            tell(f"the record does not verify: {error}")
        _check_commands(database, tell)
        return BookRecorder(database).head().size


def _check_commands(database: Database, tell: Tell) -> None:
    with database.reading() as connection:
        cursor = Cursor(connection)
        (size,) = cursor.one("select size from head") or (0,)
        beyond = cursor.all("select name from command where last_position > ?", (size,))
        standing = {each.name: each.position for each in live(cursor)}
    for (name,) in beyond:
        tell(f"command {name} is recorded without its events")
    for name, position in standing.items():
        if position > size:
            tell(f"projection {name} stands at {position}, ahead of the record at {size}")


def check_projections(book: str, tell: Tell) -> None:
    """Catch up, rebuild, and hold both against each other."""
    with Database.open(BookAddress.parse(book)) as database:
        record = BookRecorder(database)
        catch_up(database, record)
        before = digest(database)
        reports = rebuild(database, record)
        for report in reports:
            if not report.is_equal:
                tell(f"projection {report.name} differs from its rebuild")
        if digest(database) != before:
            tell("the projections' digests changed in a rebuild")
        with database.reading() as connection:
            left = Cursor(connection).all("select name, position, reason from quarantine")
        if left:
            tell(f"events were quarantined: {left}")


def check_book(office: SmallOffice, expected: Summary, tell: Tell) -> None:
    """Hold a book against what it must come to, and against itself."""
    check_record(office.book, tell)
    check_projections(office.book, tell)
    found = summary(office)
    if found != expected:
        tell(f"lost or doubled: {expected.differences(found)}")
    answer = office.run("lin", "audit", "verify")
    if answer.code != 0:
        tell(f"audit verify ended with {answer.code}: {answer.err.strip()}")
