"""What goes wrong in every office: claims that a rule refuses, payments that the bank does not make."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from ledger.benefits import Loss
from ledger.demo.chance import Dice
from ledger.demo.claims import Claim, Claims, Ground
from ledger.demo.losses import injury_stay, listed
from ledger.demo.office import ACC, CI, FEM, HOSP
from ledger.demo.rounds import TAKEN_OVER, Round, round_of
from ledger.demo.targets import YEARS, scaled
from ledger.plans import FixedSum

_WAITING, _NOT_COVERED, _TWICE = 120, 90, 60  # claims of a year that cannot be filed
_NOTHING = 180  # and such as come to nothing: the deductible was not reached
_FAILED, _RETURNED = 150, 70  # payments of a year that come back
_LAST_TO_BOUNCE = 11  # what comes back later would be paid again in another year
_SEARCHES = 20_000


def plant_refusals(claims: Claims) -> None:
    """Add claims that the rules refuse: in the waiting period, without cover, and filed twice."""
    dice, scale = Dice(claims.office.seed, "refusals"), claims.office.scale
    paid = [claim for claim in claims.all if claim.round is not TAKEN_OVER]
    for year in YEARS:
        for _ in range(scaled(_WAITING, scale)):
            _plant_waiting(claims, year, dice)
        for _ in range(scaled(_NOT_COVERED, scale)):
            _plant_not_covered(claims, year, dice)
        for _ in range(scaled(_NOTHING, scale)):
            _plant_nothing(claims, year, dice)
        mine = [c for c in paid if c.round.paid_year == year and c.round.paid_month < 11]
        for _ in range(scaled(_TWICE, scale)):
            _plant_twice(claims, mine, dice)


def plant_bounces(claims: Claims) -> None:
    """Let the bank fail to pay some benefits, and return others after payment."""
    dice, scale = Dice(claims.office.seed, "bounces"), claims.office.scale
    for year in YEARS:
        mine = [
            claim
            for claim in claims.all
            if claim.refused is None
            and claim.round.paid_year == year
            and claim.round.paid_month <= _LAST_TO_BOUNCE
        ]
        dice.shuffle(mine)
        failed, returned = scaled(_FAILED, scale), scaled(_RETURNED, scale)
        for claim in mine[:failed]:
            claim.bounces = "failed"
        for claim in mine[failed : failed + returned]:
            claim.bounces = "returned"


def number_claims(claims: Claims) -> dict[str, list[Claim]]:
    """Give the claims the settling agency's numbers; return them by round, in the files' order."""
    rounds: dict[str, list[Claim]] = {}
    for claim in claims.all:
        rounds.setdefault(claim.round.code, []).append(claim)
    for code, mine in rounds.items():
        mine.sort(key=lambda claim: (claim.settled_on, claim.person, claim.plan))
        prefix = "K2014" if code == TAKEN_OVER.code else "S" + code.replace("-", "")
        for place, claim in enumerate(mine, 1):
            claim.number = f"{prefix}-{place:05d}"
    return rounds


def _refuse(claim: Claim, ground: Ground, claims: Claims) -> None:
    claim.refused = ground
    claims.all.append(claim)


def _plant_waiting(claims: Claims, year: int, dice: Dice) -> None:
    """Let somebody who is new fall ill before the waiting period is over."""
    office = claims.office
    for _ in range(_SEARCHES):
        person = dice.below(len(office.people))
        plan = dice.pick((CI, FEM, HOSP))
        first = claims.covered_from(person, plan, year)
        starts_on = date(year, office.starts_late(person, year), 1)
        if first is None or first == starts_on:
            continue
        happened_on = starts_on + timedelta(days=dice.below((first - starts_on).days))
        settled_on = happened_on + timedelta(days=4)
        if settled_on.year == year and settled_on <= date(year, 12, 20):
            return _refuse(_illness(claims, person, plan, year, happened_on), "waiting", claims)
    raise AssertionError("nobody is new")


def _plant_not_covered(claims: Claims, year: int, dice: Dice) -> None:
    """Let a member claim under a plan that they do not hold, or no longer hold."""
    office = claims.office
    for _ in range(_SEARCHES):
        person = dice.below(len(office.people))
        plan = dice.pick((CI, ACC, HOSP))
        known = office.plans_of(person, year - 1) | office.plans_of(person, year)
        joined_late = office.starts_late(person, year) > 1
        if known and not joined_late and not office.plans_of(person, year) & plan:
            happened_on = date(year, 1, 10) + timedelta(days=dice.below(330))
            claim = _illness(claims, person, plan, year, happened_on)
            return _refuse(claim, "not_covered", claims)
    raise AssertionError("everybody holds every plan")


def _plant_nothing(claims: Claims, year: int, dice: Dice) -> None:
    """Let somebody be in hospital for so short, and pay so little, that nothing is due."""
    office = claims.office
    for _ in range(_SEARCHES):
        person = dice.below(len(office.people))
        first = claims.covered_from(person, HOSP, year)
        happened_on = date(year, 2, 1) + timedelta(days=dice.below(300))
        if first is None or happened_on < first or not claims.take(person, HOSP):
            continue
        settled_on = happened_on + timedelta(days=2)
        loss = Loss(
            trigger="hospital_stay",
            occurred_on=happened_on,
            ended_on=settled_on,
            total_fen=dice.between(90_000, 150_000),
            self_pay_fen=dice.between(8_000, 29_900),
            hospital=claims.hospital(),
            papers=(claims.paper(),),
        )
        claim = Claim(person, HOSP, year, loss, settled_on, round_of(settled_on), 0)
        return _refuse(claim, "nothing", claims)
    raise AssertionError("nobody is covered")


def _plant_twice(claims: Claims, paid: list[Claim], dice: Dice) -> None:
    """Let a loss that was claimed come again a month later, under another number."""
    claim = dice.pick(paid)
    settled_on = max(claim.settled_on, claim.round.closes_on) + timedelta(days=dice.between(2, 20))
    again = replace(claim, settled_on=settled_on, round=round_of(settled_on), benefit_fen=0)
    again.bounces = None
    _refuse(again, "twice", claims)


def _illness(claims: Claims, person: int, plan: int, year: int, happened_on: date) -> Claim:
    """Make a claim for something that happened on a day, four days before it was settled."""
    settled_on = happened_on + timedelta(days=4)
    hospital, paper = claims.hospital(), claims.paper()
    if plan in (CI, FEM):
        rule = next(r for r in claims.terms_for(plan, year).benefits if isinstance(r, FixedSum))
        code = rule.lines[person % len(rule.lines)].code
        loss = listed("diagnosis", code, happened_on, hospital, paper)
    else:
        loss = injury_stay(
            4, discharged_on=settled_on, hospital=hospital, paper=paper, self_pay_fen=184_050
        )
        if plan == HOSP:
            loss = loss.model_copy(update={"trigger": "hospital_stay"})
    each: Round = round_of(settled_on)
    return Claim(person, plan, year, loss, settled_on, each, 0)
