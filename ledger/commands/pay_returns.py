"""The bank's answer to a payment batch: paid, failed, or come back after it was paid (退票)."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from ledger.aggregates import Member, Moment, Office, PaymentBatch
from ledger.aggregates.claim import PaymentLine
from ledger.aggregates.claims import Outcome
from ledger.aggregates.impersonal import without_persons
from ledger.aggregates.payment_batch import RELEASED, SETTLED
from ledger.book import Book
from ledger.commands.bad_rows import refuse_rows, tell_problems
from ledger.commands.claim_limits import benefit_back
from ledger.commands.claim_one import warn
from ledger.commands.claim_steps import decided_whole
from ledger.commands.parts import bind_file, problem_of
from ledger.commands.personal import spoken_of
from ledger.commands.previewing import previewed
from ledger.commands.shared import Session
from ledger.drafting import Decision
from ledger.errors import AmountDiffers, BatchNotReady, SeveralBatches, Unknown
from ledger.events import Document
from ledger.events.member import BenefitPaid, PaymentFailed, PaymentReturned
from ledger.intake.judge import Judged
from ledger.intake.returns import ReturnLine
from ledger.money import yuan
from ledger.statements.sheet import Words

OUTCOMES: dict[str, Outcome] = {
    "ok": BenefitPaid,
    "failed": PaymentFailed,
    "returned": PaymentReturned,
}
# Beside the outcomes: what did not go out, or came back, settled what was overpaid.
KEPT_BACK = "kept_back"
_NAMED_BY_ROWS: Final = ("batch", "claim")  # the kinds of things that a row names, in these columns


def settle_batch(
    session: Session,
    book: Book,
    judged: Judged[ReturnLine],
    document: Document | None,
    *,
    dry_run: bool,
) -> None:
    """Record a return file, all of it or nothing; the same file again records nothing.

    A dry run says what the file answers, and records nothing.
    """
    refuse_rows(judged, tell_problems(session, judged, []))
    naming = bind_file(book, "pay settle", judged)
    lines = list(judged.good)
    batches = sorted({line.batch for line in lines})
    if len(batches) != 1:
        raise SeveralBatches(len(batches))

    freed: list[Words] = []

    def decide(office: Office, at: Moment) -> Decision:
        decision, freed[:] = _settle(book, office, batches[0], lines, at)
        return decision

    inputs = {"sha256": judged.table.sha256}
    request = session.request("pay settle", inputs, document=document)
    with _told_by_row(session, judged):
        if dry_run and not book.done_before([naming]):
            previewed(session, book, request, decide)
            warn(session, freed)
            return
        done = book.perform(request, decide, naming)
    if done.repeated:
        session.say("该回盘文件此前已入账，未作记录", "this return file was settled before")
    _tell(session, batches[0], done.answer)
    warn(session, freed)


@contextmanager
def _told_by_row(session: Session, judged: Judged[ReturnLine]) -> Iterator[None]:
    """Name the rows of a batch or claim that the book does not hold, and refuse the file for them."""
    try:
        yield
    except Unknown as refusal:
        if refusal.kind not in _NAMED_BY_ROWS:
            raise
        named = [row for row in judged.good if getattr(row, refusal.kind) == refusal.value]
        problems = [problem_of(row.row, refusal, session.lang) for row in named]
        under = [each._replace(column=refusal.kind) for each in problems]
        refuse_rows(judged, tell_problems(session, judged, under))
        raise


def _settle(
    book: Book, office: Office, batch: str, lines: list[ReturnLine], at: Moment
) -> tuple[Decision, list[Words]]:
    """Decide a return file; also say which rejections a settled overpayment has bearing on."""
    its = book.owner(PaymentBatch, "batch", batch)
    answered = {line.status for line in lines}
    if its.state == SETTLED and answered != {"returned"}:
        raise BatchNotReady(batch, its.state, RELEASED)
    if its.state != SETTLED and "returned" in answered:
        raise BatchNotReady(batch, its.state, SETTLED)
    draft, answers = decided_whole(
        book, lines, lambda member, line: _settle_line(book, line, its, member, office, at)
    )
    counts: Counter[str] = Counter()
    sums: Counter[str] = Counter()
    freed: list[Words] = []
    for status, fen, kept_back_fen, named in answers:
        freed += named
        counts[status] += 1
        sums[status] += fen
        if kept_back_fen:
            counts[KEPT_BACK] += 1
            sums[KEPT_BACK] += kept_back_fen
    if its.state != SETTLED:
        its.settle(counts["ok"], sums["ok"], counts["failed"], sums["failed"], at)
    answer = {"counts": dict(counts), "sums": dict(sums)}
    return Decision([its], draft=draft, answer=answer), freed


def _tell(session: Session, batch: str, answer: dict[str, Any]) -> None:
    counts, sums = answer["counts"], answer["sums"]
    for status, zh, en in (
        ("ok", "支付成功", "paid"),
        ("failed", "支付失败", "failed"),
        ("returned", "退票", "came back"),
        (KEPT_BACK, "其中抵减多付互助金", "of them settled what was overpaid"),
    ):
        if counts.get(status):
            session.say(
                f"批次 {batch}：{zh} {counts[status]} 笔，{yuan(sums[status])} 元",
                f"batch {batch}: {counts[status]} {en}, {yuan(sums[status])} yuan",
            )


def _impersonal(book: Book, member: Member, said: str | None) -> str | None:
    """Return the bank's words with account numbers and names hidden: events keep them for ever."""
    return without_persons(said, spoken_of(book, member)) if said else said


def _settle_line(
    book: Book,
    line: ReturnLine,
    its: PaymentBatch,
    member: Member,
    office: Office,
    at: Moment,
) -> tuple[str, int, int, list[Words]]:
    """Take in one line: its outcome, its sum, and how much of it settled what was overpaid; fen.

    Last, in words, the rejections at nothing that would come to something for that.
    """
    when = at.but(
        effective_on=line.value_date,
        booked_on=office.booked_on(line.value_date),
        reason=None if line.status == "ok" else _impersonal(book, member, line.reason),
        document=at.document if line.status == "returned" else None,  # else the batch's fact has it
    ).come()
    batch = its.prepared
    its.require_value_date(line.claim, line.value_date, at.effective_on)
    instalment = member.claim(line.claim).instalment
    paid_by = PaymentLine(line.claim, batch.batch, instalment, batch.bank_account)
    fen = member.settle_payment(paid_by, OUTCOMES[line.status], when)
    if fen != line.amount_fen:
        raise AmountDiffers(line.claim, fen, line.amount_fen)
    its_claim = member.claim(line.claim)
    kept_back = 0 if line.status == "ok" else fen - its_claim.approved_fen
    if not kept_back:
        return line.status, fen, 0, []
    named = benefit_back(member, line.claim, book.terms(its_claim.plan))
    return line.status, fen, kept_back, named
