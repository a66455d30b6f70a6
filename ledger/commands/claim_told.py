"""What `claim show` says of steps beside the plain way: debts of a claim, how it ended, and began again."""

from ledger.events import Event
from ledger.events.claim_life import (
    AdvanceGranted,
    AdvanceOffset,
    AdvancePaid,
    BenefitRestored,
    ClaimReopened,
    ClaimReviewed,
    ClaimTimeBarred,
    ClaimWithdrawn,
    DebtWrittenOff,
    DemandLowered,
    OverpaymentCancelled,
    OverpaymentFound,
    RecoveryDemanded,
    RecoveryReceived,
    RejectionOverturned,
    RejectionUpheld,
)
from ledger.languages import code_words
from ledger.money import yuan
from ledger.statements.ground_words import ground_words
from ledger.statements.sheet import Words


def beside(event: Event) -> Words | None:
    """Return what an event changed of a claim beside its plain way, in words; None: nothing."""
    match event:
        case ClaimReviewed(benefit_fen=fen):
            return Words(f"复审确认 {yuan(fen)} 元", f"second review: {yuan(fen)} yuan confirmed")
        case ClaimWithdrawn(ground=ground):
            return _on_ground("撤回", "withdrawn", ground)
        case ClaimTimeBarred(lapsed_on=last):
            return Words(f"逾期结案（期限至 {last}）", f"time-barred (its term ended on {last})")
        case ClaimReopened(ground=ground):
            return _on_ground("重新受理", "reopened", ground)
        case RejectionUpheld(ground=ground):
            return _on_ground("申诉维持原决定", "the rejection was upheld on appeal", ground)
        case RejectionOverturned(ground=ground):
            return _on_ground("申诉撤销原决定", "the rejection was overturned on appeal", ground)
        case _:
            return _owed(event)


def no_longer_borne(event: AdvanceOffset | RecoveryReceived) -> Words:
    """Return the end of a sentence: how much had been written off before; empty where nothing had."""
    if not event.written_off_fen:
        return Words("", "")
    fen = yuan(event.written_off_fen)
    return Words(
        f"；其中 {fen} 元原已核销，核销相应冲回",
        f"; {fen} yuan of that had been written off, and is so no longer",
    )


def _on_ground(zh: str, en: str, ground: str) -> Words:
    words = ground_words(ground)
    return Words(f"{zh}：{words.zh}（{ground}）", f"{en}: {words.en} ({ground})")


def _owed(event: Event) -> Words | None:
    """Return what an event moved of an advance or an overpayment."""
    fen = yuan(getattr(event, "amount_fen", 0))
    match event:
        case AdvanceGranted():
            return Words(f"批准垫付 {fen} 元", f"advance granted: {fen} yuan")
        case AdvancePaid():
            return Words(f"垫付 {fen} 元", f"advance paid: {fen} yuan")
        case OverpaymentFound(ground=ground):
            return _on_ground(f"认定多付 {fen} 元", f"found overpaid: {fen} yuan", ground)
        case OverpaymentCancelled():
            return Words(f"撤销多付认定 {fen} 元", f"had been found overpaid in error: {fen} yuan")
        case RecoveryDemanded():
            return Words(f"要求退还多付的 {fen} 元", f"asked back: {fen} yuan")
        case DemandLowered(written_off_fen=borne):
            zh = f"，另有已核销的 {yuan(borne)} 元也属误追回" if borne else ""
            en = f", and {yuan(borne)} yuan that was written off" if borne else ""
            return Words(
                f"不再追回误要求退还的 {fen} 元{zh}", f"asked back in error: {fen} yuan{en}"
            )
        case BenefitRestored(left_fen=left):
            return Words(
                f"误追回的 {fen} 元应付还会员，应付 {yuan(left)} 元",
                f"came back in error, and is owed again: {fen} yuan, {yuan(left)} to be paid",
            )
        case RecoveryReceived(debt=debt):
            of, anew = Words(code_words("debt", debt, "zh"), debt), no_longer_borne(event)
            return Words(
                f"收回{of.zh} {fen} 元{anew.zh}", f"came back of the {of.en}: {fen} yuan{anew.en}"
            )
        case DebtWrittenOff(debt=debt):
            of = Words(code_words("debt", debt, "zh"), debt)
            return Words(f"核销{of.zh} {fen} 元", f"written off of the {of.en}: {fen} yuan")
        case _:
            return None
