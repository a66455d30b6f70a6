"""Every decision that an aggregate takes: the role it needs, what it is taken on, and how."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from ledger.aggregates import Agency, Fund, Member, Moment, Office, PaymentBatch, Plan, Remittance
from ledger.aggregates import Unit as Employer
from ledger.aggregates.claim_stages import TRANSITIONS
from ledger.aggregates.enrolment import Cover
from ledger.aggregates.member import Entry
from ledger.aggregates.unit import CarriedList
from ledger.benefits import NOTHING_USED
from ledger.events import Document
from ledger.events.fund import BalanceLine
from ledger.events.payment_batch import BatchPrepared
from ledger.events.remittance import RemittanceOpened
from ledger.periods import calendar_period
from tests import makers as m
from tests.aggregates.claims_made import STEPS, filing, insured, member_at, stay, terms_of
from tests.aggregates.decisions_beside import BESIDE
from tests.aggregates.given import day, given, moment

ID = UUID(int=1)
LIST = Document(reference="members.csv", sha256=m.DIGEST)
TERMS = m.plan_terms()
ENTRY = Entry(TERMS, calendar_period("2015"), day("01-01"), {TERMS.key: TERMS})
COVER = Cover(m.PLAN, "2014", m.UNIT, 1, day("01-01", 2014), day("12-31", 2014), day("01-01", 2014))
LINES = (
    BalanceLine(account="bank", side="D", amount_fen=1, bank_account=m.BANK),
    BalanceLine(account="net_assets_restricted", side="C", amount_fen=1),
)
COUNTS = {"members": 1, "covers": 1, "open_claims": 0}
BATCH: dict[str, Any] = {
    "batch": "B1",
    "fund": m.FUND,
    "bank_account": m.BANK,
    "payments": 1,
    "total_fen": 100,
    "lines_digest": m.DIGEST,
    "approved_by": (),
}
ROSTER: dict[str, Any] = {
    "starts_on": day("01-01"),
    "ends_on": day("12-31"),
    "members": 1,
    "joined": 1,
    "shares": 1,
    "contribution_fen": 6_000,
    "lines_digest": m.DIGEST,
    "consent": None,
}


def office() -> Office:
    other = m.officer_appointed(officer="hu", logins=("os:hu",))
    its: Office = given(m.office_opened(), m.officer_appointed(), other)
    return its


def closing() -> Office:
    """An office whose January is soft-closed, and proposed for reopening by another person."""
    its = office()
    its.soft_close("2015-01", moment())
    its.propose_reopening("2015-01", moment("gao", reason="late receipt"))
    its.pending_events.clear()
    return its


def plan() -> Plan:
    its = Plan.open(ID, TERMS, moment())
    its.pending_events.clear()
    return its


def account() -> Remittance:
    opened = m.make(RemittanceOpened, unit=m.UNIT, fund=m.FUND, period="2015")
    held = m.contribution_received(placed_fen=0, held_fen=5_000)
    its: Remittance = given(opened, held, m.roster_accepted())
    return its


def batch(*, released: bool = False) -> PaymentBatch:
    its: PaymentBatch = given(m.make(BatchPrepared, **BATCH))
    if released:
        its.release("B1.csv", m.DIGEST, moment())
        its.pending_events.clear()
    return its


Act = Callable[[Any, Moment], Any]
Decision = tuple[str, str, Callable[[], Any], Act]


def _begins(name: str, role: str, begin: Callable[[Moment], Any]) -> Decision:
    return name, role, lambda: None, lambda _, at: begin(at)


def _claim_step(step: str, role: str, stage: str) -> Decision:
    return f"{step} a claim", role, lambda: member_at(stage), STEPS[step][1]


_PLAIN = ("assess", "approve", "reject", "verify", "instruct", "pay", "fail", "return")

# What is done, the role it takes, what it is done to, and how.
DECISIONS: tuple[Decision, ...] = (
    ("appoint", "manager", office, lambda its, at: its.appoint(at.officer, at)),
    ("dismiss", "manager", office, lambda its, at: its.dismiss("lin", at)),
    ("resolve", "manager", office, lambda its, at: its.resolve("7", "条款", "委员会", at)),
    (
        "set a policy",
        "manager",
        office,
        lambda its, at: its.set_policy("claim.appeal_days", "1", "c", at),
    ),
    (
        "register a bank account",
        "manager",
        office,
        lambda its, at: its.register_bank_account(m.BANK, m.FUND, "工商银行", "both", at),
    ),
    (
        "carry in statistics",
        "manager",
        office,
        lambda its, at: its.carry_in_statistics(({"year": 2014},), at),
    ),
    ("carry in covers", "enrolment", office, lambda its, at: its.carry_in_covers(1, LIST, at)),
    (
        "complete the take-over",
        "manager",
        office,
        lambda its, at: its.complete_take_over(at, **COUNTS),
    ),
    ("soft-close", "finance", office, lambda its, at: its.soft_close("2015-01", at)),
    ("close", "finance", closing, lambda its, at: its.close("2015-01", 9, {}, at)),
    (
        "propose reopening",
        "finance",
        closing,
        lambda its, at: its.propose_reopening("2015-01", at),
    ),
    ("reopen", "manager", closing, lambda its, at: its.reopen("2015-01", at)),
    _begins(
        "register an agency",
        "manager",
        lambda at: Agency.register(ID, "A01", "锦江", "agency", None, at),
    ),
    ("close an agency", "manager", lambda: given(m.agency_registered()), Agency.close),
    _begins(
        "register a unit",
        "enrolment",
        lambda at: Employer.register(ID, m.UNIT, "示例机械厂", None, at),
    ),
    (
        "assign a unit",
        "enrolment",
        lambda: given(m.unit_registered()),
        lambda its, at: its.assign("A01", None, at),
    ),
    (
        "declare a headcount",
        "enrolment",
        lambda: given(m.unit_registered()),
        lambda its, at: its.declare_headcount(4, None, at),
    ),
    (
        "carry in a list",
        "enrolment",
        lambda: given(m.unit_registered()),
        lambda its, at: its.carry_in_list(CarriedList(m.PLAN, "2015", 4, m.DAY), at),
    ),
    ("close a unit", "enrolment", lambda: given(m.unit_registered()), Employer.close),
    _begins(
        "open a fund",
        "manager",
        lambda at: Fund.open(
            ID, at, fund=m.FUND, name="医疗", kind="plan", restriction="restricted"
        ),
    ),
    (
        "enter an opening balance",
        "finance",
        lambda: given(m.fund_opened()),
        lambda its, at: its.enter_opening_balance(LINES, at),
    ),
    (
        "earn",
        "finance",
        lambda: given(m.fund_opened()),
        lambda its, at: its.earn({(m.PLAN, "2015"): 1}, at),
    ),
    _begins("open a plan", "manager", lambda at: Plan.open(ID, TERMS, at)),
    (
        "publish",
        "manager",
        plan,
        lambda its, at: its.publish(
            m.plan_terms(version="2016", effective_on=date(2016, 1, 1)), at
        ),
    ),
    ("withdraw", "manager", plan, lambda its, at: its.withdraw(m.PLAN, at)),
    _begins("open a remittance", "enrolment", lambda at: Remittance.open(ID, m.FUND, at)),
    (
        "accept a roster",
        "enrolment",
        account,
        lambda its, at: its.accept_roster(m.PLAN, **ROSTER, at=at),
    ),
    (
        "receive",
        "enrolment",
        account,
        lambda its, at: its.receive("RC5", 100, m.BANK, "unit", at),
    ),
    ("hold", "enrolment", account, lambda its, at: its.hold("RC5", 100, m.BANK, at)),
    ("place", "enrolment", account, lambda its, at: its.place("RC1", its, at)),
    ("refund", "enrolment", account, lambda its, at: its.refund("RC1", None, at)),
    _begins(
        "register a member",
        "enrolment",
        lambda at: Member.register(ID, m.UNIT, "female", {}, at),
    ),
    (
        "change details",
        "enrolment",
        lambda: given(m.member_registered()),
        lambda its, at: its.seal_details({"bank": m.DIGEST}, at),
    ),
    (
        "carry in cover",
        "enrolment",
        lambda: given(m.member_registered()),
        lambda its, at: its.carry_in(COVER, COVER.covers_from, NOTHING_USED, at),
    ),
    (
        "enrol",
        "enrolment",
        lambda: given(m.member_registered()),
        lambda its, at: its.enrol(its.admit(ENTRY, 1, date(1980, 6, 1), at), m.UNIT, at),
    ),
    (
        "file a claim",
        "assessor",
        insured,
        lambda its, at: its.file_claim(filing(loss=stay("01-02")), terms_of(), at),
    ),
    _claim_step("assess", "assessor", "filed"),
    _claim_step("approve", "approver", "assessed"),
    _claim_step("reject", "approver", "assessed"),
    _claim_step("verify", "finance", "approved"),
    _claim_step("instruct", "cashier", "verified"),
    _claim_step("pay", "cashier", "instructed"),
    _claim_step("fail", "cashier", "instructed"),
    _claim_step("return", "cashier", "paid"),
    *(
        _claim_step(step, TRANSITIONS[step].role, starts[0])
        for step, (starts, _) in STEPS.items()
        if step not in _PLAIN
    ),
    (
        "notify",
        "assessor",
        insured,
        lambda its, at: its.notify_claim(filing(loss=stay("01-02")), terms_of(), at),
    ),
    *BESIDE,
    _begins("prepare a batch", "cashier", lambda at: PaymentBatch.compose(ID, at, **BATCH)),
    (
        "release a batch",
        "treasurer",
        batch,
        lambda its, at: its.release("B1.csv", m.DIGEST, at),
    ),
    ("cancel a batch", "cashier", batch, lambda its, at: its.cancel(at)),
    (
        "settle a batch",
        "cashier",
        lambda: batch(released=True),
        lambda its, at: its.settle(1, 100, 0, 0, at),
    ),
)
each_decision = pytest.mark.parametrize(
    ("role", "on", "act"),
    [decision[1:] for decision in DECISIONS],
    ids=[decision[0] for decision in DECISIONS],
)
