"""What a campaign did, what it found, and which planted defects its checkers caught."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

FAULTS_SHOWN = 20


@dataclass
class Report:
    """One campaign's counts, faults and controls. A control that was not caught is a fault, too."""

    campaign: str
    seed: int
    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    controls: dict[str, bool] = field(default_factory=dict)  # planted defect: was it caught?
    skipped: list[str] = field(default_factory=list)  # what could not be had here, and why
    seconds: float = 0.0

    def count(self, what: str, number: int = 1) -> None:
        """Add to a count."""
        self.counts[what] += number

    def fault(self, what: str) -> None:
        """Record a promise that did not hold, with all that is needed to see it again."""
        self.faults.append(what)

    def expect(self, holds: bool, what: str) -> None:
        """Record a fault unless a promise holds."""
        if not holds:
            self.fault(what)

    @contextmanager
    def planting(self, planted: str, telling: str) -> Iterator["Report"]:
        """Run the campaign's own check over a planted defect.

        It is caught when a fault is found that says what was planted (`telling`, a pattern): one
        found for another reason would prove nothing.
        """
        trial = Report(self.campaign, self.seed)
        yield trial
        self.controls[planted] = any(re.search(telling, fault) for fault in trial.faults)

    @property
    def is_clean(self) -> bool:
        """Whether nothing was found, and every control was caught."""
        return not self.faults and all(self.controls.values())

    def lines(self) -> list[str]:
        """Return the campaign's result as it is printed."""
        done = ", ".join(f"{number:,} {what}" for what, number in self.counts.items())
        said = [f"{self.campaign}  seed {self.seed}, {self.seconds:.1f} s", f"  done      {done}"]
        for planted, caught in self.controls.items():
            said.append(f"  control   {'caught' if caught else 'NOT CAUGHT'}: {planted}")
        said += [f"  skipped   {reason}" for reason in self.skipped]
        said += [f"  FAULT     {fault}" for fault in self.faults[:FAULTS_SHOWN]]
        if len(self.faults) > FAULTS_SHOWN:
            said.append(f"  FAULT     … and {len(self.faults) - FAULTS_SHOWN} more")
        if not self.faults:
            said.append("  found     no fault")
        return said
