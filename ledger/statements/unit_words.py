"""A unit's statement in words, and as one document for programs."""

import json
from collections.abc import Iterator
from typing import Any

from ledger.languages import Lang
from ledger.money import yuan
from ledger.statements.render import head
from ledger.statements.sheet import Percent, Words
from ledger.statements.unit_statement import PlanLine, RosterLine, UnitStatement

PAYERS = {
    "unit": Words("单位", "the unit"),
    "members": Words("职工个人", "its members"),
    "union": Words("工会经费", "union funds"),
    "fiscal": Words("财政", "the treasury"),
    "donor": Words("捐赠", "a donor"),
}
_WHOEVER = Words("原缴款人", "whoever paid it")
TITLE = Words("单位参保说明", "Statement for a unit")


def as_text(its: UnitStatement, lang: Lang) -> str:
    """Return the statement for reading."""
    lines = [*head(TITLE, its.knowledge, lang), "", *(said.said(lang) for said in _who(its))]
    for title, said, none in (
        (Words("参保：", "Participation:"), _participation(its), "没有参保。|Nobody takes part."),
        (
            Words("名册和分期：", "Rosters and instalments:"),
            _rosters(its),
            "没有名册。|No rosters.",
        ),
        (Words("会费：", "Contributions:"), _money(its), "没有应收会费。|Nothing due."),
        (Words("暂存款：", "Receipts held:"), _held(its), "没有暂存款。|Nothing held."),
    ):
        told = [f"  {line.said(lang)}" for line in said]
        lines += ["", title.said(lang), *(told or [f"  {Words(*none.split('|')).said(lang)}"])]
    return "\n".join(lines) + "\n"


def payer_words(payer: str | None) -> Words:
    """Return to whom money goes back: its payer, where that is known by kind."""
    return PAYERS.get(payer or "", _WHOEVER)


def _who(its: UnitStatement) -> Iterator[Words]:
    agency = its.agency or "—"
    yield Words(f"单位 {its.unit} {its.name}", f"Unit {its.unit} {its.name}")
    yield Words(f"  代办处 {agency}", f"  agency {agency}")
    declared = its.headcounts[-1] if its.headcounts else None
    if declared is None:
        yield Words("  未申报职工人数", "  no headcount declared")
    else:
        zh, en = f"  职工 {declared.employees:,} 人", f"  {declared.employees:,} employees"
        if declared.women is not None:
            zh, en = (
                f"{zh}，其中女职工 {declared.women:,} 人",
                f"{en}, {declared.women:,} of them women",
            )
        yield Words(zh, en)
    if its.closed:
        yield Words("  已退出", "  closed")


def _percent(ratio: Percent) -> str:
    return "—" if ratio.bp is None else f"{yuan(ratio.bp)}%"


def _participation(its: UnitStatement) -> Iterator[Words]:
    for line in its.plans:
        name, part = its.name_of(line.plan), _percent(line.participation)
        zh = (
            f"{name.zh}（{line.plan}）{line.period}期：参保{line.members:,}人次，"
            f"当日保障中{line.covered:,}，参保率{part}"
        )
        en = (
            f"{name.en} ({line.plan}), period {line.period}: {line.members:,} participations, "
            f"{line.covered:,} covered on the day, participation {part}"
        )
        if line.still:
            zh = f"{zh}，因欠缴中止的{line.still:,}"
            en = f"{en}; {line.still:,} suspended for arrears"
        if line.ended:
            zh = f"{zh}，保障已终止的{line.ended:,}人不计"
            en = f"{en} without {line.ended:,} whose cover has ended"
        if line.carried_in:
            zh = f"{zh}，计入保障由接收带入的{line.carried_in:,}人"
            en = f"{en}, with {line.carried_in:,} whose cover was carried in"
        if line.moved_away:
            zh = f"{zh}，调往其他单位的{line.moved_away:,}人不计"
            en = f"{en}, not counting {line.moved_away:,} who moved to another unit"
        if line.moved_here:
            zh = f"{zh}，计入由其他单位调入的{line.moved_here:,}人"
            en = f"{en}, with {line.moved_here:,} who came from another unit"
        if line.needed_bp is not None:
            asked = f"{yuan(line.needed_bp)}%"
            zh, en = f"{zh}（条款要求{asked}）", f"{en} (its terms ask for {asked})"
        yield Words(f"{zh}。", f"{en}.")


def _rosters(its: UnitStatement) -> Iterator[Words]:
    for line in its.rosters:
        fen, principal = yuan(line.contribution_fen), yuan(line.principal_fen)
        if not (line.members or line.shares):  # its people took part by their roster
            if line.principal_fen:
                yield _returned_words(line)
                continue
            yield Words(
                f"{line.effective_on} {line.plan} {line.period}期：分期会费{fen}元，"
                f"保障{line.starts_on}至{line.ends_on}。",
                f"{line.effective_on} {line.plan}, period {line.period}: instalment of {fen} yuan, "
                f"cover {line.starts_on} to {line.ends_on}.",
            )
            continue
        with_it = Words("", "")
        if line.principal_fen:
            with_it = Words(f"，另本金{principal}元", f" and principal of {principal} yuan")
        yield Words(
            f"{line.effective_on} {line.roster}：{line.members:,}人（新参保{line.joined:,}），"
            f"{line.shares:,}份，会费{fen}元{with_it.zh}，保障{line.starts_on}至{line.ends_on}。",
            f"{line.effective_on} {line.roster}: {line.members:,} members ({line.joined:,} new), "
            f"{line.shares:,} shares, {fen} yuan{with_it.en}, "
            f"cover {line.starts_on} to {line.ends_on}.",
        )


def _returned_words(line: RosterLine) -> Words:
    """Say that a principal was given back."""
    back = yuan(-line.principal_fen)
    return Words(
        f"{line.effective_on} {line.plan} {line.period}期：返还本金{back}元，"
        f"保障{line.starts_on}至{line.ends_on}。",
        f"{line.effective_on} {line.plan}, period {line.period}: principal of {back} yuan "
        f"given back, cover {line.starts_on} to {line.ends_on}.",
    )


def _money(its: UnitStatement) -> Iterator[Words]:
    for line in its.plans:
        due, received, left = map(yuan, (line.due_fen, line.received_fen, line.open_fen))
        held, zh, en = yuan(line.principal_fen), "", ""
        if line.principal_fen:
            zh = f"其中本金{held}元，保障期满返还。"
            en = f" Principal of {held} yuan is part of it, given back at the end of the term."
        yield Words(
            f"{line.plan} {line.period}期（基金{line.fund}）：应收{due}元，已收{received}元，"
            f"未收{left}元。{zh}",
            f"{line.plan}, period {line.period} (fund {line.fund}): due {due} yuan, "
            f"received {received}, open {left}.{en}",
        )
    for payer, fen in its.payers.items():
        named = PAYERS.get(payer, Words("未说明来源的缴款", "a payer that is not named"))
        yield Words(
            f"收到款项，资金来源为{named.zh}：{yuan(fen)}元。",
            f"received, borne by {named.en}: {yuan(fen)} yuan.",
        )


def _held(its: UnitStatement) -> Iterator[Words]:
    for line in its.held:
        fen = yuan(line.amount_fen)
        yield Words(
            f"收据{line.receipt}（基金{line.fund}）：暂存{fen}元，待确认或退回。",
            f"receipt {line.receipt} (fund {line.fund}): {fen} yuan, to be identified or refunded.",
        )


def as_json(its: UnitStatement, lang: Lang) -> str:
    """Return the statement for programs."""
    known = its.knowledge
    document: dict[str, Any] = {
        "statement": "unit",
        "office": known.office,
        "as_of": known.as_of.isoformat(),
        "known_at": known.known_at,
        "lag_events": known.lag_events,
        "quarantined": known.quarantined,
        "unit": its.unit,
        "name": its.name,
        "agency": its.agency,
        "service_point": its.service_point,
        "headcounts": [declared._asdict() for declared in its.headcounts],
        "closed": its.closed,
        "rosters": [line._asdict() for line in its.rosters],
        "plans": [_plan(its, line, lang) for line in its.plans],
        "payers": its.payers,
        "held": [line._asdict() for line in its.held],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _plan(its: UnitStatement, line: PlanLine, lang: Lang) -> dict[str, Any]:
    return {
        "fund": line.fund,
        "plan": line.plan,
        "name": its.name_of(line.plan).said(lang),
        "period": line.period,
        "members": line.members,
        "ended": line.ended,
        "moved_away": line.moved_away,
        "moved_here": line.moved_here,
        "carried_in": line.carried_in,
        "covered": line.covered,
        "suspended": line.still,
        "participation_bp": line.participation.bp,
        "needed_bp": line.needed_bp,
        "due_fen": line.due_fen,
        "principal_fen": line.principal_fen,
        "received_fen": line.received_fen,
        "open_fen": line.open_fen,
    }
