"""Causes that only other terms than those of the usual story can bring about."""

from typing import Final

from ledger.evidence.reperform_findings import Cause

OTHER_TERMS_CAUSES: Final = (
    Cause.ACCIDENT_UNCOVERED,
    Cause.GRADED_LATE,
    Cause.JOINED_MOVED,
    Cause.POOL_TWICE,
    Cause.POOL_MONTH,
)
