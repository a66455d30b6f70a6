"""Derivations: each line by which a benefit was reached, kept with the claim and told in words."""

from typing import NamedTuple

from ledger.derivations.words import DAYS, FEN, MONTHS, WORDS
from ledger.languages import Lang
from ledger.money import yuan


class Step(NamedTuple):
    """One line of a derivation, stored as a JSON list of four.

    `rule` is a stable code (the keys of `WORDS`), `clause` the path of the applied term in the plan
    file, `given` what went in and `result` what came out: in fen, or in days or months where the
    rule counts them. An auditor re-runs a line from its clause and `given` alone, but for the sums
    already used in the coverage period, which earlier claims show.
    """

    rule: str
    clause: str
    given: int
    result: int


def explain(step: Step, lang: Lang) -> str:
    """Tell one line in words, with the clause that it applies."""
    given_unit, result_unit, chinese, english = WORDS[step.rule]
    words = (chinese if lang == "zh" else english).format(
        given=_quantity(step.given, given_unit, lang),
        result=_quantity(step.result, result_unit, lang),
    )
    return f"{words} [{step.clause}]"


def _quantity(amount: int, unit: str, lang: Lang) -> str:
    """Print fen as yuan and days as days."""
    if unit == FEN:
        return f"{yuan(amount)}元" if lang == "zh" else f"{yuan(amount)} yuan"
    if unit == DAYS:
        return f"{amount}天" if lang == "zh" else f"{amount} day{'' if amount == 1 else 's'}"
    if unit == MONTHS:
        return f"{amount}个月" if lang == "zh" else f"{amount} month{'' if amount == 1 else 's'}"
    return str(amount)
