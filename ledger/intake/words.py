"""What is wrong with a row, in Chinese. In English a problem says so itself (`Problem.message`)."""

import re
from typing import Final

from ledger.intake.judge import Problem

_NUMBER = re.compile(r"\d+")
_REPEATED = "与本文件第 {0} 行重复"

# By code. {0} is the number that the English message names, {choices} what it lists.
CHINESE: Final[dict[str, str]] = {
    "earnings.duplicate": _REPEATED,
    "earnings.nothing_said": "应填月工资或收入档",
    "intake.account_form": "银行账号应为 12 至 19 位数字",
    "intake.cell_type": "单元格类型不对；请设好该列格式后重新录入",
    "intake.choice": "应填下列之一：{choices}",
    "intake.code_form": "编码只能有字母、数字，中间可有 . _ / -",
    "intake.condition_form": "病种或等级只能有小写字母、数字，中间可有连字符",
    "intake.control_character": "文字中有换行或不可见字符",
    "intake.count": "应填整数，最多九位；计数须大于零处不能为零",
    "intake.date": "应填真实日期，如 2015-01-05、2015/1/5 或 2015年1月5日",
    "intake.missing": "单元格为空",
    "intake.money": "金额以元为单位，不能为负，最多两位小数；须大于零处不能为零",
    "intake.number_as_id": "该单元格是数值，只保留 15 位；请把该列设为文本后重新录入",
    "intake.overlong": "文字超过 {0} 个字符",
    "intake.phone_form": "手机号应为 11 位，以 1 开头",
    "intake.ragged_row": "该行有 {0} 个单元格，与表头列数不符；可能缺少或多出逗号",
    "intake.time": "应为时刻，如 08:30",
    "registers.duplicate": _REPEATED,
    "remittances.duplicate": _REPEATED,
    "returns.duplicate": _REPEATED,
    "returns.reason_missing": "支付失败须注明银行给出的原因",
    "roster.consent_missing": "未存有本人同意；应填“是”",
    "roster.duplicate": "与本文件第 {0} 行为同一人、同一计划",
    "roster.id_birth": "身份证号第 7 至 14 位不是可能的出生日期",
    "roster.id_checksum": "身份证号校验码不符，至少有一位有误",
    "roster.id_form": "身份证号应为 18 位：17 位数字，末位为数字或 X",
    "roster.id_region": "身份证号前几位不是任何地区的代码",
    "roster.income_band": "收入档为条款所列档次的序号，从 1 起",
    "roster.name_form": "姓名只能有文字，中间可有间隔号、连字符和空格，最多 50 个字符",
    "roster.plan_form": "计划编码形如 CD-HOSP，带版本时形如 CD-HOSP@2015",
    "roster.sex_mismatch": "性别与身份证号不符",
    "roster.shares": "份数应为 1 至 99",
    "roster.hired_later": "入职日期晚于名册受理之日",
    "roster.wage": "月工资超过一百万元，疑为录入有误",
    "settlements.amounts": "个人负担超过总费用",
    "settlements.dates": "日期先后不符：入院、出院、结算应依次不早于前者",
    "settlements.deductible": "基本医保起付线超过其所在的自付金额",
    "settlements.duplicate": _REPEATED,
    "settlements.hours": "入院、出院时刻须一并填写，先后相符，并有入院、出院日期",
    "takeover.dates": "日期先后不符：原起保日、本期起保日、到期日应依次不早于前者",
    "takeover.duplicate": _REPEATED,
    "takeover.handed_over": "移交日期之后已无保障",
    "takeover.suspended": "中止日期不在本期保障之内",
    "takeover.accounts": "期内累计自付按住院、门诊、特殊门诊填写，例如 住院=1500.00",
    "takeover.events": "已付事项连同金额填写，例如 生育=300.00",
    "takeover.not_yet": "移交日期晚于受理之日",
    "takeover.parts": "分项大于已用额度",
    "takeover.used": "已用的天数、月数、金额按给付事由填写，例如 住院=9",
    "takeover.waits": "观察期超出本期保障",
    "takeover.year": "年份应为四位数字",
    "units.duplicate": _REPEATED,
    "units.women": "女职工人数多于职工人数",
}


def in_chinese(problem: Problem) -> str:
    """Return what is wrong in Chinese; a rule's own sentence is in the officer's language already."""
    known = CHINESE.get(problem.code)
    if known is None:
        return problem.message
    numbers = _NUMBER.findall(problem.message) or [""]
    return known.format(*numbers, choices=problem.message.partition(": ")[2])
