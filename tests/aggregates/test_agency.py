"""Agencies and service points: in business, or not."""

from uuid import UUID

from ledger.aggregates import Agency
from tests import makers as m
from tests.aggregates.given import given, moment, recorded, topics


def test_an_agency_is_admitted_by_its_code() -> None:
    agency = Agency.register(UUID(int=1), "A01", "锦江代办处", "agency", None, moment())

    (admitted,) = recorded(agency)
    assert admitted.topic == "agency.registered.v1"
    assert (agency.code, agency.kind, agency.closed) == ("A01", "agency", False)


def test_a_service_point_names_its_agency() -> None:
    point = Agency.register(UUID(int=2), "P01", "春熙路代办点", "service_point", "A01", moment())

    assert (point.kind, recorded(point)[0].parent) == ("service_point", "A01")


def test_an_agency_closes_with_its_reason() -> None:
    agency = given(m.agency_registered())

    agency.close(moment(reason="merged"))

    (closed,) = recorded(agency)
    assert (closed.topic, closed.agency, closed.reason) == ("agency.closed.v1", "A01", "merged")
    assert agency.closed


def test_closing_an_agency_again_records_nothing() -> None:
    agency = given(m.agency_registered())

    agency.close(moment(reason="merged"))
    agency.close(moment(reason="merged"))

    assert topics(agency) == ["agency.closed.v1"]
