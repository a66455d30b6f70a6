"""What terms decide about publication and admission, beside age, sex and shares."""

from typing import Any

import pytest

from ledger.aggregates import Plan
from ledger.aggregates.enrolment import (
    Applicant,
    Cover,
    listed,
    require_admission,
    require_band,
    require_change_in_time,
    require_window,
)
from ledger.periods import calendar_period
from ledger.plans import Circumstances, PlanTerms
from tests import makers as m
from tests.aggregates.given import day, moment, recorded, refused

PERIOD = calendar_period("2015")
DAILY = {"type": "per_diem", "trigger": "hospital_stay", "amount_fen": 4_000}
BESIDE = m.plan_terms(code="CD-CI", plan_class="critical_illness", max_shares=3)


def beside(shares: int = 1, **changes: Any) -> Cover:
    facts = {"starts_on": PERIOD.starts_on, "ends_on": PERIOD.ends_on} | changes
    return Cover("CD-CI@2015", "2015", m.UNIT, shares, covers_from=facts["starts_on"], **facts)


def admit(terms: PlanTerms, *held: Cover, shares: int = 1, **applicant: Any) -> None:
    require_admission(
        terms,
        PERIOD,
        sex="female",
        age=35,
        shares=shares,
        starts_on=day("01-01"),
        held=held,
        plans={BESIDE.key: BESIDE, terms.key: terms},
        applicant=Applicant(**applicant),
    )


# --- publication --------------------------------------------------------------------------------


def test_terms_that_leave_something_open_are_not_published() -> None:
    plan = Plan.open(m.BOOK, m.plan_terms(), moment())
    plan.pending_events.clear()
    unfinished = m.plan_terms(
        version="undated",
        effective_on=None,
        contribution_fen=None,
        unstated=[{"zh": "金额未载", "en": "the sums are not stated"}],
    )
    sentence = (
        "CD-HOSP@undated cannot be published yet: its terms leave open "
        "effective_on, contribution, unstated.0"
    )

    with refused("plan.terms_incomplete", sentence, plan):
        plan.publish(unfinished, moment())
    assert recorded(plan) == []


# --- admission ----------------------------------------------------------------------------------


def test_terms_without_a_day_admit_nobody() -> None:
    with refused("plan.not_in_force", "CD-HOSP@2015 is not in force on 2015-01-01"):
        admit(m.plan_terms(effective_on=None))


@pytest.mark.parametrize("kind", ["regular", "dispatched"])
def test_a_kind_of_employment_that_the_terms_name_is_admitted(kind: str) -> None:
    admit(m.plan_terms(employment_kinds=["regular", "dispatched"]), employment=kind)


@pytest.mark.parametrize("terms", [{"employment_kinds": ["regular"]}, {"retirees": "never"}])
def test_another_kind_of_employment_is_refused(terms: dict[str, Any]) -> None:
    sentence = "CD-HOSP@2015 does not admit members whose employment is retired"

    with refused("roster.employment_not_admitted", sentence):
        admit(m.plan_terms(**terms), employment="retired")


def test_what_a_roster_does_not_say_is_not_held_against_a_person() -> None:
    admit(m.plan_terms(employment_kinds=["regular"], requires_basic_insurance=True))


def test_a_medical_plan_needs_basic_insurance() -> None:
    terms = m.plan_terms(requires_basic_insurance=True)

    with refused(
        "roster.basic_insurance_missing",
        "CD-HOSP@2015 is for members in basic medical insurance",
    ):
        admit(terms, basic_insurance=False)
    admit(terms, basic_insurance=True)


def test_where_terms_say_so_everyone_in_a_unit_holds_the_same_shares() -> None:
    terms = m.plan_terms(max_shares=3, same_shares_for_unit=True)

    with refused("roster.shares_differ", "3 shares of CD-HOSP@2015; everyone in the unit holds 2"):
        admit(terms, shares=3, unit_shares=2)
    admit(terms, shares=2, unit_shares=2)


def test_shares_are_counted_over_all_plans_of_the_class() -> None:
    terms = m.plan_terms(plan_class="critical_illness", max_shares=3, max_shares_of_class=3)
    gone = beside(3, starts_on=day("01-01", 2014), ends_on=day("12-31", 2014))

    admit(terms, beside(1), gone, shares=2)
    with refused("roster.too_many_shares", "4 shares of CD-HOSP@2015; its terms allow 3"):
        admit(terms, beside(2), shares=2)


def test_shares_of_another_class_are_not_counted() -> None:
    admit(m.plan_terms(max_shares=3, max_shares_of_class=3), beside(3), shares=3)


@pytest.mark.parametrize("named", ["CD-CI", "critical_illness"])
def test_a_plan_that_goes_only_with_another_needs_it_in_force(named: str) -> None:
    terms = m.plan_terms(only_with=[named])
    sentence = f"CD-HOSP@2015 is held only together with {named}, and none of it is in force"

    admit(terms, beside())
    with refused("roster.companion_missing", sentence):
        admit(terms, beside(ends_on=day("12-31", 2014), starts_on=day("01-01", 2014)))


def test_a_contribution_by_the_wage_needs_the_wage() -> None:
    rule = {"rule": "wage_ratio", "rate_bp": 100}
    terms = m.plan_terms(contribution_fen=None, contribution=rule)
    sentence = "the terms of CD-HOSP@2015 give no contribution for 1 share without the monthly wage"

    with refused("roster.contribution_unknown", sentence):
        admit(terms)
    admit(terms, circumstances=Circumstances(wage_fen=500_000))


def test_shares_without_a_price_are_refused() -> None:
    rule = {"rule": "by_level", "levels": [{"shares": 2, "fen": 100}]}
    terms = m.plan_terms(contribution_fen=None, contribution=rule, max_shares=2, benefits=[DAILY])
    sentence = "the terms of CD-HOSP@2015 give no contribution for 1 share without the price"

    with refused("roster.contribution_unknown", sentence):
        admit(terms)
    admit(terms, shares=2)


INCOME = m.plan_terms(
    contribution_fen=None,
    contribution={
        "rule": "income_band",
        "bands": [
            {"over_fen": 0, "up_to_fen": 400_000, "fen": 2_000},
            {"over_fen": 400_000, "fen": 4_000},
        ],
    },
)


def test_a_stated_band_of_income_is_the_one_in_which_the_known_wage_lies() -> None:
    known = Circumstances(wage_fen=400_001, income_band=1)
    sentence = (
        "CD-HOSP@2015: the band of income that is stated is not the one in which the monthly wage "
        "known for that day lies; state the wage as well"
    )

    require_band(INCOME, Circumstances(income_band=2), known)  # does not refuse
    with refused("roster.band_contradicted", sentence):
        require_band(INCOME, Circumstances(income_band=1), known)


@pytest.mark.parametrize(
    ("terms", "said", "known"),
    [
        (INCOME, {}, {"wage_fen": 400_001, "income_band": 1}),  # nothing was said now
        (INCOME, {"income_band": 1}, {"income_band": 1}),  # no wage is known
        (m.plan_terms(), {"income_band": 1}, {"wage_fen": 400_001, "income_band": 1}),
    ],
)
def test_a_band_that_contradicts_no_wage_stands(
    terms: PlanTerms, said: dict[str, Any], known: dict[str, Any]
) -> None:
    require_band(terms, Circumstances(**said), Circumstances(**known))  # does not refuse


# --- when names may be added ---------------------------------------------------------------------

OPEN_TEN_DAYS = m.plan_terms(joiners={"days_after_start": 10, "new_hires_within_months": 2})


def window(terms: PlanTerms, on: str, since: str = "01-01", **applicant: Any) -> None:
    require_window(terms, Applicant(**applicant), day(since), day(on))


def test_a_unit_adds_nobody_once_its_list_is_closed() -> None:
    sentence = (
        "CD-HOSP@2015: nobody is added to the unit's list after 2015-01-11, "
        "but who was hired since 2014-11-12"
    )

    window(OPEN_TEN_DAYS, "01-11")  # does not refuse
    with refused("roster.joining_over", sentence):
        window(OPEN_TEN_DAYS, "01-12")


@pytest.mark.parametrize(("on", "hired", "admitted"), [
    ("04-30", "02-28", True), ("04-30", "02-27", False), ("01-31", "01-20", True),
])  # fmt: skip
def test_a_new_hire_joins_within_the_months_of_the_terms(
    on: str, hired: str, admitted: bool
) -> None:
    if admitted:
        window(OPEN_TEN_DAYS, on, hired_on=day(hired))
        return
    sentence = (
        "CD-HOSP@2015: nobody is added to the unit's list after 2015-01-11, "
        "but who was hired since 2015-02-28"
    )
    with refused("roster.joining_over", sentence):
        window(OPEN_TEN_DAYS, on, hired_on=day(hired))


def test_new_forms_of_employment_join_in_the_month_of_the_terms() -> None:
    terms = m.plan_terms(joiners={"new_form_month": 6})
    sentence = "CD-HOSP@2015: workers in new forms of employment join in month 6"

    window(terms, "06-30", employment="new_form")  # does not refuse
    window(terms, "05-31", employment="regular")  # does not refuse
    with refused("roster.new_form_month", sentence):
        window(terms, "05-31", employment="new_form")


def test_the_month_of_new_forms_is_open_to_them_however_long_ago_the_unit_began() -> None:
    terms = m.plan_terms(joiners={"new_form_month": 6, "days_after_start": 10})

    window(terms, "06-30", employment="new_form")  # does not refuse
    sentence = "CD-HOSP@2015: workers in new forms of employment join in month 6"
    with refused("roster.new_form_month", sentence):
        window(terms, "01-05", employment="new_form")


# --- changes of a list for the next term ---------------------------------------------------------

DUE_15_DAYS_BEFORE = m.plan_terms(max_shares=3, joiners={"change_days_before_end": 15})
NEXT = day("01-01", 2016)


def change(on: str, *held: Cover, shares: int = 1, runs_until: str | None = "12-31") -> None:
    present = listed(DUE_15_DAYS_BEFORE, m.UNIT, NEXT, day(on), held)
    until = None if runs_until is None else day(runs_until)
    require_change_in_time(DUE_15_DAYS_BEFORE, until, present, shares, day(on))


def on_the_list(**changes: Any) -> Cover:
    return beside()._replace(plan="CD-HOSP@2014", **changes)


@pytest.mark.parametrize("held", [
    (), (beside(),), (on_the_list(unit="U00002"),), (on_the_list(ends_on=day("12-16")),),
    (on_the_list(shares=2),),
])  # fmt: skip
def test_a_list_is_changed_for_the_next_term_by_the_day_of_the_terms(
    held: tuple[Cover, ...],
) -> None:
    sentence = (
        "CD-HOSP@2015: the unit's present list runs to 2015-12-31; changes of it for the next "
        "term were due by 2015-12-16 (joiners.change_days_before_end)"
    )

    change("12-16", *held)  # does not refuse
    with refused("roster.list_changes_over", sentence):
        change("12-17", *held)


def test_who_is_on_the_present_list_renews_until_it_ends() -> None:
    change("12-31", on_the_list())  # does not refuse


def test_where_no_present_list_runs_no_change_of_it_is_late() -> None:
    change("12-31", runs_until=None)  # does not refuse
