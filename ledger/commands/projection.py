"""`huzhu projection`: bring the facts for reading up to date, make them again, see where they stand."""

import json
import os
import signal
from collections.abc import Mapping
from threading import Event
from typing import Final

import click

from ledger.book import Book
from ledger.commands import exits
from ledger.commands.progress import bar
from ledger.commands.shared import Session, pass_reader
from ledger.languages import Lang, counted
from ledger.projections import catalogue
from ledger.projections.engine import catch_up as catch_up_with
from ledger.projections.folding import EVENT_INVALID, NOT_FOLDED, TOPIC_UNKNOWN
from ledger.projections.follow import follow as follow_with
from ledger.projections.rebuild import rebuild as rebuild_from
from ledger.projections.status import Aside, quarantine
from ledger.projections.status import status as status_of

LISTED_MAX = 40  # events in quarantine that are listed one by one

REASONS: Final[Mapping[str, tuple[str, str]]] = {
    TOPIC_UNKNOWN: ("本程序不认识该类事件", "this huzhu knows no such kind of event"),
    EVENT_INVALID: ("所存内容不是此类事件", "its bytes are not such an event"),
    NOT_FOLDED: (
        "投影不能据以生成记录，请报告程序错误",
        "the projection could not make its rows of it: report a fault in huzhu",
    ),
}


@click.group()
def projection() -> None:
    """Facts for reading: bring them up to date, make them again, see where they stand."""


@projection.command("catch-up")
@pass_reader
def catch_up(session: Session, book: Book) -> None:
    r"""Project what was recorded since the last time.

    \b
    Example: huzhu projection catch-up
    """
    with bar() as told:
        done = catch_up_with(book.database, book.record, progress=told)
    session.say(
        f"已处理事件{done.events}个，现到第{done.position}位，隔离{done.quarantined}项",
        f"{counted(done.events, 'event')} projected; now at position {done.position}; "
        f"{done.quarantined} quarantined",
    )


@projection.command()
@click.option("--with-parent", is_flag=True, hidden=True, help="End when the parent has ended.")
@pass_reader
def follow(session: Session, book: Book, with_parent: bool) -> None:
    r"""Project what is recorded as it is recorded, until interrupted (Ctrl-C or SIGTERM).

    Run it beside officers who work with HUZHU_CATCH_UP=off, so that their commands need not wait.
    On PostgreSQL it hears of each commit, and waits for a server that goes away.

    \b
    Example: huzhu projection follow
    """
    ended = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    session.say("开始跟随账本；按 Ctrl-C 结束", "following the record; Ctrl-C ends it")
    parent = os.getppid()

    def stopped(seconds: float) -> bool:
        return ended.wait(seconds) or (with_parent and os.getppid() != parent)

    def away(gone: bool) -> None:
        if gone:
            session.say("数据库服务器已断开，等待其恢复", "the server went away; waiting for it")
        else:
            session.say("数据库服务器已恢复", "the server is back")

    follow_with(book.database, book.record, stopped, away=away)


@projection.command()
@click.argument("names", nargs=-1, type=click.Choice(sorted(catalogue.PROJECTIONS)))
@pass_reader
def rebuild(session: Session, book: Book, names: tuple[str, ...]) -> None:
    r"""Make projections again from the record alone, compare digests, and show the new rows.

    Without NAMES all are rebuilt. Exit code 4 says that the old rows were not what the record
    makes; the new ones stand.

    \b
    Example: huzhu projection rebuild journal coverage
    """
    with bar() as told:
        reports = rebuild_from(book.database, book.record, names, progress=told)
    for report in reports:
        zh, en = ("一致", "equal") if report.is_equal else ("不一致", "DIFFERENT")
        where = f"{report.name}@{report.version}"
        session.say(
            f"{where} 第{report.position}位 {zh} {report.rebuilt}",
            f"{where} at {report.position}: {en} {report.rebuilt}",
        )
    if not all(report.is_equal for report in reports):
        click.get_current_context().exit(exits.DIFFERENT)


@projection.command()
@click.option(
    "--format", "as_", type=click.Choice(["text", "json"]), default="text", help="Form of output."
)
@pass_reader
def status(session: Session, book: Book, as_: str) -> None:
    r"""Say where each projection stands, how far it lags, and what it could not read, and why.

    \b
    Example: huzhu projection status
    """
    found = status_of(book.database)
    aside, more = quarantine(book.database, LISTED_MAX)
    if as_ == "json":
        told = [{**each._asdict(), "lag_events": each.lag_events} for each in found]
        listed = [{**each._asdict(), "words": _why(each, session.lang)} for each in aside]
        answer = {"projections": told, "quarantine": listed, "quarantine_more": more}
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    for each in found:
        stale_zh, stale_en = (
            ("；版本已旧，请重建", "; outdated: rebuild it") if each.is_outdated else ("", "")
        )
        session.say(
            f"{each.name}@{each.version} 第{each.position}位，落后{each.lag_events}个事件"
            f"（{each.lag_seconds}秒），隔离{each.quarantined}项{stale_zh}",
            f"{each.name}@{each.version} at {each.position}, {counted(each.lag_events, 'event')} "
            f"({each.lag_seconds} s) behind, {each.quarantined} quarantined{stale_en}",
        )
    for event in aside:
        session.say(
            f"隔离：第{event.position}位 {event.topic}：{_why(event, 'zh')}",
            f"quarantined: position {event.position}, {event.topic}: {_why(event, 'en')}",
        )
    if more:
        session.say(f"另有{more}个事件被隔离", f"and {more} more events are in quarantine")


def _why(event: Aside, lang: Lang) -> str:
    """Return in words why an event was put aside."""
    chinese, english = REASONS.get(event.reason, (event.reason, event.reason))
    return chinese if lang == "zh" else english
