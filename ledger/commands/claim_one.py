"""A step of one claim: decided on its member, recorded, or only told where it is tried (`--dry-run`)."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

from ledger.aggregates import Member, Moment, Office
from ledger.aggregates.impersonal import require_impersonal, require_no_number
from ledger.book import Book
from ledger.commands.personal import spoken_of
from ledger.commands.previewing import perform_or_try
from ledger.commands.shared import Session, document_of
from ledger.drafting import Decision
from ledger.errors import Unknown
from ledger.statements.sheet import Words

Act = Callable[[Member, Office, Moment], Any]

reason_option = click.option("--reason", required=True, help="Why; without personal data.")


def step_claim(
    session: Session,
    book: Book,
    name: str,
    claim: str,
    act: Act,
    *,
    inputs: dict[str, Any] | None = None,
    reason: str | None = None,
    resolution: str | None = None,
    document: Path | None = None,
    dry_run: bool = False,
    at_head: bool = False,
) -> None:
    """Take one claim a step further.

    `at_head` has the step recorded only where nothing else was recorded meanwhile: for steps that
    rest on what an account holds.
    """

    def decide(office: Office, at: Moment) -> Decision:
        head = book.record.head().size if at_head else None
        if resolution is not None:
            office.require_resolution(resolution, at.effective_on)
        member = book.owner(Member, "claim", claim)
        require_no_names(book, member, at)
        act(member, office, at)
        return Decision([member], at=head)

    request = session.request(
        name,
        {"claim": claim, **(inputs or {})},
        reason=reason,
        resolution=resolution,
        document=document_of(document),
    )
    perform_or_try(session, book, request, decide, dry_run=dry_run)


def warn(session: Session, words: Iterable[Words]) -> None:
    """Tell the officer what no rule refuses, and who decides should know."""
    for said in words:
        session.complain(f"注意：{said.zh}", f"note: {said.en}")


def payments_under_way(its: Member) -> list[Words]:
    """Say which payments of a member are on their way, where it changes to whom they are due."""
    return [
        Words(
            f"案件 {claim} 已编入付款批次 {batch}；该批次如未放行，请用 huzhu pay cancel 撤销",
            f"claim {claim} is in payment batch {batch}; unless that is released, cancel it with "
            "'huzhu pay cancel'",
        )
        for claim, batch in its.payments_under_way().items()
    ]


def require_plan(book: Book, plan: str) -> None:
    """Refuse a plan, or a version of one, that the book does not hold.

    Raises:
        Unknown: there is none under this code or key.
    """
    if "@" in plan:
        book.terms(plan)
    elif book.record.key_owner("plan", plan) is None:
        raise Unknown("plan", plan)


def require_no_names(book: Book, member: Member, at: Moment, new: Iterable[str] = ()) -> None:
    """Refuse a reason, or a document's name, that repeats what the vault holds of a member.

    `new` are details that the vault is about to hold.
    """
    if at.reason is None and at.document is None:
        return
    spoken = [*spoken_of(book, member), *new]
    require_impersonal("reason", at.reason, spoken)
    if at.document is not None:
        require_no_number("document name", at.document.reference, spoken)
