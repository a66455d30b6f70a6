"""Chance from a seed, in whole numbers only: the same seed gives the same draws on every machine.

Only `Random.getrandbits` is drawn on, whose sequence Python keeps from version to version;
logarithms and the like differ in their last bit between machines.
"""

import random
from collections.abc import Sequence
from itertools import accumulate
from typing import TypeVar

T = TypeVar("T")

# Quantiles, at each 32nd part, of a log-normal distribution with median 1,000 and sigma 1: how
# hospital bills and the sizes of employers are spread. The ends stand for 0.4 % and 99.92 %.
_SPREAD = (
    71, 155, 216, 268, 317, 364, 412, 460, 509, 560, 613, 669, 727, 789, 854, 925, 1000,
    1082, 1170, 1268, 1375, 1495, 1630, 1784, 1963, 2174, 2428, 2746, 3159, 3736, 4637, 6441, 23474,
)  # fmt: skip
_STEPS = 1 << 10  # between two quantiles


class Dice:
    """A stream of draws for one topic; what another topic draws does not move it."""

    def __init__(self, seed: int, topic: str) -> None:
        self._random = random.Random(f"{seed}/{topic}")

    def below(self, limit: int) -> int:
        """Return a whole number from 0 up to, and without, the limit."""
        return self._random.getrandbits(48) * limit >> 48

    def between(self, first: int, last: int) -> int:
        """Return a whole number between two, both included."""
        return first + self.below(last - first + 1)

    def hits(self, per_mille: int) -> bool:
        """Tell whether something happens that happens so many times in a thousand."""
        return self.below(1000) < per_mille

    def pick(self, choices: Sequence[T]) -> T:
        """Return one of the choices, all being equally likely."""
        return choices[self.below(len(choices))]

    def spread(self) -> int:
        """Return a log-normal number with median 1,000 and mean 1,800."""
        draw = self.below((len(_SPREAD) - 1) * _STEPS)
        place, rest = divmod(draw, _STEPS)
        low, high = _SPREAD[place], _SPREAD[place + 1]
        # the last step is steep: squaring keeps its mean where a log-normal's tail has it
        if place == len(_SPREAD) - 2:
            return low + (high - low) * rest * rest * rest // _STEPS**3
        return low + (high - low) * rest // _STEPS

    def shuffle(self, things: list[T]) -> None:
        """Put things into another order, in place."""
        for last in range(len(things) - 1, 0, -1):
            place = self.below(last + 1)
            things[last], things[place] = things[place], things[last]


class Weighted(Sequence[T]):
    """Choices with weights; as a sequence it stands for every one as often as its weight says."""

    def __init__(self, choices: Sequence[tuple[T, int]]) -> None:
        self._choices = tuple(choice for choice, _ in choices)
        self._until = tuple(accumulate(weight for _, weight in choices))

    def __len__(self) -> int:
        return self._until[-1]

    def __getitem__(self, place: int) -> T:  # type: ignore[override]
        return next(c for c, until in zip(self._choices, self._until, strict=True) if place < until)


def shared_out(total: int, weights: Sequence[int], least: int = 0) -> list[int]:
    """Share a total out by weight, each part at least `least`; the parts add up exactly."""
    assert total >= least * len(weights), "there is too little to share out"
    free, whole = total - least * len(weights), sum(weights)
    bounds = [free * upto // whole for upto in accumulate(weights)]
    return [least + high - low for low, high in zip([0, *bounds[:-1]], bounds, strict=True)]
