"""Terms in plain words, in Chinese and English, line by line, for members and officers."""

from collections.abc import Iterator

from ledger.plans.clauses import PLAN_CLASSES
from ledger.plans.terms import PlanTerms
from ledger.plans.words_of_contributions import contribution_lines
from ledger.plans.words_of_joining import joining_lines
from ledger.plans.words_of_limits import limit_lines
from ledger.plans.words_of_rules import Lang, percent, rule_lines, trigger_words

__all__ = ["INVENTED", "Lang", "class_words", "describe", "percent", "trigger_words"]

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
assert set(_CLASSES) == set(PLAN_CLASSES), "every class has a name"
INVENTED = {
    "zh": "注意：本计划条款为演示而虚构，金额没有出处，不是任何办事处的真实标准。",
    "en": "Note: these terms are invented for a demonstration; no office ever published them.",
}


def class_words(plan_class: str, lang: Lang) -> str:
    """Return the name of a plan class."""
    return _CLASSES[plan_class][lang == "en"]


def describe(terms: PlanTerms, lang: Lang) -> list[str]:
    """Tell one plan version in words, one fact a line; invented terms say so on the second."""
    chinese = lang == "zh"
    lines = [f"{terms.key} {terms.name_zh if chinese else terms.name_en}"]
    if terms.invented:
        lines.append(INVENTED[lang])
    lines += [_head(terms, lang), *contribution_lines(terms, lang)]
    lines += [*joining_lines(terms, lang), *limit_lines(terms, lang)]
    for number, rule in enumerate(terms.benefits, 1):
        first = f"待遇{number}：" if chinese else f"Benefit {number}: "
        lines += (
            (first if not place else "  ") + line
            for place, line in enumerate(rule_lines(rule, lang))
        )
    lines += _said(terms, lang)
    lines.append(f"{'依据：' if chinese else 'Source: '}{terms.citation}")
    return lines


def _head(terms: PlanTerms, lang: Lang) -> str:
    name, day = class_words(terms.plan_class, lang), terms.effective_on
    if lang == "zh":
        return f"类别：{name}；基金：{terms.fund}；生效：{day or '未载明'}"
    start = f"in force from {day}" if day else "no day is stated on which it takes effect"
    return f"Class: {name}; fund: {terms.fund}; {start}"


def _said(terms: PlanTerms, lang: Lang) -> Iterator[str]:
    """Say what stands in words alone: exclusions, remarks, and what no source states."""
    for title_zh, title_en, sayings in (
        ("不予给付：", "Not covered: ", terms.exclusions),
        ("说明：", "Remark: ", terms.remarks),
        ("未载明：", "Not stated: ", terms.unstated),
    ):
        for said in sayings or ():
            yield f"{title_zh}{said.zh}" if lang == "zh" else f"{title_en}{said.en}"
