"""Four eyes, whatever is tried: no order of commands, by whomever, pays what was not decided apart."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from ledger.aggregates import Member, Moment
from ledger.aggregates.claim import PaymentLine
from ledger.aggregates.claims import Outcome
from ledger.errors import LedgerError
from ledger.events import Document, Event, restore
from ledger.events.claim_life import (
    AdvanceOffset,
    AdvancePaid,
    ApprovalRevoked,
    BenefitRestored,
    ClaimReviewed,
    DebtWrittenOff,
    DemandLowered,
    OverpaymentOffset,
    RecoveryDemanded,
    RecoveryReceived,
    RejectionOverturned,
    RejectionUpheld,
)
from ledger.events.member import (
    BenefitInstructed,
    BenefitPaid,
    ClaimApproved,
    ClaimAssessed,
    ClaimFiled,
    ClaimRejected,
    FundsVerified,
    PaymentFailed,
    PaymentReturned,
)
from tests import makers as m
from tests.aggregates.claims_made import filing, stay, terms_of
from tests.aggregates.given import day, given, moment, recorded, state

CAP_FEN = 20_000
TERMS = terms_of(m.plan_terms(cap_term_fen=CAP_FEN))  # 40 yuan a day, 200 yuan a period
CLAIMS = ("C1", "C2")

# Everyone holds every role. Zhao and Qian share a login: two names, one person.
OFFICERS = {
    "lin": "os:lin",
    "chen": "os:chen",
    "mei": "os:mei",
    "zhao": "os:shared",
    "qian": "os:shared",
}
officers = st.sampled_from(sorted(OFFICERS))
claims = st.sampled_from(CLAIMS)
turns = st.lists(officers, min_size=2, max_size=9)
debts = st.sampled_from(["advance", "overpayment"])
ENDINGS = {"withdraw": "claimant_wish", "appeal": "facts_wrong", "reopen": "evidence_new"}
PAPER = Document(reference="slip.pdf", sha256=m.DIGEST)
BILL_FEN = 50_000
REVIEW_ABOVE_FEN = 12_000
outcomes = st.sampled_from([BenefitPaid, PaymentFailed, PaymentReturned])


class Claims(RuleBasedStateMachine):
    """A member with cover, to whom any command may be given at any time by anyone."""

    terms = staticmethod(TERMS)

    @initialize(first=turns, second=turns, outcome=outcomes)
    def insure(self, first: list[str], second: list[str], outcome: Outcome) -> None:
        """Begin with two claims that went as far as those who took turns could bring them."""
        details = {"identity": "1" * 64, "bank": "2" * 64}
        self.history: list[Event] = [
            m.member_registered(sealed=details),
            m.enrolled(version=2),
        ]
        self.member: Member = given(*self.history)
        self.batches = self.receipts = 0
        self.go_on("C1", first, outcome)
        self.go_on("C2", second, BenefitPaid)

    def attempt(self, officer: str, act: Callable[[Moment], Any]) -> None:
        """Let an officer try something: it is recorded, or refused without a trace."""
        before = state(self.member)
        at = moment(
            officer,
            on=day("03-31"),  # after every loss
            login=OFFICERS[officer],
            reason="as the papers say",
            resolution="2015-3",
            document=PAPER,
        )
        try:
            act(at)
        except LedgerError:
            assert recorded(self.member) == []
            assert state(self.member) == before
        else:
            self.history += recorded(self.member)
            self.member.pending_events.clear()

    @rule(claim=claims, officer=officers, days=st.integers(1, 5), month=st.integers(1, 3))
    def file(self, claim: str, officer: str, days: int, month: int) -> None:
        loss = stay(f"{month:02d}-10", days, total_fen=BILL_FEN)
        self.attempt(
            officer, lambda at: self.member.file_claim(filing(claim, loss=loss), self.terms, at)
        )

    @rule(claim=claims, officer=officers)
    def assess(self, claim: str, officer: str) -> None:
        self.attempt(officer, lambda at: self.member.assess_claim(claim, self.terms, at))

    @rule(
        claim=claims,
        officer=officers,
        fen=st.none() | st.sampled_from([1, 4_000, 8_000, 12_000, 16_001]),
    )
    def approve(self, claim: str, officer: str, fen: int | None) -> None:
        self.attempt(
            officer,
            lambda at: self.member.approve_claim(claim, fen, at, review_above_fen=REVIEW_ABOVE_FEN),
        )

    @rule(claim=claims, officer=officers)
    def reject(self, claim: str, officer: str) -> None:
        self.attempt(officer, lambda at: self.member.reject_claim(claim, "not_in_scope", at))

    @rule(claim=claims, officer=officers)
    def verify(self, claim: str, officer: str) -> None:
        self.attempt(officer, lambda at: self.member.verify_funds(claim, at))

    @rule(claim=claims, officer=officers)
    def instruct(self, claim: str, officer: str) -> None:
        self.batches += 1
        batch = f"B{self.batches}"
        self.attempt(officer, lambda at: self.member.instruct_payment(claim, batch, at))

    @rule(claim=claims, officer=officers, outcome=outcomes, off=st.sampled_from([0, 0, 0, 1]))
    def settle(self, claim: str, officer: str, outcome: Outcome, off: int) -> None:
        its = self.member.claims.get(claim)
        batch, instalment = (its.batch or "B1", its.instalment) if its else ("B1", 1)
        line = PaymentLine(claim, batch, instalment + off, m.BANK)
        self.attempt(officer, lambda at: self.member.settle_payment(line, outcome, at))

    @rule(claim=claims, officer=officers)
    def cancel(self, claim: str, officer: str) -> None:
        its = self.member.claims.get(claim)
        batch = (its.batch if its else None) or "B1"
        self.attempt(officer, lambda at: self.member.cancel_payment(claim, batch, at))

    @rule(claim=claims, officer=officers)
    def revoke(self, claim: str, officer: str) -> None:
        terms = self.terms(m.claim_filed().plan)
        self.attempt(
            officer, lambda at: self.member.revoke_approval(claim, "wrong_amount", at, terms)
        )

    # --- off the plain way ---

    @rule(claim=claims, officer=officers, month=st.integers(1, 3))
    def notify(self, claim: str, officer: str, month: int) -> None:
        notice = filing(claim, loss=stay(f"{month:02d}-10"))
        self.attempt(officer, lambda at: self.member.notify_claim(notice, self.terms, at))

    @rule(claim=claims, officer=officers)
    def review(self, claim: str, officer: str) -> None:
        self.attempt(officer, lambda at: self.member.review_claim(claim, at))

    @rule(claim=claims, officer=officers, came=st.booleans())
    def papers(self, claim: str, officer: str, came: bool) -> None:
        its = self.member
        self.attempt(
            officer,
            lambda at: (
                its.receive_evidence(claim, ("invoice",), at)
                if came
                else its.request_evidence(claim, ("invoice",), None, at)
            ),
        )

    @rule(claim=claims, officer=officers, step=st.sampled_from([*ENDINGS]))
    def end_or_begin_again(self, claim: str, officer: str, step: str) -> None:
        self.attempt(
            officer, lambda at: getattr(self.member, f"{step}_claim")(claim, ENDINGS[step], at)
        )

    @rule(claim=claims, officer=officers, overturn=st.booleans())
    def decide_appeal(self, claim: str, officer: str, overturn: bool) -> None:
        ground = "facts_wrong" if overturn else "rejection_sound"
        self.attempt(
            officer,
            lambda at: self.member.decide_appeal(claim, ground, at, overturn=overturn),
        )

    @rule(claim=claims, officer=officers, fen=st.sampled_from([1, 5_000, 40_000]))
    def grant_advance(self, claim: str, officer: str, fen: int) -> None:
        self.attempt(officer, lambda at: self.member.grant_advance(claim, fen, at))

    @rule(claim=claims, officer=officers)
    def pay_advance(self, claim: str, officer: str) -> None:
        self.attempt(officer, lambda at: self.member.pay_advance(claim, m.BANK, at))

    @rule(claim=claims, officer=officers, fen=st.sampled_from([1, 4_000, 16_000]))
    def find_overpayment(self, claim: str, officer: str, fen: int) -> None:
        self.attempt(
            officer, lambda at: self.member.find_overpayment(claim, fen, "wrong_amount", at)
        )

    @rule(claim=claims, officer=officers)
    def cancel_overpayment(self, claim: str, officer: str) -> None:
        self.attempt(officer, lambda at: self.member.cancel_overpayment(claim, at))

    @rule(claim=claims, officer=officers, fen=st.sampled_from([1, 4_000, 16_000]))
    def lower(self, claim: str, officer: str, fen: int) -> None:
        terms = self.terms(m.claim_filed().plan)
        self.attempt(officer, lambda at: self.member.lower_demand(claim, fen, at, terms))

    @rule(
        claim=claims,
        fen=st.sampled_from([4_000, 16_000]),
        error=st.sampled_from([1, 4_000, 16_000]),
        hands=st.permutations(sorted(OFFICERS)),
    )
    def ask_back_in_error(self, claim: str, fen: int, error: int, hands: list[str]) -> None:
        """Find, demand and take in what had not been overpaid, and take the demand back."""
        for officer in hands:
            self.find_overpayment(claim, officer, fen)
        for officer in hands:
            self.demand(claim, officer)
        for officer in hands:
            for part in (3_999, 1) if fen == 4_000 else (16_000,):
                self.recover(claim, officer, "overpayment", part)
        for officer in hands:
            self.lower(claim, officer, error)

    @rule(claim=claims, officer=officers)
    def demand(self, claim: str, officer: str) -> None:
        self.attempt(officer, lambda at: self.member.demand_recovery(claim, at))

    @rule(claim=claims, officer=officers, debt=debts, fen=st.sampled_from([1, 3_999, 16_000]))
    def recover(self, claim: str, officer: str, debt: Any, fen: int) -> None:
        self.receipts += 1
        receipt = f"RV{self.receipts}"
        self.attempt(
            officer,
            lambda at: self.member.receive_recovery(claim, debt, fen, receipt, m.BANK, at),
        )

    @rule(claim=claims, officer=officers, debt=debts, fen=st.none() | st.just(7))
    def write_off(self, claim: str, officer: str, debt: Any, fen: int | None) -> None:
        self.attempt(officer, lambda at: self.member.write_off(claim, debt, fen, at))

    @rule(claim=claims, hands=turns, outcome=outcomes)
    def go_on(self, claim: str, hands: list[str], outcome: Outcome) -> None:
        """Let officers in turn take the step that the claim's stage calls for, as far as they get."""
        for officer in hands:
            its = self.member.claims.get(claim)
            match its.stage if its else None:
                case None:
                    self.file(claim, officer, 4, CLAIMS.index(claim) + 1)
                case "filed":
                    self.assess(claim, officer)
                case "assessed" if its and its.benefit_fen > REVIEW_ABOVE_FEN:
                    self.review(claim, officer)
                case "assessed" | "reviewed":
                    self.approve(claim, officer, None)
                case "approved":
                    self.verify(claim, officer)
                case "verified":
                    self.instruct(claim, officer)
                case "instructed":
                    self.settle(claim, officer, outcome, 0)
                case "paid":
                    self.settle(claim, officer, PaymentReturned, 0)
                case _:
                    break  # rejected: there is no way on

    # --- what holds in every history ---

    def of(self, kind: type[Event], claim: str) -> list[Any]:
        return [event for event in self.history if isinstance(event, kind) and event.claim == claim]  # type: ignore[attr-defined]

    def granted(self, kind: type[Event], claim: str, by: Event | None = None) -> list[Any]:
        """Return what there is of a kind since the last approval that was taken back, up to an event."""
        last = len(self.history) + 1 if by is None else by.originator_version
        first = max(
            (
                e.originator_version
                for e in self.of(ApprovalRevoked, claim)
                if e.originator_version < last
            ),
            default=0,
        )
        return [e for e in self.of(kind, claim) if first < e.originator_version < last]

    @invariant()
    def a_paid_benefit_was_approved_by_a_second_person_and_verified_by_another(self) -> None:
        for paid in self.history:
            if not isinstance(paid, BenefitPaid):
                continue
            (filed,) = self.of(ClaimFiled, paid.claim)
            assessed = self.granted(ClaimAssessed, paid.claim, paid)[-1]
            (approved,) = self.granted(ClaimApproved, paid.claim, paid)
            verified = self.granted(FundsVerified, paid.claim, paid)[-1]
            restored = self.granted(BenefitRestored, paid.claim, paid)
            if restored:
                assert restored[-1].originator_version < verified.originator_version
                assert verified.authenticated_as != restored[-1].authenticated_as
            assert approved.authenticated_as not in {
                filed.authenticated_as,
                assessed.authenticated_as,
            }
            assert verified.authenticated_as != approved.authenticated_as
            offset = sum(e.amount_fen for e in self.granted(AdvanceOffset, paid.claim, paid))
            kept = sum(
                event.owed_fen + event.written_off_fen
                for event in self.granted(OverpaymentOffset, paid.claim, paid)
            )
            stands = sum(
                event.amount_fen * (1 if isinstance(event, BenefitPaid) else -1)
                for kind in (BenefitPaid, PaymentReturned)
                for event in self.granted(kind, paid.claim, paid)
            )
            again = sum(event.amount_fen for event in restored)
            assert paid.amount_fen + stands + offset + kept == approved.approved_fen + again
            assert approved.approved_fen <= assessed.benefit_fen

    @invariant()
    def a_benefit_is_paid_once_at_a_time(self) -> None:
        for claim in CLAIMS:
            paid, returned = self.of(BenefitPaid, claim), self.of(PaymentReturned, claim)
            again = self.of(BenefitRestored, claim)  # is paid by a payment of its own
            assert 0 <= len(paid) - len(returned) <= 1 + len(again)
            answers = [(event.batch, event.instalment) for event in paid]
            assert len(answers) == len(set(answers))

    @invariant()
    def each_instruction_is_the_next_instalment(self) -> None:
        for claim in CLAIMS:
            instalments = [event.instalment for event in self.of(BenefitInstructed, claim)]
            assert instalments == list(range(1, len(instalments) + 1))

    @invariant()
    def the_cap_of_the_coverage_period_holds_over_all_claims(self) -> None:
        granted = [event.approved_fen for event in self.history if isinstance(event, ClaimApproved)]
        came_back = [
            event.amount_fen
            for event in self.history
            if isinstance(event, RecoveryReceived) and event.debt == "overpayment"
        ]
        came_back += [
            event.owed_fen + event.written_off_fen
            for event in self.history
            if isinstance(event, OverpaymentOffset)
        ]
        came_back += [e.approved_fen for e in self.history if isinstance(e, ApprovalRevoked)]
        came_back += [-e.amount_fen for e in self.history if isinstance(e, BenefitRestored)]
        assert sum(granted) - sum(came_back) <= CAP_FEN

    @invariant()
    def instalments_and_what_an_advance_covered_are_the_approved_benefit(self) -> None:
        for claim, its in self.member.claims.items():
            if its.stage in ("paid", "settled"):
                paid, back = self.of(BenefitPaid, claim), self.of(PaymentReturned, claim)
                (approved,) = self.granted(ClaimApproved, claim)
                moved = [*paid, *self.granted(AdvanceOffset, claim)]
                net = sum(e.amount_fen for e in moved) - sum(e.amount_fen for e in back)
                kept = sum(
                    e.owed_fen + e.written_off_fen for e in self.of(OverpaymentOffset, claim)
                )
                again = sum(e.amount_fen for e in self.of(BenefitRestored, claim))
                assert net + kept == approved.approved_fen + again

    @invariant()
    def a_benefit_that_is_not_out_leaves_no_debt_that_it_could_settle(self) -> None:
        for its in self.member.claims.values():
            if its.stage == "verified":
                assert its.approved_fen > 0
                assert not its.owed_fen.get("overpayment") and not its.borne_fen

    @invariant()
    def a_member_has_what_was_granted_but_for_what_was_overpaid_and_came_back(self) -> None:
        for claim, its in self.member.claims.items():
            if its.stage == "paid" and not its.owed_fen.get("overpayment"):
                has = sum(e.amount_fen for e in self.of(BenefitPaid, claim))
                has -= sum(e.amount_fen for e in self.of(PaymentReturned, claim))
                has += sum(e.amount_fen for e in self.granted(AdvanceOffset, claim))
                has -= sum(
                    e.amount_fen
                    for e in self.of(RecoveryReceived, claim)
                    if e.debt == "overpayment"
                )
                demanded = sum(e.amount_fen for e in self.of(RecoveryDemanded, claim))
                demanded -= sum(
                    e.amount_fen + e.written_off_fen for e in self.of(DemandLowered, claim)
                )
                demanded -= sum(e.amount_fen for e in self.of(BenefitRestored, claim))
                assert has == its.granted_fen - demanded + its.borne_fen

    @invariant()
    def nobody_approves_what_they_rejected_or_reviewed(self) -> None:
        for claim in CLAIMS:
            for approved in self.granted(ClaimApproved, claim):
                assessed = self.of(ClaimAssessed, claim)[-1]
                reviews = [
                    event
                    for event in self.of(ClaimReviewed, claim)
                    if event.originator_version > assessed.originator_version
                ]
                judged = [*self.of(ClaimRejected, claim), *reviews]
                assert reviews or approved.approved_fen <= REVIEW_ABOVE_FEN
                assert approved.authenticated_as not in {e.authenticated_as for e in judged}

    @invariant()
    def an_appeal_is_decided_by_who_took_no_part_before(self) -> None:
        for claim in CLAIMS:
            before: set[str] = set()
            for event in self.history:
                if getattr(event, "claim", None) != claim:
                    continue
                if isinstance(event, RejectionUpheld | RejectionOverturned):
                    assert event.authenticated_as not in before
                elif isinstance(event, ClaimFiled | ClaimRejected):
                    before.add(event.authenticated_as)

    @invariant()
    def every_debt_is_recovered_written_off_or_still_owed(self) -> None:
        for claim, its in self.member.claims.items():
            arose = {
                "overpayment": self.of(RecoveryDemanded, claim),
                "advance": self.of(AdvancePaid, claim),
            }
            for debt, events in arose.items():
                ended = [e for e in self.of(RecoveryReceived, claim) if e.debt == debt]
                ended += [e for e in self.of(DebtWrittenOff, claim) if e.debt == debt]
                offsets = self.of(AdvanceOffset, claim) if debt == "advance" else []
                left = sum(e.amount_fen for e in events) - sum(e.amount_fen for e in ended)
                left -= sum(e.amount_fen - (e.written_off_fen or 0) for e in offsets)
                if debt == "advance":
                    left += sum(e.advance_fen for e in self.of(ApprovalRevoked, claim))
                if debt == "overpayment":
                    left -= sum(e.amount_fen for e in self.of(DemandLowered, claim))
                    left -= sum(e.owed_fen for e in self.of(OverpaymentOffset, claim))
                assert left == its.owed_fen.get(debt, 0) >= 0

    @invariant()
    def what_was_demanded_is_unpaid_written_off_or_came_back(self) -> None:
        for its in self.member.claims.values():
            parts = its.owed_fen.get("overpayment", 0) + its.borne_fen + its.back_fen
            assert its.demanded_fen == parts
            assert 0 <= its.received_fen <= its.back_fen

    @invariant()
    def no_more_is_asked_back_than_was_granted(self) -> None:
        for its in self.member.claims.values():
            assert its.demanded_fen + its.found_fen <= its.granted_fen

    @invariant()
    def replaying_the_stored_history_gives_an_equal_member(self) -> None:
        replayed = Member.folded(restore(event.topic, event.stored()) for event in self.history)
        assert replayed == self.member


# 40 yuan a day after three, and half of what lies above 300 yuan in the period.
JOINING = terms_of(
    m.plan_terms(
        cap_term_fen=CAP_FEN,
        stays_join_within_hours=24,
        benefits=(
            {"type": "per_diem", "trigger": "hospital_stay", "amount_fen": 4_000}
            | {"unpaid_days_stay": 3},
            {"type": "indemnity", "trigger": "hospital_stay", "measured_over": "term"}
            | {"deductible_first_fen": 30_000, "bands": ({"over_fen": 0, "rate_bp": 5_000},)},
        ),
    )
)


class JoinedClaims(Claims):
    """The same, where the second claim's stay follows on the first one's, and both count as one."""

    terms = staticmethod(JOINING)

    @rule(claim=claims, officer=officers, days=st.integers(1, 5), month=st.integers(1, 3))
    def file(self, claim: str, officer: str, days: int, month: int) -> None:
        cost = {"self_pay_fen": month * 14_000, "total_fen": BILL_FEN}
        loss = stay("02-14", days, **cost) if claim == "C2" else stay("02-10", 4, **cost)
        self.attempt(
            officer, lambda at: self.member.file_claim(filing(claim, loss=loss), self.terms, at)
        )

    @invariant()
    def what_was_used_is_what_was_approved_and_a_joined_stay_counts_once(self) -> None:
        usage = self.member.usage.get(("CD-HOSP", "2015", None))
        if usage is None:
            return
        approved = {its.code for its in self.member.claims.values() if its.kept_fen}
        joined = {
            its.code
            for its in self.member.claims.values()
            if its.code in approved and approved.intersection(its.joins)
        }
        assert usage.claims == len(approved) - len(joined)
        counted = [
            its.loss.self_pay_fen or 0
            for its in self.member.claims.values()
            if its.code in approved or its.came_to_nothing
        ]
        assert usage.inpatient_fen == sum(counted)


TestClaims = Claims.TestCase
TestJoinedClaims = JoinedClaims.TestCase
