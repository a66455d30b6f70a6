"""The worked example's files, made once for the tests that only read them."""

from fractions import Fraction
from pathlib import Path

import pytest

from ledger.demo.files import Input, generate

SEED = 7


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Input:
    """One hundredth of the office."""
    return made(tmp_path_factory.mktemp("small"), "0.01")


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Input:
    """Two thousandths of the office."""
    return made(tmp_path_factory.mktemp("tiny"), "0.002")


def made(folder: Path, scale: str, seed: int = SEED) -> Input:
    """Make the files in an empty folder."""
    return generate(folder, Fraction(scale), seed)
