"""The connection is cut at COMMIT: whether it was recorded nobody knows, and repeated it is recorded once."""

from dataclasses import replace

from sqlalchemy import make_url

from tests.commands.office import SmallOffice
from torture import day, kills, oracle
from torture.day import DAY
from torture.kills import Stage
from torture.proxy import Cut, Proxy, proxy
from torture.report import Report
from torture.site import POSTGRESQL, Site, reports_into, reseeded

TRIALS = 8  # a size unit
NUMBER_MAX = 2
REFUSED = 3  # exit code
CUTS: tuple[Cut, ...] = ("before", "after")
RECORDING = [step for step in DAY if step.name not in kills.READS]


def run(report: Report, site: Site, size: int) -> None:
    """Cut commands of the day off at a COMMIT, on either side of it."""
    if POSTGRESQL not in site.kinds:
        report.skipped.append("there is no connection to cut on SQLite")
        return
    stages = kills.lived(site, POSTGRESQL)
    url, chance = make_url(site.server), site.chance("cut commits")
    assert url.host is not None and url.port is not None
    with proxy(url.host, url.port) as between:
        for n in range(TRIALS * size):
            stage = stages[chance.choice(RECORDING).name]
            number = 1 if n < len(CUTS) * 2 else chance.randint(1, NUMBER_MAX)
            trial(report, site, between, stage, CUTS[n % len(CUTS)], number)
        with report.planting(
            "a client that repeats without its command id", "lost or doubled"
        ) as found:
            without_id(found, site, between, stages["headcount"])


def trial(report: Report, site: Site, between: Proxy, stage: Stage, how: Cut, number: int) -> None:
    """Cut one command off, repeat it, and hold the book to account."""
    with kills.a_copy(site, stage) as office:
        what = f"{stage.step.name} cut {how} COMMIT {number}"
        between.cut(how, number)
        with reports_into(office.folder):
            answer = day.take(through(between, reseeded(office, site.seed + 7)), stage.step)
        between.heal()
        if between.was_cut:
            report.count("connections cut")
            report.count(f"cut {how} the server heard the COMMIT")
            if answer.code not in (0, REFUSED):
                report.fault(f"{what}: it ended with {answer.code}: {answer.err.strip()}")
        elif answer.code != 0:
            report.fault(f"{what}: not cut, and it ended with {answer.code}: {answer.err.strip()}")
        oracle.check_record(office.book, lambda fault: report.fault(f"{what}: {fault}"))
        again = day.take(reseeded(office, 11), stage.step)
        if again.code != 0:
            report.fault(f"{what}: repeated it ended with {again.code}: {again.err.strip()}")
        oracle.check_book(office, stage.expected, lambda fault: report.fault(f"{what}: {fault}"))
        report.count(f"first answered with exit code {answer.code}")


def through(between: Proxy, office: SmallOffice) -> SmallOffice:
    """Return an office that reaches its book through the proxy."""
    url = make_url(office.book).set(port=between.port)
    return replace(office, book=url.render_as_string(hide_password=False))


def without_id(report: Report, site: Site, between: Proxy, stage: Stage) -> None:
    """Repeat a command whose COMMIT went through as if it were a new one."""
    with kills.a_copy(site, stage) as office:
        between.cut("after", 1)
        words = stage.step.words(office)
        with reports_into(office.folder):
            through(between, office).run(stage.step.officer, *words)
        between.heal()
        assert between.was_cut, "the command commits"
        office.do(stage.step.officer, *words)
        oracle.check_book(office, stage.expected, report.fault)
