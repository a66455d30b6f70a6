"""A damaged record is a refusal with a code, and a finding: never a fault of the program."""

import json
from collections.abc import Sequence

import pytest

from tests.commands.office import SmallOffice
from tests.operations.damaging import damage
from tests.operations.test_doctor import examined

REGISTER = ("unit", "register", "U900", "--name", "示例单位")
FOLLOWING = ("projection", "catch-up")
REPORT = ("report", "balance-sheet", "--as-of", "2015-12-31")
TRAIL = ("audit", "trail")

# By name: what is done; how verification calls it; which commands are refused; and where it is.
DAMAGES: dict[str, tuple[str, str, tuple[Sequence[str], ...], str]] = {
    "no head": (
        "delete from head",
        "head_altered",
        (REGISTER, FOLLOWING, REPORT, TRAIL),
        "the head",
    ),
    "a head too far": ("update head set size = size + 1", "head_altered", (REGISTER,), "the head"),
    "a head too far by its edge": (
        "update head set size = size + (size - size / 2 * 2) + 1",
        "head_altered",
        (REGISTER,),
        "the head",
    ),
    "a head that lags": (
        "update head set size = size - 1",
        "head_altered",
        (REGISTER,),
        "the head",
    ),
    "no tiles": ("alter table tile rename to gone", "table_missing", (), "table tile"),
    "no keys": ("alter table key rename to gone", "table_missing", (REGISTER,), "table key"),
    "no commands": (
        "alter table command rename to gone",
        "table_missing",
        (REGISTER,),
        "table command",
    ),
    "no events": (
        "alter table event rename to gone",
        "table_missing",
        (REGISTER, TRAIL),
        "table event",
    ),
}


def _says(office: SmallOffice, code: int, said: str, *arguments: str) -> str:
    answer = office.run("en", *arguments)
    assert (answer.code, f"[{said}]" in answer.err) == (code, True), answer
    return answer.err


@pytest.mark.parametrize("name", DAMAGES)
def test_what_is_damaged_is_verified_as_damaged_and_refused_by_name(
    anywhere: SmallOffice, name: str
) -> None:
    statement, kind, refused, place = DAMAGES[name]
    damage(anywhere, statement)

    _says(anywhere, 4, kind, "audit", "verify")
    for arguments in refused:
        assert place in _says(anywhere, 3, "record.damaged", *arguments), arguments


def test_projections_stop_at_the_first_position_that_is_not_there(anywhere: SmallOffice) -> None:
    size = anywhere.head()
    damage(anywhere, "update head set size = size + 3")

    assert f"position {size + 1}" in _says(anywhere, 3, "record.damaged", *FOLLOWING)


def test_a_report_and_the_trail_are_told_where_only_the_head_is_too_far(
    anywhere: SmallOffice,
) -> None:
    damage(anywhere, "update head set size = size + 3")

    for arguments in (REPORT, TRAIL, ("projection", "status")):
        anywhere.do("en", *arguments)


def test_an_event_of_no_known_kind_is_refused_where_it_is_loaded_and_where_it_is_told(
    anywhere: SmallOffice,
) -> None:
    ((stream,),) = anywhere.rows("select originator_id from event where position = 2")
    damage(anywhere, "update event set topic = 'office.teleported.v1' where position = 2")

    assert "position 2:" in _says(anywhere, 3, "record.damaged", *TRAIL)
    named = stream.hex() if isinstance(stream, bytes) else str(stream).replace("-", "")
    assert named in _says(anywhere, 3, "record.damaged", *REGISTER).replace("-", "")
    _says(anywhere, 4, "column_altered", "audit", "verify")


def test_bytes_that_are_no_event_are_refused_and_not_quoted(in_file: SmallOffice) -> None:
    state = '{"secret":"61010219800101"}'
    damage(in_file, f"update event set state = cast('{state}' as blob) where position = 2")

    for arguments in (TRAIL, REGISTER):
        assert "6101" not in _says(in_file, 3, "record.damaged", *arguments)


def test_an_event_that_is_missing_in_a_stream_is_refused(in_file: SmallOffice) -> None:
    damage(in_file, "delete from event where position = 2")

    assert "stream" in _says(in_file, 3, "record.damaged", *REGISTER)


@pytest.mark.parametrize("name", ["no head", "a head too far", "no events"])
def test_the_doctor_goes_on_and_reports_it(anywhere: SmallOffice, name: str) -> None:
    statement, _, _, place = DAMAGES[name]
    damage(anywhere, statement)

    code, found = examined(anywhere)

    assert (code, found["record"][:2]) == (3, ("refused", f"damaged at {place}"))
    assert "audit verify" in found["record"][2]
    assert "triggers" in found


# --- what is in quarantine ------------------------------------------------------------------------


def _aside(office: SmallOffice, *rows: tuple[int, str]) -> None:
    damage(
        office,
        *(
            f"insert into quarantine select name, generation, {position}, 'member.left.v9', '{reason}'"
            " from projection where name in ('coverage', 'journal')"
            for position, reason in rows
        ),
    )


def test_what_is_in_quarantine_is_listed_with_its_reason(anywhere: SmallOffice) -> None:
    _aside(anywhere, (7, "event.topic_unknown"), (9, "event.invalid"))

    english = anywhere.do("en", "projection", "status").splitlines()
    assert english[-2:] == [
        "quarantined: position 7, member.left.v9: this huzhu knows no such kind of event",
        "quarantined: position 9, member.left.v9: its bytes are not such an event",
    ]
    chinese = anywhere.do("en", "projection", "status", lang="zh").splitlines()
    assert chinese[-2] == "隔离：第7位 member.left.v9：本程序不认识该类事件"


def test_of_many_in_quarantine_the_first_are_listed_and_the_rest_counted(
    in_file: SmallOffice,
) -> None:
    _aside(in_file, *((position, "projection.not_folded") for position in range(1, 43)))

    lines = in_file.do("en", "projection", "status").splitlines()

    assert sum(line.startswith("quarantined: ") for line in lines) == 40
    assert lines[-1] == "and 2 more events are in quarantine"


def test_the_quarantine_is_told_to_programs_too(in_file: SmallOffice) -> None:
    _aside(in_file, (7, "event.invalid"))

    told = json.loads(in_file.do("en", "projection", "status", "--format", "json"))

    assert told["quarantine"] == [
        {
            "position": 7,
            "topic": "member.left.v9",
            "reason": "event.invalid",
            "words": "its bytes are not such an event",
        }
    ]
    assert told["quarantine_more"] == 0
    assert {each["name"]: each["quarantined"] for each in told["projections"]}["coverage"] == 1
