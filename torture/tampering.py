"""The tamper matrix at positions drawn by chance, in both databases and in bundles: found and named, no false alarm."""

import shutil
from collections.abc import Sequence
from unittest.mock import patch

from ledger.evidence import diagnosis, scan, verifying
from ledger.evidence.damage import Damage, VerificationFailed
from ledger.store.address import BookAddress
from ledger.store.engine import Database
from ledger.store.migrate import create_book, migrate
from ledger.store.recorder import BookRecorder
from tests.evidence.attacks import IN_TILES, MATRIX, Case
from tests.evidence.making import BOOK_ID, attacked, checkpoint_of, record
from torture import spoiled
from torture.report import Report
from torture.site import SQLITE, Site

SIZE = 700
ROUNDS = 1  # each kind at so many positions, a size unit
FREE = {  # attacks that may be tried anywhere in a span, and are found where they are made
    "an event edited": (1, SIZE),
    "a row deleted": (1, SIZE - 1),
    "a row put in, the rest renumbered": (1, SIZE),
    "the topic altered": (1, SIZE),
    "the version altered": (1, SIZE),
    "the stream altered": (1, SIZE),
    "an event blanked": (1, max(IN_TILES)),
    "a row deleted, the rest renumbered": (1, max(IN_TILES)),
    "a tile's hash altered": (1, max(IN_TILES)),
    "the tail cut": (2, SIZE),
}


def run(report: Report, site: Site, size: int) -> None:
    """Tamper with everything, everywhere; a verifier without one of its checks must be caught."""
    for kind in site.kinds:
        folder = site.inside(f"tampered-{kind}")
        address = BookAddress.parse(site.place(kind, folder))
        migrate(address)
        with Database.open(address) as database:
            create_book(database, BOOK_ID)
            record(database, 300)
            record(database, SIZE - 300, after=300)
            check(report, site, database, ROUNDS * size)
            untouched(report, site, database, 10 * size)
            if kind == SQLITE or len(site.kinds) == 1:
                controls(report, site, database)
    check_bundles(report, site, ROUNDS * size)


def check(report: Report, site: Site, database: Database, rounds: int) -> None:
    """Try every kind of tampering at positions drawn by chance."""
    chance = site.chance("tampering", database.dialect)
    for name, case in MATRIX.items():
        for _ in range(rounds):
            span = FREE.get(name)
            position = chance.randint(*span) if span else chance.choice(list(case.positions))
            damage = damage_of(database, case, position)
            report.count("tamperings")
            if damage is None:
                report.fault(f"{name} at {position} on {database.dialect} was not found")
            elif not _is_named(damage, case, position):
                report.fault(f"{name} at {position} on {database.dialect} was called {damage}")
    report.counts["kinds"] = len(MATRIX)


def damage_of(database: Database, case: Case, position: int) -> Damage | None:
    """Tamper in a transaction that is undone, and return what verification finds."""
    with attacked(database) as attack:
        case.attack(attack, position)
        try:
            return attack.damage()
        except (AssertionError, KeyError, ValueError):
            return None  # it broke on what it met, and named nothing


def _is_named(damage: Damage, case: Case, position: int) -> bool:
    if damage.kind != case.kind or damage.first is None:
        return False
    return damage.first <= case.found(position) <= (damage.last or damage.first)


def untouched(report: Report, site: Site, database: Database, rounds: int) -> None:
    """Verify the book as it honestly is, against honest checkpoints, from anywhere on."""
    chance, recorder = site.chance("untouched", database.dialect), BookRecorder(database)
    for _ in range(rounds):
        sizes = [chance.randint(1, SIZE) for _ in range(chance.randint(0, 3))]
        since = chance.randint(0, SIZE + 100)
        report.count("untouched books")
        try:
            verifying.verify(database, [checkpoint_of(recorder, n) for n in sizes], since)
        except VerificationFailed as failure:
            report.fault(f"a false alarm, checkpoints {sizes}, since {since}: {failure.damage}")


def check_bundles(report: Report, site: Site, rounds: int) -> None:
    """Spoil copies of a bundle in every way; the untouched one must pass."""
    whole, chance = spoiled.sealed(site), site.chance("bundles")
    answer = whole.verified("--since", whole.folder.parent / spoiled.EARLY)
    report.count("untouched bundles")
    report.expect(answer.code == 0, f"a false alarm about a bundle: {answer.out}")
    for kind in spoiled.KINDS:
        for _ in range(rounds):
            copy = whole.copied(site.folder / "bundle")
            done = spoiled.spoil(kind, copy, whole, chance)
            answer = copy.verified(*done.more)
            shutil.rmtree(copy.folder)
            report.count("spoiled bundles")
            named = answer.code == 4 and done.words in answer.out
            report.expect(named, f"a bundle {kind} ({done.words!r}) was called {answer}")
    report.counts["kinds of bundles spoiled"] = len(spoiled.KINDS)


# --- controls: a verifier without one of its checks ---


def controls(report: Report, site: Site, database: Database) -> None:
    """Blind the verifier in one eye, and see the matrix complain."""
    blind: Sequence[tuple[str, object, str, object, str]] = (
        ("columns are not compared", scan, "columns_agree", True, "the topic altered"),
        ("tiles are not compared", scan, "as_sealed", True, "a tile's root altered"),
        ("the head is not compared", diagnosis, "at_head", None, "the head's root altered"),
        ("tiles too many are not looked for", verifying, "upper_tiles", None, "a tile too many"),
    )
    chance = site.chance("blind")
    for planted, module, check_name, answer, name in blind:
        case = MATRIX[name]
        with (
            report.planting(planted, "was not found") as found,
            patch.object(module, check_name, lambda *_, said=answer: said),
        ):
            position = chance.choice(list(case.positions))
            damage = damage_of(database, case, position)
            named = damage is not None and _is_named(damage, case, position)
            found.expect(named, f"{name} was not found")
