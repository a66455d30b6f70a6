"""Whatever bytes come in, the officer gets a refusal or a judgement, never a crash."""

import tempfile
import zipfile
from io import BytesIO
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import LedgerError
from ledger.intake.judge import Judged
from ledger.intake.roster import RosterLine
from tests.intake.files import HEADINGS, person, roster, xlsx_file


def fed(content: bytes, suffix: str) -> Judged[RosterLine] | LedgerError:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"roster{suffix}"
        path.write_bytes(content)
        try:
            judged = roster(path)
        except LedgerError as refusal:
            return refusal
        assert judged.rows == len(list(judged.good)) + judged.rows_refused
        return judged


def heading() -> bytes:
    return (",".join(HEADINGS) + "\n").encode()


@given(st.binary(max_size=400), st.sampled_from([".csv", ".xlsx", ".txt", ""]))
def test_arbitrary_bytes_never_crash(content: bytes, suffix: str) -> None:
    assert isinstance(fed(content, suffix), LedgerError)


@given(st.binary(max_size=300))
def test_arbitrary_bytes_below_a_good_heading_never_crash(content: bytes) -> None:
    fed(heading() + content, ".csv")


@given(st.lists(st.lists(st.text(max_size=25), min_size=9, max_size=9), max_size=5))
def test_arbitrary_cells_are_judged_or_refused(rows: list[list[str]]) -> None:
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    content = heading() + "\n".join(quoted).encode("utf-8", "replace")
    outcome = fed(content, ".csv")
    assert isinstance(outcome, LedgerError) or outcome.problem_count >= outcome.rows_refused


def _workbook() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return xlsx_file(Path(folder), [HEADINGS, *map(person, range(20))]).read_bytes()


WORKBOOK = _workbook()
with zipfile.ZipFile(BytesIO(WORKBOOK)) as whole_archive:
    MEMBERS = {name: whole_archive.read(name) for name in whole_archive.namelist()}


@given(st.integers(0, len(WORKBOOK) - 1), st.binary(min_size=1, max_size=8))
def test_a_damaged_workbook_never_crashes(place: int, patch: bytes) -> None:
    fed(WORKBOOK[:place] + patch + WORKBOOK[place + len(patch) :], ".xlsx")


@given(st.integers(0, len(WORKBOOK) - 1))
def test_a_workbook_cut_short_is_refused(length: int) -> None:
    assert isinstance(fed(WORKBOOK[:length], ".xlsx"), LedgerError)


@given(
    st.sampled_from(sorted(MEMBERS)),
    st.integers(0, 10**6),
    st.integers(0, 40),
    st.one_of(
        st.binary(max_size=8), st.sampled_from([b'"', b"<c>", b"</v>", b"9999999999", b"NaN"])
    ),
)
def test_a_workbook_whose_inside_is_damaged_never_crashes(
    member: str, place: int, length: int, patch: bytes
) -> None:
    content = MEMBERS[member]
    place %= len(content)
    damaged = content[:place] + patch + content[place + length :]
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, whole in MEMBERS.items():
            archive.writestr(name, damaged if name == member else whole)
    fed(buffer.getvalue(), ".xlsx")
