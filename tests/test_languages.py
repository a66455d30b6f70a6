"""Numbers of things in English sentences."""

import pytest

from ledger.languages import counted, in_number


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 days"), (1, "1 day"), (2, "2 days"), (1_200, "1,200 days")]
)
def test_one_thing_alone_is_told_without_a_plural(count: int, said: str) -> None:
    assert counted(count, "day") == said


@pytest.mark.parametrize(
    ("thing", "one", "several"),
    [
        ("group of claims", "1 group of claims", "2 groups of claims"),
        ("index entry", "1 index entry", "2 index entries"),
        ("day", "1 day", "2 days"),
    ],
)
def test_what_is_counted_is_put_into_the_plural_and_not_what_it_is_of(
    thing: str, one: str, several: str
) -> None:
    assert (counted(1, thing), counted(2, thing)) == (one, several)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("1", "1 member, 1 share, 1 open claim, 1 batch; 1 of 1 person; sex 1"),
        ("11", "11 members, 11 shares, 11 open claims, 11 batches; 11 of 11 people; sex 11"),
    ],
)
def test_a_sentence_with_fields_tells_one_thing_as_one(number: str, said: str) -> None:
    template = "{n} members, {n} shares, {n} open claims, {n} batches; {n} of {n} people; sex {n}"

    assert in_number(template, {"n": number}).format(n=number) == said
