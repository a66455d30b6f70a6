"""Kinds of papers that terms can ask of a claim: one code each, with its words in both languages."""

from typing import Literal, get_args

from ledger.codes import PAPERS
from ledger.languages import Lang

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

assert set(PAPERS) == set(EVIDENCE_KINDS), "every kind has its words"


def evidence_words(kind: str, lang: Lang) -> str:
    """Return the name of a kind of paper."""
    return PAPERS[kind][lang == "en"]
