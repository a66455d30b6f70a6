"""Decisions beside a claim's plain way, on relief, and on a settling agency's register."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from ledger.aggregates import Fund, Moment, Reconciliation, ReliefGrant, ReliefScheme
from ledger.events import Document, Event
from ledger.events import claim_life as life
from ledger.events.member import MemberDied
from tests import makers as m
from tests.aggregates.claims_made import ADVANCED, CLAIM, FACTS, STAGES, insured, member_at
from tests.aggregates.given import given
from tests.events.samples import SAMPLES

ID = UUID(int=1)
SLIP = Document(reference="slip.pdf", sha256=m.DIGEST)
FOUND = m.make(life.OverpaymentFound, **FACTS, amount_fen=1_000, ground="counted_twice")
DEMANDED = m.make(life.RecoveryDemanded, **FACTS, amount_fen=1_000)
SCHEME: dict[str, Any] = {
    "scheme": "AID-1",
    "name": "困难救助",
    "kind": "hardship",
    "relations": ("member",),
    "is_service": False,
    "cap_fen": 10_000,
}
GRANT: dict[str, Any] = {
    "grant": "G1",
    "beneficiary": m.MEMBER,
    "unit": m.UNIT,
    "relation": "member",
    "ground": "hardship",
    "cost_fen": 9_000,
}
OPENED = SAMPLES["relief_scheme.opened.v1"].model_copy(
    update={"relations": ("child",), "notice_days": None}
)
ASKED = SAMPLES["relief_grant.requested.v1"]
APPROVED, PAID = SAMPLES["relief_grant.approved.v1"], SAMPLES["relief_grant.paid.v1"]
RECONCILED = SAMPLES["reconciliation.made.v1"]
ACCOUNT, STILL = SAMPLES["remittance.opened.v1"], SAMPLES["remittance.suspended.v1"]


def _fund() -> Fund:
    its: Fund = given(m.fund_opened(fund="AID", kind="relief"))
    return its


def _on(*events: Event) -> Callable[[], Any]:
    return lambda: given(*events)


def _paid(*events: Event) -> Callable[[], Any]:
    return lambda: insured(*STAGES["paid"], *events)


def _with_slip(at: Moment) -> Moment:
    return at.but(document=SLIP, resolution="2015-3")


def _reconcile(at: Moment) -> Reconciliation:
    facts = RECONCILED.model_dump(exclude=set(Event.model_fields))
    return Reconciliation.make(ID, _with_slip(at), **facts)


BESIDE: tuple[tuple[str, str, Callable[[], Any], Callable[[Any, Moment], Any]], ...] = (
    ("mark urgent", "assessor", lambda: member_at("filed"),
     lambda its, at: its.mark_urgent(CLAIM, at)),
    ("record an heir", "assessor", lambda: insured(m.make(MemberDied, unit=m.UNIT)),
     lambda its, at: its.record_heir("child", {"bank": m.DIGEST}, _with_slip(at))),
    ("grant an advance", "approver", lambda: member_at("filed"),
     lambda its, at: its.grant_advance(CLAIM, 1_000, at)),
    ("pay an advance", "cashier", lambda: insured(m.claim_filed(), ADVANCED[0]),
     lambda its, at: its.pay_advance(CLAIM, m.BANK, _with_slip(at))),
    ("approve what was advanced", "approver",
     lambda: insured(m.claim_filed(), *ADVANCED, m.claim_assessed()),
     lambda its, at: its.approve_claim(CLAIM, None, at)),
    ("find an overpayment", "finance", _paid(),
     lambda its, at: its.find_overpayment(CLAIM, 1_000, "counted_twice", at)),
    ("cancel an overpayment", "finance", _paid(FOUND),
     lambda its, at: its.cancel_overpayment(CLAIM, at)),
    ("lower a demand", "approver", _paid(FOUND, DEMANDED),
     lambda its, at: its.lower_demand(CLAIM, 400, _with_slip(at))),
    ("demand a recovery", "approver", _paid(FOUND),
     lambda its, at: its.demand_recovery(CLAIM, at)),
    ("receive a recovery", "cashier", _paid(FOUND, DEMANDED),
     lambda its, at: its.receive_recovery(CLAIM, "overpayment", 400, "RV1", m.BANK, at)),
    ("write off a debt", "manager", _paid(FOUND, DEMANDED),
     lambda its, at: its.write_off(CLAIM, "overpayment", None, _with_slip(at))),
    ("open a scheme", "manager", lambda: None,
     lambda _, at: ReliefScheme.open(ID, _fund(), _with_slip(at), **SCHEME)),
    ("close a scheme", "manager", _on(OPENED), lambda its, at: its.close(at)),
    ("ask for a grant", "assessor", lambda: None,
     lambda _, at: ReliefGrant.request(ID, given(OPENED), at, **(GRANT | {"relation": "child"}))),
    ("announce a grant", "assessor", _on(ASKED),
     lambda its, at: its.announce(given(OPENED), "notice board", m.DAY, _with_slip(at))),
    ("approve a grant", "approver", _on(ASKED),
     lambda its, at: its.approve(given(OPENED), at)),
    ("reject a grant", "approver", _on(ASKED), lambda its, at: its.reject("not_in_need", at)),
    ("pay a grant", "cashier", _on(ASKED, APPROVED),
     lambda its, at: its.pay(m.BANK, insured(), _with_slip(at))),
    ("take a grant back", "cashier", _on(ASKED, APPROVED, PAID),
     lambda its, at: its.come_back(m.BANK, at)),
    ("render a service", "assessor", _on(ASKED, APPROVED), lambda its, at: its.render(1, at)),
    ("suspend an account", "enrolment", _on(ACCOUNT), lambda its, at: its.suspend(1, at)),
    ("reinstate an account", "enrolment", _on(ACCOUNT, STILL),
     lambda its, at: its.reinstate(1, at)),
    ("reconcile", "finance", lambda: None, lambda _, at: _reconcile(at)),
    ("accept differences", "manager", _on(RECONCILED), lambda its, at: its.accept(at)),
)  # fmt: skip
