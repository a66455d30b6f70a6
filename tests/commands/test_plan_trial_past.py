"""One member's past under proposed terms: limits used up in order, carried in, and cut alike."""

from datetime import date

import pytest

from ledger.benefits import Usage, assess, used
from ledger.evidence.reperform_reading import Entry
from ledger.evidence.trial_past import Past, Proposal, Tried
from ledger.plans import PlanTerms
from tests import makers as m
from tests.evidence.retold import TERMS, Story, altered, stay, story, without

LATER = date(2015, 5, 1)


def _past(told: Story, terms: PlanTerms = TERMS, since: date = date(2015, 1, 1)) -> Past:
    past = Past(Proposal(terms, "CD-HOSP", since))
    for position, event in enumerate(told.values(), 1):
        if event.topic.startswith(
            ("member.enrolled", "member.cover", "member.claim", "member.rej")
        ):
            past.meet(Entry(position, event.topic, event.stored()))
    return past


def _tried(told: Story, terms: PlanTerms = TERMS, since: date = date(2015, 1, 1)) -> list[Tried]:
    return list(_past(told, terms, since).decided())


def _capped(cap_term_fen: int) -> PlanTerms:
    return TERMS.model_copy(update={"cap_term_fen": cap_term_fen})


def test_the_terms_in_force_give_what_was_approved() -> None:
    tried = _tried(story(1))

    assert [each.after_fen for each in tried] == [each.before_fen for each in tried]


def test_limits_are_used_up_under_the_proposed_terms() -> None:
    first, second = _tried(story(1), _capped(100_000))

    assert first.after_fen == first.before_fen == 85_000
    assert second.after_fen == 15_000


def test_what_was_used_before_the_window_stays_as_it_was() -> None:
    (only,) = _tried(story(1), _capped(90_000), since=LATER)

    assert only.after_fen == 5_000


def test_limits_that_were_carried_in_count() -> None:
    carried = m.cover_carried_in(
        originator_id=m.member_id(1),
        period="2015",
        starts_on=date(2015, 1, 1),
        ends_on=date(2015, 12, 31),
        used_fen=80_000,
        used_claims=1,
    )
    told = {"carried": carried, **without(story(1), "enrolled")}

    first, second = _tried(told, _capped(100_000))

    assert (first.after_fen, second.after_fen) == (20_000, 0)


def test_a_benefit_approved_in_part_is_cut_by_the_same_part() -> None:
    told = altered(story(1), "A.approved", approved_fen=42_500)  # half of what was assessed

    first, _ = _tried(told)

    assert (first.before_fen, first.after_fen) == (42_500, 42_500)


def test_a_claim_that_was_worth_nothing_may_gain() -> None:
    told = story(1, stay(3, 20_000), stay(6, 300_000))  # the first is below the deductible
    rules = TERMS.benefits[0].model_copy(update={"deductible_first_fen": 0})

    first, _ = _tried(told, TERMS.model_copy(update={"benefits": (rules,)}))

    assert (first.before_fen, first.after_fen) == (0, 10_000)


def test_a_rejection_that_was_overturned_decides_nothing() -> None:
    told = story(1)
    rejected = m.claim_rejected(originator_id=m.member_id(1), claim="A1", ground="other")
    state = rejected.stored().replace(b"claim_rejected", b"rejection_overturned")
    past = _past(told | {"A.approved": rejected})

    assert past.undecided() == 0
    past.meet(Entry(99, "member.rejection_overturned.v1", state))
    assert past.undecided() == 1
    assert len(list(past.decided())) == 1


def test_steps_of_a_claim_whose_filing_is_not_known_decide_nothing() -> None:
    told = story(1)
    kept = without(told, "A.filed")
    past = _past(kept)

    assert len(kept) == len(told) - 1
    assert past.undecided() == 0
    assert len(list(past.decided())) == len(_tried(told)) - 1


@pytest.mark.parametrize("self_pay_fen", [100_000, 400_000])
def test_a_trial_assesses_as_the_engine_does(self_pay_fen: int) -> None:
    losses = stay(3, self_pay_fen), stay(6, self_pay_fen)
    terms = _capped(150_000)
    usage, expected = Usage(), []
    for loss in losses:
        found = assess(terms, 1, loss, usage)
        usage = used(usage, loss, found, found.benefit_fen)
        expected.append(found.benefit_fen)

    assert [each.after_fen for each in _tried(story(1, *losses), terms)] == expected


def _over_the_term(told: Story) -> list[Tried]:
    rule = TERMS.benefits[0].model_copy(
        update={"measured_over": "term", "deductible_next_fen": None}
    )
    return _tried(told, TERMS.model_copy(update={"benefits": (rule,)}))


def test_a_claim_at_nothing_counts_towards_a_proposed_deductible_of_the_period() -> None:
    first, second = _over_the_term(story(1, stay(3, 20_000), stay(6, 300_000)))

    assert (first.after_fen, second.after_fen) == (0, 145_000)  # 3,200 less 300 yuan, at half


def test_stays_that_the_proposed_terms_join_are_paid_as_one() -> None:
    first = stay(3)
    assert first.ended_on is not None
    second = first.model_copy(update={"occurred_on": first.ended_on, "ended_on": date(2015, 3, 20)})
    joining = TERMS.model_copy(update={"stays_join_within_hours": 24})

    one, two = _tried(story(1, first, second), joining)

    assert (one.after_fen, two.after_fen) == (85_000, 100_000)  # no second deductible
    assert two.before_fen == 92_500


def test_a_claim_whose_proposed_benefit_rests_on_a_wage_is_left_out_and_counted() -> None:
    allowance = {"type": "allowance", "trigger": "hospital_stay", "wage_rate_bp": 3_000}
    terms = m.plan_terms(benefits=(allowance,))
    past = _past(story(1), terms)

    assert list(past.decided()) == []
    assert past.unseen == 2


def _of_child(told: Story, *letters: str) -> Story:
    """Make some claims those of the member's child."""
    for letter in letters:
        told = altered(told, f"{letter}.filed", insured="child", insured_code="D1")
    return told


def test_limits_are_used_up_by_each_insured_person_alone() -> None:
    first, second = _tried(_of_child(story(1), "A"), _capped(100_000))
    alone, later = _tried(_of_child(story(1), "A", "B"), _capped(100_000))

    assert (first.after_fen, second.after_fen) == (85_000, 100_000)  # at the cap of their own
    assert (alone.after_fen, later.after_fen) == (85_000, 15_000)


def test_a_dependant_uses_none_of_the_limits_that_were_carried_in() -> None:
    carried = m.cover_carried_in(
        originator_id=m.member_id(1),
        period="2015",
        starts_on=date(2015, 1, 1),
        ends_on=date(2015, 12, 31),
        used_fen=80_000,
        used_claims=1,
    )
    told = {"carried": carried, **without(_of_child(story(1), "A"), "enrolled")}

    child, own = _tried(told, _capped(100_000))

    assert (child.after_fen, own.after_fen) == (85_000, 20_000)
