"""How an indemnity is derived: deductible, bands, caps, and never more than was borne."""

from collections.abc import Iterable

from ledger.benefits.losses import INPATIENT, OUTPATIENT, Loss, Usage, stay_days
from ledger.derivations import Step
from ledger.money import round_half_up
from ledger.plans import BASIS_POINTS, Band, Indemnity, LossShare


def indemnity(rule: Indemnity, clause: str, loss: Loss, usage: Usage, steps: list[Step]) -> int:
    """Pay by bands what lies above the deductible, within the rule's caps and the out-of-pocket."""
    if _shut(rule, clause, loss, usage, steps):
        return 0
    basis = _basis(rule, loss)
    if rule.above_basic_deductible:
        above = max(0, basis - (loss.basic_deductible_fen or 0))
        steps.append(Step("deductible.basic", f"{clause}.above_basic_deductible", basis, above))
        basis = above
    if rule.other_payers_first and loss.other_payers_fen:
        rest = max(0, basis - loss.other_payers_fen)
        steps.append(Step("other_payers", f"{clause}.other_payers_first", basis, rest))
        basis = rest
    if rule.measured_over == "term":
        amount = _over_the_term(rule, clause, loss, usage, steps)
    else:
        amount = _over_the_claim(rule, clause, basis, loss, usage, steps)
    if rule.cap_claim_fen is not None:
        amount = cap("cap.claim", f"{clause}.cap_claim_fen", amount, rule.cap_claim_fen, steps)
    left = cap_left(rule, usage)
    if left is not None:
        amount = cap("cap.term", f"{clause}.cap_term_fen", amount, left, steps)
    return cap("out_of_pocket", clause, amount, loss.out_of_pocket_fen, steps)


def ceiling(rule: Indemnity | LossShare, loss: Loss, usage: Usage) -> int:
    """Return the most that a rule may come to: what was borne, and what its cap has left."""
    if isinstance(rule, LossShare):
        borne = max(0, (loss.damage_fen or 0) - (loss.other_payers_fen or 0))
    else:
        borne = loss.out_of_pocket_fen
    left = cap_left(rule, usage)
    return borne if left is None else min(borne, left)


def cap_left(rule: Indemnity | LossShare, usage: Usage) -> int | None:
    """Return what a rule's cap of the coverage period has left; None: there is none."""
    return None if rule.cap_term_fen is None else max(0, rule.cap_term_fen - cap_used(rule, usage))


def cap_used(rule: Indemnity | LossShare, usage: Usage) -> int:
    """Return what was used of a rule's cap of the coverage period, in fen.

    All indemnity rules use up an indemnity's cap; that of a loss share is its own.
    """
    if isinstance(rule, LossShare):
        return usage.damage_fen.get(rule.trigger, 0) + usage.carried_fen
    return usage.indemnity_fen


def loss_share(rule: LossShare, clause: str, loss: Loss, usage: Usage, steps: list[Step]) -> int:
    """Pay a share of what was damaged, within the rule's caps and what others left unpaid."""
    basis = loss.damage_fen or 0
    if rule.deductible_fen is not None:
        above = max(0, basis - rule.deductible_fen)
        steps.append(Step("deductible.damage", f"{clause}.deductible_fen", basis, above))
        basis = above
    amount = round_half_up(basis * rule.rate_bp, BASIS_POINTS)
    steps.append(Step("damage.share", f"{clause}.rate_bp", basis, amount))
    if rule.cap_claim_fen is not None:
        amount = cap("cap.claim", f"{clause}.cap_claim_fen", amount, rule.cap_claim_fen, steps)
    left = cap_left(rule, usage)
    if left is not None:
        amount = cap("cap.term", f"{clause}.cap_term_fen", amount, left, steps)
    borne = max(0, (loss.damage_fen or 0) - (loss.other_payers_fen or 0))
    return cap("out_of_pocket", clause, amount, borne, steps)


def cap(rule: str, clause: str, amount: int, limit: int, steps: list[Step]) -> int:
    """Hold an amount to a limit; the line is written only where the limit bites."""
    if amount <= limit:
        return amount
    steps.append(Step(rule, clause, amount, limit))
    return limit


def _shut(rule: Indemnity, clause: str, loss: Loss, usage: Usage, steps: list[Step]) -> bool:
    """Tell whether a rule pays nothing on this loss before any sum is looked at."""
    if rule.basis == "above_cap" and not loss.above_cap_fen:
        return True
    times = rule.times_per_term
    if times is not None and usage.above_cap_claims >= times:
        steps.append(Step("times.exhausted", f"{clause}.times_per_term", usage.above_cap_claims, 0))
        return True
    if rule.max_days_stay is not None:
        days = stay_days(loss, discharge_day_counts=False)
        if days > rule.max_days_stay:
            steps.append(Step("stay.too_long", f"{clause}.max_days_stay", days, 0))
            return True
    return False


def _basis(rule: Indemnity, loss: Loss) -> int:
    if rule.basis == "above_cap":
        return loss.above_cap_fen or 0
    return loss.borne_fen if rule.basis == "out_of_pocket" else loss.self_pay_fen or 0


def _over_the_claim(
    rule: Indemnity, clause: str, basis: int, loss: Loss, usage: Usage, steps: list[Step]
) -> int:
    """Share what one claim has above its own deductible, the first's or a later one's."""
    later = usage.stays if loss.stay_number is None else loss.stay_number - 1
    place, deductible = "first", rule.deductible_first_fen
    if later and rule.deductible_next_fen is not None:
        place, deductible = "next", rule.deductible_next_fen
    if deductible or not basis:
        above = max(0, basis - deductible)
        steps.append(Step(f"deductible.{place}", f"{clause}.deductible_{place}_fen", basis, above))
        basis = above
    bands, where = _bands(rule, clause, loss, bool(later))
    return _by_bands(bands, where, _less_copayment(rule, clause, basis, steps), steps)


def _over_the_term(
    rule: Indemnity, clause: str, loss: Loss, usage: Usage, steps: list[Step]
) -> int:
    """Share what the account of the whole coverage period has above one deductible.

    The claim is paid what its own part adds: whatever the order in which claims of the period
    come, together they are paid the same. Where a claim was taken off the account after others
    had been granted on it, what those were granted is not paid a second time.
    """
    told = loss.earlier_fen
    before = _account(rule, usage) if told is None else told
    whole = before + (loss.self_pay_fen or 0)
    steps.append(Step("account.whole", f"{clause}.measured_over", before, whole))
    bands, where = _bands(rule, clause, loss, later=False)
    earlier = _over_deductible(rule, clause, before, bands, where, [])
    if told is None:
        earlier = max(earlier, usage.drawn_fen.get(rule.trigger, 0))
    both = _over_deductible(rule, clause, whole, bands, where, steps)
    adds = max(0, both - earlier)
    steps.append(Step("account.less", f"{clause}.measured_over", both, adds))
    return adds


def _over_deductible(
    rule: Indemnity, clause: str, whole: int, bands: tuple[Band, ...], where: str, steps: list[Step]
) -> int:
    above = max(0, whole - rule.deductible_first_fen)
    if rule.deductible_first_fen:
        steps.append(Step("deductible.term", f"{clause}.deductible_first_fen", whole, above))
    return _by_bands(bands, where, _less_copayment(rule, clause, above, steps), steps)


def drawn_by(steps: Iterable[Step], loss: Loss) -> int:
    """Return what a derivation draws on an account of the period, before caps; fen.

    Where the agency said what had been borne before, it is none of what this book granted.
    """
    if loss.earlier_fen is not None:
        return 0
    return sum(step.result for step in steps if step.rule == "account.less")


def _account(rule: Indemnity, usage: Usage) -> int:
    if rule.trigger in INPATIENT:
        return usage.inpatient_fen
    return usage.outpatient_fen if rule.trigger in OUTPATIENT else usage.special_fen


def _bands(rule: Indemnity, clause: str, loss: Loss, later: bool) -> tuple[tuple[Band, ...], str]:
    """Return the table that holds for a member and stay, with its path."""
    if loss.group is not None:
        for index, each in enumerate(rule.bands_by_group or ()):
            if each.group == loss.group:
                return each.bands, f"{clause}.bands_by_group.{index}.bands"
    if later and rule.bands_next is not None:
        return rule.bands_next, f"{clause}.bands_next"
    return rule.bands, f"{clause}.bands"


def _less_copayment(rule: Indemnity, clause: str, basis: int, steps: list[Step]) -> int:
    if rule.copayment_bp is None:
        return basis
    left = round_half_up(basis * (BASIS_POINTS - rule.copayment_bp), BASIS_POINTS)
    steps.append(Step("copayment", f"{clause}.copayment_bp", basis, left))
    return left


def _by_bands(bands: tuple[Band, ...], where: str, basis: int, steps: list[Step]) -> int:
    """Pay each band's slice at its rate; the running sum is rounded, so that lines add up to it."""
    exact = paid = 0
    for index, band in enumerate(bands):
        if basis <= band.over_fen:
            break
        top = basis if band.up_to_fen is None else min(basis, band.up_to_fen)
        part = top - band.over_fen
        exact += part * band.rate_bp
        total = round_half_up(exact, BASIS_POINTS)
        steps.append(Step("band", f"{where}.{index}", part, total - paid))
        paid = total
    return paid
