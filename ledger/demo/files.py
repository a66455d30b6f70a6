"""The office's two years as files in a folder: everything that came in on paper or from elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from ledger.demo.claims import Claim, Claims
from ledger.demo.elsewhere import elsewhere
from ledger.demo.office import PLANS, Office, agency_code, point_code
from ledger.demo.plants import number_claims, plant_bounces, plant_refusals
from ledger.demo.receipts import Receipts, write_receipts
from ledger.demo.registers import (
    write_balances,
    write_open_claims,
    write_papers,
    write_settlements,
    write_statistics,
    write_units,
)
from ledger.demo.rosters import RosterFile, write_cover, write_rosters
from ledger.demo.rounds import TAKEN_OVER
from ledger.demo.targets import SOURCE_EN, SOURCE_ZH, YEARS, YearTarget
from ledger.demo.terms import schedule_texts, texts
from ledger.demo.working_day import Tell
from ledger.plans import PlanTerms, plan_key
from ledger.terms import whole_terms

FOLDERS = ("documents", "plans", "takeover", "rosters", "remittances", "settlements", "payments")

READ_ME = f"""本文件夹是演示数据：人员、单位、金额与条款均为虚构；只有年度合计数取自成都办事处公布的数字。
来源：{SOURCE_ZH}

Everything in this folder is invented: people, units, amounts and plan terms. Only the yearly totals
are the published ones of the Chengdu office.
Source: {SOURCE_EN}.
"""


@dataclass
class Due:
    """What a round of claims comes to: benefits to pay by fund, and rows that a rule refuses."""

    payable: dict[str, int]
    refused: int = 0
    nothing: int = 0  # filed and assessed, but below the deductible


@dataclass(frozen=True)
class Input:
    """The files that were made, and what the story needs to know of them."""

    folder: Path
    scale: Fraction
    targets: dict[int, YearTarget]  # reachable at this scale; the published ones at 1
    agencies: list[str]
    points: list[str]
    cover: list[Path]  # taken over
    rosters: list[RosterFile]
    receipts: Receipts
    settlements: dict[str, Path]  # by round
    papers: dict[str, Path]
    due: dict[str, Due]  # by round
    refused: dict[str, str]  # claim number: why a rule will refuse it
    bounces: dict[str, str]  # claim number: "failed" or "returned"
    rows: int  # of all tables together


def generate(folder: Path, scale: Fraction, seed: int, tell: Tell = lambda _zh, _en: None) -> Input:
    """Build all files in an existing folder. The same seed and scale give the same bytes."""
    terms = _write_plans(folder)
    tell("人员", "people")
    office = Office(seed, scale)
    rosters = elsewhere(lambda: write_rosters(office, folder / "rosters"))
    tell("案件", "claims")
    claims = Claims(office, terms)
    plant_refusals(claims)
    plant_bounces(claims)
    rounds = number_claims(claims)
    tell("表格", "tables")
    opened = rounds.pop(TAKEN_OVER.code)
    covers = _write_take_over(office, claims, opened, folder / "takeover")
    rows = len(opened)
    for year in YEARS:
        rows += write_units(office, folder / f"units-{year}.csv", year)
    settled = folder / "settlements"
    settlements = {code: settled / f"settlement-{code}.csv" for code in sorted(rounds)}
    rows += sum(write_settlements(office, settlements[code], rounds[code]) for code in settlements)
    receipts = write_receipts(office, terms, folder / "remittances")
    agencies, points = _places(office)
    listed, cover = rosters(), covers()
    return Input(
        folder=folder,
        scale=scale,
        targets=claims.targets,
        agencies=agencies,
        points=points,
        cover=list(cover),
        rosters=listed,
        receipts=receipts,
        settlements=settlements,
        papers=write_papers(folder / "documents"),
        due=_dues(rounds, opened, terms),
        refused={claim.number: claim.refused for claim in claims.all if claim.refused},
        bounces={claim.number: claim.bounces for claim in claims.all if claim.bounces},
        rows=rows + sum(cover.values()) + sum(file.rows for file in listed),
    )


def _write_plans(folder: Path) -> dict[str, PlanTerms]:
    """Make the folders, say what they hold, and write plan files and schedules; the terms by key."""
    for name in FOLDERS:
        (folder / name).mkdir(exist_ok=True)
    (folder / "README.txt").write_text(READ_ME, encoding="utf-8")
    plans, schedules = texts(), schedule_texts()
    for key, text in (plans | schedules).items():
        (folder / "plans" / f"{key}.yaml").write_text(text, encoding="utf-8")
    return {key: whole_terms(text) for key, text in plans.items()}


def _write_take_over(
    office: Office, claims: Claims, opened: list[Claim], folder: Path
) -> Callable[[], dict[Path, int]]:
    """Write what is taken over; the cover in force beside, and what waits for its files and rows."""
    claimants = {claim.person for claim in claims.all if claim.period < 2015}
    cover = elsewhere(lambda: write_cover(office, folder, claimants))
    write_balances(folder / "takeover-balances.csv", office.scale)
    write_statistics(office, folder / "takeover-statistics.csv")
    keys = []
    for claim in opened:
        terms = claims.terms_for(claim.plan, claim.period)
        keys.append(plan_key(terms.code, terms.version))
    write_open_claims(office, folder / "takeover-claims.csv", opened, keys)
    return cover


def _places(office: Office) -> tuple[list[str], list[str]]:
    """Return the codes of the agencies and service points that units belong to."""
    pairs = zip(office.units.agency, office.units.point, strict=True)
    points = {(agency, point) for agency, point in pairs if point}
    agencies = [agency_code(agency) for agency in sorted(set(office.units.agency))]
    return agencies, [point_code(*place) for place in sorted(points)]


def _dues(
    rounds: dict[str, list[Claim]], opened: list[Claim], terms: dict[str, PlanTerms]
) -> dict[str, Due]:
    """Return what each round comes to; open claims taken over are decided with the first."""
    funds = {terms_.code: terms_.fund for terms_ in terms.values()}
    dues = {code: Due(dict.fromkeys(sorted(set(funds.values())), 0)) for code in rounds}
    first = next(iter(sorted(rounds)))
    for code, mine in [*rounds.items(), (first, opened)]:
        for claim in mine:
            if claim.refused == "nothing":
                dues[code].nothing += 1
            elif claim.refused:
                dues[code].refused += 1
            else:
                dues[code].payable[funds[PLANS[claim.plan.bit_length() - 1]]] += 1
    return dues
