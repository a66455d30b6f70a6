"""Why a step as recorded and the same step done again differ: the closed list of causes."""

from enum import StrEnum


class Cause(StrEnum):
    """Why a step as recorded and the same step done again differ."""

    # the filing
    NOT_FILED = "not_filed"
    TERMS_MISSING = "terms_missing"
    TERMS_OTHER = "terms_other"
    COVER_MISSING = "cover_missing"
    COVER_OTHER = "cover_other"
    WAITING = "waiting"
    TIME_BARRED = "time_barred"
    TOO_EARLY = "too_early"
    DISCHARGE_MISSING = "discharge_missing"
    NOT_IN_PLAN = "not_in_plan"
    FILED_TWICE = "filed_twice"
    DIED_BEFORE = "died_before"
    AFTER_DEATH = "after_death"
    NOTICE_OTHER = "notice_other"
    ACCIDENT_LATER = "accident_later"
    ACCIDENT_UNCOVERED = "accident_uncovered"
    GRADED_LATE = "graded_late"
    # the assessment
    SHARES = "shares"
    USAGE = "usage"
    AMOUNT = "amount"
    PARTS = "parts"
    STEPS = "steps"
    ACCOUNT = "account"
    DECIDED = "decided"
    BASE_UNSEEN = "base_unseen"  # no difference: it cannot be done again
    # the decision
    NOT_ASSESSED = "not_assessed"
    APPROVED_TWICE = "approved_twice"
    SAME_HANDS = "same_hands"
    NO_POWER = "no_power"
    ABOVE_LIMIT = "above_limit"
    ABOVE_ASSESSED = "above_assessed"
    USAGE_MOVED = "usage_moved"
    JOINED_MOVED = "joined_moved"
    GROUND_CONTRADICTED = "ground_contradicted"
    POOL_TWICE = "pool_twice"
    POOL_MONTH = "pool_month"
    REVIEW_MISSING = "review_missing"
    EVIDENCE_MISSING = "evidence_missing"
    # the payment
    NOT_APPROVED = "not_approved"
    NOT_VERIFIED = "not_verified"
    SUM_OTHER = "sum_other"
    DATED_BEFORE = "dated_before"
    HEIR_MISSING = "heir_missing"
    PAYEE_CHANGED = "payee_changed"
    PAID_OTHER = "paid_other"
