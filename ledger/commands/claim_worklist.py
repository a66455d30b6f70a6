"""`huzhu claim list` and `huzhu claim preview`: what waits for whom, and what plans may pay."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import click

from ledger.aggregates import Member, PaymentBatch
from ledger.aggregates.claim import ENDED, FILED, INSTRUCTED, STAGES, UNPAID, Claim
from ledger.aggregates.claim_stages import TRANSITIONS, stage_of
from ledger.aggregates.payment_batch import PREPARED
from ledger.benefits import Loss, explain
from ledger.book import Book
from ledger.commands.claim import claim
from ledger.commands.claim_limits import Limits
from ledger.commands.losses import (
    OTHER_PAYERS,
    TRIGGER,
    TRIGGERS_HELP,
    YUAN_OR_ZERO,
    less_usual_facts,
    loss_given,
    whose_loss,
)
from ledger.commands.personal import find
from ledger.commands.selection import at_stages, conditions_of
from ledger.commands.shapes import CLOCK, CONDITION
from ledger.commands.shared import DAY, YUAN, Session, bring_up_to_date, pass_reader
from ledger.languages import Lang, code_words, counted
from ledger.money import yuan
from ledger.periods import shanghai_date
from ledger.plans.deadlines import days_late, pay_by
from ledger.projections.worklists import Waiting, waiting
from ledger.statements.claim_persons import whose_words

# The step that a claim at a stage waits for, by its name in the table of steps.
AWAITED: Final = {
    "notified": "file notified",
    "filed": "assess",
    "evidence_requested": "receive evidence",
    "assessed": "approve",
    "reviewed": "approve",
    "approved": "verify",
    "verified": "instruct",
    "instructed": "pay",
    "appealed": "overturn",
}


@claim.command("list")
@click.option(
    "--where",
    "conditions",
    multiple=True,
    metavar="NAME=VALUE",
    help="Claims whose stage, period, plan, class, fund, unit, amount, urgent, late or overdue "
    "(yes|no) is so.",
)
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="At most.")
@click.option(
    "--format", "as_", type=click.Choice(["text", "json"]), default="text", help="Form of output."
)
@pass_reader
def list_(session: Session, book: Book, conditions: tuple[str, ...], limit: int, as_: str) -> None:
    """List claims that wait for a step: urgent ones first, then those that wait longest.

    They are listed as they stand now; --on is the day to which days are counted. Claims that have
    ended are listed where --where stage=… asks for them. Late is a loss that was told after the
    terms' notice_days, overdue a benefit that is unpaid after their payment_working_days from the
    approval: Monday to Friday, public holidays not taken into account.

    Example: huzhu claim list --where stage=assessed --where urgent=yes
    """
    today = session.on or shanghai_date(book.entropy.now())
    rows = worklist(book, conditions, limit, today)
    if as_ == "json":
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        click.echo(_line(row, today, session.lang))
    if not rows:
        session.say("没有符合条件的案件", "there is no such claim")


def _line(row: dict[str, Any], today: date, lang: Lang) -> str:
    """Say a claim in one line; a step of a day after `today` is told by that day, not by days."""
    zh, since = lang == "zh", date.fromisoformat(row["since"])
    mark = ("急 " if zh else "urgent ") if row["urgent"] else ""
    amount = "" if row["amount_fen"] is None else f"  {yuan(int(row['amount_fen']))}"
    days = (today - since).days
    waits = f"{days} 天" if zh else counted(days, "day")
    if days < 0:
        waits = f"自 {since}" if zh else f"since {since}"
    told = ""
    if row["days_late"]:
        told = (
            f"  报案迟 {row['days_late']} 天"
            if zh
            else f"  told {counted(row['days_late'], 'day')} late"
        )
    if row["pay_by"]:
        overdue = ("，已逾期" if zh else ", overdue") if row["overdue"] else ""
        told += f"  最迟 {row['pay_by']} 支付" if zh else f"  to be paid by {row['pay_by']}"
        told += overdue
    awaited = f"  → {row['next']}" if row["next"] else ""
    whose = whose_words(row["insured"])
    of = "" if whose is None else f"{whose.said(lang)}  "
    return (
        f"{mark}{row['claim']}  {row['plan']}  {row['unit']}  {of}"
        f"{code_words('stage', row['stage'], lang)}{amount}  {waits}{told}{awaited}"
    )


def worklist(book: Book, conditions: Sequence[str], limit: int, on: date) -> list[dict[str, Any]]:
    """Return claims by their latest step: urgent ones first, then in the order of that step.

    `on` is the day whose policies say which of them a second assessor must confirm, and on which a
    benefit is overdue.
    """
    wanted = conditions_of(book, conditions, on)
    if not any(condition.startswith("stage=") for condition in conditions):
        wanted.append(at_stages(stage for stage in STAGES if stage not in ENDED))
    bring_up_to_date(book, "claim_step", "audit_trail")
    limits = Limits(book)
    found = waiting(book.database, wanted, limit)
    held = _to_release(book, found)
    return [_row(each, limits, held, on) for each in found]


def _to_release(book: Book, found: Sequence[Waiting]) -> set[str]:
    """Return the batches of instructed claims that are prepared and not released; each read once."""
    batches = {its.detail for its in found if stage_of(its.step) == INSTRUCTED and its.detail}
    return {code for code in batches if book.get(PaymentBatch, "batch", code).state == PREPARED}


def _row(its: Waiting, limits: Limits, held: set[str], on: date) -> dict[str, Any]:
    """Return a claim as it is listed; `held` are the batches that wait for their release."""
    stage = stage_of(its.step)
    awaited = AWAITED.get(stage)
    if stage == "assessed" and its.amount_fen:
        above = limits.review_above_fen(its.plan, on)
        awaited = "review" if above is not None and its.amount_fen > above else awaited
    elif stage == "assessed":
        awaited = "reject"  # nothing is no benefit to approve
    command = None if awaited is None else TRANSITIONS[awaited].command
    if stage == INSTRUCTED and its.detail in held:
        command = "pay release"  # by a second person: until then there is nothing to settle
    terms, approved_on = limits.terms(its.plan), its.approved_on
    due = pay_by(terms, approved_on) if approved_on and stage in UNPAID else None
    return {
        "claim": its.claim,
        "plan": its.plan,
        "unit": its.unit,
        "insured": its.insured,
        "stage": stage,
        "since": its.since,
        "amount_fen": None if stage == FILED else its.amount_fen,  # a revoked sum counts no more
        "urgent": its.urgent,
        "days_late": days_late(terms, its.told_after),
        "pay_by": None if due is None else due.isoformat(),
        "overdue": due is not None and due < on,
        "next": None if command is None else f"huzhu {command}",
    }


@claim.command()
@click.option("--id-number", help="Of the insured member; prefer --member, which says less.")
@click.option("--member", "pseudonym", type=click.UUID, help="The member, by pseudonym.")
@click.option("--incident", "numbered", help="Take the loss from the claims of this incident.")
@click.option("--trigger", type=TRIGGER, metavar="CODE", help=TRIGGERS_HELP)
@click.option("--occurred-on", type=DAY, help="Admission, diagnosis or accident.")
@click.option("--occurred-at", type=CLOCK, help="At what time of that day, where it is known.")
@click.option("--ended-on", type=DAY, help="Discharge.")
@click.option("--admitted-at", type=CLOCK, help="Time of admission, such as 08:30.")
@click.option("--discharged-at", type=CLOCK, help="Time of discharge, such as 16:00.")
@click.option("--total", "total_fen", type=YUAN, help="The whole bill, in yuan.")
@click.option(
    "--self-pay", "self_pay_fen", type=YUAN_OR_ZERO, help="In-scope self-payment (自付一)."
)
@click.option("--out-of-scope", "out_of_scope_fen", type=YUAN_OR_ZERO, help="Out-of-scope (自费).")
@click.option("--other-payers", "other_payers_fen", type=YUAN_OR_ZERO, help=OTHER_PAYERS)
@less_usual_facts
@click.option("--condition", type=CONDITION, help="Class of disease, or grade of disability.")
@whose_loss
@pass_reader
def preview(
    session: Session,
    book: Book,
    id_number: str | None,
    pseudonym: Any,
    numbered: str | None,
    **facts: Any,
) -> None:
    """Say for every plan of a member what it may pay for a loss, line by line; nothing is recorded.

    Each plan pays by itself (一次出险，多项保障计划分别赔付).

    Example: huzhu claim preview --member 014ab79c-e340-7bed-9d77-4b5e971e835d
    --trigger hospital_stay --occurred-on 2015-03-10 --ended-on 2015-03-16 --self-pay 4000
    """
    member = find(book, pseudonym, id_number)
    insured, dependant = facts.pop("insured"), facts.pop("dependant")
    if numbered is None:
        loss = _loss(session, facts)
    else:
        filed = _of_incident(member, numbered)
        loss = filed.loss
        if insured is None and dependant is None:
            dependant = filed.insured
    found = member.prospects(loss, book.terms, insured=insured, dependant=dependant)
    for cover, refusal, assessment in found:
        if assessment is None:
            assert refusal is not None, "a plan pays, or it says why not"
            said, colon = refusal.sentence(session.lang), "：" if session.lang == "zh" else ": "
            click.echo(f"{cover.plan}{colon}[{refusal.code}] {said}")
            continue
        session.say(
            f"{cover.plan}：{yuan(assessment.benefit_fen)} 元",
            f"{cover.plan}: {yuan(assessment.benefit_fen)} yuan",
        )
        for step in assessment.steps:
            click.echo(f"  {explain(step, session.lang)}")
    if not found:
        session.say("当日没有任何保障", "no cover was in force on that day")


def _of_incident(member: Member, incident: str) -> Claim:
    """Return the latest claim of an incident."""
    filed = [its for its in member.claims.values() if its.incident == incident]
    if not filed:
        raise click.UsageError(f"the member has no claim of incident {incident}")
    return filed[-1]


def _loss(session: Session, facts: dict[str, Any]) -> Loss:
    """Return the loss that was put in."""
    if not facts["trigger"] or not facts["occurred_on"]:
        raise click.UsageError("say --trigger and --occurred-on, or --incident")
    return loss_given(facts, session.lang)
