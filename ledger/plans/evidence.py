"""Kinds of papers that terms can ask of a claim: one code each, with its words in both languages."""

from typing import Literal, get_args

EvidenceKind = Literal[
    "application_form",
    "identity",
    "bank_card",
    "roster_proof",
    "unit_certificate",
    "discharge_summary",
    "medical_orders",
    "itemised_bill",
    "settlement_slip",
    "receipt",
    "diagnosis",
    "accident_report",
    "disability_report",
    "death_certificate",
    "kinship_proof",
]
EVIDENCE_KINDS: tuple[str, ...] = get_args(EvidenceKind)

_WORDS = {
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
assert set(_WORDS) == set(EVIDENCE_KINDS), "every kind has its words"


def evidence_words(kind: str, lang: Literal["zh", "en"]) -> str:
    """Return the name of a kind of paper."""
    return _WORDS[kind][lang == "en"]
