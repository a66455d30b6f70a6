"""`huzhu member hand-over`: a member goes to another office, and takes cover along in a file."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TextIO
from uuid import UUID

import click

from ledger.aggregates import Member, Moment, Office
from ledger.aggregates.privacy import require_impersonal
from ledger.benefits import NOTHING_USED, PaidEvent, Usage
from ledger.benefits.usages import usage_at
from ledger.book import Book
from ledger.commands.enrolment_changes import claims_left, warn_of_claims
from ledger.commands.personal import details, find, spoken_of
from ledger.commands.previewing import Decide, dry_run_option, previewed
from ledger.commands.reading import day_of
from ledger.commands.shared import Session, bring_up_to_date, pass_book
from ledger.drafting import Decision, Done, Request
from ledger.errors import Unknown
from ledger.events.member import Detail
from ledger.evidence.refusals import FileExists
from ledger.intake.used_limits import ACCOUNTS
from ledger.languages import code_words
from ledger.money import plain_yuan
from ledger.plans import Allowance, PlanTerms, Trigger, plan_code
from ledger.statements.facts import facts_of
from ledger.statements.member_statement import CoverLine, MemberStatement, member_statement

# Headings of the list of cover in force, as a take-over reads it.
HEADING = (
    "单位编码", "计划", "姓名", "身份证号", "保障期", "首次参保日期", "保障起期", "保障止期",
    "份数", "已用额度", "已用次数", "手机号", "银行卡号", "移交日期", "中止日期", "观察期后起",
    "已用天数", "已用月数", "已付病种", "往期已付病种", "已用费用补偿", "已用损失补助", "已用未分项",
    "已用住院次数", "已住院天数", "期内累计自付", "已用封顶线以上次数", "已付事项",
)  # fmt: skip
_HANDED: tuple[Detail, ...] = ("name", "id_number", "phone", "bank_account")


@click.command("hand-over")
@click.argument("pseudonym", type=click.UUID)
@click.option("--to", "office", required=True, help="Code of the office that carries cover on.")
@click.option("--unit", required=True, help="Code that their new unit has there.")
@click.option("--reason", required=True, help="Why; without personal data.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The new file, with personal details: for the other office alone.",
)
@dry_run_option
@pass_book
def hand_over(
    session: Session,
    book: Book,
    pseudonym: UUID,
    office: str,
    unit: str,
    reason: str,
    out: Path,
    dry_run: bool,
) -> None:
    """Hand the member PSEUDONYM over to another office: cover ends here with the day of --on.

    FILE of --out lists what they are covered for, since when, and what is used of the limits; the
    other book's 'huzhu take-over --members' reads it, whether or not its own take-over is complete.
    That their details left the vault is recorded.

    Example: huzhu --on 2015-06-30 member hand-over 014ab79c-e340-7bed-9d77-4b5e971e835d --to BJ
    --unit B00001 --reason 调动 --out hand-over.csv
    """
    bring_up_to_date(book)
    lines: list[tuple[str, ...]] = []
    beside: list[str] = []

    def decide(_: Office, at: Moment) -> Decision:
        its = find(book, pseudonym, None)
        with facts_of(book.database, day_of(session, None)) as facts:
            drawn = member_statement(facts, its.id, book.terms)
        lines[:] = _lines(book, its, drawn, unit, at.effective_on)
        beside[:] = _used_by_dependants(its, drawn)
        return _handed_over(book, its, office, at, has_cover=bool(lines))

    inputs = {"member": pseudonym, "office": office, "unit": unit}
    request = session.request("member hand-over", inputs, reason=reason, ahead=True)
    if dry_run:
        previewed(session, book, request, decide)
    else:
        done = _written(book, request, decide, lines, out)
        _tell_handed_over(session, pseudonym, office, out)
        warn_of_claims(session, done.answer)
    _warn_of_dependants(session, beside)


def _tell_handed_over(session: Session, pseudonym: UUID, office: str, out: Path) -> None:
    session.say(
        f"会员 {pseudonym} 移交办事处 {office}，清单 {out}（含个人信息）",
        f"member {pseudonym} is handed over to office {office}; {out} holds personal details",
    )


def _used_by_dependants(its: Member, drawn: MemberStatement) -> list[str]:
    """Name the dependants, by code, who used limits of a cover that is handed over."""
    day = drawn.knowledge.as_of
    running = [each for each in drawn.covers.values() if each.state(day) != "ended"]
    handed = {(plan_code(cover.plan), cover.period) for cover in running}
    used = {
        whose
        for (plan, period, whose), usage in its.usage.items()
        if whose is not None and (plan, period) in handed and usage != NOTHING_USED
    }
    return sorted(used)


def _warn_of_dependants(session: Session, codes: Sequence[str]) -> None:
    """Say whose limits the file does not tell: its lines are the member's own."""
    if codes:
        session.say(
            f"注意：清单不含家属 {'、'.join(codes)} 已用的额度，请另行书面告知对方办事处",
            "warning: the file does not tell what dependants used of their limits: "
            f"{', '.join(codes)}; tell the other office in writing",
        )


def _written(
    book: Book, request: Request, decide: Decide, lines: Sequence[tuple[str, ...]], out: Path
) -> Done:
    """Record the hand-over and write its file: both, or neither."""
    with _opened(out) as file:
        try:
            done = book.perform(request, decide)
            if done.repeated:
                raise click.UsageError("this was done before, and the file was written then")
        except BaseException:
            out.unlink()  # nothing is recorded, and nothing may be left behind
            raise
        csv.writer(file).writerows([HEADING, *lines])
    return done


def _opened(out: Path) -> TextIO:
    """Return a new file that nobody else may read: it will hold personal details."""
    try:
        out.touch(mode=0o600, exist_ok=False)
        return out.open("w", encoding="utf-8", newline="")
    except FileExistsError:
        raise FileExists(str(out)) from None
    except OSError as error:
        raise click.UsageError(f"{out}: {error.strerror}") from None


def _handed_over(book: Book, its: Member, office: str, at: Moment, *, has_cover: bool) -> Decision:
    """Record that details leave the vault, and that the member leaves."""
    spoken = spoken_of(book, its)
    require_impersonal("reason", at.reason, spoken)
    if not has_cover:
        raise Unknown("cover", "to hand over")
    sealed = tuple(d for d in _HANDED if d in details(book, its, _HANDED))
    its.reveal(sealed, f"hand-over to office {office}", spoken, at)
    its.leave("moved_office", office, at)
    return Decision([its], answer=claims_left(its, at))


def _lines(
    book: Book, its: Member, drawn: MemberStatement, unit: str, on: date
) -> Iterator[tuple[str, ...]]:
    """Yield a line for each cover that has not ended, with what is used of its limits."""
    clear = details(book, its, _HANDED)
    for cover in drawn.covers.values():
        if cover.state(drawn.knowledge.as_of) == "ended":
            continue
        # As the record stands now: what was approved since the day of hand-over is used, too.
        used = usage_at(its.usage, (plan_code(cover.plan), cover.period, None))
        yield (
            unit,
            plan_code(cover.plan),
            clear["name"],
            clear["id_number"],
            cover.period,
            drawn.covered_since(cover).isoformat(),
            cover.starts_on.isoformat(),
            cover.ends_on.isoformat(),
            str(cover.shares),
            plain_yuan(used.paid_fen),
            str(used.claims),
            clear.get("phone", ""),
            clear.get("bank_account", ""),
            *_besides(its, cover, used, on),
        )


def _besides(its: Member, line: CoverLine, used: Usage, on: date) -> tuple[str, ...]:
    """Return the day of hand-over, since when cover stands still, and what else is used of limits."""
    key = (line.plan, line.period, line.starts_on)
    cover = next(c for c in its.covers if (c.plan, c.period, c.starts_on) == key)
    still = its.standing_still(cover)
    first = min(cover.covers_from, cover.ends_on + timedelta(days=1))
    waits = first if first > on + timedelta(days=1) else None
    return (
        on.isoformat(),
        "" if still is None else still.since.isoformat(),
        "" if waits is None else waits.isoformat(),
        _by_kind(used.days),
        _by_kind(_months_paid(line.terms, used)),
        ";".join(dict.fromkeys(used.conditions)),
        ";".join(used.earlier),
        *_parts(used),
    )


def _parts(used: Usage) -> tuple[str, ...]:
    """Return by which rules sum and claims were used, and what deductibles are measured over."""
    accounts = {kind: getattr(used, name) for kind, name in ACCOUNTS.items()}
    return (
        plain_yuan(used.indemnity_fen),
        _sums(used.damage_fen),
        plain_yuan(used.carried_fen),
        str(used.stays),
        str(used.stay_days),
        _sums({kind: fen for kind, fen in accounts.items() if fen}),
        str(used.above_cap_claims),
        ";".join(map(_event, used.events)),
    )


def _event(its: PaidEvent) -> str:
    on = "" if its.accident_on is None else f"@{its.accident_on.isoformat()}"
    return f"{code_words('trigger', its.trigger, 'zh')}{on}={plain_yuan(its.paid_fen)}"


def _months_paid(terms: PlanTerms | None, used: Usage) -> dict[Trigger, int]:
    """Return months by kind of loss: more may have been claimed than the terms pay."""
    most = {
        rule.trigger: rule.max_months_term
        for rule in (terms.benefits if terms else ())
        if isinstance(rule, Allowance) and rule.max_months_term is not None
    }
    return {kind: min(count, most.get(kind, count)) for kind, count in used.months.items()}


def _sums(used: Mapping[Trigger, int]) -> str:
    return ";".join(
        f"{code_words('trigger', kind, 'zh')}={plain_yuan(fen)}" for kind, fen in used.items()
    )


def _by_kind(used: Mapping[Trigger, int]) -> str:
    return ";".join(f"{code_words('trigger', kind, 'zh')}={count}" for kind, count in used.items())
