"""To whom a grant goes: to the member, and after the member's death to the recorded heir."""

from ledger.aggregates.member import Member
from ledger.aggregates.moment import Moment
from ledger.aggregates.privacy import DetailsErased
from ledger.errors import GrantBeforeItsTime, GrantHeirMissing, HeirTooEarly, Unknown


def payee_of(grant: str, member: Member, at: Moment) -> str:
    """Return the digest of the sealed account that a grant goes to on a day.

    What was paid by the day of the death went to the member; later, a recorded heir is needed, and
    nothing went to the heir before they were recorded.

    Raises:
        SameHands: who recorded the heir pays them.
        HeirTooEarly: the account is an heir's, and the death that it rests on came to nothing.
        GrantHeirMissing, GrantBeforeItsTime: no heir is recorded, or none was on that day.
        Unknown, DetailsErased: there is no account, or not any more.
    """
    account, heir, died_on = member.sealed.get("bank"), member.heir, member.died_on()
    if heir is not None:
        at.require_other_than(*heir.hands, subject=grant, step="payment")
        if died_on is None and account == heir.sealed.get("bank"):
            raise HeirTooEarly
        if died_on is not None and at.effective_on < heir.effective_on:
            raise GrantBeforeItsTime(grant, at.effective_on, heir.effective_on)
    elif died_on is not None and at.effective_on > died_on:
        raise GrantHeirMissing(grant)
    if account is None:
        raise Unknown("bank account", f"of the member of grant {grant}")
    if member.is_erased("bank"):
        raise DetailsErased(member.id, "bank")
    return account
