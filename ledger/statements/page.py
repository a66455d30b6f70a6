"""A page to print: one HTML file that asks nothing of a network and runs nothing.

Whatever stands on it is escaped here. Under its facts it carries proof that they are in the record.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from html import escape

from ledger.languages import Lang
from ledger.periods import SHANGHAI
from ledger.statements.sheet import Words

_LEAF = b"\x00"  # before an entry's bytes, where its leaf is hashed (RFC 6962 §2.1)
_STYLE = """
@page { size: A4; margin: 18mm 16mm; }
* { box-sizing: border-box; }
body { font: 11pt/1.5 "Noto Serif CJK SC", "Source Han Serif SC", SimSun, serif; color: #000;
  max-width: 178mm; margin: 8mm auto; }
header { border-bottom: 1.5pt solid #000; margin-bottom: 6mm; }
h1 { font-size: 18pt; text-align: center; margin: 2mm 0; }
h2 { font-size: 12pt; margin: 6mm 0 2mm; }
.office { text-align: center; }
.number { text-align: right; font-size: 9.5pt; }
table { width: 100%; border-collapse: collapse; }
th, td { border: 0.5pt solid #555; padding: 1.5mm 2.5mm; text-align: left; vertical-align: top; }
th { width: 38mm; font-weight: normal; background: #f2f2f2; }
ol { margin: 0; padding-left: 7mm; }
.note { font-size: 9.5pt; }
.proof { break-inside: avoid; font-size: 8pt; border-top: 0.5pt solid #555; margin-top: 8mm; }
.proof code, .proof pre { font: 7pt/1.35 "DejaVu Sans Mono", monospace; word-break: break-all;
  white-space: pre-wrap; margin: 0; }
.seal { display: flex; justify-content: space-between; margin-top: 12mm; }
@media print { body { margin: 0; max-width: none; } th { background: none; } }
"""


@dataclass(frozen=True)
class Proof:
    """That one recorded event stands in the tree of a size, under its root."""

    position: int
    recorded_at: datetime  # UTC
    entry: bytes  # as it was stored
    size: int
    root: bytes
    hashes: tuple[bytes, ...]  # the audit path, nearest neighbour first
    checkpoint: str | None  # the signed note over size and root, where there is one

    @property
    def leaf(self) -> bytes:
        """The hash of the entry as a leaf."""
        return sha256(_LEAF + self.entry).digest()


@dataclass(frozen=True)
class Page:
    """What a printed page says: facts by label, lists under a heading, notes, and its proofs."""

    title: Words
    office: str
    number: str
    facts: tuple[tuple[Words, Words], ...]
    lists: tuple[tuple[Words, tuple[Words, ...]], ...] = ()
    notes: tuple[Words, ...] = ()
    proofs: tuple[Proof, ...] = ()
    signed: bool = True  # leaves room for signature and seal

    def html(self, lang: Lang) -> str:
        """Return the page, whole."""
        body = "\n".join(self._body(lang))
        title = escape(f"{self.title.said(lang)} {self.number}")
        spoken = "zh-CN" if lang == "zh" else "en"
        return (
            f'<!doctype html>\n<html lang="{spoken}">\n<head>\n<meta charset="utf-8">\n'
            '<meta http-equiv="Content-Security-Policy" '
            "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
            f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n"
            f"<body>\n{body}\n</body>\n</html>\n"
        )

    def _body(self, lang: Lang) -> Iterator[str]:
        number = Words(f"编号：{self.number}", f"No. {self.number}")
        yield "<header>"
        yield f'<p class="office">{escape(self.office)}</p>'
        yield f"<h1>{escape(self.title.said(lang))}</h1>"
        yield f'<p class="number">{escape(number.said(lang))}</p>'
        yield "</header>"
        yield from _table(self.facts, lang)
        for heading, lines in self.lists:
            yield f"<h2>{escape(heading.said(lang))}</h2>"
            yield "<ol>"
            yield from (f"<li>{escape(line.said(lang))}</li>" for line in lines)
            yield "</ol>"
        yield from (f'<p class="note">{escape(note.said(lang))}</p>' for note in self.notes)
        if self.signed:
            places = (Words("经办人：", "Officer:"), Words("（盖章）", "(seal)"))
            yield '<div class="seal">'
            yield from (f"<span>{escape(place.said(lang))}</span>" for place in places)
            yield "</div>"
        for proof in self.proofs:
            yield from _proof(proof, lang)


def _table(facts: Iterable[tuple[Words, Words]], lang: Lang) -> Iterator[str]:
    yield "<table>"
    for label, value in facts:
        yield f"<tr><th>{escape(label.said(lang))}</th><td>{escape(value.said(lang))}</td></tr>"
    yield "</table>"


def _proof(proof: Proof, lang: Lang) -> Iterator[str]:
    at = proof.recorded_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
    said = Words(
        f"本页事实记于账簿第{proof.position}位（{at}，北京时间）。"
        "在原始记录前加一个零字节，其 SHA-256 为叶哈希；按 RFC 6962 逐级与证明路径合并，应得到根哈希。",
        f"What this page says was recorded at position {proof.position} ({at}, UTC+8). "
        "The SHA-256 of a zero byte and the entry is the leaf hash; joined with the path step by "
        "step as RFC 6962 does, it gives the root.",
    )
    yield '<section class="proof">'
    yield f"<h2>{escape(Words('记录证明', 'Proof').said(lang))}</h2>"
    yield f"<p>{escape(said.said(lang))}</p>"
    for label, name, value in (
        (Words("记录位置", "position"), "position", str(proof.position)),
        (Words("叶哈希", "leaf hash"), "leaf", proof.leaf.hex()),
        (Words("树大小", "tree size"), "size", str(proof.size)),
        (Words("根哈希", "root"), "root", proof.root.hex()),
    ):
        yield f'<p>{escape(label.said(lang))} <code id="{name}-{proof.position}">{value}</code></p>'
    yield f"<p>{escape(Words('证明路径', 'path').said(lang))}</p>"
    yield from _path(proof.hashes, proof.position)
    yield f"<p>{escape(Words('原始记录', 'entry').said(lang))}</p>"
    entry = escape(proof.entry.decode("utf-8"), quote=False)
    yield f'<pre id="entry-{proof.position}">{entry}</pre>'
    if proof.checkpoint is None:
        unsigned = Words(
            "该根哈希尚未签署；可向办事处索取已签署的检查点核对。",
            "This root is not signed yet: ask the office for a signed checkpoint.",
        )
        yield f"<p>{escape(unsigned.said(lang))}</p>"
    else:
        yield f"<p>{escape(Words('已签署的检查点', 'signed checkpoint').said(lang))}</p>"
        yield f"<pre>{escape(proof.checkpoint, quote=False)}</pre>"
    yield "</section>"


def _path(hashes: Sequence[bytes], position: int) -> Iterator[str]:
    lines = "\n".join(each.hex() for each in hashes)
    yield f'<pre id="path-{position}">{lines}</pre>'
