"""The record's vocabulary: closed, versioned, sealed with its topic, and read back as it was written."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ledger import terms as shipped
from ledger.errors import RecordDamaged
from ledger.events import LEAF_BYTES_MAX, REGISTRY, Document, Event, Key, restore
from ledger.events.member import Enrolled
from ledger.events.plan import PlanPublished
from ledger.plans import parse_terms
from tests import makers as m
from tests.events.samples import SAMPLES

each_sample = pytest.mark.parametrize("event", SAMPLES.values(), ids=list(SAMPLES))
PLAN_FILES = sorted(Path(shipped.__path__[0]).glob("*.yaml"))

# The modules that a family shares.
PART_OF = {
    "claim": "member",
    "claim_life": "member",
    "details": "member",
    "standing": "remittance",
    "principal": "remittance",
}

BYTES_MAX_RENEWAL = 410
BYTES_MAX_NEW_MEMBER = 440

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
envelopes = st.fixed_dictionaries(
    {
        "originator_id": st.uuids(),
        "originator_version": st.integers(1, 10**6),
        "timestamp": st.datetimes(timezones=st.just(UTC)),
        "effective_on": st.dates(),
        "booked_on": st.dates(),
        "recorded_by": words,
        "authenticated_as": words,
        "command_id": st.uuids(),
        "document": st.none() | st.builds(Document, reference=words, sha256=st.just("ab" * 32)),
        "reason": st.none() | words,
        "resolution": st.none() | words,
    }
)
events = st.builds(
    lambda event, envelope: event.model_copy(update=envelope),
    st.sampled_from(list(SAMPLES.values())),
    envelopes,
)


def _kinds(parent: type[Event]) -> Iterator[type[Event]]:
    """Every class of event that says its topic."""
    for kind in parent.__subclasses__():
        if isinstance(kind.model_fields["topic"].default, str):
            yield kind
        yield from _kinds(kind)


# --- the registry -------------------------------------------------------------------------------


def test_every_kind_of_event_is_in_the_registry_under_a_topic_of_its_own() -> None:
    kinds = set(_kinds(Event))

    assert set(REGISTRY.values()) == kinds
    assert len(REGISTRY) == len(kinds)


@pytest.mark.parametrize("topic", REGISTRY)
def test_a_topic_names_its_family_and_its_version(topic: str) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*\.v1", topic)
    family = topic.partition(".")[0]
    home = REGISTRY[topic].__module__.removeprefix("ledger.events.")
    assert PART_OF.get(home, home) == family


def test_a_topic_that_is_not_in_the_registry_is_no_event() -> None:
    with pytest.raises(RecordDamaged):
        restore("member.enrolled.v9", m.enrolled().stored())


def test_an_import_path_is_no_topic() -> None:
    with pytest.raises(RecordDamaged):
        restore("ledger.events.member:Enrolled", m.enrolled().stored())


def test_what_cannot_be_read_is_named_by_its_place_and_never_quoted() -> None:
    event = m.enrolled()
    for state, place in (
        (event.stored(), f"stream {event.originator_id}, version {event.originator_version}"),
        (b'{"secret":"6101"}', "an event member.enrolled.v9"),
    ):
        with pytest.raises(RecordDamaged) as damaged:
            restore("member.enrolled.v9", state)

        assert (damaged.value.place, "6101" in str(damaged.value)) == (place, False)


def test_there_is_a_sample_of_every_kind() -> None:
    assert set(SAMPLES) == set(REGISTRY)


# --- the stored bytes ---------------------------------------------------------------------------


@each_sample
def test_the_topic_is_inside_the_stored_bytes(event: Event) -> None:
    assert json.loads(event.stored())["topic"] == event.topic


@each_sample
def test_a_stored_event_reads_back_as_itself(event: Event) -> None:
    read = restore(event.topic, event.stored())

    assert type(read) is type(event)
    assert read == event
    assert read == type(event).restored(event.stored())
    assert read.stored() == event.stored()


@given(events)
def test_whatever_its_envelope_an_event_reads_back_as_itself(event: Event) -> None:
    read = restore(event.topic, event.stored())

    assert read == event
    assert read.stored() == event.stored()


@given(st.integers(0, 10**15), st.integers(0, 10**6), st.integers(0, 120), st.booleans())
def test_amounts_and_counts_read_back_exactly(
    fen: int, shares: int, age: int, renewal: bool
) -> None:
    event = m.enrolled(contribution_fen=fen, shares=shares, age=age, renewal=renewal)

    assert restore(event.topic, event.stored()) == event


@each_sample
def test_the_bytes_of_one_kind_are_not_read_as_another(event: Event) -> None:
    for topic in REGISTRY.keys() - {event.topic}:
        with pytest.raises(RecordDamaged):
            restore(topic, event.stored())


@each_sample
def test_what_is_absent_takes_no_bytes(event: Event) -> None:
    assert b"null" not in event.stored()


@each_sample
def test_an_event_fits_a_leaf(event: Event) -> None:
    assert len(event.stored()) <= LEAF_BYTES_MAX


@pytest.mark.parametrize("file", PLAN_FILES, ids=lambda file: file.stem)
def test_the_terms_of_every_plan_that_is_shipped_fit_a_leaf_and_read_back(file: Path) -> None:
    terms = parse_terms(file.read_text("utf-8"))
    event = m.make(PlanPublished, plan=terms.key, terms=terms)

    assert len(event.stored()) <= LEAF_BYTES_MAX
    assert restore(event.topic, event.stored()) == event


def _as_imported(**changes: Any) -> Enrolled:
    """An enrolment as a roster import records it, with a clock's microseconds."""
    facts = {
        "originator_id": UUID("014ab79c-e340-7bed-9d77-4b5e971e835d"),
        "version": 5,
        "timestamp": datetime(2015, 1, 5, 1, 2, 3, 456_789, tzinfo=UTC),
        "booked_on": m.DAY,
        "recorded_by": "wang",
        "authenticated_as": "os:wang",
        "command_id": UUID("83010cb3-ca38-5137-9659-8ba0bbd35a08"),
    }
    return m.enrolled(**(facts | changes))


def test_an_enrolment_stays_small() -> None:
    renewal = _as_imported()
    joining = _as_imported(plan="CD-FEM@2012", renewal=False, waits_until=m.DAY)

    assert len(renewal.stored()) <= BYTES_MAX_RENEWAL
    assert len(joining.stored()) <= BYTES_MAX_NEW_MEMBER


# --- what an event does not allow ---------------------------------------------------------------


@each_sample
def test_an_unknown_field_is_refused_when_an_event_is_made_and_when_it_is_read(
    event: Event,
) -> None:
    with pytest.raises(ValidationError, match="extra_forbidden"):
        type(event).model_validate({**vars(event), "remark": "x"})
    with pytest.raises(RecordDamaged) as damaged:
        restore(event.topic, event.stored()[:-1] + b',"remark":"x"}')
    assert "extra_forbidden" in str(damaged.value.__cause__)


@pytest.mark.parametrize(
    ("event", "part"),
    [
        (m.claim_filed(), b'"loss":{'),
        (m.opening_balance(), b'"lines":[{'),
        (m.roster_accepted(consent=Document(reference="c", sha256=m.DIGEST)), b'"consent":{'),
        (m.plan_published(), b'"terms":{'),
    ],
    ids=lambda value: value.topic if isinstance(value, Event) else "",
)
def test_an_unknown_field_inside_a_part_is_refused_too(event: Event, part: bytes) -> None:
    planted = event.stored().replace(part, part + b'"remark":"x",', 1)
    assert planted != event.stored()

    with pytest.raises(RecordDamaged) as damaged:
        restore(event.topic, planted)

    assert "extra_forbidden" in str(damaged.value.__cause__)


@each_sample
def test_an_event_is_frozen(event: Event) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        event.recorded_by = "someone else"  # type: ignore[misc]


@pytest.mark.parametrize("fen", [0, -1, 1.0, "1", True, None], ids=repr)
def test_an_approved_benefit_is_a_positive_whole_number_of_fen(fen: object) -> None:
    with pytest.raises(ValidationError):
        m.claim_approved(approved_fen=fen)


@pytest.mark.parametrize("month", ["2015-13", "2015-1", "2015", "15-01", "2015-01-01", ""])
def test_a_month_is_a_year_and_a_month(month: str) -> None:
    kind = REGISTRY["office.period_soft_closed.v1"]
    with pytest.raises(ValidationError):
        m.make(kind, month=month)


@pytest.mark.parametrize("digest", ["", "0" * 63, "0" * 65, "A" * 64, "g" * 64])
def test_a_digest_is_a_sha256_in_lower_case_hex(digest: str) -> None:
    with pytest.raises(ValidationError):
        Document(reference="x", sha256=digest)


# --- keys ---------------------------------------------------------------------------------------

KEYS = {
    "office.resolution_passed.v1": (Key("resolution", "2014-7"),),
    "office.bank_account_registered.v1": (Key("bank_account", m.BANK),),
    "agency.registered.v1": (Key("agency", "A01"),),
    "unit.registered.v1": (Key("unit", m.UNIT),),
    "fund.opened.v1": (Key("fund", m.FUND),),
    "plan.opened.v1": (Key("plan", "CD-HOSP"),),
    "remittance.contribution_received.v1": (Key("receipt", "RC1"),),
    "remittance.receipt_held.v1": (Key("receipt", "RC2"),),
    "member.claim_filed.v1": (Key("claim", "C1"), Key("settlement", "S-1")),
    "member.benefit_instructed.v1": (Key("payment", "B1/C1/1"),),
    "payment_batch.prepared.v1": (Key("batch", "B1"),),
    "member.claim_notified.v1": (Key("claim", "C1"),),
    "member.recovery_received.v1": (Key("receipt", "RV1"),),
    "relief_scheme.opened.v1": (Key("scheme", "AID-1"),),
    "relief_grant.requested.v1": (Key("grant", "G1"),),
    "reconciliation.made.v1": (Key("reconciliation", "REC-1"),),
}


@each_sample
def test_an_event_claims_the_keys_of_what_it_names_and_no_others(event: Event) -> None:
    assert event.keys() == KEYS.get(event.topic, ())


def test_a_claim_that_no_agency_settled_claims_no_settlement() -> None:
    assert m.claim_filed(settlement=None).keys() == (Key("claim", "C1"),)


def test_a_claim_that_was_notified_has_its_number_already() -> None:
    assert m.claim_filed(notified_on=m.DAY).keys() == ()


def test_a_paper_is_known_by_plan_number_and_hospital_and_by_how_often_it_came_to_nothing() -> None:
    loss = {
        "trigger": "hospital_stay",
        "occurred_on": m.DAY,
        "hospital": "示例医院",
        "papers": ("P-1", "P-2"),
    }
    papers = [("CD-HOSP/P-1/示例医院", "CD-HOSP/P-2/示例医院")]
    papers.append(tuple(f"{paper}/1" for paper in papers[0]))  # type: ignore[arg-type]

    for attempt, keys in zip((None, 1), papers, strict=True):
        claimed = m.claim_filed(loss=loss, attempt=attempt).keys()
        assert claimed == (Key("claim", "C1"), *(Key("paper", key) for key in keys))


def test_a_number_without_its_hospital_is_a_paper_too() -> None:
    loss = {"trigger": "hospital_stay", "occurred_on": m.DAY, "papers": ("P-1",)}

    assert m.claim_filed(loss=loss).keys() == (Key("claim", "C1"), Key("paper", "CD-HOSP/P-1/"))


def test_each_instalment_of_a_claim_has_a_key_of_its_own() -> None:
    again = m.benefit_instructed(batch="B2", instalment=2)

    assert again.keys() == (Key("payment", "B2/C1/2"),)
