"""Makers of terms and losses: each defaults everything, so that a test names what it is about."""

from datetime import date, timedelta
from typing import Any

from ledger.benefits import Loss
from ledger.plans import Band, Indemnity, PerDiem, PlanTerms, parse_terms
from ledger.terms import shipped

YUAN = 100
ADMITTED = date(2015, 3, 10)


def zhangjiajie() -> PlanTerms:
    """Return the worked terms of Zhangjiajie, 2014."""
    return parse_terms(shipped()["ZJJ-HOSP@2014"])


def facts(**changes: Any) -> dict[str, Any]:
    """Return the fields of a sound plan file, with changes."""
    return {
        "code": "TT-PLAN",
        "version": "2015",
        "name_zh": "试验计划",
        "name_en": "Trial plan",
        "fund": "MED",
        "plan_class": "hospital_expense",
        "invented": True,
        "citation": "Invented for a test.",
        "effective_on": date(2015, 1, 1),
        "contribution_fen": 5_000,
        "benefits": [indemnity().model_dump()],
        **changes,
    }


def terms(*rules: Any, **changes: Any) -> PlanTerms:
    """Return sound terms that pay by the given rules."""
    if rules:
        changes["benefits"] = rules
    return PlanTerms.model_validate(facts(**changes))


def indemnity(*bands: Band, **changes: Any) -> Indemnity:
    """Return an indemnity on hospital stays, by default half of everything."""
    chosen = bands or (Band(over_fen=0, rate_bp=5_000),)
    return Indemnity(**{"trigger": "hospital_stay", "bands": chosen, **changes})


def per_diem(**changes: Any) -> PerDiem:
    """Return a daily allowance for hospital stays, by default 40 yuan."""
    return PerDiem(**{"trigger": "hospital_stay", "amount_fen": 40 * YUAN, **changes})


def stay(self_pay_fen: int | None = None, *, days: int | None = None, **changes: Any) -> Loss:
    """Return a hospital stay, of so many days where they matter."""
    return Loss(
        **{
            "trigger": "hospital_stay",
            "occurred_on": ADMITTED,
            "ended_on": None if days is None else ADMITTED + timedelta(days=days),
            "self_pay_fen": self_pay_fen,
            **changes,
        }
    )


def diagnosis(condition: str) -> Loss:
    """Return a diagnosis of a class of disease."""
    return Loss(trigger="diagnosis", occurred_on=ADMITTED, condition=condition)
