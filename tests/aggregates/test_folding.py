"""Decide, then fold: replaying what was recorded gives the aggregate that recorded it."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any
from uuid import UUID

import pytest
from eventsourcing.domain import OriginatorIDError, OriginatorVersionError

from ledger.aggregates import (
    Agency,
    Aggregate,
    Fund,
    Member,
    Office,
    PaymentBatch,
    Plan,
    Reconciliation,
    ReliefGrant,
    ReliefScheme,
    Remittance,
    Unit,
    stream_of,
)
from ledger.events import REGISTRY, restore
from tests import makers as m
from tests.aggregates.claims_made import insured, member_at
from tests.aggregates.decisions import Act, each_decision
from tests.aggregates.given import moment, recorded, state
from tests.events.samples import SAMPLES


@each_decision
def test_folding_what_was_recorded_gives_the_aggregate_that_recorded_it(
    role: str, on: Callable[[], Any], act: Act
) -> None:
    its = on()
    before: Aggregate | None = deepcopy(its)

    decided: Aggregate = act(its, moment(reason="as minuted")) if its is None else its
    if its is not None:
        act(its, moment(reason="as minuted"))
    for event in recorded(decided):
        before = restore(event.topic, event.stored()).mutate(before)

    assert before is not None
    assert type(before) is type(decided)
    assert state(before) == state(decided)


def test_what_is_folded_from_the_record_has_nothing_pending() -> None:
    assert recorded(member_at("paid")) == []


def test_a_kind_of_aggregate_says_itself_how_it_folds() -> None:
    class Unfolding(Aggregate):
        pass

    with pytest.raises(NotImplementedError):
        m.unit_assigned().apply(Unfolding.blank(m.unit_registered()))


def test_an_empty_stream_is_no_aggregate() -> None:
    assert Member.folded([]) is None


def test_a_fact_out_of_its_order_is_not_folded() -> None:
    member = insured()

    with pytest.raises(OriginatorVersionError):
        m.claim_filed(version=4).mutate(member)
    assert member.version == 2


def test_a_fact_of_another_stream_is_not_folded() -> None:
    member = insured()

    with pytest.raises(OriginatorIDError):
        m.claim_filed(version=3, originator_id=UUID(int=9)).mutate(member)
    assert member.claims == {}


def test_an_opening_fact_begins_a_stream_and_cannot_continue_one() -> None:
    with pytest.raises(AssertionError, match="first of its stream"):
        m.member_registered(version=3).mutate(insured())


def test_every_fact_of_a_family_is_folded_by_its_aggregate() -> None:
    """Folding never refuses: each kind of fact finds its place, on a life that can hold it."""
    lives: dict[str, Aggregate | None] = {}
    for topic, event in SAMPLES.items():
        family = topic.partition(".")[0]
        before = lives.get(family)
        version = 1 if before is None else before.version + 1
        lives[family] = event.model_copy(
            update={"originator_id": m.MEMBER, "originator_version": version}
        ).mutate(before)
    assert {family: type(life) for family, life in lives.items()} == {
        "office": Office,
        "agency": Agency,
        "unit": Unit,
        "fund": Fund,
        "plan": Plan,
        "remittance": Remittance,
        "member": Member,
        "payment_batch": PaymentBatch,
        "relief_scheme": ReliefScheme,
        "relief_grant": ReliefGrant,
        "reconciliation": Reconciliation,
    }
    assert set(SAMPLES) == set(REGISTRY)


def test_a_thing_named_by_its_codes_has_the_same_stream_on_every_machine() -> None:
    assert stream_of(m.BOOK, "unit", m.UNIT) == UUID("c0692375-7260-5ad9-ab92-d28c5ef10e6a")
    assert stream_of(m.BOOK, "unit", m.UNIT) != stream_of(m.BOOK, "agency", m.UNIT)
    assert stream_of(m.BOOK, "unit", m.UNIT) != stream_of(UUID(int=1), "unit", m.UNIT)
