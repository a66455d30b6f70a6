"""Views for reporting tools: documented, versioned names that mean the same tomorrow.

A change of meaning or of a column is a new version beside the old one. Money is in fen.
"""

from ledger.projections import catalogue
from ledger.projections.digest import beginning
from ledger.projections.storage import Cursor, create, show

# What was received as principal: what a unit paid counts towards its contributions first.
PRINCIPAL_RECEIVED = """
select fund, plan, period, cast(sum(received - written) as bigint) as principal_fen
from (select fund, plan, period, unit, sum(written) as written, sum(received) as received
      from (select fund, plan, period, unit, contribution_fen as written, 0 as received,
                   principal_fen, effective_on, position from roster
            union all
            select fund, plan, period, unit, 0, amount_fen, 0, effective_on, position
            from receipt where standing = 'contribution') as booked
      where {until}
      group by fund, plan, period, unit
      having sum(abs(principal_fen)) > 0 and sum(received) > sum(written)) as account
group by fund, plan, period
"""

# One row a fund, plan and coverage period, over all that is projected. Ratios are in basis points
# (hundredths of a per cent), rounded half up, and null where the divisor is not positive.
#   written_fen   contributions that fell due by roster; principal to be given back is none
#   earned_fen    the part of them that cover given so far has earned
#   incurred_fen  benefits approved, net
#   received_fen  contributions received and placed with the plan
#   paid_fen      benefits paid, net of payments that came back; an advance from the day on which a
#                 benefit covers it
LOSS_RATIO_V1 = f"""
create view report_loss_ratio_v1 as
with amount as (
    select fund, plan, period, contribution_fen as written_fen, 0 as earned_fen,
           0 as incurred_fen, 0 as received_fen, 0 as paid_fen
    from roster
    union all
    select fund, plan, period, 0,
           case when account = 'contribution_income'
                then case when side = 'C' then amount_fen else -amount_fen end else 0 end,
           case when account = 'benefit_expense'
                then case when side = 'D' then amount_fen else -amount_fen end else 0 end,
           0, 0
    from journal_line
    where account in ('contribution_income', 'benefit_expense') and plan is not null
    union all
    select fund, plan, period, 0, 0, 0, amount_fen, 0
    from receipt where standing = 'contribution' and plan is not null
    union all
    select fund, plan, period, 0, 0, 0, -principal_fen, 0
    from ({PRINCIPAL_RECEIVED.format(until="1 = 1")}) as principal
    union all
    select fund, plan, period, 0, 0, 0, 0, amount_fen from payment
), total as (
    select fund, plan, period,
           cast(sum(written_fen) as bigint) as written_fen,
           cast(sum(earned_fen) as bigint) as earned_fen,
           cast(sum(incurred_fen) as bigint) as incurred_fen,
           cast(sum(received_fen) as bigint) as received_fen,
           cast(sum(paid_fen) as bigint) as paid_fen
    from amount group by fund, plan, period
)
select fund, plan, period, written_fen, earned_fen, incurred_fen, received_fen, paid_fen,
       case when earned_fen > 0
            then (20000 * incurred_fen + earned_fen) / (2 * earned_fen) end as loss_ratio_bp,
       case when received_fen > 0
            then (20000 * paid_fen + received_fen) / (2 * received_fen) end as payout_ratio_bp
from total
"""

# One row a projection: how far it has read, how far the record reaches, and what it could not fold.
FRESHNESS_V1 = """
create view report_freshness_v1 as
select projection.name as projection, projection.version, projection.position,
       head.size as head, head.size - projection.position as lag_events,
       (select count(*) from quarantine
        where quarantine.name = projection.name
          and quarantine.generation = projection.generation) as quarantined
from projection cross join head
where projection.is_live = 1
"""

REPORT_VIEWS = (LOSS_RATIO_V1, FRESHNESS_V1)


def install(cursor: Cursor) -> None:
    """Make the first generation of every projection, the views of facts, and the report views.

    The tables are declared beside the code that fills them: a book that holds an older version of
    one is rebuilt from the record, never altered.
    """
    for projection in catalogue.PROJECTIONS.values():
        create(cursor, projection, 1, beginning(projection).link, is_live=True)
        show(cursor, projection, 1)
    for view in REPORT_VIEWS:
        cursor.run(view)
