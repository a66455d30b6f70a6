"""A member's statement in words, and as one document for programs."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from ledger.events.claim_life import Relation
from ledger.languages import Lang, code_words
from ledger.money import yuan
from ledger.plans import Earnings
from ledger.statements.claim_line import ClaimLine
from ledger.statements.grant_standing import GrantLine
from ledger.statements.member_dues import DueLine, due_lines
from ledger.statements.member_limits import limits_told
from ledger.statements.member_statement import STATES, CoverLine, MemberStatement
from ledger.statements.render import head
from ledger.statements.sheet import Words

TITLE = Words("会员保障说明", "Statement for a member")
DETAIL_WORDS = {
    "name": Words("姓名", "name"),
    "id_number": Words("身份证号", "ID number"),
    "phone": Words("电话", "phone"),
    "bank_account": Words("银行账号", "bank account"),
    "account_holder": Words("户名", "account holder"),
    "wage": Words("月工资", "monthly wage"),
    "income_band": Words("收入档", "income band"),
}
# Why details that the record has sealed cannot be read; that they were erased the journal says.
LOSSES = {
    "erased": Words("已删除", "erased"),
    "missing": Words(
        "缺失，而账簿与删除日志均未记其删除", "missing, and nothing says they were erased"
    ),
    "damaged": Words("已损坏，与账簿所记的不符", "damaged: not what was recorded"),
    "unopened": Words(
        "现有密钥打不开：数据密钥已损坏，或密钥文件为旧件",
        "do not open: the data key is damaged, or the key file is an old one",
    ),
}
RELATIONS = {
    "spouse": Words("配偶", "spouse"),
    "child": Words("子女", "child"),
    "parent": Words("父母", "parent"),
}
_HEIRS = {
    "bank_account": Words("继承人银行账号", "heir's bank account"),
    "account_holder": Words("继承人户名", "heir's account holder"),
}
_PAY = ("wage", "income_band")
_GONE = {"left": Words("已离会", "left"), "died": Words("已身故", "died")}


def detail_words(detail: str, *, is_heirs: bool) -> Words:
    """Name a personal detail; `is_heirs` says that the account on file is an heir's."""
    own = DETAIL_WORDS[detail]
    return _HEIRS.get(detail, own) if is_heirs else own


def heir_words(relation: Relation) -> Words:
    """Say to which heir benefits go."""
    return Words(code_words("relation", relation, "zh"), code_words("relation", relation, "en"))


def _days(cover: CoverLine) -> tuple[str, str]:
    """Return the first and the last day of cover, with their times where its terms name any."""
    start = None if cover.terms is None else cover.terms.coverage
    if start is None or not (start.start_time or start.end_time):
        return str(cover.starts_on), str(cover.ends_on)
    first, last = cover.hours
    return f"{cover.starts_on} {first}", f"{cover.ends_on} {last}"


def cover_words(its: MemberStatement, cover: CoverLine) -> Words:
    """Say what a cover is, from when to when, and since when a loss is covered."""
    name, state = its.name_of(cover.plan), STATES[cover.state(its.knowledge.as_of)]
    first, last = _days(cover)
    zh = f"{name.zh}（{cover.plan}）{cover.period}期：{cover.shares}份，{first}至{last}，{state.zh}"
    en = (
        f"{name.en} ({cover.plan}), period {cover.period}: {cover.shares} share(s), "
        f"{first} to {last}, {state.en}"
    )
    counts_from = cover.counts_from or cover.starts_on
    if counts_from > cover.starts_on:
        zh += f"；自{counts_from}起的损失予以承担，此前的不承担"
        en += f"; losses from {counts_from} on are covered, and none before"
    if cover.waits_until is not None and cover.waits_until > counts_from:
        zh += f"；此前为观察期，自{cover.waits_until}起承担"
        en += f"; losses are covered from {cover.waits_until} on, after the waiting period"
    for since, until in cover.stills:
        end = None if cover.ends_on >= its.knowledge.as_of else cover.ends_on
        last = str(end or "") if until is None else str(until - timedelta(days=1))
        zh += f"；{since}至{last or '今'}中止，其间不承担"
        en += f"; suspended from {since} to {last or 'now'}, and not covered then"
    since = its.covered_since(cover)
    if since < cover.starts_on and not its.stood_still(cover):
        zh += f"；自{since}起连续参保"
        en += f"; covered without a break since {since}"
    return Words(f"{zh}。", f"{en}.")


def earnings_shown(shown: Mapping[str, str] | None) -> Earnings:
    """Return what of somebody's pay is shown in clear; masked, it is nothing."""
    clear = {
        name: value for name, value in (shown or {}).items() if name in _PAY and "*" not in value
    }
    return Earnings.read(clear)


def due_words(lines: Sequence[DueLine]) -> Iterator[Words]:
    """Say what falls due when, and what of it the member bears."""
    if not lines:
        return
    if any(line.contribution_fen is None for line in lines):
        days = "、".join(str(line.due_on) for line in lines)
        yield Words(
            f"会费应缴日期：{days}；金额由工资计得，须说明用途后查看",
            f"contributions fall due on {days.replace('、', ', ')}; the sum follows from pay, "
            "and is shown for a purpose",
        )
        return
    for line in lines:
        fen, own = yuan(line.contribution_fen or 0), yuan(line.own_fen or 0)
        yield Words(
            f"会费{line.due_on}应缴{fen}元，其中本人承担{own}元",
            f"contribution due on {line.due_on}: {fen} yuan, of it borne by the member {own}",
        )


def as_text(
    its: MemberStatement,
    shown: Mapping[str, str] | None,
    lang: Lang,
    lost: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """Return the statement for reading.

    `shown` are details as they may be shown, if the vault opens; `lost` says by class why others
    cannot be.
    """
    lines = [*head(TITLE, its.knowledge, lang), "", *_who(its, shown, lost, lang), ""]
    covers = sorted(its.covers.values(), key=lambda c: (c.starts_on, c.plan))
    earned = earnings_shown(shown)
    lines.append(Words("保障：", "Cover:").said(lang))
    for cover in covers:
        lines.append(f"  {cover_words(its, cover).said(lang)}")
        if cover.state(its.knowledge.as_of) != "ended":
            lines += [f"    {said.said(lang)}" for said in limits_told(cover.limits)]
        lines += [f"    {said.said(lang)}" for said in due_words(due_lines(cover, earned))]
    if not covers:
        lines.append(Words("  没有保障。", "  No cover.").said(lang))
    lines += ["", Words("案件：", "Claims:").said(lang)]
    lines += [f"  {claim.told(lang)}" for claim in its.claims]
    if not its.claims:
        lines.append(Words("  没有案件。", "  No claims.").said(lang))
    if its.grants:
        lines += ["", Words("救助：", "Relief:").said(lang)]
        lines += [f"  {_grant_told(its, grant, lang)}" for grant in its.grants]
    return "\n".join(lines) + "\n"


def _grant_told(its: MemberStatement, grant: GrantLine, lang: Lang) -> str:
    return grant.told(lang, its.knowledge.as_of, lacks_heir=its.lacks_heir)


def _who(
    its: MemberStatement, shown: Mapping[str, str] | None, lost: Mapping[str, str], lang: Lang
) -> Iterator[str]:
    unit = f"{its.unit} {its.unit_name}" if its.unit_name else its.unit
    yield Words(f"会员 {its.member}，单位 {unit}", f"Member {its.member}, unit {unit}").said(lang)
    if shown is None:
        yield Words(
            "  个人信息：密钥不在，无法打开", "  details: the vault does not open here"
        ).said(lang)
    elif not shown and set(lost.values()) <= {"erased"}:
        yield Words("  个人信息：已删除", "  details: erased").said(lang)
    else:
        for kind, loss in lost.items():
            said, name = LOSSES[loss], code_words("data_class", kind, "zh")
            yield Words(f"  {name}：{said.zh}", f"  {kind}: {said.en}").said(lang)
    for detail, value in (shown or {}).items():
        yield f"  {detail_words(detail, is_heirs=its.holds_heirs_account).said(lang)} {value}"
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
    if its.heir is not None:
        heir = heir_words(its.heir)
        yield Words(
            f"  互助金由继承人（{heir.zh}）领取", f"  benefits go to the heir ({heir.en})"
        ).said(lang)


def as_json(
    its: MemberStatement,
    shown: Mapping[str, str] | None,
    lang: Lang,
    lost: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """Return the statement for programs: the same facts, and each line as it is said."""
    known, earned = its.knowledge, earnings_shown(shown)
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
        "lost": dict(lost),
        "departed": its.gone and {"how": its.gone[0], "on": its.gone[1]},
        "retired_on": its.retired_on,
        "heir": its.heir,
        "dependants": [each._asdict() for each in its.dependants],
        "covers": [_cover(its, cover, earned, lang) for cover in its.covers.values()],
        "claims": [_claim(claim, lang) for claim in its.claims],
        "grants": [_grant(its, grant, lang) for grant in its.grants],
    }
    return json.dumps(document, ensure_ascii=False, indent=2, default=str) + "\n"


def _claim(claim: ClaimLine, lang: Lang) -> dict[str, Any]:
    return {
        "claim": claim.claim,
        "plan": claim.plan,
        "period": claim.period,
        "insured": claim.insured,
        "step": claim.step,
        "on": claim.on,
        "amount_fen": claim.amount_fen,
        "owed_fen": claim.owed_fen,
        "back_fen": claim.back_fen,
        "next": claim.next.said(lang),
        "said": claim.told(lang),
    }


def _grant(its: MemberStatement, grant: GrantLine, lang: Lang) -> dict[str, Any]:
    asked = grant.asked
    following = grant.next(its.knowledge.as_of, lacks_heir=its.lacks_heir)
    return {
        "grant": asked.grant,
        "scheme": asked.scheme,
        "name": grant.scheme.name,
        "relation": asked.relation,
        "state": grant.state,
        "on": grant.latest.effective_on,
        "amount_fen": asked.cost_fen,
        "count": asked.count,
        "rendered": grant.rendered,
        "next": following.said(lang),
        "said": _grant_told(its, grant, lang),
    }


def _cover(its: MemberStatement, cover: CoverLine, earned: Earnings, lang: Lang) -> dict[str, Any]:
    return {
        "plan": cover.plan,
        "period": cover.period,
        "unit": cover.unit,
        "shares": cover.shares,
        "starts_on": cover.starts_on,
        "ends_on": cover.ends_on,
        "state": cover.state(its.knowledge.as_of),
        "waits_until": cover.waits_until,
        "counts_from": cover.counts_from,
        "covered_since": its.covered_since(cover),
        "contribution_fen": cover.contribution_fen,
        "every": cover.every,
        "dues": [line._asdict() for line in due_lines(cover, earned)],
        "position": cover.position,
        "limits": [
            {
                "limit": limit.what,
                "insured": limit.insured,
                "trigger": limit.trigger,
                "total": limit.total,
                "used": limit.used,
                "left": limit.left,
            }
            for limit in cover.limits
        ],
        "said": cover_words(its, cover).said(lang),
    }
