"""What is made elsewhere comes here whole, with what went wrong there."""

import os
import sys

import pytest

from ledger.demo.elsewhere import elsewhere


def test_what_was_made_elsewhere_is_handed_on_whole() -> None:
    made = elsewhere(lambda: list(range(100_000)))  # more than a pipe holds
    assert made() == list(range(100_000))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux forks safely")
def test_what_is_made_elsewhere_may_be_made_in_parts_by_others() -> None:
    def whole() -> list[int]:
        part = elsewhere(os.getpid)
        return [os.getpid(), part()]

    assert len({os.getpid(), *elsewhere(whole)()}) == 3


def test_what_goes_wrong_elsewhere_is_raised_by_whoever_waits() -> None:
    def fail() -> None:
        raise ValueError("no such office")

    made = elsewhere(fail)
    with pytest.raises(ValueError, match="no such office"):
        made()
