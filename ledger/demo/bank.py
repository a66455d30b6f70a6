"""The bank of the worked example: it answers payment files, and now and then it cannot pay."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from ledger.demo.tables import headings, write_csv
from ledger.intake import returns

_HEADER = headings(
    returns.COLUMNS, "batch", "line", "claim", "amount", "status", "reason", "value_date"
)
FAILED, RETURNED = "账户状态异常", "户名与账号不符"


class Answer(NamedTuple):
    """The bank's files about one batch; the second, of what came back later, may be wanting."""

    first: Path
    returned: Path | None
    lines: int
    bounced: int


def answer(
    bank_file: Path, folder: Path, bounces: Mapping[str, str], paid_on: date, back_on: date
) -> Answer:
    """Write the return files for a released batch. What is instructed again is always paid."""
    first, back = [], []
    with bank_file.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    for batch, line, claim, instalment, _, _, amount in rows:
        fate = bounces.get(claim) if instalment == "1" else None
        status, reason = ("失败", FAILED) if fate == "failed" else ("成功", "")
        first.append(f"{batch},{line},{claim},{amount},{status},{reason},{paid_on}")
        if fate == "returned":
            back.append(f"{batch},{line},{claim},{amount},退票,{RETURNED},{back_on}")
    batch = rows[0][0]
    paths = folder / f"return-{batch}.csv", folder / f"return-{batch}-2.csv"
    write_csv(paths[0], _HEADER, first)
    if back:
        write_csv(paths[1], _HEADER, back)
    bounced = sum(",失败," in row for row in first) + len(back)
    return Answer(paths[0], paths[1] if back else None, len(rows), bounced)
