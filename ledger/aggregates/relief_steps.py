"""The steps of a relief grant: one table that decides which may be taken in which state, and by whom."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

REQUESTED, ANNOUNCED, APPROVED = "requested", "announced", "approved"
REJECTED, PAID = "rejected", "paid"


class GrantStep(NamedTuple):
    """A step of a grant: the states that it starts from, where it leads, and who may take it."""

    starts: tuple[str, ...]  # none: it begins the grant
    end: str  # empty: the state stays as it is
    role: str
    command: str
    others_than: str = ""


# Every step is refused by this table, and docs/relief.md is drawn from it.
STEPS: Final[Mapping[str, GrantStep]] = MappingProxyType(
    {
        "request": GrantStep((), REQUESTED, "assessor", "relief request"),
        "announce": GrantStep((REQUESTED,), ANNOUNCED, "assessor", "relief announce"),
        "approve": GrantStep(
            (REQUESTED, ANNOUNCED), APPROVED, "approver", "relief approve", "who asked for it"
        ),
        "reject": GrantStep(
            (REQUESTED, ANNOUNCED), REJECTED, "approver", "relief reject", "who asked for it"
        ),
        "pay": GrantStep((APPROVED,), PAID, "cashier", "relief pay", "who approved it"),
        "return": GrantStep((PAID,), APPROVED, "cashier", "relief return"),
        "serve": GrantStep((APPROVED, PAID), "", "assessor", "relief serve"),
    }
)
