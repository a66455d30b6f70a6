"""Asked back in error and owed again, whatever is tried: money, limits, statement and audit agree."""

from collections import Counter
from collections.abc import Callable
from typing import Any, cast

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from ledger.accounting import postings
from ledger.aggregates import Member, Moment
from ledger.aggregates.claim import UNPAID, PaymentLine
from ledger.aggregates.claims import Outcome
from ledger.benefits import NOTHING_USED
from ledger.errors import LedgerError
from ledger.events import Document, Event, restore
from ledger.events.claim_life import RecoveryReceived
from ledger.events.member import BenefitPaid, ClaimEvent, PaymentFailed, PaymentReturned
from ledger.evidence.reperform_claims import MemberAgain
from ledger.evidence.reperform_findings import Difference
from ledger.evidence.reperform_frame import Frame
from ledger.evidence.reperform_reading import Entry, step_of
from ledger.projections.claims import PAYMENT
from ledger.statements.member_limits import used_by_claims
from tests import makers as m
from tests.aggregates.claims_made import filing, stay, terms_of
from tests.aggregates.given import ROLES, day, given, moment, recorded, state

CAP_FEN, DAYS, CLAIMS_A_TERM = 24_000, 8, 2
PER_DIEM = m.plan_terms(
    cap_term_fen=CAP_FEN,
    claims_per_term=CLAIMS_A_TERM,
    benefits=(
        {"type": "per_diem", "trigger": "hospital_stay", "amount_fen": 4_000}
        | {"max_days_term": DAYS},
    ),
)
# Half of what lies above 30 yuan of a first stay, and above 10 of a later one.
SHARED = m.plan_terms(
    cap_term_fen=CAP_FEN,
    benefits=(
        {"type": "indemnity", "trigger": "hospital_stay", "cap_term_fen": 20_000}
        | {"deductible_first_fen": 3_000, "deductible_next_fen": 1_000}
        | {"bands": ({"over_fen": 0, "rate_bp": 5_000},)},
    ),
)
STAYS = {"C1": ("01-10", 4), "C2": ("02-10", 3), "C3": ("03-10", 2)}
BY = ("lin", "chen", "han", "gao", "mei", "ma", "wu", "ou")
SLIP = Document(reference="slip.pdf", sha256=m.DIGEST)
claims, parts = st.sampled_from(sorted(STAYS)), st.integers(1, 4)
outcomes = st.sampled_from([BenefitPaid, BenefitPaid, BenefitPaid, PaymentFailed])


class Restoring(RuleBasedStateMachine):
    """A member of whose benefits parts are asked back, in error or not, and are owed again."""

    terms = PER_DIEM

    @initialize()
    def insure(self) -> None:
        """Begin with a benefit that was paid."""
        details = {"identity": "1" * 64, "bank": "2" * 64}
        opening = [m.member_registered(sealed=details), m.enrolled(version=2)]
        self.history: list[Event] = [
            each.model_copy(update={"originator_version": version})
            for version, each in enumerate(opening, 1)
        ]
        self.member: Member = given(*self.history)
        self.batches = self.receipts = 0
        self.grant("C1")
        self.pay("C1", BenefitPaid)

    def attempt(self, officer: str, act: Callable[[Moment], Any]) -> None:
        """Let an officer try something: it is recorded, or refused without a trace."""
        before = state(self.member)
        facts = {"reason": "as minuted", "resolution": "2015-3", "document": SLIP}
        try:
            act(moment(officer, on=day("06-01"), **facts))
        except LedgerError:
            assert recorded(self.member) == []
            assert state(self.member) == before
        else:
            self.history += recorded(self.member)
            self.member.pending_events.clear()

    def part(self, fen: int, quarters: int) -> int:
        return max(1, fen * quarters // 4)

    @rule(claim=claims)
    def grant(self, claim: str) -> None:
        """File, assess and approve, as far as limits are left."""
        its, terms = self.member, terms_of(self.terms)
        first, days = STAYS[claim]
        loss = stay(first, days, self_pay_fen=days * 10_000, total_fen=50_000)
        self.attempt("lin", lambda at: its.file_claim(filing(claim, loss=loss), terms, at))
        self.attempt("lin", lambda at: its.assess_claim(claim, terms, at))
        self.attempt("chen", lambda at: its.approve_claim(claim, None, at, terms=self.terms))

    @rule(claim=claims, outcome=outcomes)
    def pay(self, claim: str, outcome: Outcome) -> None:
        its = self.member
        self.batches += 1
        self.attempt("han", lambda at: its.verify_funds(claim, at))
        self.attempt("gao", lambda at: its.instruct_payment(claim, f"B{self.batches}", at))
        self.answer(claim, outcome)

    @rule(claim=claims)
    def comes_back(self, claim: str) -> None:
        self.answer(claim, PaymentReturned)

    def answer(self, claim: str, outcome: Outcome) -> None:
        its = self.member.claims.get(claim)
        if its is not None:
            line = PaymentLine(claim, its.batch or "B1", its.instalment, m.BANK)
            self.attempt("gao", lambda at: self.member.settle_payment(line, outcome, at))

    @rule(claim=claims, quarters=parts, demand=st.booleans())
    def find(self, claim: str, quarters: int, demand: bool) -> None:
        its = self.member.claims.get(claim)
        fen = self.part(its.kept_fen if its else 0, quarters)
        act = self.member.find_overpayment
        self.attempt("han", lambda at: act(claim, fen, "wrong_amount", at))
        if demand:
            self.attempt("mei", lambda at: self.member.demand_recovery(claim, at))

    @rule(claim=claims)
    def cancel(self, claim: str) -> None:
        self.attempt("han", lambda at: self.member.cancel_overpayment(claim, at))

    @rule(claim=claims, quarters=parts)
    def receive(self, claim: str, quarters: int) -> None:
        its = self.member.claims.get(claim)
        fen = self.part(its.owed_fen.get("overpayment", 0) if its else 0, quarters)
        self.receipts += 1
        take, receipt = self.member.receive_recovery, f"R{self.receipts}"
        self.attempt("ma", lambda at: take(claim, "overpayment", fen, receipt, m.BANK, at))

    @rule(claim=claims, quarters=parts)
    def write_off(self, claim: str, quarters: int) -> None:
        its = self.member.claims.get(claim)
        fen = self.part(its.owed_fen.get("overpayment", 0) if its else 0, quarters)
        self.attempt("ou", lambda at: self.member.write_off(claim, "overpayment", fen, at))

    @rule(claim=claims, quarters=parts)
    def lower(self, claim: str, quarters: int) -> None:
        its = self.member.claims.get(claim)
        fen = self.part(its.demanded_fen if its else 0, quarters)
        self.attempt("wu", lambda at: self.member.lower_demand(claim, fen, at, self.terms))

    @rule(
        claim=claims,
        found=parts,
        back=parts,
        error=parts,
        comes_back=st.booleans(),
        between=st.none() | claims,
        paid=st.booleans(),
    )
    def ask_back_in_error(
        self,
        claim: str,
        found: int,
        back: int,
        error: int,
        comes_back: bool,
        between: str | None,
        paid: bool,
    ) -> None:
        """Demand a part, take some of it in or out of a returned payment, and take it back.

        Another claim may be granted between; what is owed again may be paid at once.
        """
        self.find(claim, found, demand=True)
        if comes_back:
            self.comes_back(claim)
        else:
            self.receive(claim, back)
        if between is not None:
            self.grant(between)
        self.lower(claim, error)
        if paid:
            self.pay(claim, BenefitPaid)

    @rule(claim=claims)
    def revoke(self, claim: str) -> None:
        act = self.member.revoke_approval
        self.attempt("chen", lambda at: act(claim, "wrong_amount", at, self.terms))

    # --- what holds in every history ---

    def of(self, claim: str, kind: type[ClaimEvent]) -> list[Any]:
        return [e for e in self.history if isinstance(e, kind) and e.claim == claim]

    @invariant()
    def a_member_has_or_is_to_get_what_was_granted_less_what_came_back(self) -> None:
        for claim, its in self.member.claims.items():
            moved = Counter(
                {
                    kind: sum(e.amount_fen for e in self.of(claim, kind))
                    for kind in (BenefitPaid, PaymentReturned, RecoveryReceived)
                }
            )
            has = moved[BenefitPaid] - moved[PaymentReturned] - moved[RecoveryReceived]
            payable = its.approved_fen if its.stage in UNPAID else 0
            assert has + payable == its.kept_fen

    @invariant()
    def books_owe_what_is_payable_and_are_owed_what_is_demanded(self) -> None:
        books: Counter[str] = Counter()
        for leg in (leg for event in self.history for leg in postings(event)):
            books[leg.account] += leg.amount_fen if leg.side == "D" else -leg.amount_fen
        its = self.member.claims.values()
        payable = sum(each.approved_fen for each in its if each.stage in UNPAID)
        owed = sum(each.owed_fen.get("overpayment", 0) for each in its)
        borne = sum(each.borne_fen for each in its)
        kept = sum(each.kept_fen for each in its)
        assert (books["benefits_payable"], books["benefits_recoverable"]) == (-payable, owed)
        assert books["benefit_expense"] == kept - owed
        assert borne <= kept

    @invariant()
    def limits_are_used_by_what_is_granted_less_what_came_back(self) -> None:
        used = self.member.usage.get(("CD-HOSP", "2015", None), NOTHING_USED)
        kept = [its.kept_fen for its in self.member.claims.values() if its.kept_fen]
        assert used.paid_fen == sum(kept) <= CAP_FEN
        assert (used.claims, used.stays) == (len(kept), len(kept))
        if self.terms is PER_DIEM:
            assert used.claims <= CLAIMS_A_TERM
            assert used.days.get("hospital_stay", 0) <= DAYS
        else:
            assert used.indemnity_fen == sum(kept) <= 20_000

    @invariant()
    def a_statement_tells_the_same_use_of_limits(self) -> None:
        assert used_by_claims(self.history) == self.member.usage

    @invariant()
    def a_benefit_counts_once_and_by_what_the_member_got_of_it(self) -> None:
        rows = [
            row
            for place, event in enumerate(self.history, 1)
            if (fold := PAYMENT.rows.get(type(event))) is not None
            for row in fold(event, place)
        ]
        for claim, its in self.member.claims.items():
            own = [cast(tuple[int, int], row[-2:]) for row in rows if row[2] == claim]
            count, fen = sum(each[0] for each in own), sum(each[1] for each in own)
            assert count in (0, 1)
            if its.stage == "paid":
                assert (count, fen) == (1, its.kept_fen + its.received_fen)

    @invariant()
    def replaying_the_stored_history_gives_an_equal_member(self) -> None:
        replayed = Member.folded(restore(event.topic, event.stored()) for event in self.history)
        assert replayed == self.member

    def teardown(self) -> None:
        """Decide the whole history again: nothing differs."""
        assert differences(self.history, self.terms) == []


def differences(history: list[Event], terms: Any) -> list[Difference]:
    """Re-perform one member's history under published terms and officers who hold every role."""
    frame = Frame()
    frame.add(1, m.plan_published(terms))
    for place, officer in enumerate(BY, 2):
        appointed = m.officer_appointed(officer=officer, roles=ROLES, logins=(f"os:{officer}",))
        frame.add(place, appointed)
    found: list[Difference] = []
    again = MemberAgain(frame, found)
    for place, event in enumerate(history, len(BY) + 2):
        entry = Entry(place, event.topic, event.stored())
        if isinstance(event, ClaimEvent):
            again.step(entry, step_of(entry))
        else:
            again.cover(entry)
    again.close()
    return found


class RestoringShares(Restoring):
    """The same, where stays share one cap, and the first has a deductible of its own."""

    terms = SHARED


TestRestoring = Restoring.TestCase
TestRestoringShares = RestoringShares.TestCase
