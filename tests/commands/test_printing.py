"""Pages to print: nothing of a network, no more of a person than may be shown, and proof."""

import re
from hashlib import sha256
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

import pytest

from ledger.store.proofs import includes
from tests.commands import office as small
from tests.commands.composite import publish
from tests.commands.office import SmallOffice
from tests.commands.people import pseudonyms

PRINCIPAL = """
contribution_fen: 50000
refundable_fen: 41000
benefits:
  - {type: per_diem, trigger: hospital_stay, amount_fen: 4000}
"""
_OUTSIDE = re.compile(r"(src|href|url|import|action)\s*[=(]", re.IGNORECASE)


class Proven(NamedTuple):
    """A proof as it stands on a page."""

    position: int
    entry: bytes
    leaf: bytes
    size: int
    root: bytes
    path: tuple[bytes, ...]


@pytest.fixture
def decided(enrolled: SmallOffice) -> SmallOffice:
    """An office in which one claim is approved, one rejected, and one filed."""
    small.file_claims(enrolled, 3)
    enrolled.do("as", "claim", "assess", "C0", "C1")
    enrolled.do("ap", "claim", "approve", "C0")
    enrolled.do("ap", "claim", "reject", "C1", "--ground", "evidence_missing")
    return enrolled


def printed(office: SmallOffice, *words: object, lang: str = "en") -> str:
    out = office.folder / "page.html"
    out.unlink(missing_ok=True)
    office.until("2015-03-31")
    office.do("en", "print", *words, "--out", out, on="2015-03-31", lang=lang)
    return out.read_text(encoding="utf-8")


def proofs_on(page: str) -> list[Proven]:
    """Read the proofs off a page, as a reader with a program of their own would."""

    def said(name: str, position: str) -> str:
        match = re.search(f'id="{name}-{position}">(.*?)</', page, re.DOTALL)
        assert match is not None
        return unescape(match[1])

    return [
        Proven(
            int(position),
            said("entry", position).encode(),
            bytes.fromhex(said("leaf", position)),
            int(said("size", position)),
            bytes.fromhex(said("root", position)),
            tuple(map(bytes.fromhex, said("path", position).split())),
        )
        for position in re.findall(r'id="leaf-(\d+)"', page)
    ]


PAGES = (
    ("receipt", "MED0"),
    ("notice", "C0"),
    ("notice", "C1"),
)


def all_pages(office: SmallOffice, lang: str = "en") -> list[str]:
    one = pseudonyms(office)[0]
    certificate = ("certificate", one, "--plan", "CD-HOSP", "--period", "2015")
    return [printed(office, *words, lang=lang) for words in (*PAGES, certificate)]


# --- what every page is -------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_page_asks_nothing_of_a_network_and_runs_nothing(decided: SmallOffice, lang: str) -> None:
    for page in all_pages(decided, lang):
        assert not _OUTSIDE.search(page)
        assert "<script" not in page
        assert "default-src 'none'" in page
        assert "@page" in page


def test_a_page_is_well_formed(decided: SmallOffice) -> None:
    class Nesting(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.open: list[str] = []

        def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the base class's
            if tag != "meta":
                self.open.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert self.open.pop() == tag

    for page in all_pages(decided):
        parser = Nesting()
        parser.feed(page)
        assert parser.open == []


def test_a_page_proves_what_it_says(decided: SmallOffice) -> None:
    for page in all_pages(decided):
        proven = proofs_on(page)
        assert proven
        for proof in proven:
            assert sha256(b"\0" + proof.entry).digest() == proof.leaf
            place = (proof.position - 1, proof.size)
            assert includes(proof.leaf, *place, proof.path, proof.root)
            event = decided.events()[proof.position - 1]
            assert event.stored() == proof.entry
        assert proven[-1].root == decided.root()


def test_a_page_carries_the_checkpoint_where_one_was_signed(decided: SmallOffice) -> None:
    decided.do("lin", "audit", "key", "create")
    decided.do("lin", "audit", "checkpoint")
    page = printed(decided, "receipt", "MED0")

    assert "signed checkpoint" in page
    assert "huzhu.example/CD" in page
    (proof,) = proofs_on(page)
    assert includes(proof.leaf, proof.position - 1, proof.size, proof.path, proof.root)


def test_a_page_says_where_its_root_is_not_signed(decided: SmallOffice) -> None:
    assert "This root is not signed yet" in printed(decided, "receipt", "MED0")
    decided.do("lin", "audit", "key", "create")
    decided.do("lin", "audit", "checkpoint")
    later = ("--receipt", "Z1", "--fund", "MED", "--amount", "5", "--bank-account", "B1")
    decided.do("en", "contribution", "receive", *later)
    assert "This root is not signed yet" in printed(decided, "receipt", "Z1")


def test_a_page_never_writes_over_a_file(decided: SmallOffice, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    out.write_text("kept")
    decided.refuses("record.file_exists", "en", "print", "receipt", "MED0", "--out", out)
    assert out.read_text() == "kept"


def test_a_page_is_for_its_owner_alone(decided: SmallOffice) -> None:
    printed(decided, "receipt", "MED0")
    assert (decided.folder / "page.html").stat().st_mode & 0o077 == 0


def test_what_stands_on_a_page_is_escaped(enrolled: SmallOffice) -> None:
    enrolled.do("en", "unit", "register", "U9", "--name", "<b>甲 & 乙</b>")
    where = ("--unit", "U9", "--fund", "MED", "--period", "2015", "--bank-account", "B1")
    enrolled.do("en", "contribution", "receive", "--receipt", "X1", "--amount", "30", *where)

    page = printed(enrolled, "receipt", "X1")
    assert "&lt;b&gt;甲 &amp; 乙&lt;/b&gt;" in page
    assert "<b>" not in page


# --- what each page says ------------------------------------------------------------------------


def test_a_receipt_says_what_was_paid_by_whom_and_for_what(decided: SmallOffice) -> None:
    page = printed(decided, "receipt", "MED0", lang="zh")

    assert "人民币壹仟零捌拾元整（1,080.00元）" in page
    assert "U000 示例单位甲" in page
    assert "CD-HOSP@2015：1,080.00元" in page


def test_a_receipt_says_what_went_back_since(enrolled: SmallOffice) -> None:
    where = ("--unit", "U000", "--fund", "MED", "--period", "2015", "--bank-account", "B1")
    enrolled.do("en", "contribution", "receive", "--receipt", "X1", "--amount", "30", *where)
    assert "Refunded" not in printed(enrolled, "receipt", "X1")
    enrolled.do("en", "contribution", "refund", "X1", "--amount", "10", "--reason", "多缴")

    page = printed(enrolled, "receipt", "X1")
    assert "held until its purpose is known: 20.00 yuan" in page
    assert "Refunded since: 10.00 yuan." in page


def test_a_receipt_says_what_its_money_pays_for_wherever_it_was_placed(ready: SmallOffice) -> None:
    """Of 3,000.00 held, 1,080.00 turn out to be unit U000's, 1,080.00 U001's, and the rest goes back."""
    rows = small.roster_rows(plans=["CD-HOSP"], units=range(2))
    ready.do("en", *small.roster_import(ready, ready.file("名册.csv", small.ROSTER, rows)))
    words = ("--receipt", "Z1", "--fund", "MED", "--amount", "3000", "--bank-account", "B1")
    ready.do("en", "contribution", "receive", *words)
    placing = ("contribution", "identify", "Z1", "--period", "2015", "--reason", "银行回单")
    ready.do("en", *placing, "--unit", "U000")

    page = printed(ready, "receipt", "Z1")
    assert "CD-HOSP@2015, period 2015, unit U000: 1,080.00 yuan" in page
    assert "held until its purpose is known: 1,920.00 yuan" in page
    ready.do("en", *placing, "--unit", "U001")
    ready.do("en", "contribution", "refund", "Z1", "--reason", "多缴")

    page = printed(ready, "receipt", "Z1")
    assert "CD-HOSP@2015, period 2015, 2 units: 2,160.00 yuan" in page
    assert "held until" not in page
    assert "Refunded since: 840.00 yuan." in page


def test_a_receipt_says_what_went_back_from_another_account(ready: SmallOffice) -> None:
    """Identified as unit U000's before its cover, 90.00 are freed there, and refunded there."""
    rows = small.roster_rows(plans=["CD-HOSP"], units=[0])
    later = ("--starts-on", "2015-06-01")
    path = ready.file("名册.csv", small.ROSTER, rows)
    ready.do("en", *small.roster_import(ready, path, *later))
    words = ("--receipt", "Z1", "--fund", "MED", "--amount", "1080", "--bank-account", "B1")
    ready.do("en", "contribution", "receive", *words)
    unit = ("--unit", "U000", "--period", "2015")
    ready.do("en", "contribution", "identify", "Z1", *unit, "--reason", "银行回单")
    one = next(e.originator_id for e in ready.events() if e.topic == "member.enrolled.v1")
    voiding = ("--plan", "CD-HOSP", "--period", "2015", "--ground", "member_wish")
    ready.do("en", "member", "void", one, *voiding)
    ready.do("en", "contribution", "refund", "Z1", *unit, "--reason", "撤销参保")

    page = printed(ready, "receipt", "Z1", lang="zh")
    assert "CD-HOSP@2015 2015期，U000：990.00元" in page
    assert "其后已退回90.00元。" in page


def test_a_receipt_of_several_payers_says_whose_is_what(ready: SmallOffice) -> None:
    rows = small.roster_rows(plans=["CD-HOSP"], units=[0])
    borne = ("--borne", "member=40", "--borne", "unit=60")
    path = ready.file("名册.csv", small.ROSTER, rows)
    ready.do("en", *small.roster_import(ready, path, *borne))
    where = ("--unit", "U000", "--fund", "MED", "--period", "2015", "--bank-account", "B1")
    parts = ("--part", "members=432", "--part", "unit=650")
    words = ("--receipt", "X1", "--amount", "1082", *parts)
    ready.do("en", "contribution", "receive", *words, *where)

    page = printed(ready, "receipt", "X1")
    assert "its members 432.00 yuan, the unit 650.00 yuan" in page
    assert "CD-HOSP@2015 (borne by its members): 432.00 yuan" in page
    assert "CD-HOSP@2015 (borne by the unit): 648.00 yuan" in page
    assert "held until its purpose is known: 2.00 yuan" in page


def test_a_receipt_says_what_was_given_back_as_principal(ready: SmallOffice) -> None:
    publish(ready, "CD-DEP", PRINCIPAL)
    rows = [small.roster_row(0, 0, "CD-DEP")]
    ready.do("en", *small.roster_import(ready, ready.file("名册.csv", small.ROSTER, rows)))
    where = ("--unit", "U000", "--fund", "CARE", "--period", "2015", "--bank-account", "B2")
    ready.do("en", "contribution", "receive", "--receipt", "X1", "--amount", "500", *where)
    certificate = ("certificate", pseudonyms(ready)[0], "--plan", "CD-DEP", "--period", "2015")
    page = printed(ready, *certificate)
    assert "Given back of it at the end of the term" in page
    assert "410.00 yuan" in page

    ready.at(2016, 1, 1)
    giving = ("contribution", "return-principal", "U000", "--fund", "CARE", "--period", "2015")
    ready.do("en", *giving)
    out = ready.folder / "later.html"
    ready.do("en", "print", "receipt", "X1", "--out", out)
    page = out.read_text(encoding="utf-8")
    assert "CD-DEP@2015: 90.00 yuan" in page
    assert "Principal given back since: 410.00 yuan." in page


def test_a_receipt_of_money_whose_payer_is_unknown_can_be_printed(enrolled: SmallOffice) -> None:
    words = ("--receipt", "Z1", "--fund", "MED", "--amount", "5", "--bank-account", "B1")
    enrolled.do("en", "contribution", "receive", *words)
    assert "held until its purpose is known: 5.00 yuan" in printed(enrolled, "receipt", "Z1")


def test_a_certificate_says_cover_to_the_hour_and_masks_the_person(decided: SmallOffice) -> None:
    one = pseudonyms(decided)[0]
    name, id_number = small.person(0, 0)
    words = ("certificate", one, "--plan", "CD-HOSP", "--period", "2015")
    page = printed(decided, *words, lang="zh")

    assert "2015-01-01零时至2015-12-31二十四时" in page
    assert "人民币玖拾元整（90.00元）" in page
    assert name not in page
    assert id_number not in page
    assert f"990***********{id_number[-4:]}" in page

    revealed = ("--reveal", "name", "--purpose", "本人领取")
    assert name in printed(decided, *words, *revealed)


def test_a_certificate_says_where_cover_ended_early(enrolled: SmallOffice) -> None:
    one = pseudonyms(enrolled)[0]
    leaving = ("--cause", "withdrew", "--reason", "本人申请")
    enrolled.do("en", "member", "leave", one, *leaving, on="2015-02-10")

    page = printed(enrolled, "certificate", one, "--plan", "CD-HOSP", "--period", "2015")
    assert "2015-01-01 00:00 to 2015-02-10 24:00" in page
    assert "ended" in page


def test_a_certificate_of_cover_that_is_not_there_is_refused(enrolled: SmallOffice) -> None:
    one = pseudonyms(enrolled)[0]
    out = enrolled.folder / "none.html"
    words = ("certificate", one, "--plan", "CD-HOSP", "--period", "2016", "--out", out)
    enrolled.refuses("record.unknown", "en", "print", *words)
    assert not out.exists()


def test_a_notice_says_how_the_benefit_was_worked_out(decided: SmallOffice) -> None:
    page = printed(decided, "notice", "C0")

    assert "1,250.00 yuan" in page
    assert "benefits.0.deductible_first_fen" in page
    assert "inside this band, paid at its rate: 1,110.00" in page
    assert len(proofs_on(page)) == 2  # the assessment, and the decision
    assert "bank account" in page.lower()
    assert small.account(0, 0) not in page


def test_a_notice_of_rejection_says_its_ground_and_the_appeal(decided: SmallOffice) -> None:
    page = printed(decided, "notice", "C1", lang="zh")

    assert "材料不全（evidence_missing）" in page
    assert "可向本办事处申诉" in page


def test_a_claim_that_is_not_decided_has_no_notice(decided: SmallOffice) -> None:
    out = decided.folder / "none.html"
    decided.refuses("claim.wrong_stage", "en", "print", "notice", "C2", "--out", out)
    assert not out.exists()


def test_an_unknown_receipt_cannot_be_printed(enrolled: SmallOffice) -> None:
    out = enrolled.folder / "none.html"
    enrolled.refuses("record.unknown", "en", "print", "receipt", "NONE", "--out", out)
