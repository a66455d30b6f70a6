"""A number typed wrongly for somebody, and put right: whose it is can be enrolled as themselves."""

from datetime import date
from uuid import UUID

import pytest

from ledger.commands import names
from ledger.commands.desk import ID_NUMBER
from ledger.events.member import Enrolled
from ledger.intake.identity import invented_id
from tests.commands.office import COVERS, ROSTER, SmallOffice, person, roster_import, roster_row
from tests.privacy.offices import erase, opened, pseudonym

RIGHT = invented_id("990101", date(1979, 12, 31), 8, "female")  # of who had been typed wrongly
OTHERS = invented_id("990101", date(1979, 12, 31), 18, "female")
NAME, NUMBER = person(0, 0)  # the number is that of another person
REFUSED = "[roster.number_corrected] this ID number was that of a member of this name"


def correct(office: SmallOffice, who: UUID, number: str) -> None:
    paper = office.paper("身份证复印件.txt")
    said = ("--id-number", number, "--reason", "录入有误", "--document", paper)
    office.do("en", "member", "correct", who, *said)


def enrolling(office: SmallOffice, name: str, *more: object, file: str = "增员") -> list[object]:
    """The words that enrol whoever has the number, under a name."""
    row = roster_row(0, 0, 姓名=name)
    return roster_import(office, office.file(f"{file}.csv", ROSTER, [row]), *more)


def found(office: SmallOffice, number: str = NUMBER) -> UUID | None:
    with opened(office) as book:
        return book.record.find_member(ID_NUMBER, book.vault.blind(ID_NUMBER, number))


def newest(office: SmallOffice) -> UUID:
    """Return who was enrolled last."""
    return [e.originator_id for e in office.events() if isinstance(e, Enrolled)][-1]


def test_a_number_put_right_finds_nobody(anywhere: SmallOffice) -> None:
    correct(anywhere, pseudonym(anywhere), RIGHT)

    assert found(anywhere) is None
    anywhere.refuses("record.unknown", "en", "member", "show", "--id-number", NUMBER)
    claim = ("--plan", "CD-HOSP", "--trigger", "hospital_stay", "--occurred-on", "2015-01-05")
    words = ("claim", "file", "C1", "--id-number", NUMBER, *claim)
    anywhere.refuses("record.unknown", "as", *words)


def test_whose_number_it_is_is_enrolled_as_themselves(anywhere: SmallOffice) -> None:
    first = pseudonym(anywhere)
    correct(anywhere, first, RIGHT)

    anywhere.do("en", *enrolling(anywhere, "测试本人"))

    assert found(anywhere) == newest(anywhere) != first
    assert found(anywhere, RIGHT) == first
    shown = anywhere.do("en", "member", "show", "--id-number", NUMBER)
    assert f"member {newest(anywhere)}" in shown


def test_a_list_that_still_has_the_wrong_number_is_refused(in_file: SmallOffice) -> None:
    correct(in_file, pseudonym(in_file), RIGHT)

    said = in_file.refuses("file.rows_refused", "en", *enrolling(in_file, NAME))

    assert f"row 2, column 身份证号: {REFUSED}" in said
    assert NUMBER not in said
    assert NAME not in said


def test_lists_too_long_for_comparing_names_are_held_against_such_numbers_too(
    in_file: SmallOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    correct(in_file, pseudonym(in_file), RIGHT)
    monkeypatch.setattr(names, "COMPARED_ROWS_MAX", 0)

    assert REFUSED in in_file.refuses("file.rows_refused", "en", *enrolling(in_file, NAME))


def test_another_person_of_the_same_name_is_enrolled_where_that_is_said(
    in_file: SmallOffice,
) -> None:
    first = pseudonym(in_file)
    correct(in_file, first, RIGHT)

    in_file.do("en", *enrolling(in_file, NAME, "--no-compare-names"))

    assert found(in_file) == newest(in_file) != first


def test_a_list_of_cover_that_has_the_wrong_number_is_refused(in_file: SmallOffice) -> None:
    correct(in_file, pseudonym(in_file), RIGHT)
    days = ("2015", "2015-01-01", "2015-01-01", "2015-12-31")
    row = ("U000", "CD-ACC", NAME, NUMBER, *days, "", "2015-01-04")
    path = in_file.file("移交.csv", (*COVERS, "移交日期"), [row])
    words = ("take-over", "--members", path, "--document", in_file.paper("移交书.txt"))

    assert REFUSED in in_file.refuses("file.rows_refused", "en", *words)


def test_a_number_typed_wrongly_for_two_is_at_last_its_owners(in_file: SmallOffice) -> None:
    first = pseudonym(in_file)
    correct(in_file, first, RIGHT)
    in_file.do("en", *enrolling(in_file, "测试其二"))
    second = newest(in_file)
    correct(in_file, second, OTHERS)
    assert found(in_file) is None

    in_file.do("en", *enrolling(in_file, "测试其三", file="又增员"))

    assert found(in_file) == newest(in_file) not in (first, second)
    assert (found(in_file, RIGHT), found(in_file, OTHERS)) == (first, second)


def test_a_number_that_another_has_by_now_is_not_taken_back(in_file: SmallOffice) -> None:
    first = pseudonym(in_file)
    correct(in_file, first, RIGHT)
    in_file.do("en", *enrolling(in_file, "测试本人"))

    said = ("--id-number", NUMBER, "--reason", "复原", "--document", in_file.paper("p.txt"))
    in_file.refuses("vault.person_known", "en", "member", "correct", first, *said)


def test_who_has_the_number_is_found_after_the_other_was_erased(anywhere: SmallOffice) -> None:
    first = pseudonym(anywhere)
    correct(anywhere, first, RIGHT)
    anywhere.do("en", *enrolling(anywhere, "测试本人"))
    owner = newest(anywhere)

    erase(anywhere, first)

    assert (found(anywhere), found(anywhere, RIGHT)) == (owner, None)


def test_a_number_is_free_again_once_everybody_who_had_it_was_erased(
    in_file: SmallOffice,
) -> None:
    first = pseudonym(in_file)
    correct(in_file, first, RIGHT)
    in_file.do("en", *enrolling(in_file, "测试本人"))
    owner = newest(in_file)

    erase(in_file, first)
    in_file.do("lin", "member", "erase", owner, "--reason", "本人申请", "--all")

    assert in_file.rows("select count(*) from blind_index where kind <> 'id_number'") == [(0,)]
    assert found(in_file) is None
