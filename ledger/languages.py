"""The languages in which people are told what was decided, drawn up or refused."""

import re
from typing import Final, Literal, Protocol

from ledger.codes import (
    ACCOUNT_USES,
    CLAIMANTS,
    DATA_CLASSES,
    DEBTS,
    DEPARTURE_CAUSES,
    DEPARTURES,
    DETAILS,
    EMPLOYMENTS,
    FORMS,
    KINDS,
    MATTERS,
    NEEDS,
    OTHER_WORDS,
    PAPERS,
    REGIMES,
    RELATIONS,
    RESTRICTIONS,
    TRIGGERS,
)

Lang = Literal["zh", "en"]

# The code's own words for stages, states, steps, roles and kinds of things, as a Chinese sentence says them.
CHINESE: Final[dict[str, str]] = {
    # stages of a claim, states of a batch, a month and a grant
    "notified": "已报案",
    "filed": "已受理",
    "evidence_requested": "待补件",
    "assessed": "已核定",
    "reviewed": "已复审",
    "approved": "已批准",
    "rejected": "已拒付",
    "appealed": "申诉中",
    "withdrawn": "已撤回",
    "time_barred": "已过时效",
    "verified": "资金已核实",
    "instructed": "已指令支付",
    "paid": "已支付",
    "failed": "支付失败",
    "returned": "已退票",
    "prepared": "已编制",
    "released": "已放行",
    "settled": "已结清",
    "open": "开放",
    "soft-closed": "已预结",
    "closed": "已结账",
    "requested": "已申请",
    "announced": "已公示",
    "on its way": "办理中",
    # steps
    "acceptance": "认可",
    "advance": "垫付",
    "amendment": "变更",
    "appeal": "申诉",
    "approval": "审批",
    "approval of less than was assessed": "少于核定金额的批准",
    "assessment": "核定",
    "change of details": "信息变更",
    "closing": "关闭",
    "consent": "同意",
    "death": "身故登记",
    "demand": "追回要求",
    "dismissal": "免职",
    "document": "文件",
    "erasure": "删除",
    "heir": "继承人登记",
    "instruction": "支付指令",
    "leaving": "退出",
    "overpayment": "多付认定",
    "lowering of a demand": "追回要求的下调",
    "opening": "开办",
    "decision": "决定",
    "the office": "办事处",
    "payment": "支付",
    "preparation": "编制",
    "public notice": "公示",
    "recovery": "追回",
    "refund": "退款",
    "reinstatement": "恢复",
    "rejection": "拒付",
    "release": "放行",
    "reopening": "重新打开",
    "request": "申请",
    "return of payment": "退票",
    "review": "复审",
    "showing of details": "查看信息",
    "suspension": "中止",
    "time bar": "时效认定",
    "urgent mark": "加急",
    "verification": "资金核实",
    "voiding": "作废",
    "withdrawal": "撤回",
    "write-off": "核销",
    # roles
    "manager": "负责人",
    "enrolment": "参保经办",
    "class paid": "已付病种",
    "roster entry": "名册记录",
    "assessor": "初审",
    "approver": "审批",
    "finance": "财务",
    "cashier": "出纳",
    "treasurer": "放行人",
    "auditor": "审计",
    "supervisor": "监督",
    # kinds of things
    "agency": "代办处",
    "bank account": "银行账户",
    "batch": "批次",
    "claim": "案件",
    "cover": "保障",
    "dependant": "家属",
    "fund": "基金",
    "grant": "救助",
    "member": "会员",
    "office": "办事处",
    "officer": "经办人",
    "paper": "单据",
    "payment line": "付款",
    "plan": "计划",
    "plan version": "计划版本",
    "receipt": "收据",
    "resolution": "决议",
    "schedule": "附表",
    "scheme": "救助项目",
    "settlement": "结算",
    "unit": "单位",
    "reconciliation": "对账",
    "detail": "信息",
    "details of member": "个人信息，会员",
    "evidence asked for": "所要求的材料",
    "kind of evidence": "材料种类",
    "proposal to reopen": "重新开账提议",
    # texts that may hold no personal data
    "reason": "理由",
    "purpose": "用途",
    "document name": "文件名",
    "claim number": "案件号",
    "incident number": "事故编号",
    "paper number": "票据号",
    "resolution number": "决议号",
    "name": "名称",
    "title": "标题",
    "body": "机构名称",
    "place": "地点",
    "provider": "提供方",
    "counterpart": "对方名称",
    "service_point": "服务点",
    "citation": "依据",
    "hospital": "医院名称",
}
STAGES: Final[dict[str, str]] = {  # in English; in Chinese they are among the words above
    "evidence_requested": "waiting for papers",
    "time_barred": "time-barred",
}
_BY_NAME: Final = {
    "trigger": TRIGGERS,
    "paper": PAPERS,
    "missing": PAPERS,
    "received": PAPERS,
    "relation": RELATIONS,
    "relations": RELATIONS,
    "insured": RELATIONS,
    "claimant": CLAIMANTS,
    "allowed": RELATIONS,
    "debt": DEBTS,
    "kind": KINDS,
    "cause": DEPARTURE_CAUSES,
    "employment": EMPLOYMENTS,
    "matter": MATTERS,
    "details": DETAILS,
    "classes": DATA_CLASSES,
    "restriction": RESTRICTIONS,
    "regime": REGIMES,
    "use": ACCOUNT_USES,
    "form": FORMS,
    "how": DEPARTURES,
    "data_class": DATA_CLASSES,
    "value": OTHER_WORDS,
    "until": OTHER_WORDS,
    "what": OTHER_WORDS,
}
_LISTS: Final = ("known", "listed", "clause")  # of names that stay as they are
_IN_ENGLISH: Final = ("trigger", "paper", "form")  # whose codes are said in words in English too
_TRANSLATED: Final = (
    "kind",
    "needed",
    "role",
    "stage",
    "state",
    "step",
    "subject",
    "text",
    "field",
)


def in_chinese(name: str, value: str) -> str:
    """Return a fact of a refusal as a Chinese sentence says it; names and numbers stay as they are."""
    listed = _BY_NAME.get(name)
    if listed is OTHER_WORDS:
        return _clause(value)
    if name == "needed" and value in NEEDS:
        return NEEDS[value][0]
    if listed is not None:
        return "、".join(code_words(name, part, "zh") for part in value.split(", "))
    if name in _LISTS:
        return "、".join(value.split(", "))
    if name not in _TRANSLATED:
        return value
    if name == "subject" and value not in CHINESE:
        kind, _, which = value.partition(" ")  # such as claim C1
        return f"{CHINESE[kind]} {which}" if which and kind in CHINESE else value
    return " 或 ".join(CHINESE.get(part, part) for part in value.split(" or "))


def _clause(value: str) -> str:
    """Return a clause of a refusal in Chinese, with the names and days that it holds."""
    if value in OTHER_WORDS:
        return OTHER_WORDS[value][0]
    if row := re.fullmatch(r"of row (\d+)", value):
        return f"（第 {row[1]} 行）"
    if cover := re.fullmatch(r"cover under (\S+) until (\S+)", value):
        return f"{cover[1]} 的保障至 {cover[2]}"
    if claim := re.fullmatch(r"claim (\S+) is (\S+)", value):
        return f"案件 {claim[1]} {CHINESE.get(claim[2], claim[2])}"
    return value


def in_english(name: str, value: str) -> str:
    """Return a fact of a refusal as an English sentence says it."""
    if name == "needed":
        return NEEDS.get(value, (value, value))[1]
    return _BY_NAME[name].get(value, (value, value))[1] if name in _IN_ENGLISH else value


def code_words(name: str, code: str, lang: Lang) -> str:
    """Return a code of a closed list in words; `name` says of what it is one, such as "trigger".

    A code that is in no list stays as it is.
    """
    listed = _BY_NAME.get(name, {}).get(code)
    if listed is not None:
        return listed[lang == "en"]
    if lang == "zh":
        return CHINESE.get(code, code)
    return STAGES.get(code, code.replace("_", " "))


def counted(count: int, thing: str) -> str:
    """Return a number of things in English: "1 row", "1,200 rows", "2 groups of claims"."""
    first, of, what = thing.partition(" of ")
    if count != 1:
        first = f"{first.removesuffix('y')}ies" if first.endswith("ry") else f"{first}s"
    return f"{count:,} {first}{of}{what}"


# What stands in English templates behind a field that counts it, and one of it.
_ONE: Final = {"batches": "batch", "people": "person"}
_THINGS: Final = re.compile(
    r"\{(\w+)\} (attempts|batches|covers|days|employees|lines|members|open claims|payments|people"
    r"|persons|rows|shares|times)\b"
)


class Said(Protocol):
    """What a template's fields say, by their names."""

    def __getitem__(self, name: str, /) -> str:
        """Return what one of them says."""
        ...


def in_number(template: str, said: Said) -> str:
    """Return an English template whose things are told as one where its field says 1."""

    def told(found: re.Match[str]) -> str:
        field, things = found.groups()
        if said[field] != "1":
            return found[0]
        return f"{{{field}}} {_ONE.get(things, things.removesuffix('s'))}"

    return _THINGS.sub(told, template)
