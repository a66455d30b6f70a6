"""Office hours: a clock that goes forward as the work is done, and who sits at which desk."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from typing import Final

from ledger.entropy import SeededEntropy
from ledger.periods import SHANGHAI

Call = Callable[..., None]  # (officer, *words): runs one command of `huzhu`
Tell = Callable[[str, str], None]  # (in Chinese, in English): says how far the work has come

MANAGER, ENROLMENT, ASSESSOR, APPROVER = "lin", "wang", "zhao", "qian"
FINANCE, CASHIER, TREASURER, AUDITOR = "sun", "zhou", "wu", "zheng"
ROLES = {
    ENROLMENT: "enrolment",
    ASSESSOR: "assessor",
    APPROVER: "approver",
    FINANCE: "finance",
    CASHIER: "cashier",
    TREASURER: "treasurer",
    AUDITOR: "auditor",
}
# The kinds of work whose time is taken, and their names in Chinese.
STEPS: Final[Mapping[str, str]] = {
    "files": "生成文件",
    "set up": "建账",
    "take-over": "接管",
    "rosters": "导入名册",
    "claims filed": "受理案件",
    "claims assessed": "核定案件",
    "claims decided": "审批案件",
    "funds verified": "核实资金",
    "payments": "付款",
    "contributions": "会费入账",
    "accrue and close": "确认收入与结账",
    "comparison": "对照",
}
_OPENS, _A_COMMAND = clock_time(9, 0), timedelta(minutes=2)


@dataclass
class WorkingDay:
    """The officers' commands, one after the other, each two minutes after the one before."""

    call: Call
    clock: SeededEntropy
    tell: Tell
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    commands: int = 0

    def begin(self, day: date) -> None:
        """Come to the office on a day."""
        opens = datetime.combine(day, _OPENS, SHANGHAI).astimezone(UTC)
        self.clock.set(max(opens, self.clock.now()))

    def huzhu(self, officer: str, command: str, *arguments: object, **options: object) -> None:
        """Let an officer type a command: `starts_on=…` is --starts-on, a tuple repeats an option."""
        words = [*command.split(), *map(str, arguments)]
        for name, value in options.items():
            option = f"--{name.replace('_', '-')}"
            if value is True:
                words.append(option)
                continue
            for each in value if isinstance(value, tuple) else (value,):
                words += [option, str(each)]
        self.clock.set(self.clock.now() + _A_COMMAND)
        self.commands += 1
        self.call(officer, *words)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Add what is done within to the time of one kind of work."""
        assert name in STEPS, "a kind of work has a name in both languages"
        before = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] += time.perf_counter() - before
