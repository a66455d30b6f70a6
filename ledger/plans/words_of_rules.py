"""Benefit rules in plain words: what one rule pays, its tables line by line."""

from collections.abc import Iterator, Sequence
from typing import assert_never

from ledger.codes import TRIGGERS
from ledger.languages import Lang
from ledger.money import yuan
from ledger.plans.rules import (
    BASIS_POINTS,
    Allowance,
    Band,
    BenefitRule,
    FixedSum,
    Indemnity,
    LossShare,
    PerDiem,
    PoolShare,
)

_BASES = {
    None: ("政策范围内个人自付", "in-scope self-payment"),
    "self_pay": ("政策范围内个人自付", "in-scope self-payment"),
    "above_cap": ("医保封顶线以上个人负担", "the part above basic insurance's cap"),
    "out_of_pocket": ("个人全部负担", "all that the member bore"),
}
_ONCE = {
    None: ("", ""),
    "life": ("（每类终身限首次）", " (the first of each class in a life only)"),
    "term": ("（每类在一个保障期内限一次）", " (each class once in one coverage period)"),
}


def trigger_words(trigger: str, lang: Lang) -> str:
    """Return the words for what a benefit depends on."""
    return TRIGGERS[trigger][lang == "en"]


def percent(rate_bp: int) -> str:
    """Print basis points as per cent, exactly: `4550` is `45.5%`."""
    whole, rest = divmod(rate_bp * 100, BASIS_POINTS)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") + "%"


def rule_lines(rule: BenefitRule, lang: Lang) -> Iterator[str]:
    """Say what one rule pays, its tables line by line; as many lines in either language."""
    on = trigger_words(rule.trigger, lang)
    chinese = lang == "zh"
    match rule:
        case Indemnity():
            yield (_indemnity_zh if chinese else _indemnity_en)(rule, on)
            yield from _conditions(rule, lang)
            yield from _tables(rule, lang)
            yield from _caps(rule, lang)
        case FixedSum():
            yield from (_fixed_sum_zh if chinese else _fixed_sum_en)(rule, on)
        case PerDiem():
            yield (_per_diem_zh if chinese else _per_diem_en)(rule, on)
        case LossShare():
            yield _loss_share(rule, on, chinese)
            yield from _caps(rule, lang)
        case Allowance():
            yield _allowance(rule, on, chinese)
        case PoolShare():
            rate = percent(rule.pool_rate_bp)
            yield (
                f"{on}，当月资金的{rate}由当月各案均分"
                if chinese
                else f"on {on}, an equal part of {rate} of the month's pool"
            )
            yield from _caps(rule, lang)
        case _:
            assert_never(rule)


def _indemnity_zh(rule: Indemnity, on: str) -> str:
    later, basis = rule.deductible_next_fen, _BASES[rule.basis][0]
    said = f"{on}，按{basis}分段补助，起付线{yuan(rule.deductible_first_fen)}元"
    return said + (f"，再次{yuan(later)}元" if later is not None else "")


def _indemnity_en(rule: Indemnity, on: str) -> str:
    later, basis = rule.deductible_next_fen, _BASES[rule.basis][1]
    said = f"a share of {basis} on {on}, above a deductible of "
    said += f"{yuan(rule.deductible_first_fen)} yuan"
    return said + (f", {yuan(later)} for later ones" if later is not None else "")


def _conditions(rule: Indemnity, lang: Lang) -> Iterator[str]:
    """Say what else an indemnity rests on."""
    copayment = "" if rule.copayment_bp is None else percent(rule.copayment_bp)
    for holds, chinese, english in (
        (rule.measured_over == "term", "按保障期累计计算", "measured over the whole coverage period"),
        (rule.above_basic_deductible, "不含基本医疗保险起付线以下部分", "without what basic insurance's own deductible took"),
        (rule.other_payers_first, "先扣除其他渠道已付", "after what other payers bore"),
        (rule.copayment_bp, f"个人先共付{copayment}", f"after the member's own part of {copayment}"),
        (rule.max_days_stay, f"限{rule.max_days_stay}天以内", f"for at most {rule.max_days_stay} days"),
        (rule.times_per_term, f"保障期内限{rule.times_per_term}次", f"at most {rule.times_per_term} times in one coverage period"),
    ):  # fmt: skip
        if holds:
            yield chinese if lang == "zh" else english


def _tables(rule: Indemnity, lang: Lang) -> Iterator[str]:
    yield from _band_lines(rule.bands, lang, "", "")
    yield from _band_lines(rule.bands_next or (), lang, "再次住院：", "on later stays, ")
    for each in rule.bands_by_group or ():
        yield from _band_lines(each.bands, lang, f"{each.group}：", f"for group {each.group}, ")


def _band_lines(bands: Sequence[Band], lang: Lang, zh: str, en: str) -> Iterator[str]:
    for band in bands:
        low, high, rate = yuan(band.over_fen), band.up_to_fen, percent(band.rate_bp)
        if lang == "zh":
            upto = f"至{yuan(high)}元" if high is not None else ""
            yield f"{zh}余额中{low}元以上{upto}的部分：{rate}"
        else:
            upto = f" up to {yuan(high)}" if high is not None else ""
            yield f"{en}of the rest, the part over {low}{upto} yuan: {rate}"


def _caps(rule: Indemnity | LossShare | PoolShare, lang: Lang) -> Iterator[str]:
    if rule.cap_claim_fen is not None:
        cap = yuan(rule.cap_claim_fen)
        yield f"每次最高{cap}元" if lang == "zh" else f"at most {cap} yuan a claim"
    if not isinstance(rule, PoolShare) and rule.cap_term_fen is not None:
        cap = yuan(rule.cap_term_fen)
        yield (
            f"保障期内最高{cap}元" if lang == "zh" else f"at most {cap} yuan in one coverage period"
        )


def _fixed_sum_zh(rule: FixedSum, on: str) -> Iterator[str]:
    held = f"（限参加{rule.for_shares}份）" if rule.for_shares is not None else ""
    yield f"{on}，按类别定额给付" + _ONCE[rule.paid_over][0] + held
    each = "" if rule.per_share is False else "每份"
    yield from _listed(rule, "zh")
    for line in rule.lines:
        yield f"{line.label_zh}：{each}{yuan(line.amount_fen)}元"
    if rule.assessed_within_days is not None:
        yield f"至迟在{rule.assessed_within_days}天时评定"


def _fixed_sum_en(rule: FixedSum, on: str) -> Iterator[str]:
    held = f" (for {rule.for_shares} shares held)" if rule.for_shares is not None else ""
    yield f"fixed sums on {on}" + _ONCE[rule.paid_over][1] + held
    each = " for the whole cover" if rule.per_share is False else " a share"
    yield from _listed(rule, "en")
    for line in rule.lines:
        yield f"{line.label_en}: {yuan(line.amount_fen)} yuan{each}"
    if rule.assessed_within_days is not None:
        yield f"graded after {rule.assessed_within_days} days at the latest"


def _listed(rule: FixedSum, lang: Lang) -> Iterator[str]:
    """Say which schedule lists the classes, where one does."""
    if rule.listed_in is not None:
        full, key = rule.full_fen, rule.listed_in
        if lang == "zh":
            yield f"按附表 {key}" + (f"，全额{yuan(full)}元" if full is not None else "")
        else:
            more = f"; the full sum is {yuan(full)} yuan" if full is not None else ""
            yield f"by schedule {key}{more}"


def _per_diem_zh(rule: PerDiem, on: str) -> str:
    limits = []
    if rule.unpaid_days_term is not None:
        limits.append(f"保障期内前{rule.unpaid_days_term}天不付")
    if rule.max_days_stay is not None:
        limits.append(f"每次最多{rule.max_days_stay}天")
    if rule.max_days_term is not None:
        limits.append(f"保障期内最多{rule.max_days_term}天")
    first = f"自第{rule.unpaid_days_stay + 1}天起"
    return "，".join([f"{on}{first}每份每天{yuan(rule.amount_fen)}元", *limits])


def _per_diem_en(rule: PerDiem, on: str) -> str:
    limits = []
    if rule.unpaid_days_term is not None:
        limits.append(f"none for the first {rule.unpaid_days_term} days of the coverage period")
    if rule.max_days_stay is not None:
        limits.append(f"at most {rule.max_days_stay} days a stay")
    if rule.max_days_term is not None:
        limits.append(f"at most {rule.max_days_term} days in one coverage period")
    paid = f"{yuan(rule.amount_fen)} yuan a share a day from day {rule.unpaid_days_stay + 1}"
    return ", ".join([f"{paid} of {on}", *limits])


def _loss_share(rule: LossShare, on: str, chinese: bool) -> str:
    rate, over = percent(rule.rate_bp), rule.deductible_fen
    if chinese:
        return f"{on}，按损失的{rate}补助" + (f"，免赔额{yuan(over)}元" if over else "")
    return f"{rate} of the damage on {on}" + (f", above {yuan(over)} yuan" if over else "")


def _allowance(rule: Allowance, on: str, chinese: bool) -> str:
    months, cap = rule.max_months_term, rule.cap_month_fen
    if rule.month_fen is not None:
        zh = f"每份{yuan(rule.month_fen)}元"
        en = f"{yuan(rule.month_fen)} yuan a share"
    else:
        rate = percent(rule.wage_rate_bp or 0)
        zh, en = f"月工资的{rate}", f"{rate} of the monthly wage"
    if cap is not None:
        zh, en = f"{zh}，每月最高{yuan(cap)}元", f"{en}, at most {yuan(cap)} yuan a month"
    if months is not None:
        zh, en = f"{zh}，最多{months}个月", f"{en}, for at most {months} months"
    return f"{on}，每月给付{zh}" if chinese else f"monthly on {on}: {en}"
