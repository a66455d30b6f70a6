"""A trial drawn up: by coverage period with loss ratios, by band of the benefit, and by unit."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from ledger.evidence.trial import BAND_TOPS_FEN, Effect, Trial
from ledger.money import FEN_PER_YUAN
from ledger.statements.sheet import Cell, Column, Row, Sheet, Words, change, ratio

EMPTY = Words("所选期间没有已决定的案件。", "No decided claim lies in that window.")
UNCHANGED = Words("没有单位的互助金发生变化。", "No unit's benefits change.")
BASIS = (
    Words(
        "按损失发生日选案；额度按拟议条款依次累计；部分批准的按原比例，未批准的仍不批准。",
        "Claims are chosen by the day of the loss; limits are used up under the proposed terms, in "
        "order; a benefit approved in part is cut alike, and a rejected claim stays rejected.",
    ),
    Words(
        "赔付率=互助金÷期间内已满期会费；拟议会费按每份金额之比折算，不按份收取的不变。",
        "Loss ratio: benefits over contributions earned in the window; proposed contributions are "
        "scaled by the price of a share, and left as they were where shares have no price.",
    ),
    Words(
        "因不在保障内而从未立案的损失，账簿中没有，试算也不含。",
        "Losses that were never filed, since nothing covered them, are in neither figure.",
    ),
)
_COUNTS = (
    Column("claims", Words("案件", "Claims"), "count"),
    Column("paid_before", Words("原给付件数", "Paid before"), "count"),
    Column("paid_after", Words("拟给付件数", "Paid after"), "count"),
)
_SUMS = (
    Column("before", Words("原互助金", "Before"), "money"),
    Column("after", Words("拟互助金", "After"), "money"),
    Column("change", Words("增减", "Change"), "money"),
    Column("change_percent", Words("增减%", "Change %"), "percent"),
)
_WHO = (
    Column("gain", Words("增加件数", "Gain"), "count"),
    Column("lose", Words("减少件数", "Lose"), "count"),
    Column("same", Words("不变件数", "Same"), "count"),
)
_RATIOS = (
    Column("earned_before", Words("原满期会费", "Earned before"), "money"),
    Column("earned_after", Words("拟满期会费", "Earned after"), "money"),
    Column("ratio_before", Words("原赔付率%", "Ratio before %"), "percent"),
    Column("ratio_after", Words("拟赔付率%", "Ratio after %"), "percent"),
)
_SECTION = Column("section", Words("分组", "Section"), "text")


def by_period(trial: Trial) -> Sheet:
    """Return benefits, counts and loss ratios by coverage period, with their total."""
    rows = [_row("period", period, effect) for period, effect in sorted(trial.periods.items())]
    total = Row(_row("total", Words("合计", "Total"), trial.total).cells, is_total=True)
    label = Column("label", Words("保障期", "Period"), "text")
    title = Words("条款试算（按保障期）", "Trial of terms, by coverage period")
    columns = (label, *_COUNTS, *_SUMS, *_RATIOS)
    shown = (*rows, total) if trial.total.claims else ()
    return _sheet(trial, title, columns, shown, BASIS)


def by_band(trial: Trial) -> Sheet:
    """Return who gains and who loses, by band of the benefit as it was."""
    label = Column("label", Words("原互助金（元）", "Benefit before (yuan)"), "text")
    title = Words("条款试算（按原互助金分段）", "Trial of terms, by band of the benefit before")
    return _sheet(trial, title, (label, *_COUNTS, *_SUMS, *_WHO), _bands(trial))


def by_unit(trial: Trial, count: int) -> Sheet:
    """Return the units whose benefits change most."""
    label = Column("label", Words("单位", "Unit"), "text")
    title = Words(
        f"条款试算（变动最大的{count}个单位）",
        f"Trial of terms, the {count} units that change most",
    )
    sheet = _sheet(trial, title, (label, *_COUNTS, *_SUMS, *_WHO), _units(trial, count))
    return replace(sheet, empty=UNCHANGED) if trial.total.claims else sheet


def all_in_one(trial: Trial, units: int) -> Sheet:
    """Return everything as one table, for programs; `section` says which group a row is of."""
    label = Column("label", Words("组", "Group"), "text")
    parts = (by_period(trial).rows, _bands(trial), _units(trial, units))
    columns = (_SECTION, label, *_COUNTS, *_SUMS, *_WHO, *_RATIOS)
    rows = [row for part in parts for row in part]
    return _sheet(trial, Words("条款试算", "Trial of terms"), columns, rows, BASIS)


def _bands(trial: Trial) -> list[Row]:
    tops = (*BAND_TOPS_FEN, None)
    found = [(top, trial.bands[top]) for top in tops if top in trial.bands]
    return [_row("band", _band(top), effect) for top, effect in found]


def _units(trial: Trial, count: int) -> list[Row]:
    return [_row("unit", unit, effect) for unit, effect in trial.most_changed_units(count)]


def _band(top: int | None) -> str:
    """Name a band by its bounds in yuan."""
    if top == 0:
        return "0"
    place = len(BAND_TOPS_FEN) if top is None else BAND_TOPS_FEN.index(top)
    low = f"{BAND_TOPS_FEN[place - 1] // FEN_PER_YUAN:,}"
    return f"> {low}" if top is None else f"{low}–{top // FEN_PER_YUAN:,}"


def _row(section: str, label: Cell, effect: Effect) -> Row:
    earns = section in {"period", "total"}
    cells: dict[str, Cell] = {
        "section": section,
        "label": label,
        "claims": effect.claims,
        "paid_before": effect.paid_before,
        "paid_after": effect.paid_after,
        "before": effect.before_fen,
        "after": effect.after_fen,
        "change": effect.change_fen,
        "change_percent": change(effect.before_fen, effect.after_fen),
        "gain": effect.gain,
        "lose": effect.lose,
        "same": effect.claims - effect.gain - effect.lose,
    }
    if earns:
        cells |= {
            "earned_before": effect.earned_before_fen,
            "earned_after": effect.earned_after_fen,
            "ratio_before": ratio(effect.before_fen, effect.earned_before_fen),
            "ratio_after": ratio(effect.after_fen, effect.earned_after_fen),
        }
    return Row(cells)


def _sheet(
    trial: Trial,
    title: Words,
    columns: Iterable[Column],
    rows: Iterable[Row],
    notes: tuple[Words, ...] = (),
) -> Sheet:
    proposal = trial.proposal
    return Sheet(
        name="plan-trial",
        title=title,
        knowledge=trial.knowledge,
        columns=tuple(columns),
        rows=tuple(rows),
        empty=EMPTY,
        notes=notes,
        facts={
            "plan": proposal.plan,
            "proposed": proposal.terms.key,
            "since": proposal.since.isoformat(),
            "until": None if proposal.until == date.max else proposal.until.isoformat(),
            "undecided": trial.undecided,
        },
    )
