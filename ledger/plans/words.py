"""Terms in plain words, in Chinese and English, line by line, for members and officers."""

from collections.abc import Iterator
from typing import Literal

from ledger.money import yuan
from ledger.plans.rules import BASIS_POINTS, BenefitRule, FixedSum, Indemnity, PerDiem
from ledger.plans.terms import PlanTerms

Lang = Literal["zh", "en"]

_CLASSES = {
    "hospital_expense": ("住院医疗", "hospital expense"),
    "hospital_allowance": ("住院津贴", "hospital allowance"),
    "critical_illness": ("重大疾病", "critical illness"),
    "female_specific_disease": ("女职工特殊疾病", "female-specific disease"),
    "accident": ("意外伤害", "accidental injury"),
    "child_accident": ("子女意外伤害", "child accident"),
    "property": ("家财损失", "property"),
    "composite": ("综合", "composite"),
    "relief": ("救助", "relief"),
}
_TRIGGERS = {
    "hospital_stay": ("住院", "a hospital stay"),
    "outpatient": ("门诊", "outpatient treatment"),
    "special_outpatient": ("特殊门诊", "special outpatient treatment"),
    "emergency_observation": ("急诊留观", "emergency observation"),
    "diagnosis": ("确诊", "a diagnosis"),
    "accident_injury": ("意外伤害住院", "a stay after an accident"),
    "disability": ("伤残", "disability"),
    "death": ("身故", "death"),
    "funeral": ("丧葬", "a funeral"),
    "birth": ("生育", "a birth"),
    "unemployment": ("失业", "unemployment"),
    "old_age": ("养老", "old age"),
    "disaster": ("灾害", "a disaster"),
    "property_loss": ("财产损失", "loss of property"),
}
INVENTED = {
    "zh": "注意:本计划条款为演示而虚构,金额没有出处,不是任何办事处的真实标准。",
    "en": "Note: these terms are invented for a demonstration; no office ever published them.",
}


def class_words(plan_class: str, lang: Lang) -> str:
    """Return the name of a plan class."""
    return _CLASSES[plan_class][lang == "en"]


def trigger_words(trigger: str, lang: Lang) -> str:
    """Return the words for what a benefit depends on."""
    return _TRIGGERS[trigger][lang == "en"]


def percent(rate_bp: int) -> str:
    """Print basis points as per cent, exactly: `4550` is `45.5%`."""
    whole, rest = divmod(rate_bp * 100, BASIS_POINTS)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") + "%"


def describe(terms: PlanTerms, lang: Lang) -> list[str]:
    """Tell one plan version in words, one fact a line; invented terms say so on the second."""
    chinese = lang == "zh"
    lines = [f"{terms.key} {terms.name_zh if chinese else terms.name_en}"]
    if terms.invented:
        lines.append(INVENTED[lang])
    lines += _frame_zh(terms) if chinese else _frame_en(terms)
    for number, rule in enumerate(terms.benefits, 1):
        lines += (
            (f"待遇{number}:" if not line_index else "  ") + line
            if chinese
            else (f"Benefit {number}: " if not line_index else "  ") + line
            for line_index, line in enumerate(_rule_lines(rule, lang))
        )
    lines.append(f"{'依据:' if chinese else 'Source: '}{terms.citation}")
    return lines


def _frame_zh(terms: PlanTerms) -> Iterator[str]:
    """Say who pays what, who may join, and what limits all benefits together."""
    yield f"类别:{class_words(terms.plan_class, 'zh')};基金:{terms.fund};生效:{terms.effective_on}"
    yield (
        f"会费:每份{yuan(terms.contribution_fen)}元,保障{terms.term_months}个月,"
        f"每人最多{terms.max_shares}份"
    )
    yield from _joining_zh(terms)
    if terms.requires_basic_insurance:
        yield "须参加基本医疗保险"
    if terms.exclusive_with:
        yield f"不得同时参加:{'、'.join(terms.exclusive_with)}"
    if terms.notice_days is not None:
        yield f"报案期限:{terms.notice_days}天"
    if terms.limitation_days is not None:
        yield f"申请时效:{terms.limitation_days}天,逾期视为放弃"
    if terms.minimum_benefit_fen is not None:
        yield f"每次给付最低{yuan(terms.minimum_benefit_fen)}元"
    if terms.cap_term_fen is not None:
        yield f"保障期内累计最高{yuan(terms.cap_term_fen)}元"
    if terms.claims_per_term is not None:
        yield f"保障期内最多给付{terms.claims_per_term}次"


def _joining_zh(terms: PlanTerms) -> Iterator[str]:
    """Say who may join, and from when a new member is covered."""
    if terms.sexes == ("female",):
        yield "仅限女职工"
    if terms.age_min is not None:
        yield f"年龄:满{terms.age_min}周岁"
    if terms.age_max_male is not None:
        yield f"男职工不超过{terms.age_max_male}周岁"
    if terms.age_max_female is not None:
        yield f"女职工不超过{terms.age_max_female}周岁"
    if terms.waiting_period_days:
        yield f"观察期:新参加者{terms.waiting_period_days}天,续保无观察期"
    if terms.renewal_grace_days is not None:
        yield f"到期后{terms.renewal_grace_days}天内续保,逾期按新参加办理"
    if (group := terms.group_participation) is not None:
        few = group.all_below_headcount
        yield f"单位参保率不低于{percent(group.rate_bp)}" + (
            f",不足{few}人的全员参加" if few else ""
        )


def _frame_en(terms: PlanTerms) -> Iterator[str]:
    """Say who pays what, who may join, and what limits all benefits together."""
    name = class_words(terms.plan_class, "en")
    yield f"Class: {name}; fund: {terms.fund}; in force from {terms.effective_on}"
    yield (
        f"Contribution: {yuan(terms.contribution_fen)} yuan a share for "
        f"{terms.term_months} months, at most {terms.max_shares} a person"
    )
    yield from _joining_en(terms)
    if terms.requires_basic_insurance:
        yield "Members must be in basic medical insurance"
    if terms.exclusive_with:
        yield f"Not to be held with: {', '.join(terms.exclusive_with)}"
    if terms.notice_days is not None:
        yield f"Notice of a loss: within {terms.notice_days} days"
    if terms.limitation_days is not None:
        yield f"Claims are time-barred after {terms.limitation_days} days"
    if terms.minimum_benefit_fen is not None:
        yield f"A benefit that is due is at least {yuan(terms.minimum_benefit_fen)} yuan"
    if terms.cap_term_fen is not None:
        yield f"At most {yuan(terms.cap_term_fen)} yuan in one coverage period"
    if terms.claims_per_term is not None:
        yield f"At most {terms.claims_per_term} claims in one coverage period"


def _joining_en(terms: PlanTerms) -> Iterator[str]:
    """Say who may join, and from when a new member is covered."""
    if terms.sexes == ("female",):
        yield "Women only"
    if terms.age_min is not None:
        yield f"From the age of {terms.age_min}"
    if terms.age_max_male is not None:
        yield f"Men up to the age of {terms.age_max_male}"
    if terms.age_max_female is not None:
        yield f"Women up to the age of {terms.age_max_female}"
    if terms.waiting_period_days:
        yield f"Waiting period: {terms.waiting_period_days} days for new members, none on renewal"
    if terms.renewal_grace_days is not None:
        yield f"Renewal within {terms.renewal_grace_days} days; later is joining anew"
    if (group := terms.group_participation) is not None:
        few = group.all_below_headcount
        below = f", all where there are fewer than {few}" if few else ""
        yield f"At least {percent(group.rate_bp)} of a unit join{below}"


def _rule_lines(rule: BenefitRule, lang: Lang) -> Iterator[str]:
    """Say what one rule pays, its tables line by line."""
    on = trigger_words(rule.trigger, lang)
    if isinstance(rule, Indemnity):
        yield from (_indemnity_zh if lang == "zh" else _indemnity_en)(rule, on)
    elif isinstance(rule, FixedSum):
        yield from (_fixed_sum_zh if lang == "zh" else _fixed_sum_en)(rule, on)
    else:
        yield (_per_diem_zh if lang == "zh" else _per_diem_en)(rule, on)


def _indemnity_zh(rule: Indemnity, on: str) -> Iterator[str]:
    later = rule.deductible_next_fen
    yield (
        f"{on},按政策范围内个人自付分段补助,起付线{yuan(rule.deductible_first_fen)}元"
        + (f",再次{yuan(later)}元" if later is not None else "")
    )
    for band in rule.bands:
        above = f"余额中{yuan(band.over_fen)}元以上"
        upto = f"至{yuan(band.up_to_fen)}元" if band.up_to_fen is not None else ""
        yield f"{above}{upto}的部分:{percent(band.rate_bp)}"
    if rule.cap_claim_fen is not None:
        yield f"每次最高{yuan(rule.cap_claim_fen)}元"
    if rule.cap_term_fen is not None:
        yield f"保障期内最高{yuan(rule.cap_term_fen)}元"


def _indemnity_en(rule: Indemnity, on: str) -> Iterator[str]:
    later = rule.deductible_next_fen
    yield (
        f"a share of in-scope self-payment on {on}, "
        f"above a deductible of {yuan(rule.deductible_first_fen)} yuan"
        + (f", {yuan(later)} for later ones" if later is not None else "")
    )
    for band in rule.bands:
        upto = f" up to {yuan(band.up_to_fen)}" if band.up_to_fen is not None else ""
        part = f"of the rest, the part over {yuan(band.over_fen)}{upto} yuan"
        yield f"{part}: {percent(band.rate_bp)}"
    if rule.cap_claim_fen is not None:
        yield f"at most {yuan(rule.cap_claim_fen)} yuan a claim"
    if rule.cap_term_fen is not None:
        yield f"at most {yuan(rule.cap_term_fen)} yuan in one coverage period"


def _fixed_sum_zh(rule: FixedSum, on: str) -> Iterator[str]:
    yield f"{on},按类别定额给付" + ("(每类限首次)" if rule.once else "")
    for line in rule.schedule:
        yield f"{line.label_zh}:每份{yuan(line.amount_fen)}元"


def _fixed_sum_en(rule: FixedSum, on: str) -> Iterator[str]:
    yield f"fixed sums on {on}" + (" (first of each class only)" if rule.once else "")
    for line in rule.schedule:
        yield f"{line.label_en}: {yuan(line.amount_fen)} yuan a share"


def _per_diem_zh(rule: PerDiem, on: str) -> str:
    limits = [f"每次最多{rule.max_days_stay}天"] if rule.max_days_stay is not None else []
    limits += [f"保障期内最多{rule.max_days_term}天"] if rule.max_days_term is not None else []
    first = f"自第{rule.unpaid_days_stay + 1}天起"
    return ",".join([f"{on}{first}每份每天{yuan(rule.amount_fen)}元", *limits])


def _per_diem_en(rule: PerDiem, on: str) -> str:
    limits = [f"at most {rule.max_days_stay} days a stay"] if rule.max_days_stay is not None else []
    if rule.max_days_term is not None:
        limits.append(f"at most {rule.max_days_term} days in one coverage period")
    paid = f"{yuan(rule.amount_fen)} yuan a share a day from day {rule.unpaid_days_stay + 1}"
    return ", ".join([f"{paid} of {on}", *limits])
