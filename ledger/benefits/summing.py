"""How sums are derived: by class, by day, by month, and as a part of the month's pool."""

from ledger.benefits.losses import Base, Loss, Usage, stay_days
from ledger.benefits.sharing import cap
from ledger.derivations import Step
from ledger.money import round_half_up
from ledger.plans import BASIS_POINTS, Allowance, FixedSum, PerDiem, PoolShare


def fixed_sum(
    rule: FixedSum, clause: str, shares: int, loss: Loss, usage: Usage, steps: list[Step]
) -> tuple[int, str | None]:
    """Pay the sum of the loss's class for each share, unless the class was paid before.

    Return the sum with the class that it is paid for; None: nothing is paid. A schedule of one
    line needs no class: the event itself says which it is.
    """
    if rule.for_shares is not None and rule.for_shares != shares:
        steps.append(Step("fixed.other_shares", f"{clause}.for_shares", shares, 0))
        return 0, None
    condition, lines = loss.condition, rule.lines
    if condition is None and len(lines) == 1:
        condition = lines[0].code
    for index, line in enumerate(lines):
        if line.code != condition:
            continue
        place = f"{clause}.schedule.{index}"
        if line.code in classes_paid(rule, usage):
            steps.append(Step("fixed.paid_before", place, line.amount_fen, 0))
            return 0, None
        if rule.per_share is False:
            steps.append(Step("fixed.whole", place, line.amount_fen, line.amount_fen))
            return line.amount_fen, line.code
        amount = line.amount_fen * shares
        steps.append(Step("fixed.sum", place, line.amount_fen, amount))
        return amount, line.code
    steps.append(Step("fixed.not_listed", f"{clause}.schedule", 0, 0))
    return 0, None


def classes_paid(rule: FixedSum, usage: Usage) -> tuple[str, ...]:
    """Return the classes that a rule does not pay again: over a life, or the coverage period."""
    over = rule.paid_over
    if over is None:
        return ()
    return (*usage.conditions, *usage.earlier) if over == "life" else usage.conditions


def days_paid(rule: PerDiem, clause: str, loss: Loss, usage: Usage, steps: list[Step]) -> int:
    """Count the days that are paid: after the unpaid ones, within stay and coverage period."""
    stay = stay_days(loss, rule.discharge_day_counts)
    if not stay:
        steps.append(Step("days.unknown", clause, 0, 0))
        return 0
    paid = max(0, stay - rule.unpaid_days_stay)
    steps.append(Step("days.stay", f"{clause}.unpaid_days_stay", stay, paid))
    if rule.unpaid_days_term is not None:
        unpaid = max(0, rule.unpaid_days_term - usage.stay_days)
        most = max(0, stay - unpaid)
        paid = cap("days.unpaid_term", f"{clause}.unpaid_days_term", paid, most, steps)
    if rule.max_days_stay is not None:
        paid = cap("days.stay_max", f"{clause}.max_days_stay", paid, rule.max_days_stay, steps)
    if rule.max_days_term is not None:
        left = max(0, rule.max_days_term - usage.days.get(rule.trigger, 0))
        paid = cap("days.term_max", f"{clause}.max_days_term", paid, left, steps)
    return paid


def allowance(
    rule: Allowance,
    clause: str,
    shares: int,
    loss: Loss,
    usage: Usage,
    base: Base,
    steps: list[Step],
) -> int:
    """Pay so many months at the monthly sum; the wage itself is in no line, for lines are kept."""
    months = loss.months
    if months is None:
        steps.append(Step("months.unknown", clause, 0, 0))
        return 0
    if rule.max_months_term is not None:
        left = max(0, rule.max_months_term - usage.months.get(rule.trigger, 0))
        months = cap("months.term_max", f"{clause}.max_months_term", months, left, steps)
    if rule.month_fen is not None:
        month, place = rule.month_fen * shares, f"{clause}.month_fen"
    else:
        place = f"{clause}.wage_rate_bp"
        if base.wage_fen is None or rule.wage_rate_bp is None:
            steps.append(Step("wage.unknown", place, months, 0))
            return 0
        month = round_half_up(base.wage_fen * rule.wage_rate_bp, BASIS_POINTS)
    most = rule.cap_month_fen
    if most is not None and month > most:
        # The sum before the cap would tell the wage, which is in no line.
        steps.append(Step("cap.month", f"{clause}.cap_month_fen", most, most))
        month = most
    steps.append(Step("allowance", place, months, months * month))
    return months * month


def pool_share(rule: PoolShare, clause: str, base: Base, steps: list[Step]) -> int:
    """Pay a claim's equal part of the month's pool; the parts of a month add up to it exactly."""
    if base.pool_fen is None:
        steps.append(Step("pool.unknown", clause, 0, 0))
        return 0
    shared = round_half_up(base.pool_fen * rule.pool_rate_bp, BASIS_POINTS)
    steps.append(Step("pool.month", f"{clause}.pool_rate_bp", base.pool_fen, shared))
    claims, place = base.pool_claims, base.pool_place
    amount = round_half_up(shared * place, claims) - round_half_up(shared * (place - 1), claims)
    steps.append(Step("pool.share", clause, shared, amount))
    if rule.cap_claim_fen is not None:
        amount = cap("cap.claim", f"{clause}.cap_claim_fen", amount, rule.cap_claim_fen, steps)
    return amount
