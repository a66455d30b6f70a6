"""The same commands on SQLite and on PostgreSQL: the same answers, refusals, bytes and digests."""

import re
from collections import Counter
from contextlib import nullcontext
from datetime import timedelta
from random import Random
from typing import NamedTuple
from unittest.mock import patch

from ledger.aggregates import Moment
from tests.commands.office import Answer, SmallOffice
from torture import day, moves, oracle
from torture.report import Report
from torture.site import POSTGRESQL, SQLITE, Site

LIVES, MOVES = 1, 60  # a size unit
LOOK_EVERY = 20  # moves between two comparisons of all digests
BEFORE = ("import", "claims")  # so that there is something to decide
_CODE = re.compile(r"\[([a-z_]+(?:\.[a-z_]+)+)\]")


class Pair(NamedTuple):
    """The same office, once on each kind of database."""

    one: SmallOffice
    other: SmallOffice

    def difference(self) -> str:
        """Return what the two books differ in, or nothing."""
        if self.one.head() != self.other.head():
            return f"{self.one.head()} events on the one, {self.other.head()} on the other"
        if self.one.root() != self.other.root():
            return "the records differ in their bytes"
        return ""


def run(report: Report, site: Site, size: int) -> None:
    """Live several lives on both; in the control one side has forgotten a rule."""
    if set(site.kinds) != {SQLITE, POSTGRESQL}:
        report.skipped.append("both databases are needed")
        return
    for number in range(LIVES * size):
        live(report, site, site.chance("model", number), f"life {number}")
    with report.planting("on one side officers need no role", "answered") as found:
        live(found, site, site.chance("model", 0), "life 0", forgetful=True)


def live(report: Report, site: Site, chance: Random, life: str, *, forgetful: bool = False) -> None:
    """Make the same moves on both sides, and compare after each."""
    pair = Pair(*(site.copied(site.ready(kind), "life") for kind in (SQLITE, POSTGRESQL)))
    for office in pair:
        for step in BEFORE:
            assert day.take(office, day.STEPS[step]).code == 0, step
    codes: Counter[str] = Counter()
    for number in range(1, MOVES + 1):
        state = chance.getrandbits(64)
        answers, words = [], ""
        for office in pair:
            officer, given = moves.draw(office, Random(state))
            words = " ".join([officer, *map(str, given)]).replace(str(office.folder), "…")
            forgets = forgetful and office is pair.other
            with patch.object(Moment, "require", lambda *_: None) if forgets else nullcontext():
                answers.append(_plain(office, office.run(officer, *given)))
        report.count("moves")
        codes.update(_CODE.findall(answers[0].err) or [f"exit {answers[0].code}"])
        faults = _compare(pair, answers, number)
        for fault in faults:
            report.fault(f"{life}, move {number}, {words}: {fault}")
        if faults:
            break
        if chance.random() < 0.2:
            for office in pair:
                office.entropy.set(office.entropy.now() + timedelta(days=2))
    report.count("kinds of refusals met", len([code for code in codes if "." in code]))
    report.count("moves that recorded or read", codes["exit 0"])
    for office in pair:
        oracle.check_record(office.book, lambda fault: report.fault(f"{life}: {fault}"))
        site.drop(office)


def _compare(pair: Pair, answers: list[Answer], number: int) -> list[str]:
    faults = []
    one, other = answers
    if one != other:
        faults.append(f"answered {one} and {other}")
    if one.code == 1 or other.code == 1:
        faults.append(f"a fault in huzhu: {one.err} {other.err}")
    if difference := pair.difference():
        faults.append(difference)
    elif number % LOOK_EVERY == 0 and pair.one.digests() != pair.other.digests():
        faults.append("the projections' digests differ")
    return faults


def _plain(office: SmallOffice, answer: Answer) -> Answer:
    """Return what was said, without the names of the office's folder and book."""
    said = (text.replace(str(office.folder), "…") for text in (answer.out, answer.err))
    return Answer(answer.code, *said)
