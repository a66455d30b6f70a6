"""`huzhu claim show`: where a claim stands, what bears on its next step, and how it was decided."""

from collections.abc import Iterable, Iterator
from datetime import date

import click

from ledger.aggregates import Member, PaymentBatch
from ledger.aggregates.claim import INSTRUCTED, NOTIFIED, REJECTED, UNDECIDED, UNPAID, Claim
from ledger.aggregates.payment_batch import PREPARED
from ledger.benefits import explain
from ledger.book import Book
from ledger.commands.claim import claim
from ledger.commands.claim_limits import late_notice
from ledger.commands.claim_told import beside, no_longer_borne
from ledger.commands.shared import Session, pass_reader
from ledger.errors import ClaimWhileSuspended, LedgerError
from ledger.events import Event
from ledger.events.claim_life import AdvanceOffset, ApprovalRevoked, OverpaymentOffset
from ledger.events.member import (
    BenefitPaid,
    ClaimApproved,
    ClaimAssessed,
    ClaimEvent,
    ClaimRejected,
    PaymentCancelled,
    PaymentFailed,
    PaymentReturned,
)
from ledger.languages import code_words
from ledger.money import yuan
from ledger.periods import shanghai_date
from ledger.plans import PlanTerms
from ledger.plans.deadlines import pay_by
from ledger.statements.claim_decisions import due_from
from ledger.statements.claim_persons import PAST_DEATH, WHILE_STILL, whose_words
from ledger.statements.ground_words import ground_words
from ledger.statements.sheet import Words


@claim.command()
@click.argument("number")
@pass_reader
def show(session: Session, book: Book, number: str) -> None:
    """Show claim NUMBER: its stage, its benefit's derivation line by line, what was decided and paid."""
    member = book.owner(Member, "claim", number)
    its = member.claim(number)
    session.say(
        f"案件 {number}：{its.plan} {code_words('stage', its.stage, 'zh')}",
        f"claim {number}: {its.plan}, {code_words('stage', its.stage, 'en')}",
    )
    terms, events = book.terms(its.plan), book.stream_events(member.id)
    today = session.on or shanghai_date(book.entropy.now())
    for zh, en in (
        *_standing(its),
        *_to_release(book, its),
        *_stopped(member, its),
        *_by_terms(its, terms, events, today),
    ):
        session.say(zh, en)
    for event in events:
        if getattr(event, "claim", None) != number:
            continue
        said = _told(event)
        if said is not None:
            day, hand = event.effective_on, event.recorded_by
            session.say(f"{day} {said.zh}，经办 {hand}", f"{day} {said.en}, by {hand}")
        if isinstance(event, ClaimAssessed):
            for step in event.steps:
                click.echo(f"  {explain(step, session.lang)}")


def _told(event: Event) -> Words | None:
    """Return what an event decided on a claim or moved of it, in words; None: neither."""
    match event:
        case ClaimAssessed(benefit_fen=fen):
            return Words(f"核定 {yuan(fen)} 元", f"assessed at {yuan(fen)} yuan")
        case ClaimApproved(approved_fen=fen):
            return Words(f"批准 {yuan(fen)} 元", f"approved at {yuan(fen)} yuan")
        case AdvanceOffset(amount_fen=fen, left_fen=left):
            anew = no_longer_borne(event)
            return Words(
                f"其中 {yuan(fen)} 元抵扣垫付款，应付 {yuan(left)} 元{anew.zh}",
                f"{yuan(fen)} yuan of it offset by the advance, {yuan(left)} to be paid{anew.en}",
            )
        case ClaimRejected(ground=ground):
            words = ground_words(ground)
            return Words(f"不予给付：{words.zh}（{ground}）", f"rejected: {words.en} ({ground})")
        case ApprovalRevoked(ground=ground):
            words = ground_words(ground)
            return Words(
                f"撤销批准：{words.zh}（{ground}）", f"approval taken back: {words.en} ({ground})"
            )
        case (
            BenefitPaid()
            | PaymentFailed()
            | PaymentReturned()
            | PaymentCancelled()
            | OverpaymentOffset()
        ):
            return _moved(event)
        case _:
            return beside(event)


def _moved(
    event: BenefitPaid | PaymentFailed | PaymentReturned | PaymentCancelled | OverpaymentOffset,
) -> Words:
    """Return what became of a benefit's money, in words."""
    if isinstance(event, OverpaymentOffset):
        kept, left = yuan(event.owed_fen + event.written_off_fen), yuan(event.left_fen)
        return Words(
            f"未付出的款项抵减多付互助金 {kept} 元，应付 {left} 元",
            f"not paid out: {kept} yuan of it had been overpaid, {left} to be paid",
        )
    fen, batch = yuan(event.amount_fen), event.batch
    match event:
        case BenefitPaid():
            return Words(f"支付 {fen} 元（批次 {batch}）", f"paid: {fen} yuan (batch {batch})")
        case PaymentFailed():
            return Words(
                f"付款未成功 {fen} 元（批次 {batch}）",
                f"payment failed: {fen} yuan (batch {batch})",
            )
        case PaymentReturned():
            return Words(
                f"退票 {fen} 元（批次 {batch}）", f"payment came back: {fen} yuan (batch {batch})"
            )
        case PaymentCancelled():
            return Words(f"撤出付款批次 {batch}", f"taken out of payment batch {batch}")


def _by_terms(
    its: Claim, terms: PlanTerms, events: Iterable[Event], today: date
) -> Iterator[tuple[str, str]]:
    """Yield what the terms' days say of a claim: that it was told late, and by when it is paid."""
    late = late_notice(terms, its)
    if late is not None:
        yield late.zh, late.en
    own = (e for e in events if isinstance(e, ClaimEvent) and e.claim == its.code)
    since = [day for e in own if (day := due_from(e)) is not None]
    due = pay_by(terms, since[-1]) if since and its.stage in UNPAID else None
    if due is not None:
        zh, en = ("，已逾期", ", overdue") if due < today else ("", "")
        days = terms.payment_working_days
        yield (
            f"最迟 {due} 支付（批准后 {days} 个工作日）{zh}",
            f"to be paid by {due}, {days} working days after the approval{en}",
        )


def _stopped(member: Member, its: Claim) -> Iterator[tuple[str, str]]:
    """Yield why an undecided claim goes no further, with its next step.

    Its loss comes after the same person's death, or cover stands still on its day.
    """
    if its.stage in (NOTIFIED, *UNDECIDED):
        try:
            member.require_decidable(its)
        except LedgerError as refusal:
            yield refusal.sentence("zh"), refusal.sentence("en")
            then = WHILE_STILL if isinstance(refusal, ClaimWhileSuspended) else PAST_DEATH
            yield f"下一步：{then.zh}", f"next: {then.en}"


def _to_release(book: Book, its: Claim) -> Iterator[tuple[str, str]]:
    """Yield that the batch of an instructed claim is prepared, and waits for its release."""
    if its.stage != INSTRUCTED or its.batch is None:
        return
    if book.get(PaymentBatch, "batch", its.batch).state == PREPARED:
        yield (
            f"付款批次 {its.batch} 待第二人放行",
            f"payment batch {its.batch} waits for its release by a second person",
        )


def _standing(its: Claim) -> Iterator[tuple[str, str]]:
    """Yield what bears on the next step of a claim, in Chinese and English."""
    whose = whose_words(its.insured)
    if whose is not None:
        yield f"出险人：{whose.zh}", f"whose loss: {whose.en}"
    if its.is_urgent:
        yield "急件", "urgent"
    if its.missing:
        until_zh, until_en = (
            (f"，期限 {its.missing_due_on}", f", due on {its.missing_due_on}")
            if its.missing_due_on
            else ("", "")
        )
        papers_zh = "、".join(code_words("paper", kind, "zh") for kind in its.missing)
        papers_en = ", ".join(code_words("paper", kind, "en") for kind in its.missing)
        yield f"待补件：{papers_zh}{until_zh}", f"papers missing: {papers_en}{until_en}"
    if its.stage == REJECTED and its.appeal_ends_on and not its.appealed_as:
        yield (
            f"可申诉至 {its.appeal_ends_on}",
            f"the rejection can be appealed until {its.appeal_ends_on}",
        )
    if its.advance_granted_fen and its.stage in UNDECIDED:  # later none of it is paid
        fen = yuan(its.advance_granted_fen)
        yield (
            f"已批准垫付 {fen} 元，尚未付款",
            f"advance granted, not yet paid out: {fen} yuan",
        )
    for debt, owed in its.owed_fen.items():
        if owed:
            yield (
                f"{code_words('debt', debt, 'zh')}尚欠 {yuan(owed)} 元",
                f"{code_words('debt', debt, 'en')}: {yuan(owed)} yuan owed",
            )
