"""A member's statement in words, and as one document for programs."""

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from ledger.languages import Lang
from ledger.money import yuan
from ledger.statements.member_statement import STATES, CoverLine, Limit, MemberStatement
from ledger.statements.render import head
from ledger.statements.sheet import Words

TITLE = Words("会员保障说明", "Statement for a member")
DETAIL_WORDS = {
    "name": Words("姓名", "name"),
    "id_number": Words("身份证号", "ID number"),
    "phone": Words("电话", "phone"),
    "bank_account": Words("银行账号", "bank account"),
    "account_holder": Words("户名", "account holder"),
}
_LIMITS = {
    "claims": Words("给付次数", "claims"),
    "benefits_fen": Words("互助金", "benefits"),
    "indemnity_fen": Words("费用补偿", "indemnity"),
    "days": Words("津贴天数", "days of allowance"),
}
RELATIONS = {
    "spouse": Words("配偶", "spouse"),
    "child": Words("子女", "child"),
    "parent": Words("父母", "parent"),
}
_GONE = {"left": Words("已离会", "left"), "died": Words("已身故", "died")}


def limit_words(limit: Limit) -> Words:
    """Say what is left of a limit."""
    name = _LIMITS[limit.what]
    if limit.what.endswith("_fen"):
        left, total, used = (yuan(fen) for fen in (limit.left, limit.total, limit.used))
        unit = Words("元", " yuan")
    else:
        left, total, used = (str(n) for n in (limit.left, limit.total, limit.used))
        unit = Words("天" if limit.what == "days" else "次", "")
    return Words(
        f"本保障期{name.zh}剩余{left}{unit.zh}（上限{total}{unit.zh}，已用{used}{unit.zh}）",
        f"{name.en} left in this coverage period: {left}{unit.en} "
        f"(limit {total}{unit.en}, used {used}{unit.en})",
    )


def cover_words(its: MemberStatement, cover: CoverLine) -> Words:
    """Say what a cover is, from when to when, and since when a loss is covered."""
    name, state = its.name_of(cover.plan), STATES[cover.state(its.knowledge.as_of)]
    zh = (
        f"{name.zh}（{cover.plan}）{cover.period}期：{cover.shares}份，"
        f"{cover.starts_on}至{cover.ends_on}，{state.zh}"
    )
    en = (
        f"{name.en} ({cover.plan}), period {cover.period}: {cover.shares} share(s), "
        f"{cover.starts_on} to {cover.ends_on}, {state.en}"
    )
    if cover.waits_until is not None and cover.waits_until > cover.starts_on:
        zh += f"；此前为观察期，自{cover.waits_until}起承担"
        en += f"; losses are covered from {cover.waits_until} on, after the waiting period"
    for since, until in cover.stills:
        last = "" if until is None else str(until - timedelta(days=1))
        zh += f"；{since}至{last or '今'}中止，其间不承担"
        en += f"; suspended from {since} to {last or 'now'}, and not covered then"
    since = its.covered_since(cover)
    if since < cover.starts_on:
        zh += f"；自{since}起连续参保"
        en += f"; covered without a break since {since}"
    return Words(f"{zh}。", f"{en}.")


def as_text(its: MemberStatement, shown: Mapping[str, str] | None, lang: Lang) -> str:
    """Return the statement for reading; `shown` are details as they may be shown, if the vault opens."""
    lines = [*head(TITLE, its.knowledge, lang), "", *_who(its, shown, lang), ""]
    covers = sorted(its.covers.values(), key=lambda c: (c.starts_on, c.plan))
    lines.append(Words("保障：", "Cover:").said(lang))
    for cover in covers:
        lines.append(f"  {cover_words(its, cover).said(lang)}")
        if cover.state(its.knowledge.as_of) != "ended":
            lines += [f"    {limit_words(limit).said(lang)}" for limit in cover.limits]
    if not covers:
        lines.append(Words("  没有保障。", "  No cover.").said(lang))
    lines += ["", Words("案件：", "Claims:").said(lang)]
    lines += [f"  {claim.told(lang)}" for claim in its.claims]
    if not its.claims:
        lines.append(Words("  没有案件。", "  No claims.").said(lang))
    return "\n".join(lines) + "\n"


def _who(its: MemberStatement, shown: Mapping[str, str] | None, lang: Lang) -> Iterator[str]:
    unit = f"{its.unit} {its.unit_name}" if its.unit_name else its.unit
    yield Words(f"会员 {its.member}，单位 {unit}", f"Member {its.member}, unit {unit}").said(lang)
    if shown is None:
        yield Words(
            "  个人信息：密钥不在，无法打开", "  details: the vault does not open here"
        ).said(lang)
    for detail, value in (shown or {}).items():
        yield f"  {DETAIL_WORDS[detail].said(lang)} {value}"
    for each in its.dependants:
        relation = RELATIONS[each.relation]
        yield Words(
            f"  家属 {each.code}：{relation.zh}，{each.birth_month}出生",
            f"  dependant {each.code}: {relation.en}, born {each.birth_month}",
        ).said(lang)
    if its.retired_on is not None:
        yield Words(f"  {its.retired_on} 退休", f"  retired on {its.retired_on}").said(lang)
    if its.gone is not None:
        how, on = its.gone
        said = _GONE[how]
        yield Words(
            f"  {said.zh}（{on}）：此后的事故不在保障内",
            f"  {said.en} on {on}: a loss after that day is not covered",
        ).said(lang)


def as_json(its: MemberStatement, shown: Mapping[str, str] | None, lang: Lang) -> str:
    """Return the statement for programs: the same facts, and each line as it is said."""
    known = its.knowledge
    document: dict[str, Any] = {
        "statement": "member",
        "office": known.office,
        "as_of": known.as_of.isoformat(),
        "known_at": known.known_at,
        "lag_events": known.lag_events,
        "quarantined": known.quarantined,
        "member": str(its.member),
        "unit": its.unit,
        "details": None if shown is None else dict(shown),
        "departed": its.gone and {"how": its.gone[0], "on": its.gone[1]},
        "retired_on": its.retired_on,
        "dependants": [each._asdict() for each in its.dependants],
        "covers": [_cover(its, cover, lang) for cover in its.covers.values()],
        "claims": [
            {
                "claim": claim.claim,
                "plan": claim.plan,
                "period": claim.period,
                "step": claim.step,
                "on": claim.on,
                "amount_fen": claim.amount_fen,
                "next": claim.next.said(lang),
                "said": claim.told(lang),
            }
            for claim in its.claims
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2, default=str) + "\n"


def _cover(its: MemberStatement, cover: CoverLine, lang: Lang) -> dict[str, Any]:
    return {
        "plan": cover.plan,
        "period": cover.period,
        "unit": cover.unit,
        "shares": cover.shares,
        "starts_on": cover.starts_on,
        "ends_on": cover.ends_on,
        "state": cover.state(its.knowledge.as_of),
        "waits_until": cover.waits_until,
        "covered_since": its.covered_since(cover),
        "contribution_fen": cover.contribution_fen,
        "position": cover.position,
        "limits": [
            {"limit": limit.what, "total": limit.total, "used": limit.used, "left": limit.left}
            for limit in cover.limits
        ],
        "said": cover_words(its, cover).said(lang),
    }
