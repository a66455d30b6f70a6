"""The languages in which people are told what was decided, drawn up or refused."""

from typing import Final, Literal

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
    "assessment": "核定",
    "change of details": "信息变更",
    "closing": "关闭",
    "consent": "同意",
    "death": "身故登记",
    "demand": "追回要求",
    "dismissal": "免职",
    "erasure": "删除",
    "heir": "继承人登记",
    "instruction": "支付指令",
    "leaving": "退出",
    "overpayment": "多付认定",
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
    "details of class": "个人信息类别",
    "details of member": "个人信息，会员",
    "evidence asked for": "所要求的材料",
    "kind of evidence": "材料种类",
    "proposal to reopen": "重新开账提议",
    # texts that may hold no personal data
    "reason": "理由",
    "purpose": "用途",
    "document name": "文件名",
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
# Codes of closed lists whose words depend on what they are codes of, as (Chinese, English).
TRIGGERS: Final[dict[str, tuple[str, str]]] = {
    "hospital_stay": ("住院", "a hospital stay"),
    "outpatient": ("门诊", "outpatient treatment"),
    "chronic_outpatient": ("门诊慢性病", "outpatient treatment of a chronic disease"),
    "special_outpatient": ("特殊门诊", "special outpatient treatment"),
    "emergency_observation": ("急诊留观", "emergency observation"),
    "diagnosis": ("确诊", "a diagnosis"),
    "accident_injury": ("意外伤害住院", "a stay after an accident"),
    "work_injury": ("工伤", "a work injury"),
    "disability": ("伤残", "disability"),
    "death": ("身故", "death"),
    "funeral": ("丧葬", "a funeral"),
    "birth": ("生育", "a birth"),
    "unemployment": ("失业", "unemployment"),
    "old_age": ("养老", "old age"),
    "hardship": ("生活困难", "hardship"),
    "education": ("子女教育", "children's education"),
    "housing": ("住房", "housing"),
    "disaster": ("灾害", "a disaster"),
    "property_loss": ("财产损失", "loss of property"),
}
PAPERS: Final[dict[str, tuple[str, str]]] = {
    "application_form": ("申请表", "application form"),
    "identity": ("身份证", "identity card"),
    "bank_card": ("银行卡", "bank card"),
    "roster_proof": ("名册证明", "proof of the roster"),
    "unit_certificate": ("单位证明", "certificate of the unit"),
    "discharge_summary": ("出院小结", "discharge summary"),
    "medical_orders": ("医嘱", "medical orders"),
    "itemised_bill": ("费用明细", "itemised bill"),
    "settlement_slip": ("医保结算单", "settlement slip of basic insurance"),
    "receipt": ("收据原件", "original receipt"),
    "diagnosis": ("诊断证明", "certificate of the diagnosis"),
    "accident_report": ("事故证明", "report of the accident"),
    "disability_report": ("伤残鉴定", "assessment of the disability"),
    "death_certificate": ("死亡证明", "death certificate"),
    "kinship_proof": ("亲属关系证明", "proof of kinship"),
}
RELATIONS: Final[dict[str, tuple[str, str]]] = {
    "member": ("会员本人", "the member"),
    "spouse": ("配偶", "spouse"),
    "child": ("子女", "child"),
    "parent": ("父母", "parent"),
    "sibling": ("兄弟姐妹", "sibling"),
    "grandparent": ("祖父母或外祖父母", "grandparent"),
    "grandchild": ("孙子女或外孙子女", "grandchild"),
    "other": ("其他亲属", "another relative"),
}
RELIEF_KINDS: Final[dict[str, tuple[str, str]]] = {
    "condolence": ("慰问", "condolence"),
    "hardship": ("困难救助", "relief of hardship"),
    "critical_illness": ("大病救助", "relief of critical illness"),
    "scholarship": ("助学", "scholarship"),
    "legal_aid": ("法律援助", "legal aid"),
    "service": ("服务", "service"),
}
DEBTS: Final[dict[str, tuple[str, str]]] = {
    "advance": ("垫付款", "advance"),
    "overpayment": ("多付互助金", "overpayment"),
}
# What else a refusal names in words of the code, and not by a number.
OTHER_WORDS: Final[dict[str, tuple[str, str]]] = {
    "with this ID number": ("（该身份证号）", "with this ID number"),
    "to hand over": ("（可移交）", "to hand over"),
    "its end": ("公示截止日", "its end"),
    "no advance is granted": ("未批准垫付", "no advance is granted"),
    "no overpayment is found": ("未认定多付", "no overpayment is found"),
    "no advance is unpaid": ("没有未还的垫付款", "no advance is unpaid"),
    "no overpayment is unpaid": ("没有未还的多付款", "no overpayment is unpaid"),
}
DATA_CLASSES: Final[dict[str, tuple[str, str]]] = {
    "identity": ("身份", "identity"),
    "contact": ("联系方式", "contact"),
    "bank": ("银行账户", "bank"),
    "health": ("健康", "health"),
    "pay": ("工资", "pay"),
}
DEPARTURES: Final[dict[str, tuple[str, str]]] = {
    "left": ("离会", "left"),
    "died": ("身故", "died"),
}
DEPARTURE_CAUSES: Final[dict[str, tuple[str, str]]] = {
    "employment_ended": ("劳动关系终止", "employment ended"),
    "withdrew": ("本人退出", "withdrew"),
    "moved_office": ("转入其他办事处", "moved to another office"),
}
EMPLOYMENTS: Final[dict[str, tuple[str, str]]] = {
    "regular": ("在编", "regular"),
    "contract": ("合同制", "contract"),
    "dispatched": ("劳务派遣", "dispatched"),
    "new_form": ("新就业形态", "of a new form"),
    "retired": ("退休", "retired"),
    "temporary": ("临时", "temporary"),
}
MATTERS: Final[dict[str, tuple[str, str]]] = {
    "enrolment": ("参保", "enrolment"),
    "deduction": ("代扣会费", "deduction"),
}
DETAILS: Final[dict[str, tuple[str, str]]] = {
    "name": ("姓名", "name"),
    "id_number": ("身份证号", "ID number"),
    "phone": ("电话", "phone"),
    "bank_account": ("银行账号", "bank account"),
    "account_holder": ("户名", "account holder"),
    "wage": ("月工资", "monthly wage"),
    "income_band": ("收入档", "income band"),
}
RESTRICTIONS: Final[dict[str, tuple[str, str]]] = {
    "restricted": ("限定性", "restricted"),
    "unrestricted": ("非限定性", "unrestricted"),
    "designated": ("自行指定用途", "designated"),
}
REGIMES: Final[dict[str, tuple[str, str]]] = {
    "npo-2004": ("民间非营利组织会计制度（2004年版）", "npo-2004"),
    "npo-2026": ("民间非营利组织会计制度（2026年版）", "npo-2026"),
}
ACCOUNT_USES: Final[dict[str, tuple[str, str]]] = {
    "collection": ("收款", "collection"),
    "disbursement": ("付款", "disbursement"),
    "both": ("收付", "both"),
}
NEEDS: Final[dict[str, tuple[str, str]]] = {  # what a contribution rests on
    "wage_fen": ("月工资", "monthly wage"),
    "income_band": ("收入档", "band of income"),
    "unit_age": ("单位平均年龄", "unit's average age"),
    "a price": ("会费标准", "price"),
    "wage": ("月工资", "wage"),
    "pool": ("当月互助金总额", "pool"),
}
FORMS: Final[dict[str, tuple[str, str]]] = {
    "days": ("整数天数", "a whole number of days"),
    "years": ("整数年数（不超过 100）", "a whole number of years, at most 100"),
    "yuan": ("金额（元）", "an amount in yuan"),
}
# Things that share their code with a role or a word above.
KINDS: Final[dict[str, tuple[str, str]]] = {
    **RELIEF_KINDS,
    "enrolment": ("参保记录", "enrolment"),
    "remittance": ("单位往来", "account of a unit"),
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
        row = value.removeprefix("of row ")
        return OTHER_WORDS.get(value, (value if row == value else f"（第 {row} 行）",))[0]
    if name == "needed" and value in NEEDS:
        return NEEDS[value][0]
    if listed is not None:
        return "、".join(code_words(name, part, "zh") for part in value.split(", "))
    if name not in _TRANSLATED:
        return value
    if name == "subject" and value not in CHINESE:
        kind, _, which = value.partition(" ")  # such as claim C1
        return f"{CHINESE[kind]} {which}" if which and kind in CHINESE else value
    return " 或 ".join(CHINESE.get(part, part) for part in value.split(" or "))


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
