"""What happened and what it cost, chosen so that the published terms give a wanted benefit."""

from datetime import date, timedelta

from ledger.benefits import Assessment, Loss, Usage, assess
from ledger.demo.chance import Dice
from ledger.plans import BASIS_POINTS, Indemnity, PerDiem, PlanTerms

_CORRECTIONS = 8  # fen by which the inverse of the bands may be off, through rounding


def stay_for(
    terms: PlanTerms,
    benefit_fen: int,
    days: int,
    *,
    discharged_on: date,
    usage: Usage,
    hospital: str,
    paper: str,
    dice: Dice,
) -> tuple[Loss, Assessment]:
    """Return a hospital stay of at most so many days for which the terms give exactly this benefit.

    What the daily allowance does not explain is the share of what the member paid; a stay is made
    shorter where its allowance alone would be more.
    """
    indemnity = next(rule for rule in terms.benefits if isinstance(rule, Indemnity))
    days, by_day = _by_day(terms, benefit_fen, days)
    self_pay = _self_pay_for(indemnity, benefit_fen - by_day, usage)
    out_of_scope = self_pay * dice.between(5, 45) // 100
    rest = (self_pay + out_of_scope) * dice.between(90, 420) // 100
    for correction in (0, *(sign * n for n in range(1, _CORRECTIONS) for sign in (1, -1))):
        loss = Loss(
            trigger="hospital_stay",
            occurred_on=discharged_on - timedelta(days=days),
            ended_on=discharged_on,
            total_fen=self_pay + correction + out_of_scope + rest,
            self_pay_fen=self_pay + correction,
            out_of_scope_fen=out_of_scope,
            hospital=hospital,
            papers=(paper,),
        )
        assessment = assess(terms, 1, loss, usage)
        if assessment.benefit_fen == benefit_fen:
            return loss, assessment
    raise AssertionError("the terms give no such benefit")


def _by_day(terms: PlanTerms, benefit_fen: int, days: int) -> tuple[int, int]:
    """Return how many days the benefit leaves room for, and what the allowance for them is."""
    allowance = next((rule for rule in terms.benefits if isinstance(rule, PerDiem)), None)
    if allowance is None:
        return days, 0
    affordable = (benefit_fen - 100) // allowance.amount_fen + allowance.unpaid_days_stay
    days = min(days, affordable, allowance.max_days_stay or days)
    return days, max(0, days - allowance.unpaid_days_stay) * allowance.amount_fen


def _self_pay_for(rule: Indemnity, benefit_fen: int, usage: Usage) -> int:
    """Return the self-payment whose share by bands is the benefit, give or take a fen."""
    deductible = rule.deductible_first_fen
    if usage.stays and rule.deductible_next_fen is not None:
        deductible = rule.deductible_next_fen
    left = benefit_fen * BASIS_POINTS
    for band in rule.bands:
        width = None if band.up_to_fen is None else (band.up_to_fen - band.over_fen) * band.rate_bp
        if width is None or left <= width:
            return deductible + band.over_fen + -(-left // band.rate_bp)
        left -= width
    raise AssertionError("the bands end below the benefit")


def injury_stay(
    days: int, *, discharged_on: date, hospital: str, paper: str, self_pay_fen: int
) -> Loss:
    """Return a stay after an accident; it is paid by the day."""
    return Loss(
        trigger="accident_injury",
        occurred_on=discharged_on - timedelta(days=days),
        ended_on=discharged_on,
        total_fen=self_pay_fen * 3,
        self_pay_fen=self_pay_fen,
        hospital=hospital,
        papers=(paper,),
    )


def listed(trigger: str, condition: str, occurred_on: date, hospital: str, paper: str) -> Loss:
    """Return a loss that is paid by its class or grade: a diagnosis, or a disability."""
    return Loss.model_validate(
        {
            "trigger": trigger,
            "occurred_on": occurred_on,
            "condition": condition,
            "hospital": hospital,
            "papers": (paper,),
        }
    )
