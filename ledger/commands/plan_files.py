"""Plan files without a book: compared, checked for what they leave open, and tried on facts."""

from pathlib import Path
from typing import Any

import click

from ledger.benefits import (
    NOTHING_USED,
    Assessment,
    Case,
    Left,
    Usage,
    assess,
    cases,
    explain,
    limits_left,
    parse_facts,
    used,
)
from ledger.commands.plan_terms import schedule_file, terms_named
from ledger.commands.plan_trial import trial_options, try_in_session
from ledger.commands.shared import FILE, Session, pass_session
from ledger.commands.texts import read_text
from ledger.languages import counted
from ledger.money import yuan
from ledger.plans import differences, lint
from ledger.plans.words import trigger_words

_KINDS = {
    "open": ("待补充", "open"),
    "assumed": ("按默认", "assumed"),
    "unset": ("未设置", "not set"),
    "uncited": ("无出处", "uncited"),
    "untitled": ("无标题", "untitled"),
}


@click.command()
@click.argument("before")
@click.argument("after")
@pass_session
def diff(session: Session, before: str, after: str) -> None:
    """Show in which parameters the terms BEFORE and AFTER differ, each a file or a version's key.

    Example: huzhu plan diff BJ-MED@2012 BJ-MED@2017
    """
    old, new = terms_named(session, before), terms_named(session, after)
    found = differences(old, new, session.lang)
    nothing = "未设置" if session.lang == "zh" else "not set"
    session.say(
        f"{old.key} → {new.key}：{len(found)} 处不同",
        f"{old.key} to {new.key}: {len(found)} differences",
    )
    for each in found:
        click.echo(f"  {each.path}: {each.before or nothing} -> {each.after or nothing}")


@click.command("lint")
@click.argument("terms")
@pass_session
def lint_(session: Session, terms: str) -> None:
    """List what TERMS leave open or unset, take for granted, and do not cite: a file or a key.

    Terms that contradict themselves are refused, each contradiction with its clause; so is a
    schedule file, of which nothing else is listed.

    Example: huzhu plan lint BJ-ACC@2011
    """
    schedule = schedule_file(terms)
    if schedule is not None:
        count = len(schedule.lines)
        session.say(
            f"附表 {schedule.key}：没有矛盾，共 {count} 类",
            f"schedule {schedule.key}: no contradiction; classes {count}",
        )
        return
    its = terms_named(session, terms)
    found = lint(its)
    left_open = sum(finding.kind == "open" for finding in found)
    session.say(
        f"{its.key}：没有矛盾；{left_open} 项待补充，共列出 {len(found)} 项",
        f"{its.key}: no contradiction; open points {left_open}, listed {len(found)}",
    )
    for finding in found:
        kind = _KINDS[finding.kind][session.lang == "en"]
        said = finding.zh if session.lang == "zh" else finding.en
        click.echo(f"  {kind}  {finding.path}: {said}")


@click.command("try")
@click.argument("terms")
@click.option("--facts", type=FILE, help="Facts of one loss or several (YAML); no book is opened.")
@trial_options
@pass_session
def try_(session: Session, /, terms: str, facts: Path | None, **trial: Any) -> None:
    """Try TERMS, a file or a key, on the facts of losses, or on a book's past claims.

    With --facts the derivation is told line by line, in both languages. Losses are taken in their
    order, and each counts towards the limits of the same person's next as if it was approved whole.

    With --since the book's decided claims are assessed under TERMS: benefits, loss ratios, and who
    gains and loses. Nothing is recorded either way.

    Example: huzhu plan try ZJJ-HOSP@2014 --facts facts.yaml
    """
    its = terms_named(session, terms)
    if (facts is None) == (trial["since"] is None):
        raise click.UsageError("give either --facts or --since")
    if facts is None:
        try_in_session(session, its, **trial)
        return
    given = parse_facts(read_text(facts)[0])
    usages: dict[str | None, Usage] = {None: given.used}
    total = 0
    click.echo(f"{its.key}  {its.name_zh}  {its.name_en}")
    for number, case in enumerate(cases(its, given), 1):
        usage = usages.get(case.insured, NOTHING_USED)
        found = assess(its, given.shares, case.loss, usage, given.base)
        usage = usages[case.insured] = used(usage, case.loss, found, found.benefit_fen)
        total += found.benefit_fen
        for line in _told(number, case, found, limits_left(its, usage)):
            click.echo(line)
    click.echo(f"合计 {yuan(total)} 元 / total {yuan(total)} yuan")


def _told(number: int, case: Case, found: Assessment, left: list[Left]) -> list[str]:
    """Tell one assessment: what happened, each line of its derivation, the benefit, what is left."""
    trigger = case.loss.trigger
    joined = ("", "")
    if case.stays > 1:
        joined = (f"（{case.stays} 次住院视为一次）", f" ({case.stays} stays count as one)")
    zh, en = trigger_words(trigger, "zh"), trigger_words(trigger, "en")
    whose = "" if case.insured is None else f"{case.insured} "
    lines = [f"{number}. {whose}{zh}{joined[0]} / {whose}{en}{joined[1]}"]
    for step in found.steps:
        lines += [f"   {explain(step, 'zh')}", f"   {explain(step, 'en')}"]
    fen = yuan(found.benefit_fen)
    lines.append(f"   互助金 {fen} 元 / benefit {fen} yuan")
    lines += [f"   剩余 {_left(each, 'zh')} / left {_left(each, 'en')}" for each in left]
    return lines


def _left(left: Left, lang: str) -> str:
    """Print what a limit has left, in its unit."""
    units = {
        "fen": ("元", "yuan"),
        "days": ("天", "day"),
        "months": ("个月", "month"),
        "count": ("次", "time"),
    }
    zh, en = units[left.unit]
    if lang == "en" and left.unit != "fen":
        return f"{counted(left.left, en)} [{left.clause}]"
    amount = yuan(left.left) if left.unit == "fen" else str(left.left)
    return f"{amount} {en if lang == 'en' else zh} [{left.clause}]"
