"""Soundness: what terms say that contradicts itself, each problem naming its parameter."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ledger.money import yuan
from ledger.plans.clauses import BASIS_POINTS, CODE, PLAN_CLASSES
from ledger.plans.contributions import ByLevel, PerShare
from ledger.plans.rules import Indemnity, LossShare, rule_key

if TYPE_CHECKING:
    from ledger.plans.terms import PlanTerms

_DAYS_A_MONTH_AT_LEAST = 28


def contradictions(terms: "PlanTerms") -> Iterator[str]:
    """Find what contradicts itself, in the order of the file."""
    yield from _who(terms)
    yield from _when(terms)
    yield from _paid_in(terms)
    yield from _how_much(terms)
    yield from _cited(terms)


def _who(terms: "PlanTerms") -> Iterator[str]:
    """Find contradictions about who may join."""
    if not terms.sexes:
        yield "sexes must not be empty"
    if len(set(terms.sexes)) < len(terms.sexes):
        yield "sexes names a sex twice"
    if terms.plan_class == "female_specific_disease" and terms.sexes != ("female",):
        yield "sexes must be [female] where plan_class is female_specific_disease"
    for sex, limit in (("female", terms.age_max_female), ("male", terms.age_max_male)):
        field = f"age_max_{sex}"
        if limit is not None and sex not in terms.sexes:
            yield f"{field} is set, but sexes does not admit {sex} members"
        if limit is not None and terms.age_min is not None and limit < terms.age_min:
            yield f"{field} ({limit}) is below age_min ({terms.age_min})"
    yield from _others(terms)
    if terms.retirees == "never" and "retired" in (terms.employment_kinds or ()):
        yield "employment_kinds admits retired members, but retirees is never"
    if terms.dependant_age_max is not None and not terms.dependants:
        yield "dependant_age_max is set, but dependants names nobody"
    if terms.max_shares_of_class is not None and terms.max_shares_of_class < terms.max_shares:
        yield f"max_shares_of_class ({terms.max_shares_of_class}) is below max_shares ({terms.max_shares})"


def _others(terms: "PlanTerms") -> Iterator[str]:
    """Find contradictions about plans to be held, or not, beside this one."""
    for field, names in (
        ("exclusive_with", terms.exclusive_with),
        ("only_with", terms.only_with or ()),
    ):
        for other in names:
            if other == terms.code:
                yield f"{field} names the plan itself ({other})"
            elif other not in PLAN_CLASSES and re.fullmatch(CODE, other) is None:
                yield f"{field} names {other!r}, which is neither a plan code nor a known class"
    for other in sorted({*terms.exclusive_with} & {*(terms.only_with or ())}):
        yield f"only_with and exclusive_with both name {other}"


def _when(terms: "PlanTerms") -> Iterator[str]:
    """Find contradictions about dates and terms of days."""
    if terms.effective_on is not None and not terms.version.startswith(
        f"{terms.effective_on.year:04d}"
    ):
        yield f"effective_on ({terms.effective_on}) is not in the year of version {terms.version}"
    waiting = terms.waiting_period_days
    if waiting is not None and waiting >= terms.term_months * _DAYS_A_MONTH_AT_LEAST:
        yield f"waiting_period_days ({waiting}) leaves nothing of a term of term_months covered"
    limitation = terms.limitation_days
    for field, days in (
        ("notice_days", terms.notice_days),
        ("filing_from_days", terms.filing_from_days),
    ):
        if days is not None and limitation is not None and limitation < days:
            yield f"limitation_days ({limitation}) is below {field} ({days})"


def _paid_in(terms: "PlanTerms") -> Iterator[str]:
    """Find contradictions about contributions."""
    rule = terms.contribution
    if terms.contribution_fen is not None and rule is not None:
        yield "give contribution_fen or contribution, not both"
    share = rule.share_fen if isinstance(rule, PerShare) else terms.contribution_fen
    parts = terms.funding or ()
    if parts and share is not None and all(part.fen is not None for part in parts):
        total = sum(part.fen or 0 for part in parts)
        if total != share:
            yield f"funding adds up to {yuan(total)} yuan, the contribution is {yuan(share)}"
    rates = [part.rate_bp for part in parts if part.rate_bp is not None]
    if parts and len(rates) == len(parts) and sum(rates) != BASIS_POINTS:
        yield "funding does not add up to the whole contribution"
    refund = terms.refundable_fen
    if refund is not None and share is not None and refund > share:
        yield f"refundable_fen ({yuan(refund)} yuan) is above the contribution ({yuan(share)} yuan)"
    if isinstance(rule, ByLevel) and rule.levels[-1].shares > terms.max_shares:
        yield f"contribution.levels go beyond max_shares ({terms.max_shares})"


def _how_much(terms: "PlanTerms") -> Iterator[str]:
    """Find contradictions about amounts."""
    minimum = terms.minimum_benefit_fen or 0
    floor = f"is below minimum_benefit_fen ({yuan(minimum)} yuan)"
    if terms.cap_term_fen is not None and terms.cap_term_fen < minimum:
        yield f"cap_term_fen {floor}"
    if not terms.benefits and not terms.unstated:
        yield "benefits must not be empty"
    seen: set[tuple[str, ...]] = set()
    for index, rule in enumerate(terms.benefits):
        if rule_key(rule) in seen:
            yield f"benefits.{index} pays {rule.type} on {rule.trigger} a second time"
        seen.add(rule_key(rule))
        if not isinstance(rule, Indemnity | LossShare):
            continue
        if terms.max_shares > 1 and isinstance(rule, Indemnity):
            yield f"benefits.{index} is an indemnity: it pays a loss once, so max_shares must be 1"
        for field, cap in (
            ("cap_claim_fen", rule.cap_claim_fen),
            ("cap_term_fen", rule.cap_term_fen),
        ):
            if cap is not None and cap < minimum:
                yield f"benefits.{index}.{field} {floor}"
    yield from _pairs(terms)


def _pairs(terms: "PlanTerms") -> Iterator[str]:
    """Find pairs of exclusive benefits that cannot both arise."""
    for index, pair in enumerate(terms.exclusive_benefits or ()):
        if pair.one == pair.other:
            yield f"exclusive_benefits.{index} names {pair.one} twice"
    for index, said in enumerate(terms.unstated or ()):
        if said.trigger is not None and any(r.trigger == said.trigger for r in terms.benefits):
            yield f"unstated.{index} names {said.trigger}, which benefits settle"


def _cited(terms: "PlanTerms") -> Iterator[str]:
    """Find citations of parameters that the terms do not set."""
    if not terms.citations:
        return
    facts = terms.model_dump(exclude_none=True)
    for path in terms.citations:
        if not _leads(facts, path.split(".")):
            yield f"citations names {path}, which the terms do not set"


def _leads(facts: object, steps: list[str]) -> bool:
    for step in steps:
        if isinstance(facts, dict) and step in facts:
            facts = facts[step]
        elif isinstance(facts, list | tuple) and step.isdigit() and int(step) < len(facts):
            facts = facts[int(step)]
        else:
            return False
    return True
