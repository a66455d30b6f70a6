"""Relief beside the plans: its own fund, its relations, its notice, and four eyes on every grant."""

from typing import Any
from uuid import UUID

import pytest

from ledger.aggregates import Fund, Moment, Reconciliation, ReliefGrant, ReliefScheme
from ledger.aggregates.privacy import DetailsErased
from ledger.events import Document, Event
from ledger.events.claim_life import HeirRecorded
from ledger.events.member import DetailsShredded, MemberDied, ShreddedClass
from tests import makers as m
from tests.aggregates.claims_made import insured
from tests.aggregates.given import day, given, moment, recorded, refused, topics

ID = UUID(int=7)
NOTICE = Document(reference="notice.pdf", sha256=m.DIGEST)
SCHEME: dict[str, Any] = {
    "scheme": "AID-1",
    "name": "爱心助学",
    "kind": "scholarship",
    "relations": ("member", "child"),
    "is_service": False,
    "cap_fen": 500_000,
    "notice_days": 5,
}
ASKED: dict[str, Any] = {
    "grant": "G1",
    "beneficiary": m.MEMBER,
    "unit": m.UNIT,
    "relation": "child",
    "ground": "schooling",
    "cost_fen": 300_000,
}


def scheme(**changes: Any) -> ReliefScheme:
    fund: Fund = given(m.fund_opened(fund="AID", kind="relief"))
    at = moment("lin", resolution="2015-3")
    return ReliefScheme.open(ID, fund, at, **(SCHEME | changes))


def grant(
    rules: ReliefScheme | None = None, at: Moment | None = None, **changes: Any
) -> ReliefGrant:
    at = at or moment("lin", reason="in need")
    return ReliefGrant.request(ID, rules or scheme(), at, **(ASKED | changes))


def approved(rules: ReliefScheme | None = None, **changes: Any) -> ReliefGrant:
    rules = rules or scheme(notice_days=None)
    its = grant(rules, **changes)
    its.approve(rules, moment("chen"))
    its.pending_events.clear()
    return its


# --- schemes ------------------------------------------------------------------------------------


def test_a_scheme_is_paid_out_of_a_fund_for_relief() -> None:
    plan_fund: Fund = given(m.fund_opened())
    sentence = "scheme AID-1 needs a fund of kind relief; MED is of kind plan"

    with refused("relief.not_a_relief_fund", sentence, plan_fund):
        ReliefScheme.open(ID, plan_fund, moment(resolution="2015-3"), **SCHEME)


def test_a_scheme_rests_on_a_resolution() -> None:
    fund: Fund = given(m.fund_opened(fund="AID", kind="relief"))
    sentence = "opening of scheme AID-1 rests on a resolution; name it with --resolution"

    with refused("office.resolution_unnamed", sentence, fund):
        ReliefScheme.open(ID, fund, moment(), **SCHEME)


@pytest.mark.parametrize("relation", ["spouse", "parent"])
def test_a_grant_is_for_those_whom_the_scheme_allows(relation: str) -> None:
    rules = scheme()
    sentence = f"scheme AID-1 is for member, child, not for {relation}"

    with refused("relief.relation_not_allowed", sentence, rules):
        grant(rules, relation=relation)


def test_a_grant_stays_within_the_schemes_cap() -> None:
    rules = scheme()
    sentence = "scheme AID-1 grants up to 5,000.00 yuan; 5,000.01 yuan was asked for"

    with refused("relief.grant_exceeds_cap", sentence, rules):
        grant(rules, cost_fen=500_001)
    assert grant(rules, cost_fen=500_000).requested.cost_fen == 500_000


def test_a_closed_scheme_grants_nothing_new() -> None:
    rules = scheme()
    for _ in range(2):
        rules.close(moment(reason="resolved"))
    assert topics(rules) == ["relief_scheme.opened.v1", "relief_scheme.closed.v1"]

    with refused("relief.scheme_closed", "scheme AID-1 is closed", rules):
        grant(rules)


def test_what_was_asked_for_before_a_scheme_closed_is_still_decided() -> None:
    rules = scheme(notice_days=None)
    its = grant(rules)
    rules.close(moment(reason="resolved"))

    assert its.approve(rules, moment("chen")) == 300_000


# --- grants -------------------------------------------------------------------------------------


def test_a_grant_is_announced_before_it_is_approved() -> None:
    rules = scheme()
    its = grant(rules)
    sentence = "grant G1: its public notice must run until its end before it is approved"

    with refused("relief.notice_still_runs", sentence, its):
        its.approve(rules, moment("chen"))


@pytest.mark.parametrize(("ends", "last"), [("01-10", "01-10"), ("01-20", "01-20")])
def test_a_notice_runs_as_long_as_it_says_and_as_its_scheme_says(ends: str, last: str) -> None:
    rules = scheme()
    its = grant(rules)
    its.announce(rules, "notice board", day(ends), moment("lin", document=NOTICE))  # on 5 January
    sentence = f"grant G1: its public notice must run until 2015-{last} before it is approved"

    with refused("relief.notice_still_runs", sentence, its):
        its.approve(rules, moment("chen", on=day(last)))
    after = day(last).replace(day=day(last).day + 1)
    assert its.approve(rules, moment("chen", on=after)) == 300_000


@pytest.mark.parametrize(
    ("days", "until", "ends"), [(5, "01-10", "01-09"), (None, "01-05", "01-04")]
)
def test_a_notice_hangs_no_shorter_than_its_scheme_says(
    days: int | None, until: str, ends: str
) -> None:
    rules = scheme(notice_days=days)
    its = grant(rules)
    at = moment("lin", document=NOTICE)  # on 5 January
    sentence = (
        f"grant G1: its public notice must run until 2015-{until} or later, not until 2015-{ends}"
    )

    with refused("relief.notice_too_short", sentence, its):
        its.announce(rules, "notice board", day(ends), at)
    its.announce(rules, "notice board", day(until), at)

    assert topics(its)[-1] == "relief_grant.announced.v1"


def test_a_notice_is_kept_as_a_document() -> None:
    its = grant()
    sentence = "the public notice of grant G1 needs the document it rests on"

    with refused("record.document_missing", sentence, its):
        its.announce(scheme(), "notice board", day("01-10"), moment())


@pytest.mark.parametrize("step", ["approval", "rejection"])
def test_no_one_decides_on_what_they_asked_for(step: str) -> None:
    rules = scheme(notice_days=None)
    its, at = grant(rules), moment("lin", reason="as minuted")
    sentence = f"{step} of G1 needs another person: login os:lin already took part in it"

    with refused("office.same_hands", sentence, its):
        its.approve(rules, at) if step == "approval" else its.reject("not_in_need", at)


def test_without_a_cap_each_grant_rests_on_its_own_resolution() -> None:
    rules = scheme(notice_days=None, cap_fen=None)
    its = grant(rules)
    sentence = "approval of grant G1 rests on a resolution; name it with --resolution"

    own = (
        "grant G1: scheme AID-1 has no cap, and 2015-3 only opened it; the grant needs a "
        "resolution of its own"
    )
    with refused("relief.resolution_not_own", own, its):
        its.approve(rules, moment("chen", resolution="2015-3"))
    with refused("office.resolution_unnamed", sentence, its):
        its.approve(rules, moment("chen"))
    assert its.approve(rules, moment("chen", resolution="2015-4")) == 300_000


def test_an_approver_grants_relief_up_to_their_limit() -> None:
    rules = scheme(notice_days=None)
    its = grant(rules)
    sentence = "officer chen approves up to 2,999.99 yuan; G1 is 3,000.00 yuan"

    with refused("office.limit_exceeded", sentence, its):
        its.approve(rules, moment("chen", limit_fen=299_999))


def test_a_grant_is_paid_by_another_than_who_approved_it_on_the_banks_slip() -> None:
    its = approved()
    sentence = "payment of G1 needs another person: login os:chen already took part in it"
    with refused("office.same_hands", sentence, its):
        its.pay(m.BANK, insured(), moment("chen", document=NOTICE))
    sentence = "the payment of grant G1 needs the document it rests on"
    with refused("record.document_missing", sentence, its):
        its.pay(m.BANK, insured(), moment())
    sentence = "this book holds no bank account of the member of grant G1"
    with refused("record.unknown", sentence, its):
        its.pay(m.BANK, given(m.member_registered()), moment(document=NOTICE))

    assert its.pay(m.BANK, insured(), moment(document=NOTICE)) == 300_000
    assert recorded(its)[0].payee == "2" * 64


def test_a_grant_is_paid_once_and_again_when_it_came_back() -> None:
    its = approved()
    its.pay(m.BANK, insured(), moment(document=NOTICE))
    sentence = "grant G1 is paid; this step needs it approved"

    with refused("relief.grant_not_ready", sentence, its):
        its.pay(m.BANK, insured(), moment(document=NOTICE))
    its.come_back(m.BANK, moment(reason="account closed"))
    its.pay(m.BANK, insured(), moment(document=NOTICE))

    assert topics(its) == [
        "relief_grant.paid.v1",
        "relief_grant.returned.v1",
        "relief_grant.paid.v1",
    ]


def test_no_step_of_a_grant_is_dated_before_what_it_rests_on() -> None:
    rules = scheme(notice_days=None)
    its = grant(rules, moment("lin", on=day("03-01")))
    sentence = (
        "grant G1: this step is dated 2015-02-28, before 2015-03-01, the day of what it rests on"
    )
    with refused("relief.before_its_time", sentence, its):
        its.approve(rules, moment("chen", on=day("02-28")))
    its.approve(rules, moment("chen", on=day("03-01")))
    with refused("relief.before_its_time", sentence, its):
        its.pay(m.BANK, insured(), moment(on=day("02-28"), document=NOTICE))

    assert its.pay(m.BANK, insured(), moment(on=day("03-01"), document=NOTICE)) == 300_000


def test_a_service_rendered_late_lets_its_bill_be_dated_before() -> None:
    its = approved(provider="示例律所", count=2)
    its.render(2, moment(on=day("06-01")))

    assert its.pay(m.BANK, insured(), moment(on=day("03-01"), document=NOTICE)) == 300_000


def test_a_service_is_rendered_as_often_as_was_granted_and_its_provider_is_paid() -> None:
    its = approved(provider="示例律所", count=2)
    assert its.render(1, moment()) == 1
    sentence = "grant G1: 1 more were granted; 2 is too many"
    with refused("relief.service_exceeds_grant", sentence, its):
        its.render(2, moment())

    its.pay(m.BANK, insured(), moment(document=NOTICE))

    assert its.render(1, moment()) == 0
    assert recorded(its)[1].payee is None


def test_a_service_free_of_charge_is_not_paid() -> None:
    its = approved(provider="示例律所", count=2, cost_fen=0)
    sentence = "grant G1 is free of charge; no money can move"

    with refused("relief.grant_costs_nothing", sentence, its):
        its.pay(m.BANK, insured(), moment(document=NOTICE))


# --- after a death ------------------------------------------------------------------------------

DIED = m.make(MemberDied, unit=m.UNIT, effective_on=day("03-10"))
HEIR = m.make(
    HeirRecorded, relation="child", sealed={"bank": "9" * 64}, effective_on=day("04-01")
)  # by lin
CLAIMED = m.claim_filed(loss={"trigger": "death", "occurred_on": day("03-10"), "ended_on": None})
LATER = day("04-02")


@pytest.mark.parametrize("death", [DIED, CLAIMED], ids=["died", "a claim for the death"])
def test_after_a_death_no_grant_is_paid_until_an_heir_is_recorded(death: Event) -> None:
    its, member = approved(), insured(death)
    sentence = "grant G1: the member has died; record the heir with 'huzhu claim heir' first"

    with refused("relief.heir_missing", sentence, its, member):
        its.pay(m.BANK, member, moment(on=LATER, document=NOTICE))
    its.pay(m.BANK, insured(death, HEIR), moment(on=LATER, document=NOTICE))

    assert recorded(its)[0].payee == "9" * 64


def test_what_was_paid_by_the_day_of_the_death_went_to_the_member() -> None:
    its = approved()
    its.pay(m.BANK, insured(DIED), moment(on=day("03-10"), document=NOTICE))

    assert recorded(its)[0].payee == "2" * 64


def test_nothing_went_to_an_heir_before_they_were_recorded() -> None:
    its = approved()
    sentence = (
        "grant G1: this step is dated 2015-03-31, before 2015-04-01, the day of what it rests on"
    )

    with refused("relief.before_its_time", sentence, its):
        its.pay(m.BANK, insured(DIED, HEIR), moment(on=day("03-31"), document=NOTICE))


def test_who_recorded_an_heir_does_not_pay_them() -> None:
    its = approved()
    sentence = "payment of G1 needs another person: login os:lin already took part in it"

    with refused("office.same_hands", sentence, its):
        its.pay(m.BANK, insured(DIED, HEIR), moment("lin", on=LATER, document=NOTICE))


def test_an_heirs_account_is_not_paid_where_the_death_came_to_nothing() -> None:
    its, member = approved(), insured(HEIR)
    sentence = "no death of this member is on record; record it with 'huzhu member died' first"

    with refused("pay.heir_too_early", sentence, its, member):
        its.pay(m.BANK, member, moment(on=LATER, document=NOTICE))


def test_an_account_that_was_erased_gets_no_grant() -> None:
    shredded = ShreddedClass(
        data_class="bank", key_ids=(m.COMMAND,), ciphertexts=1, blind_entries=1
    )
    its, member = approved(), insured(m.make(DetailsShredded, shredded=(shredded,)))

    with pytest.raises(DetailsErased):
        its.pay(m.BANK, member, moment(document=NOTICE))
    assert recorded(its) == []


def test_a_services_provider_is_paid_though_the_member_has_died() -> None:
    its = approved(provider="示例律所", count=2)
    its.pay(m.BANK, insured(DIED), moment(on=LATER, document=NOTICE))

    assert recorded(its)[0].payee is None


def test_every_step_says_for_whom_the_grant_is() -> None:
    its = approved()
    its.pay(m.BANK, insured(), moment(document=NOTICE))
    its.come_back(m.BANK, moment(reason="account closed"))

    assert {(event.beneficiary, event.unit) for event in recorded(its)} == {(m.MEMBER, m.UNIT)}


# --- reconciliation -----------------------------------------------------------------------------


def reconciled() -> Reconciliation:
    facts: dict[str, Any] = {
        "reconciliation": "REC-1",
        "counterpart": "示例医院",
        "first_filed_on": m.DAY,
        "last_filed_on": m.DAY,
        "known_at": 9,
        "differences": m.DIGEST,
    }
    counts = dict.fromkeys(("matched", "missing_here", "missing_there", "differing"), 0)
    sums = ("matched", "missing_here", "missing_there", "differing_here", "differing_there")
    fen = {f"{name}_fen": 0 for name in sums}
    return Reconciliation.make(ID, moment("lin", document=NOTICE), **facts, **counts, **fen)


def test_differences_are_accepted_by_another_person_with_reason_and_once() -> None:
    its = reconciled()
    sentence = "acceptance of REC-1 needs another person: login os:lin already took part in it"

    with refused("office.same_hands", sentence, its):
        its.accept(moment("lin", reason="looked into"))
    for _ in range(2):
        its.accept(moment(reason="looked into"))

    assert topics(its) == ["reconciliation.made.v1", "reconciliation.differences_accepted.v1"]


KINDS_FOR_THE_LIVING = ["hardship", "critical_illness", "scholarship", "legal_aid", "service"]


@pytest.mark.parametrize("kind", KINDS_FOR_THE_LIVING)
def test_nothing_but_a_condolence_is_asked_for_who_has_died(kind: str) -> None:
    rules = scheme(kind=kind)
    sentence = (
        f"scheme AID-1 is of kind {kind}: it grants nothing to the member, who died on 2015-01-04"
    )

    with refused("relief.beneficiary_dead", sentence, rules):
        grant(rules, relation="member", died_on=day("01-04"))


def test_a_condolence_is_asked_for_who_has_died_and_goes_to_the_heir() -> None:
    its = approved(
        scheme(kind="condolence", notice_days=None), relation="member", died_on=day("01-04")
    )
    member = insured(DIED, HEIR)

    its.pay(m.BANK, member, moment(on=LATER, document=NOTICE))

    assert recorded(its)[-1].payee == HEIR.sealed["bank"]


def test_a_condolence_that_is_a_service_is_of_no_use_to_who_has_died() -> None:
    rules = scheme(kind="condolence", is_service=True)
    sentence = "scheme AID-1 is of kind condolence: it grants nothing to the member, who died on 2015-01-04"

    with refused("relief.beneficiary_dead", sentence, rules):
        grant(rules, relation="member", died_on=day("01-04"))


def test_a_child_is_granted_schooling_after_the_members_death_too() -> None:
    assert grant(relation="child", died_on=day("01-04")).requested.relation == "child"


def test_what_was_asked_for_by_the_day_of_the_death_is_asked_for_a_living_member() -> None:
    its = grant(relation="member", died_on=m.DAY)

    assert its.requested.effective_on == m.DAY
