"""The other files of an office: units, remittances, settlements, returns, and the take-over's."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest

from ledger.benefits import Loss
from ledger.events.claim import Claimant
from ledger.events.remittance import Payer
from ledger.intake import losses, openings, remittances, returns, settlements, takeover, units
from ledger.intake.columns import Column
from ledger.intake.judge import Judged
from ledger.intake.table import Table, read_table
from ledger.plans.clauses import PLAN_CLASSES
from ledger.plans.joining import Relation
from ledger.plans.rules import Trigger
from tests.intake.files import ID, ON, csv_file, xlsx_file

Judge = Callable[[Table], Judged[Any]]


def settled(table: Table) -> Judged[Any]:
    return settlements.judge_settlements(table, allow_invented=True, on=ON)


def covered(table: Table) -> Judged[Any]:
    return takeover.judge_cover(table, allow_invented=True, on=ON)


def claimed(table: Table) -> Judged[Any]:
    return takeover.judge_open_claims(table, allow_invented=True, on=ON)


UNIT = {
    "单位编码": "U1",
    "单位名称": "第一机械厂",
    "代办处": "A1",
    "代办点": "",
    "职工人数": "600",
    "女职工人数": "250",
    "单位类型": "国有企业",
}
REMITTANCE = {
    "收据号": "R-1",
    "到账日期": "2015/1/5",
    "单位编码": "U1",
    "基金": "MED",
    "保障期": "2015",
    "金额": "48,000.00",
    "付款人": "第一机械厂工会",
    "银行账号": "COLLECT-1",
    "备注": "",
    "资金来源": "工会",
}
LOSS = {
    "事由": "住院",
    "医院": "市一医院",
    "入院日期": "2015年3月1日",
    "出院日期": "2015-03-09",
    "总费用": "12000.5",
    "自付": "3000",
    "自费": "0.01",
    "其他支付": "",
    "病种": "",
    "票据号": "P-1",
}
SETTLEMENT = {
    "结算号": "S-1",
    "结算日期": "2015-03-09",
    "身份证号": ID,
    "姓名": "测试甲",
    "计划": "CD-HOSP",
} | LOSS
RETURN = {
    "批次号": "B-1",
    "序号": "1",
    "理赔号": "C-1",
    "金额": "984.00",
    "状态": "失败",
    "原因": "账号已销户",
    "入账日期": "2015-04-01",
}
COVER = {
    "单位编码": "U1",
    "计划": "CD-HOSP",
    "姓名": "测试甲",
    "身份证号": ID,
    "性别": "女",
    "保障期": "2014",
    "首次参保日期": "2011-01-01",
    "保障起期": "2014-01-01",
    "保障止期": "2014-12-31",
    "份数": "2",
    "已用额度": "100.5",
    "已用次数": "1",
}
CLAIM = {
    "理赔号": "C-9",
    "申请日期": "2014-12-30",
    "身份证号": ID,
    "姓名": "测试甲",
    "计划": "CD-HOSP",
    "保障期": "2014",
} | LOSS
BALANCE = {
    "基金": "MED",
    "科目": "bank",
    "方向": "借",
    "金额": "1000000.00",
    "依据": "审字〔2015〕1号",
    "计划": "",
    "银行账户": "COLLECT-1",
}
YEAR = {
    "年度": "2014",
    "计划类别": "重大疾病",
    "单位数": "",
    "给付人次": "451",
    "给付金额": "5302200",
}

LISTS: dict[str, tuple[dict[str, str], tuple[Column, ...], Judge, str]] = {
    "units": (UNIT, units.COLUMNS, units.judge_units, "units.duplicate"),
    "remittances": (
        REMITTANCE,
        remittances.COLUMNS,
        remittances.judge_remittances,
        "remittances.duplicate",
    ),
    "settlements": (SETTLEMENT, settlements.COLUMNS, settled, "settlements.duplicate"),
    "returns": (RETURN, returns.COLUMNS, returns.judge_returns, "returns.duplicate"),
    "cover": (COVER, takeover.COVER_COLUMNS, covered, "takeover.duplicate"),
    "claims": (CLAIM, takeover.CLAIM_COLUMNS, claimed, "takeover.duplicate"),
    "balances": (BALANCE, openings.BALANCE_COLUMNS, openings.judge_balances, ""),
    "statistics": (
        YEAR,
        openings.STATISTICS_COLUMNS,
        openings.judge_statistics,
        "takeover.duplicate",
    ),
}


def judged(folder: Path, kind: str, *changes: dict[str, str]) -> Judged[Any]:
    row, columns, judge, _ = LISTS[kind]
    heading = list(dict.fromkeys(name for each in (row, *changes) for name in each))
    rows = [[(row | change).get(name, "") for name in heading] for change in changes]
    return judge(read_table(csv_file(folder, [heading, *rows]), columns))


def line(folder: Path, kind: str) -> Any:
    result = judged(folder, kind, {})
    assert result.problems == ()
    (only,) = result.good
    return only


def test_a_unit_is_read_with_its_agency_and_headcount(tmp_path: Path) -> None:
    assert line(tmp_path, "units") == units.UnitLine(
        2, "U1", "第一机械厂", "A1", None, 600, 250, "国有企业"
    )


def test_a_remittance_is_read_in_fen(tmp_path: Path) -> None:
    assert line(tmp_path, "remittances") == remittances.RemittanceLine(
        row=2,
        receipt_no="R-1",
        received_on=date(2015, 1, 5),
        unit="U1",
        fund="MED",
        period="2015",
        amount_fen=4_800_000,
        payer="第一机械厂工会",
        bank_account="COLLECT-1",
        memo=None,
        payer_kind="union",
    )


def test_the_words_of_a_remittance_list_name_every_payer_that_an_account_knows() -> None:
    assert set(remittances.PAYERS.values()) == set(get_args(Payer))


LOSS_LINE = losses.LossLine(
    trigger="hospital_stay",
    hospital="市一医院",
    occurred_on=date(2015, 3, 1),
    ended_on=date(2015, 3, 9),
    total_fen=1_200_050,
    self_pay_fen=300_000,
    out_of_scope_fen=1,
    other_payers_fen=None,
    condition=None,
    receipt_no="P-1",
)


def test_a_settlement_is_read_with_its_loss(tmp_path: Path) -> None:
    assert line(tmp_path, "settlements") == settlements.SettlementLine(
        2, "S-1", date(2015, 3, 9), ID, "测试甲", "CD-HOSP", LOSS_LINE
    )


LESS_USUAL = {
    "发生时刻": "８：05",
    "入院时刻": "08:30",
    "出院时刻": "16:00",
    "封顶线以上": "10.00",
    "基本医保起付线": "650.00",
    "前期自付": "1200.00",
    "住院次数": "2",
    "损失金额": "30000.00",
    "申领月数": "3",
    "人员类别": "retired",
    "事故日期": "2015-02-27",
    "出险编号": "E-1",
    "材料": "出院小结、receipt",
    "申请人": "继承人",
    "被保障人": "配偶",
}


def test_a_settlement_says_what_only_some_terms_ask_for(tmp_path: Path) -> None:
    row = SETTLEMENT | LESS_USUAL
    result = settled(
        read_table(csv_file(tmp_path, [list(row), list(row.values())]), settlements.COLUMNS)
    )

    assert result.problems == ()
    (only,) = result.good
    assert only.loss == LOSS_LINE._replace(
        occurred_at="08:05",
        admitted_at="08:30",
        discharged_at="16:00",
        above_cap_fen=1_000,
        basic_deductible_fen=65_000,
        earlier_fen=120_000,
        stay_number=2,
        damage_fen=3_000_000,
        months=3,
        group="retired",
        accident_on=date(2015, 2, 27),
    )
    assert only[7:] == ("E-1", ("discharge_summary", "receipt"), "heir", "spouse", None)


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"发生时刻": "24:00"}, "发生时刻", "intake.time"),
        ({"入院时刻": "", "出院时刻": "16:00"}, "出院时刻", "settlements.hours"),
        ({"出院日期": ""}, "出院时刻", "settlements.hours"),
        ({"入院日期": "2015-03-09", "入院时刻": "17:00"}, "出院时刻", "settlements.hours"),
        ({"基本医保起付线": "3000.01"}, "基本医保起付线", "settlements.deductible"),
        ({"自付": "11000", "封顶线以上": "1000.50"}, "总费用", "settlements.amounts"),
        ({"材料": "出院小结、照片"}, "材料", "intake.choice"),
        ({"材料": "、"}, "材料", "intake.choice"),
        ({"被保障人": "邻居"}, "被保障人", "intake.choice"),
        ({"住院次数": "0"}, "住院次数", "intake.count"),
    ],
)
def test_what_only_some_terms_ask_for_is_judged_as_well(
    tmp_path: Path, change: dict[str, str], column: str, code: str
) -> None:
    row = SETTLEMENT | LESS_USUAL | change
    result = settled(
        read_table(csv_file(tmp_path, [list(row), list(row.values())]), settlements.COLUMNS)
    )

    assert [(each.column, each.code) for each in result.problems] == [(column, code)]


def test_the_words_of_a_settlement_file_name_everybody_who_may_claim() -> None:
    assert set(settlements.CLAIMANTS.values()) == set(get_args(Claimant))
    assert set(settlements.INSURED.values()) == {"member", *get_args(Relation)}


def test_a_file_asks_for_no_fact_that_a_loss_does_not_know() -> None:
    columns = set(losses.LossLine._fields) - {"receipt_no"}
    assert columns | {"papers"} == set(Loss.model_fields)


def test_a_returned_payment_is_read_with_its_reason(tmp_path: Path) -> None:
    assert line(tmp_path, "returns") == returns.ReturnLine(
        2, "B-1", 1, "C-1", 98_400, "failed", "账号已销户", date(2015, 4, 1)
    )


def test_cover_is_read_with_its_original_start_and_what_was_used(tmp_path: Path) -> None:
    assert line(tmp_path, "cover") == takeover.CoverLine(
        row=2,
        unit="U1",
        plan="CD-HOSP",
        name="测试甲",
        id_number=ID,
        birth=date(1980, 1, 5),
        sex="female",
        period="2014",
        covered_since=date(2011, 1, 1),
        starts_on=date(2014, 1, 1),
        ends_on=date(2014, 12, 31),
        shares=2,
        used_fen=10_050,
        used_claims=1,
        phone=None,
        bank_account=None,
    )


def test_what_another_office_says_of_cover_is_read_where_a_list_has_it(tmp_path: Path) -> None:
    said = {
        "移交日期": "2014-06-30",
        "中止日期": "2014-05-01",
        "已用天数": "住院=9",
        "已用月数": "失业=2；生活困难=3",
        "已付病种": "a;b",
        "往期已付病种": "c",
    }
    (its,) = judged(tmp_path, "cover", said).good

    assert (its.handed_over_on, its.suspended_since) == (date(2014, 6, 30), date(2014, 5, 1))
    assert its.used_days == {"hospital_stay": 9}
    assert its.used_months == {"unemployment": 2, "hardship": 3}
    assert (its.used_conditions, its.earlier_conditions) == (("a", "b"), ("c",))


def test_by_which_rules_limits_were_used_is_read_where_a_list_has_it(tmp_path: Path) -> None:
    said = {
        "已用费用补偿": "60.50",
        "已用损失补助": "财产损失=10.00;灾害=2.00",
        "已用未分项": "1.00",
        "已用住院次数": "0",
        "已住院天数": "7",
        "期内累计自付": "住院=1500.00;特殊门诊=3.00",
        "已用封顶线以上次数": "1",
        "已付事项": "生育=300.00;伤残@2014-03-01=800.00",
    }
    (its,) = judged(tmp_path, "cover", said).good

    assert (its.used_indemnity_fen, its.used_unsplit_fen, its.used_stays) == (6_050, 100, 0)
    assert its.used_damage_fen == {"property_loss": 1_000, "disaster": 200}
    assert (its.stay_days, its.above_cap_claims) == (7, 1)
    assert its.self_pay_fen == {"inpatient_fen": 150_000, "special_fen": 300}
    accident = date(2014, 3, 1)
    assert its.used_events == (("birth", None, 30_000), ("disability", accident, 80_000))


def test_an_open_claim_is_read_with_its_loss(tmp_path: Path) -> None:
    assert line(tmp_path, "claims") == takeover.OpenClaimLine(
        2, "C-9", date(2014, 12, 30), ID, "测试甲", "CD-HOSP", "2014", LOSS_LINE
    )


def test_an_opening_balance_is_read_with_side_and_document(tmp_path: Path) -> None:
    assert line(tmp_path, "balances") == openings.BalanceLine(
        2, "MED", "bank", "D", 100_000_000, "审字〔2015〕1号", None, None, None, "COLLECT-1"
    )


def test_statistics_keep_what_is_not_known_apart_from_zero(tmp_path: Path) -> None:
    assert line(tmp_path, "statistics") == openings.StatisticsLine(
        2, 2014, "critical_illness", None, None, 451, 530_220_000
    )


@pytest.mark.parametrize(
    ("kind", "change", "column", "code"),
    [
        ("units", {"女职工人数": "601"}, "女职工人数", "units.women"),
        ("units", {"职工人数": "六百"}, "职工人数", "intake.count"),
        ("units", {"单位名称": "厂\n二"}, "单位名称", "intake.control_character"),
        ("units", {"单位名称": "长" * 201}, "单位名称", "intake.overlong"),
        ("remittances", {"金额": "0"}, "金额", "intake.money"),
        ("remittances", {"金额": "-1"}, "金额", "intake.money"),
        ("remittances", {"金额": "1.005"}, "金额", "intake.money"),
        ("remittances", {"金额": "1" * 20}, "金额", "intake.money"),
        ("remittances", {"到账日期": "2015-02-30"}, "到账日期", "intake.date"),
        ("remittances", {"资金来源": "保险公司"}, "资金来源", "intake.choice"),
        ("remittances", {"到账日期": "20150105"}, "到账日期", "intake.date"),
        ("settlements", {"事由": "美容"}, "事由", "intake.choice"),
        ("settlements", {"出院日期": "2015-02-28"}, "出院日期", "settlements.dates"),
        ("settlements", {"结算日期": "2015-03-08"}, "结算日期", "settlements.dates"),
        ("settlements", {"自付": "12000.50"}, "总费用", "settlements.amounts"),
        ("settlements", {"病种": "肺癌"}, "病种", "intake.condition_form"),
        ("settlements", {"医院": "院" * 65}, "医院", "intake.overlong"),
        ("returns", {"原因": ""}, "原因", "returns.reason_missing"),
        ("returns", {"状态": "处理中"}, "状态", "intake.choice"),
        ("cover", {"首次参保日期": "2014-01-02"}, "首次参保日期", "takeover.dates"),
        ("cover", {"保障止期": "2013-12-31"}, "保障止期", "takeover.dates"),
        ("cover", {"移交日期": "2014-12-31"}, "移交日期", "takeover.handed_over"),
        ("cover", {"中止日期": "2015-01-01"}, "中止日期", "takeover.suspended"),
        ("cover", {"已用天数": "9"}, "已用天数", "takeover.used"),
        ("cover", {"已用月数": "失业=2;失业=3"}, "已用月数", "takeover.used"),
        (
            "cover",
            {"移交日期": "2099-06-30", "保障止期": "2099-12-31"},
            "移交日期",
            "takeover.not_yet",
        ),
        ("cover", {"观察期后起": "2015-01-02"}, "观察期后起", "takeover.waits"),
        ("cover", {"已用费用补偿": "100.51"}, "已用费用补偿", "takeover.parts"),
        ("cover", {"已用未分项": "100.51"}, "已用未分项", "takeover.parts"),
        ("cover", {"已用损失补助": "财产损失"}, "已用损失补助", "takeover.used"),
        ("cover", {"期内累计自付": "生育=1.00"}, "期内累计自付", "takeover.accounts"),
        ("cover", {"已付事项": "生育"}, "已付事项", "takeover.events"),
        ("cover", {"已付病种": "肺癌"}, "已付病种", "intake.condition_form"),
        ("cover", {"性别": "男"}, "性别", "roster.sex_mismatch"),
        ("claims", {"申请日期": ""}, "申请日期", "intake.missing"),
        ("balances", {"方向": "左"}, "方向", "intake.choice"),
        ("balances", {"科目": "现金"}, "科目", "intake.choice"),
        ("statistics", {"年度": "14"}, "年度", "takeover.year"),
        ("statistics", {"计划类别": "其他"}, "计划类别", "intake.choice"),
    ],
)
def test_a_bad_cell_is_told_with_its_column(
    tmp_path: Path, kind: str, change: dict[str, str], column: str, code: str
) -> None:
    (problem,) = judged(tmp_path, kind, change).problems

    assert (problem.row, problem.column, problem.code) == (2, column, code)


@pytest.mark.parametrize("kind", sorted(LISTS.keys() - {"balances"}))
def test_nothing_stands_in_a_list_twice(tmp_path: Path, kind: str) -> None:
    result = judged(tmp_path, kind, {}, {})

    assert [(each.row, each.code) for each in result.problems] == [(3, LISTS[kind][3])]
    assert "row 2" in result.problems[0].message


@pytest.mark.parametrize("kind", sorted(LISTS))
def test_a_workbook_of_text_cells_says_the_same_as_the_csv_file(tmp_path: Path, kind: str) -> None:
    row, columns, judge, _ = LISTS[kind]
    book = judge(read_table(xlsx_file(tmp_path, [list(row), list(row.values())]), columns))

    assert list(book.good) == list(judged(tmp_path, kind, {}).good)


def test_files_speak_of_triggers_and_classes_that_plans_know() -> None:
    assert set(losses.TRIGGERS.values()) == set(get_args(Trigger))
    assert set(openings.PLAN_CLASSES.values()) == set(PLAN_CLASSES)
