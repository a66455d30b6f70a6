"""Derivations: each line by which a benefit was reached, kept with the claim and told in words."""

from typing import Literal, NamedTuple

from ledger.money import yuan

Lang = Literal["zh", "en"]


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


# rule: how `given` and `result` are printed, then the sentence in Chinese and in English
_FEN, _DAYS, _MONTHS, _COUNT = "fen", "days", "months", "count"
WORDS: dict[str, tuple[str, str, str, str]] = {
    "claims.exhausted": (
        _COUNT,
        _FEN,
        "保障期内已给付{given}次，已达次数上限，给付{result}",
        "{given} claims were already paid in this coverage period, the most allowed: {result}",
    ),
    "trigger.none": (
        _FEN,
        _FEN,
        "本计划不承担此类损失，给付{result}",
        "the plan pays nothing on a loss of this kind: {result}",
    ),
    "other_payers": (
        _FEN,
        _FEN,
        "自付{given}，扣除其他渠道已付后为{result}",
        "self-payment of {given} less what other payers bore: {result}",
    ),
    "deductible.basic": (
        _FEN,
        _FEN,
        "自付{given}，扣除基本医疗保险起付线部分后为{result}",
        "self-payment of {given} less what basic insurance's own deductible took: {result}",
    ),
    "deductible.first": (
        _FEN,
        _FEN,
        "自付{given}，减首次起付线后为{result}",
        "self-payment of {given} less the first deductible: {result}",
    ),
    "deductible.next": (
        _FEN,
        _FEN,
        "自付{given}，减再次起付线后为{result}",
        "self-payment of {given} less the deductible for later stays: {result}",
    ),
    "band": (
        _FEN,
        _FEN,
        "本段内{given}，按比例补助{result}",
        "{given} inside this band, paid at its rate: {result}",
    ),
    "cap.claim": (
        _FEN,
        _FEN,
        "{given}超过每次封顶线，计{result}",
        "{given} is above the cap of one claim: {result}",
    ),
    "cap.term": (
        _FEN,
        _FEN,
        "{given}超过保障期内剩余额度，计{result}",
        "{given} is above what the coverage period's cap has left: {result}",
    ),
    "out_of_pocket": (
        _FEN,
        _FEN,
        "{given}超过个人实际负担，计{result}",
        "{given} is above what the member bore after other payers: {result}",
    ),
    "fixed.sum": (
        _FEN,
        _FEN,
        "所列类别每份{given}，按份数给付{result}",
        "the listed class pays {given} a share, for the shares held: {result}",
    ),
    "fixed.paid_before": (
        _FEN,
        _FEN,
        "该类别（{given}）已给付过，给付{result}",
        "this class ({given} a share) was paid before: {result}",
    ),
    "fixed.not_listed": (
        _FEN,
        _FEN,
        "所报类别不在表内，给付{result}",
        "the class is not in the schedule: {result}",
    ),
    "days.unknown": (
        _DAYS,
        _DAYS,
        "没有出院日期，计{result}",
        "no day of discharge is given, so no days are counted: {result}",
    ),
    "days.stay": (
        _DAYS,
        _DAYS,
        "住院{given}，扣除免赔天数后为{result}",
        "a stay of {given}, less the unpaid ones: {result}",
    ),
    "days.stay_max": (
        _DAYS,
        _DAYS,
        "{given}超过每次最多天数，计{result}",
        "{given} is more than one stay allows: {result}",
    ),
    "days.term_max": (
        _DAYS,
        _DAYS,
        "{given}超过保障期内剩余天数，计{result}",
        "{given} is more than the coverage period has left: {result}",
    ),
    "per_diem": (
        _DAYS,
        _FEN,
        "{given}，按每天定额给付{result}",
        "{given} at the daily sum for the shares held: {result}",
    ),
    "terms.unstated": (
        _FEN,
        _FEN,
        "条款只列明此项而没有金额或比例，不能核定，计{result}",
        "the terms name this without figures, so nothing can be derived: {result}",
    ),
    "times.exhausted": (
        _COUNT,
        _FEN,
        "保障期内此项已给付{given}次，已达次数上限，给付{result}",
        "this was already paid {given} times in this coverage period, the most allowed: {result}",
    ),
    "stay.too_long": (
        _DAYS,
        _FEN,
        "{given}超过此项所限天数，给付{result}",
        "{given} are more than this benefit covers: {result}",
    ),
    "account.whole": (
        _FEN,
        _FEN,
        "保障期内此前累计自付{given}，连同本次累计{result}",
        "self-payment of the coverage period before, {given}, and with this loss: {result}",
    ),
    "account.less": (
        _FEN,
        _FEN,
        "累计应补助{given}，减去此前累计部分后为{result}",
        "{given} on the whole account, less what the account before came to: {result}",
    ),
    "deductible.term": (
        _FEN,
        _FEN,
        "累计自付{given}，减保障期起付线后为{result}",
        "self-payment of the period, {given}, less its one deductible: {result}",
    ),
    "copayment": (
        _FEN,
        _FEN,
        "{given}减去个人共付部分后为{result}",
        "{given} less the member's own part: {result}",
    ),
    "deductible.damage": (
        _FEN,
        _FEN,
        "损失{given}，减免赔额后为{result}",
        "damage of {given} less the deductible: {result}",
    ),
    "damage.share": (
        _FEN,
        _FEN,
        "损失{given}，按比例补助{result}",
        "damage of {given}, paid at its rate: {result}",
    ),
    "fixed.whole": (
        _FEN,
        _FEN,
        "所列类别定额{given}，不按份数，给付{result}",
        "the listed class pays {given} for the whole cover: {result}",
    ),
    "fixed.other_shares": (
        _COUNT,
        _FEN,
        "此项不适用于{given}份的保障，给付{result}",
        "this is for another number of shares than {given}: {result}",
    ),
    "exclusive.paid": (
        _FEN,
        _FEN,
        "应付{given}，但同一事故已给付不可兼得的另一项，给付{result}",
        "{given} would be due, but the other benefit of the same accident was paid: {result}",
    ),
    "exclusive.difference": (
        _FEN,
        _FEN,
        "应付{given}，减去同一事故已给付的另一项后为{result}",
        "{given} less the other benefit that the same accident was paid: {result}",
    ),
    "days.unpaid_term": (
        _DAYS,
        _DAYS,
        "{given}中扣除保障期免赔天数后为{result}",
        "{given}, less the unpaid days of the coverage period: {result}",
    ),
    "stay.joined": (
        _COUNT,
        _COUNT,
        "与此前{given}次住院相隔在条款小时数内，{result}段合并为一次住院核定",
        "{given} earlier stays lie within the hours of the terms: {result} are derived as one stay",
    ),
    "stay.less": (
        _FEN,
        _FEN,
        "合并核定{given}，减去此前各段已核定的部分后为{result}",
        "{given} on the whole stay, less what its earlier parts were assessed at: {result}",
    ),
    "months.unknown": (
        _MONTHS,
        _FEN,
        "没有申请月数，计{result}",
        "no number of months is given: {result}",
    ),
    "months.term_max": (
        _MONTHS,
        _MONTHS,
        "{given}超过保障期内剩余月数，计{result}",
        "{given} are more than the coverage period has left: {result}",
    ),
    "wage.unknown": (
        _MONTHS,
        _FEN,
        "{given}，但没有工资基数，计{result}",
        "{given}, but no wage is given: {result}",
    ),
    "cap.month": (
        _FEN,
        _FEN,
        "每月标准超过每月封顶线，计{result}",
        "the monthly sum is above the cap of one month: {result}",
    ),
    "allowance": (
        _MONTHS,
        _FEN,
        "{given}，按每月标准给付{result}",
        "{given} at the monthly sum: {result}",
    ),
    "pool.unknown": (
        _FEN,
        _FEN,
        "没有当月可分配资金，计{result}",
        "no pool of the month is given: {result}",
    ),
    "pool.month": (
        _FEN,
        _FEN,
        "当月资金{given}，可分配{result}",
        "of the month's pool of {given}, to be shared: {result}",
    ),
    "pool.share": (
        _FEN,
        _FEN,
        "可分配{given}，由当月各案均分，计{result}",
        "{given} in equal parts among the month's claims: {result}",
    ),
    "minimum": (
        _FEN,
        _FEN,
        "{given}低于最低给付，计{result}",
        "{given} is below the minimum benefit: {result}",
    ),
}


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
    if unit == _FEN:
        return f"{yuan(amount)}元" if lang == "zh" else f"{yuan(amount)} yuan"
    if unit == _DAYS:
        return f"{amount}天" if lang == "zh" else f"{amount} day{'' if amount == 1 else 's'}"
    if unit == _MONTHS:
        return f"{amount}个月" if lang == "zh" else f"{amount} month{'' if amount == 1 else 's'}"
    return str(amount)
