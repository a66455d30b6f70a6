"""`kill -9` at named points and at any moment: nothing lost, nothing doubled, and run again it finishes."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from random import Random
from typing import NamedTuple

from tests.commands.office import SmallOffice
from torture import day, killed, oracle
from torture import planted as defects
from torture.day import DAY, Step
from torture.killed import ON_SERVER, POINTS, Plant
from torture.oracle import Summary
from torture.report import Report
from torture.site import POSTGRESQL, SQLITE, Site, reseeded

TRIALS = {SQLITE: 20, POSTGRESQL: 6}  # a size unit; the first of them visit every named point
ANY_MOMENT = {SQLITE: 4, POSTGRESQL: 2}
NUMBER_MAX = 3  # the n-th time that a process comes to a point
ONLY = {
    "import": ("import",),
    "pay": ("release",),
    "seal": ("checkpoint",),
    "rebuild": ("rebuild",),
}
READS = ("checkpoint", "rebuild")  # steps that record nothing


class Stage(NamedTuple):
    """An office as it stands before a step, and what it comes to once the step is taken."""

    step: Step
    before: SmallOffice
    expected: Summary


class Trial(NamedTuple):
    """A step, the point at which it is cut off, and at which visit of it."""

    step: str
    point: str
    number: int


def run(report: Report, site: Site, size: int) -> None:
    """Kill commands on each kind of database, and planted ones on SQLite."""
    for kind in site.kinds:
        stages = lived(site, kind)
        chance = site.chance("kills", kind)
        for trial in islice(trials(chance, kind), TRIALS[kind] * size):
            cut_off(report, site, stages[trial.step], trial)
        for _ in range(ANY_MOMENT[kind] * size):
            at_any_moment(report, site, stages[chance.choice(DAY).name], chance)
        if kind == SQLITE:
            controls(report, site, stages)


def lived(site: Site, kind: str) -> dict[str, Stage]:
    """Live the day once without harm, and keep the office as it stood before each step."""
    office = site.copied(site.ready(kind), "day")
    day.prepare(office)
    stages = {}
    for step in DAY:
        before = site.copied(office, step.name)
        answer = day.take(office, step)
        assert answer.code == 0, (step.name, answer)
        stages[step.name] = Stage(step, before, oracle.summary(office))
    return stages


def trials(chance: Random, kind: str) -> Iterator[Trial]:
    """Yield trials for ever: first each named point once, then every step with every point."""
    visited = [point for point in POINTS if kind == POSTGRESQL or point not in ON_SERVER]
    steps_of = {point: [s.name for s in DAY if _fits(point, s.name)] for point in visited}
    fitting = {point: steps for point, steps in steps_of.items() if steps}
    points = list(fitting)
    chance.shuffle(points)
    yield from (Trial(chance.choice(fitting[point]), point, 1) for point in points)
    every = [
        Trial(step, point, number)
        for point, steps in fitting.items()
        for step in steps
        for number in range(1, NUMBER_MAX + 1)
    ]
    while True:
        chance.shuffle(every)
        yield from every


def _fits(point: str, step: str) -> bool:
    part = point.partition(",")[0]
    return step in ONLY[part] if part in ONLY else step not in READS


def words_of(office: SmallOffice, step: Step) -> list[str]:
    """Return a step as the other process runs it: officer first, a command id last."""
    office.at(*step.day)
    named = day.command_id(step)
    words = [step.officer, *map(str, step.words(office))]
    return [*words, f"id={named}"] if named else words


@contextmanager
def a_copy(site: Site, stage: Stage) -> Iterator[SmallOffice]:
    """Copy an office for one trial."""
    office = site.copied(stage.before, "trial")
    try:
        yield office
    finally:
        site.drop(office)


def cut_off(
    report: Report, site: Site, stage: Stage, trial: Trial, plant: Plant | None = None
) -> None:
    """Kill a step at a point, look at what is left, run it again, and hold the book to account."""
    with a_copy(site, stage) as office:
        words = words_of(office, stage.step)
        other = reseeded(office, site.seed + 7)
        ended = killed.run_and_kill(other, words, trial.point, trial.number, plant)
        what = f"{trial.step} killed at '{trial.point}' ({trial.number}), {_kind(office)}"
        _hold(report, office, stage, ended, what)


def at_any_moment(report: Report, site: Site, stage: Stage, chance: Random) -> None:
    """Kill a step after a random time, and hold the book to account."""
    with a_copy(site, stage) as office:
        words = words_of(office, stage.step)
        seconds = chance.uniform(0.01, 0.25)
        ended = killed.run_and_kill_after(reseeded(office, site.seed + 7), words, seconds)
        what = f"{stage.step.name} killed after {seconds * 1000:.0f} ms, {_kind(office)}"
        _hold(report, office, stage, ended, what)


def _hold(
    report: Report, office: SmallOffice, stage: Stage, ended: killed.Ended, what: str
) -> None:
    report.count("kills" if ended.was_killed else "runs that ended before their kill")
    if not ended.was_killed and ended.code != 0:
        report.fault(f"{what}: the command itself ended with {ended.code}")
    oracle.check_record(office.book, lambda fault: report.fault(f"{what}: {fault}"))
    answer = day.take(reseeded(office, 11), stage.step)
    if answer.code != 0:
        report.fault(f"{what}: run again it ended with {answer.code}: {answer.err.strip()}")
    oracle.check_book(office, stage.expected, lambda fault: report.fault(f"{what}: {fault}"))


def _kind(office: SmallOffice) -> str:
    return SQLITE if office.book.endswith(".db") else POSTGRESQL


def controls(report: Report, site: Site, stages: dict[str, Stage]) -> None:
    """Plant what must be caught: half-recorded commands, positions without rows, forgotten ids."""
    planted: Sequence[tuple[str, str, Trial, Plant]] = (
        (
            "a command recorded in two transactions",
            "lost or doubled|run again it ended with",
            Trial("assess", "append, transaction open", 2),
            defects.append_in_two_halves,
        ),
        (
            "a projection's position moved before its rows",
            "differs from its rebuild",
            Trial("assess", "project, rows inserted", 1),
            defects.position_apart_from_rows,
        ),
    )
    for name, telling, trial, plant in planted:
        with report.planting(name, telling) as found:
            cut_off(found, site, stages[trial.step], trial, plant)
    with report.planting("a command repeated without its id", "lost or doubled") as found:
        stage = stages["headcount"]
        with a_copy(site, stage) as office:
            for _ in range(2):
                office.do("en", *stage.step.words(office))
            oracle.check_book(office, stage.expected, found.fault)
