"""Split stays: a transfer within so many hours makes one stay, whatever the order of the papers."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ledger.benefits import Loss, Stay, join_stays, whole_stay

START = datetime.fromisoformat("2015-03-01T08:00")


def stay(from_hour: int, to_hour: int, **facts: object) -> Stay:
    first, last = START + timedelta(hours=from_hour), START + timedelta(hours=to_hour)
    days = {"occurred_on": first.date(), "ended_on": last.date()}
    return Stay(first, last, Loss.model_validate({"trigger": "hospital_stay"} | days | facts))


def sizes(*stays: Stay) -> list[int]:
    return [len(group) for group in join_stays(stays, 24)]


def test_a_transfer_after_24_hours_is_one_stay_and_a_minute_later_another() -> None:
    first, near = stay(0, 100), stay(124, 200)
    far = near._replace(admitted_at=near.admitted_at + timedelta(minutes=1))
    assert sizes(first, near) == [2]
    assert sizes(first, far) == [1, 1]


def test_a_chain_of_transfers_is_one_stay() -> None:
    assert sizes(stay(0, 10), stay(20, 30), stay(50, 60), stay(200, 210)) == [3, 1]


def test_a_stay_within_another_does_not_end_it() -> None:
    assert sizes(stay(0, 100), stay(10, 20), stay(110, 120)) == [3]


def test_a_joined_stay_adds_up_its_costs_and_runs_from_first_to_last_day() -> None:
    one = stay(0, 48, self_pay_fen=100, total_fen=500, papers=("A",))
    two = stay(50, 98, self_pay_fen=30, total_fen=70, other_payers_fen=5, papers=("A", "B"))
    whole = whole_stay((one, two))
    assert (whole.occurred_on, whole.ended_on) == (date(2015, 3, 1), date(2015, 3, 5))
    assert (whole.self_pay_fen, whole.total_fen, whole.other_payers_fen) == (130, 570, 5)
    assert (whole.out_of_scope_fen, whole.papers) == (None, ("A", "B"))


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 50)), max_size=8))
def test_the_order_of_the_papers_does_not_matter(hours: list[tuple[int, int]]) -> None:
    stays = [stay(first, first + length) for first, length in hours]
    groups = [len(group) for group in join_stays(stays, 24)]
    assert groups == [len(group) for group in join_stays(stays[::-1], 24)]
    assert sum(groups) == len(stays)
