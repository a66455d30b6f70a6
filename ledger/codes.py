"""Codes of closed lists in words: what each means in Chinese and in English."""

from typing import Final

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
CLAIMANTS: Final[dict[str, tuple[str, str]]] = {
    "member": ("会员本人", "the member"),
    "relative": ("亲属", "a relative"),
    "heir": ("继承人", "the heir"),
    "unit": ("单位", "the unit"),
    "agency": ("代办处", "the agency"),
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
    "no overpayment is demanded": ("没有要求退还的多付款", "no overpayment is demanded"),
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
    "dependant": ("家属", "dependant"),
    "coverage period": ("保障期", "coverage period"),
}
