"""What the office has set by resolution: policy parameters, each from a day on."""

from datetime import date

from ledger.book import Book
from ledger.events.office import PolicySet


def policy_on(book: Book, parameter: str, on: date) -> str | None:
    """Return the value that a policy parameter has on a day, or None where it is not configured.

    Where it was set twice from one day on, what was set last holds.
    """
    set_ = [
        event
        for event in book.office_facts()
        if isinstance(event, PolicySet)
        and event.parameter == parameter
        and event.effective_on <= on
    ]
    return max(reversed(set_), key=lambda event: event.effective_on).value if set_ else None
