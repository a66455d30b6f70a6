"""`huzhu`: the one place where commands meet the shell, and refusals meet the officer."""

import gc
import os
import sys
import tempfile
import traceback
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from ledger import __version__
from ledger.commands import (
    agency,
    audit_vault,
    backup,
    claim_verbs,
    contribution,
    doctor,
    exits,
    fund,
    init,
    member,
    office,
    pay,
    period,
    plan,
    printing,
    projection,
    recovery,
    report,
    roster,
    take_over,
    unit,
)
from ledger.commands.misuse import told_in_chinese
from ledger.commands.shared import DAY, Session
from ledger.demo.command import demo
from ledger.errors import LedgerError
from ledger.evidence.damage import VerificationFailed
from ledger.languages import Lang


def _language() -> Lang:
    return _lang(os.environ.get("HUZHU_LANG") or os.environ.get("LANG", ""))


def _lang(said: str) -> Lang:
    return "zh" if said.startswith("zh") else "en"


def _spoken(arguments: Sequence[str]) -> Lang:
    """Return the language of a command that may be wrongly typed: what --lang says last, or else."""
    said = [
        word.removeprefix("--lang=") if word.startswith("--lang=") else following
        for word, following in zip(arguments, [*arguments[1:], ""], strict=True)
        if word == "--lang" or word.startswith("--lang=")
    ]
    known = [lang for lang in said if lang in ("zh", "en")]
    return _lang(known[-1]) if known else _language()


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="huzhu", message="%(prog)s %(version)s")
@click.option("--book", envvar="HUZHU_BOOK", help="The book: a file, or postgresql://…?schema=….")
@click.option("--as", "officer", envvar="HUZHU_OFFICER", help="The officer who acts.")
@click.option(
    "--on",
    type=DAY,
    help="The day on which it is true, today unless said; only what is arranged may be later.",
)
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of words and labels.")
@click.option("--command-id", type=click.UUID, help="An id that makes the command repeatable.")
@click.pass_context
def huzhu(
    context: click.Context,
    book: str | None,
    officer: str | None,
    on: date | None,
    lang: str | None,
    command_id: UUID | None,
) -> None:
    """Keep the books of a workers' mutual-aid fund (职工互助保障).

    Every contribution, enrolment, claim decision and payment is recorded for ever; statements are
    drawn up from the record, for any day, as it was known at any time.
    """
    workers = os.environ.get("HUZHU_WORKERS", "")
    if workers and not workers.isdecimal():
        raise click.UsageError("HUZHU_WORKERS is the number of processes that help, such as 0 or 2")
    session = context.ensure_object(Session)
    session.book = book or session.book
    session.officer = officer or session.officer
    session.on = on
    session.lang = _language() if lang is None else _lang(lang)
    session.command_id = command_id


for _command in (
    init.init,
    take_over.take_over,
    demo,
    office.office,
    agency.agency,
    member.member,
    unit.unit,
    fund.fund,
    plan.plan,
    roster.roster,
    contribution.contribution,
    claim_verbs.claim,
    pay.pay,
    recovery.recovery,
    claim_verbs.relief,
    period.period,
    printing.print_,
    report.report,
    audit_vault.audit,  # with the verbs of the other modules audit_*.py
    projection.projection,
    backup.backup,
    backup.restore,
    doctor.doctor,
):
    huzhu.add_command(_command)


def invoke(arguments: Sequence[str], session: Session | None = None) -> Any:
    """Run one command in this process, as the shell would, and let its refusal be raised."""
    return huzhu.main(list(arguments), prog_name="huzhu", standalone_mode=False, obj=session)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run `huzhu` and end the process: 0 done, 1 a bug, 2 usage, 3 refused, 4 verification failed."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: Sequence[str], session: Session | None = None) -> int:
    """Run one command and return its exit code; no traceback is ever shown."""
    session = session or Session()
    # What is imported lives as long as the process: looking through it again and again is waste.
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    try:
        result = invoke(arguments, session)
        return result if isinstance(result, int) else 0
    except LedgerError as refusal:
        click.echo(_refused(refusal, session.lang), err=True)
        return exits.REFUSED
    except VerificationFailed as damage:
        click.echo(f"[{damage.damage.kind}] {damage.sentence(session.lang)}", err=True)
        return exits.DIFFERENT
    except click.ClickException as error:
        if _spoken(arguments) == "zh":
            click.echo(told_in_chinese(error), err=True)
        else:
            error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        session.complain(
            "已中断；尚未记录的部分整体略去",
            "interrupted; what was not yet recorded is left out, whole",
        )
        return exits.INTERRUPTED
    except BrokenPipeError:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - until the end
        return 0
    except Exception as error:
        report = _report(error)
        session.complain(
            f"程序出错，不是您的操作有误；报告见 {report}",
            f"a fault in huzhu, not in your work; reported in {report}",
        )
        return exits.BUG


def _refused(refusal: LedgerError, lang: Lang) -> str:
    sentence = refusal.sentence(lang)
    if lang == "zh":
        return f"不予办理 [{refusal.code}]：{sentence}"
    return f"refused [{refusal.code}]: {sentence}"


def _report(error: BaseException) -> Path:
    """Write where a bug happened. Messages are left out: they may quote somebody's details."""
    moment = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    handle, name = tempfile.mkstemp(prefix=f"huzhu-fault-{moment}-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f"huzhu {__version__}, Python {sys.version.split()[0]}\n")
        chain: BaseException | None = error
        while chain is not None:
            file.write(f"{type(chain).__module__}.{type(chain).__qualname__}\n")
            for frame in traceback.extract_tb(chain.__traceback__):
                file.write(f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}\n")
            chain = chain.__cause__ or chain.__context__
    return Path(name)


if __name__ == "__main__":
    main()
