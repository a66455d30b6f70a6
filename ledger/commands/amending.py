"""New details of a member: read, completed by what is on file, and sealed under the class's data key."""

from collections.abc import Mapping

import click

from ledger.aggregates import Member
from ledger.book import Book
from ledger.commands.misuse import refuse_unfit
from ledger.commands.personal import opened
from ledger.drafting import Draft
from ledger.events.member import DataClass
from ledger.intake.fields import Unfit, read_account, read_phone, read_text

Details = Mapping[DataClass, dict[str, str]]


def new_details(
    bank_account: str | None, account_holder: str | None, phone: str | None
) -> dict[DataClass, dict[str, str]]:
    """Read what is new; a value of the wrong form is a usage error that does not repeat it."""
    changed: dict[DataClass, dict[str, str]] = {}
    try:
        if bank_account is not None:
            changed["bank"] = {"account": read_account(bank_account)}
            if account_holder is not None:
                changed["bank"]["name"] = read_text(account_holder)
        if phone is not None:
            changed["contact"] = {"phone": read_phone(phone)}
    except Unfit as error:
        refuse_unfit(error)
    if not changed:
        raise click.UsageError("say what is new: --bank-account or --phone")
    return changed


def keyed_digests(book: Book, changed: Details) -> dict[str, str]:
    """Return what a command's fingerprint is made over: a number in clear could be guessed from it."""
    return {
        f"{kind}.{name}": book.vault.blind(name, value).hex()
        for kind, fields in changed.items()
        for name, value in fields.items()
    }


def sealed_again(book: Book, its: Member, changed: Details, draft: Draft) -> dict[str, str]:
    """Encrypt new details into a draft, under the stored data keys; digests by class."""
    sealed: dict[str, str] = {}
    for kind, fields in changed.items():
        own = _completed(book, its, kind, fields)
        keys, _ = book.record.sealed(its.id, kind)
        sequence = its.sealed_times.get(kind, 0) + 1
        done = book.vault.seal(its.id, kind, own, sequence, under=keys)
        draft.sealed_fields.append(done.field)
        if done.data_key is not None:
            draft.data_keys.append(done.data_key)
        sealed[kind] = done.sha256
    return sealed


def _completed(book: Book, its: Member, kind: DataClass, fields: dict[str, str]) -> dict[str, str]:
    """Keep what is on file of a class beside what is new; an account needs its holder's name.

    An heir's name is not kept: whoever is recorded in their place is named anew.
    """
    is_heirs = kind == "bank" and its.heir_on_file is not None
    kept = {} if is_heirs else opened(book, its, [kind]).get(kind, {})
    own = {**kept, **fields}
    if kind == "bank" and "name" not in own:
        identity = opened(book, its, ["identity"]).get("identity")
        if identity is None:
            raise click.UsageError("name the holder of the account with --account-holder")
        own["name"] = identity["name"]
    return own
