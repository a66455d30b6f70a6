"""Whose loss a claim is for, and to whom its benefit goes after a death."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from ledger.benefits import Loss
from ledger.benefits.losses import goes_past
from ledger.codes import RELATIONS
from ledger.events import Event
from ledger.events.claim import ClaimFiled, ClaimRejected, insured_of
from ledger.events.claim_life import (
    ClaimAppealed,
    ClaimNotified,
    ClaimReopened,
    ClaimTimeBarred,
    ClaimWithdrawn,
    HeirRecorded,
    RejectionOverturned,
    RejectionUpheld,
)
from ledger.events.member import DetailsCorrected, DetailsSealed, MemberDied
from ledger.languages import Lang, code_words
from ledger.statements.sheet import Words

NAME_HEIR: Final = Words(
    "会员已身故，登记继承人后付款", "the member has died: an heir is recorded, then it is paid"
)
PAST_DEATH: Final = Words(
    "损失晚于已登记的身故日期，不能批准；核查后不予给付或撤回",
    "the loss comes after the person's death on record: it cannot be approved, and is rejected or "
    "withdrawn once it is looked into",
)
WHILE_STILL: Final = Words(
    "损失发生在保障中止期间，不能批准；核查后不予给付或撤回",
    "cover stands still on the day of the loss: it cannot be approved, and is rejected or "
    "withdrawn once it is looked into",
)
_COMES_IN = ClaimFiled | ClaimNotified
_COME_TO_NOTHING = ClaimRejected | ClaimWithdrawn | ClaimTimeBarred | RejectionUpheld
_STANDS_AGAIN = ClaimAppealed | ClaimReopened | RejectionOverturned


def insured_by(event: ClaimFiled | ClaimNotified) -> str | None:
    """Return whose loss a claim is for, by the dependant's code; none where it is the member's own."""
    return insured_of(event.insured, event.insured_code)


def whose_words(insured: str | None) -> Words | None:
    """Say whose loss it is, by code; None where it is the member's own, which needs no word.

    Where a record says no code, it says the relation.
    """
    if insured is None:
        return None
    zh, en = (code_words("relation", insured, lang) for lang in ("zh", "en"))
    if insured in RELATIONS:
        return Words(f"家属（{zh}）", f"dependant ({en})")
    return Words(f"家属 {insured}", f"dependant {insured}")


def whose_told(event: Event, lang: Lang) -> str:
    """Say within a sentence whose loss a claim is for; nothing where it is the member's own."""
    whose = whose_words(insured_by(event)) if isinstance(event, _COMES_IN) else None
    mark = "，" if lang == "zh" else ", "
    return "" if whose is None else f"{mark}{whose.said(lang)}"


def past_death(events: Iterable[Event]) -> set[str]:
    """Name the claims whose loss goes past the day of the same person's death on record.

    Such a claim cannot be approved; a death may be told after the loss was claimed.
    """
    losses: dict[str, tuple[str | None, Loss]] = {}
    to_nothing: set[str] = set()
    died: dict[str | None, date] = {}
    for event in events:
        match event:
            case MemberDied():
                died[None] = event.effective_on
            case ClaimFiled(loss=loss):
                losses[event.claim] = insured_by(event), loss
            case ClaimNotified(trigger=trigger, occurred_on=day):
                losses[event.claim] = insured_by(event), Loss(trigger=trigger, occurred_on=day)
            case _ if isinstance(event, _COME_TO_NOTHING):
                to_nothing.add(event.claim)
            case _ if isinstance(event, _STANDS_AGAIN):
                to_nothing.discard(event.claim)
            case _:
                pass  # it bears on nobody's death, and on no loss
    for claim, (insured, loss) in losses.items():
        if loss.trigger == "death" and claim not in to_nothing:
            died.setdefault(insured, loss.occurred_on)
    return {
        claim
        for claim, (insured, loss) in losses.items()
        if insured in died and goes_past(loss, died[insured])
    }


def lacks_heir(events: Iterable[Event]) -> bool:
    """Tell whether the member has died, and nobody is recorded to whom benefits go."""
    told = list(events)
    return has_died(told) and heir_on_file(told) is None


def heir_on_file(events: Iterable[Event]) -> HeirRecorded | None:
    """Return the heir whose account is on file; none once another account took its place."""
    heir = None
    for event in events:
        match event:
            case HeirRecorded():
                heir = event
            case DetailsSealed(sealed=sealed) | DetailsCorrected(sealed=sealed):
                heir = None if "bank" in sealed else heir
            case _:
                pass  # it bears on no account
    return heir


def has_died(events: Iterable[Event]) -> bool:
    """Tell whether the member's death is on record: by itself, or by a claim for it that stands.

    A claim that has come to nothing told of no death.
    """
    died, deaths, to_nothing = False, set(), set()
    for event in events:
        match event:
            case MemberDied():
                died = True
            case ClaimFiled(loss=loss):
                if loss.trigger == "death" and insured_by(event) is None:
                    deaths.add(event.claim)
            case ClaimNotified(trigger="death") if insured_by(event) is None:
                deaths.add(event.claim)
            case _ if isinstance(event, _COME_TO_NOTHING):
                to_nothing.add(event.claim)
            case _ if isinstance(event, _STANDS_AGAIN):
                to_nothing.discard(event.claim)
            case _:
                pass  # it bears on nobody's death
    return died or bool(deaths - to_nothing)
