"""`huzhu contribution arrears|suspend|reinstate`: what is overdue, and what that does to cover."""

from collections.abc import Callable, Mapping
from typing import Any

import click

from ledger.aggregates import Member, Moment, Office, Remittance
from ledger.book import Book
from ledger.commands.policies import policy_on
from ledger.commands.previewing import done_or_previewed, dry_run_option
from ledger.commands.reading import day_of, reading_options, require_known
from ledger.commands.shared import Session, bring_up_to_date, pass_book, pass_reader
from ledger.drafting import Decision
from ledger.errors import ResolutionUnnamed, Unknown
from ledger.languages import Lang, counted
from ledger.projections.questions import covered
from ledger.statements.arrears import arrears as draw_arrears
from ledger.statements.facts import Known, facts_of
from ledger.statements.render import Format, render

GRACE = "contribution.grace_days"


@click.command()
@click.option("--unit", help="One unit alone, by its code.")
@click.option("--fund", help="One fund alone, by its code.")
@reading_options
@pass_reader
def arrears(
    session: Session,
    book: Book,
    unit: str | None,
    fund: str | None,
    as_of: Any,
    known_at: Known,
    as_: Format,
    lang: Lang | None,
) -> None:
    """List what units still owe, for how long, and when the days of grace are over.

    The office sets the days with the policy parameter contribution.grace_days.

    Example: huzhu contribution arrears --as-of 2015-03-31
    """
    require_known(book, unit=unit, fund=fund)
    day = day_of(session, as_of)
    grace = _grace(book, day)
    with facts_of(book.database, day, known_at) as facts:
        sheet = draw_arrears(facts, unit, fund, grace, book.terms)
    click.echo(render(sheet, as_, lang or session.lang), nl=False)


def _grace(book: Book, day: Any) -> int | None:
    value = policy_on(book, GRACE, day)
    return int(value) if value is not None and value.isdecimal() else None


@click.command()
@click.argument("unit")
@click.option("--fund", required=True, help="The fund that is owed.")
@click.option("--period", required=True, help="Coverage period that it is owed for.")
@click.option("--reason", required=True, help="Why; without personal data.")
@click.option("--resolution", required=True, help="Number of the resolution it rests on.")
@dry_run_option
@pass_book
def suspend(
    session: Session,
    book: Book,
    unit: str,
    fund: str,
    period: str,
    reason: str,
    resolution: str,
    dry_run: bool,
) -> None:
    """Let the cover of UNIT's members under a fund's plans stand still from the day of --on.

    It must owe the fund something, and its days of grace must be over. A loss while cover stands
    still is not covered. Nobody is added to the unit's lists of that period, new or renewing, until
    it is reinstated.

    Example: huzhu --on 2015-04-01 contribution suspend U00001 --fund MED --period 2015
    --reason 欠缴 --resolution 2015-2
    """

    def check(account: Remittance | None, office: Office, at: Moment) -> None:
        office.require_resolution(at.resolution, at.effective_on)
        _known(account, unit, fund, period).require_arrears(
            _grace(book, at.effective_on), at.effective_on
        )

    circumstances = {"reason": reason, "resolution": resolution}
    answer = _each_cover(
        session, book, (unit, fund, period), circumstances, check, Member.suspend_cover, dry_run
    )
    if answer is not None:
        _tell_suspended(session, unit, answer)


def _tell_suspended(session: Session, unit: str, answer: Mapping[str, Any]) -> None:
    """Say how many covers stand still, and which claims are for losses meanwhile."""
    done, claims = answer["covers"], answer.get("claims_while_still", ())
    session.say(
        f"单位 {unit}：中止 {done} 份保障", f"unit {unit}: {counted(done, 'cover')} suspended"
    )
    if claims:
        session.say(
            f"注意：案件 {'、'.join(claims)} 的损失发生在中止期间，请核查",
            f"warning: {', '.join(claims)}: for a loss while cover stands still; look into it",
        )


@click.command()
@click.argument("unit")
@click.option("--fund", required=True, help="The fund whose plans it is about.")
@click.option("--period", required=True, help="Coverage period.")
@click.option("--reason", required=True, help="Why; without personal data.")
@click.option("--resolution", help="Number of a resolution; needed while something is owed.")
@dry_run_option
@pass_book
def reinstate(
    session: Session,
    book: Book,
    unit: str,
    fund: str,
    period: str,
    reason: str,
    resolution: str | None,
    dry_run: bool,
) -> None:
    """Let the suspended cover of UNIT's members run on from the day of --on.

    The days on which it stood still stay uncovered, for whoever is added afterwards too. Rosters of
    that period are taken in again, dated that day or later.

    Example: huzhu --on 2015-05-01 contribution reinstate U00001 --fund MED --period 2015
    --reason 已补缴
    """

    def check(account: Remittance | None, office: Office, at: Moment) -> None:
        if at.resolution is None:
            if account is None:  # it has cover that was taken over, and nothing to pay here
                raise ResolutionUnnamed(unit, "reinstatement")
            account.require_paid()
        else:
            office.require_resolution(at.resolution, at.effective_on)

    circumstances = {"reason": reason, "resolution": resolution}
    answer = _each_cover(
        session, book, (unit, fund, period), circumstances, check, Member.reinstate_cover, dry_run
    )
    if answer is not None:
        done = answer["covers"]
        session.say(
            f"单位 {unit}：恢复 {done} 份保障", f"unit {unit}: {counted(done, 'cover')} reinstated"
        )


def _known(account: Remittance | None, unit: str, fund: str, period: str) -> Remittance:
    """Return a unit's account; without one, nothing is known of what it owes.

    Cover that was taken over may have none: of it the office decides by a resolution alone.
    """
    if account is None:
        raise Unknown("remittance", f"{unit}/{fund}/{period}")
    return account


Check = Callable[[Remittance | None, Office, Moment], None]
Step = Callable[[Member, str, str, Moment, str], bool]


def _each_cover(
    session: Session,
    book: Book,
    whose: tuple[str, str, str],
    circumstances: dict[str, Any],
    check: Check,
    step: Step,
    dry_run: bool,
) -> Mapping[str, Any] | None:
    """Take every cover of a unit under a fund's plans a step further; what is answered.

    That is how many there were, and of a suspension the claims for losses on those days.

    The facts only propose whose cover it is: each member decides on what the record says.
    """
    unit, fund, period = whose
    bring_up_to_date(book, "coverage")

    def decide(office: Office, at: Moment) -> Decision:
        account = book.find(Remittance, book.stream("remittance", unit, fund, period))
        covers = [each for each in covered(book.database, unit, period) if _in(book, each[1], fund)]
        if account is None and not covers:
            _known(account, unit, fund, period)
        check(account, office, at)
        members = book.find_many(Member, dict.fromkeys(member for member, _ in covers))
        done = sum(step(members[member], plan, period, at, unit) for member, plan in covers)
        own = [] if account is None else [account]
        for each in own:
            (each.suspend if step is Member.suspend_cover else each.reinstate)(done, at)
        answer: dict[str, Any] = {"covers": done}
        if step is Member.suspend_cover:
            left = (members[member].claims_while_still(plan, period) for member, plan in covers)
            claims = [claim for each in left for claim in each]
            answer |= {"claims_while_still": claims} if claims else {}
        return Decision([*members.values(), *own], unchanged=own, answer=answer)

    inputs = {"unit": unit, "fund": fund, "period": period}
    name = f"contribution {'suspend' if step is Member.suspend_cover else 'reinstate'}"
    request = session.request(name, inputs, ahead=True, **circumstances)
    return done_or_previewed(session, book, request, decide, dry_run=dry_run)


def _in(book: Book, plan: str, fund: str) -> bool:
    return book.terms(plan).fund == fund
