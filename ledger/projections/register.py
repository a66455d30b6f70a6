"""The register: what things are called, and what they belong to; and statistics carried in."""

from collections.abc import Callable, Iterator
from typing import Any

from ledger.events import Event
from ledger.events.agency import AgencyRegistered
from ledger.events.fund import FundOpened
from ledger.events.office import (
    BankAccountRegistered,
    OfficeOpened,
    OfficerAppointed,
    StatisticsCarriedIn,
)
from ledger.events.plan import PlanPublished
from ledger.events.unit import UnitAssigned, UnitRegistered
from ledger.projections.tables import Cell, Column, Projection, Row, Table, day

REGISTER_TABLE = Table(
    "register",
    (
        Column("position", "integer"),
        Column("effective_on", "date"),
        Column(
            "kind", "text"
        ),  # office, officer, agency, unit, assignment, fund, plan, bank_account
        Column("code", "text"),
        Column("name", "text", required=False),
        Column("name_en", "text", required=False),
        Column("plan_class", "text", required=False),
        Column("fund", "text", required=False),  # of a plan or bank account
        Column("restriction", "text", required=False),  # of a fund's net assets
        Column("parent", "text", required=False),  # a unit's, or a service point's, agency
        Column("detail", "text", required=False),  # regime, roles, kind, purpose, service point
    ),
)
STATISTIC_TABLE = Table(
    "statistic",
    (
        Column("position", "integer"),
        Column("leg", "integer"),
        Column("effective_on", "date"),
        Column("year", "integer"),
        Column("plan_class", "text", required=False),
        Column("units", "integer", required=False),
        Column("participations", "integer", required=False),
        Column("benefits", "integer", required=False),  # person-times
        Column("benefits_fen", "integer", required=False),
    ),
    legs=True,
)

_Facts = tuple[Cell, Cell, Cell, Cell, Cell, Cell, Cell, Cell]


def _named(kind: str, facts: Callable[[Any], _Facts]) -> Callable[[Event, int], tuple[Row]]:
    def rows(event: Event, position: int) -> tuple[Row]:
        return ((position, day(event.effective_on), kind, *facts(event)),)

    return rows


def _office(event: OfficeOpened) -> _Facts:
    return (event.code, event.name, None, None, None, None, None, event.regime)


def _officer(event: OfficerAppointed) -> _Facts:
    return (event.officer, None, None, None, None, None, None, " ".join(event.roles))


def _agency(event: AgencyRegistered) -> _Facts:
    return (event.agency, event.name, None, None, None, None, event.parent, event.kind)


def _unit(event: UnitRegistered) -> _Facts:
    return (event.unit, event.name, None, None, None, None, None, event.employer_type)


def _assignment(event: UnitAssigned) -> _Facts:
    return (event.unit, None, None, None, None, None, event.agency, event.service_point)


def _fund(event: FundOpened) -> _Facts:
    return (event.fund, event.name, None, None, None, event.restriction, None, event.kind)


def _plan(event: PlanPublished) -> _Facts:
    terms = event.terms
    names = (terms.name_zh, terms.name_en)
    return (event.plan, *names, terms.plan_class, terms.fund, None, None, None)


def _bank_account(event: BankAccountRegistered) -> _Facts:
    return (event.bank_account, event.bank, None, None, event.fund, None, None, event.purpose)


def _statistics(event: StatisticsCarriedIn, position: int) -> Iterator[Row]:
    effective_on = day(event.effective_on)
    for leg, year in enumerate(event.years):
        yield (
            position,
            leg,
            effective_on,
            year.year,
            year.plan_class,
            year.units,
            year.participations,
            year.benefits,
            year.benefits_fen,
        )


REGISTER = Projection(
    "register",
    1,
    REGISTER_TABLE,
    {
        OfficeOpened: _named("office", _office),
        OfficerAppointed: _named("officer", _officer),
        AgencyRegistered: _named("agency", _agency),
        UnitRegistered: _named("unit", _unit),
        UnitAssigned: _named("assignment", _assignment),
        FundOpened: _named("fund", _fund),
        PlanPublished: _named("plan", _plan),
        BankAccountRegistered: _named("bank_account", _bank_account),
    },
)
STATISTIC = Projection("statistic", 1, STATISTIC_TABLE, {StatisticsCarriedIn: _statistics})
