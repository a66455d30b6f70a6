"""docs/claims.md: the life of a claim, drawn from the table of steps that decides it."""

from collections.abc import Iterator

from ledger.aggregates.claim import ENDED
from ledger.aggregates.claim_stages import TRANSITIONS, Transition
from ledger.docs.grounds import grounds_table
from ledger.docs.markdown import code, page, table

INTRODUCTION = """
A claim goes from stage to stage by steps. Which step may be taken at which stage is one table in
`ledger/aggregates/claim_stages.py`: the program refuses by it (`claim.wrong_stage`), and this page is
drawn from it. A step is refused to whoever must not take it a second time (`office.same_hands`),
by officer and by login.
""".strip()

BESIDE = """
## Beside the stages

An **urgent mark** (`huzhu claim urgent`) puts a claim first in every worklist, until it has ended.
A claim in a batch that is prepared waits for `huzhu pay release` by a second person, and only then for the bank and
`huzhu pay settle`: `claim list` and `claim show` say so.

**Advances.** While a claim is undecided, medical expenses can be advanced within the bill: granted by an
approver who did not file it, paid by a cashier who did not grant it. The approver's limit holds for all
advances of the claim together. An approval sets the benefit off
against what was advanced; only the rest is paid. What no benefit covers is owed back. What an advance has paid of a benefit
counts as paid from the day of the approval ([0018](decisions/0018-a-benefit-counts-when-it-is-granted.md)). What was written off while the claim was rejected
is set off likewise once the claim is reopened and approved: the fund bears it no longer. A further advance counts it within the bill.

**Overpayments.** What should not have been paid is found by finance with a ground, demanded by an
approver who did not find it, and recovered in instalments by a cashier, or written off by a manager under a
resolution, who neither filed, assessed, reviewed or decided the claim nor advanced, found or demanded the money. Instalments, write-offs,
what a benefit settled that was not paid out, and what is still owed add up to the demand.
What came back no longer uses the limits of the cover: sums are free again by the sum, of a part as of the whole. What is counted
(claims and stays, the first stay's deductible, days, months, classes paid once, times, what is on the account of a period) is free once the whole
benefit came back, and the stay joins no later one: as if the claim had been rejected. A part of a benefit is no part of a day. Where the payment itself comes back (退票) after a
demand, nobody received the excess: the returned sum first settles what is open of the debt, then what was written off of it, which
the fund bears no longer (`member.overpayment_offset.v1`), and only the rest is payable again. What had been recovered meanwhile stays payable. Of
600.00 with 100.00 demanded and 40.00 recovered, 540.00 are paid again, so that the member has the 500.00 that were due. A demand after the return settles at once.
What was found in error is cancelled by finance before it is demanded (`huzhu recovery cancel`), and found again with its own amount. Of a demand, what had not been
overpaid is taken back, on a document, by an approver who took no part before (`huzhu recovery lower`): the entry is reversed. What had been overpaid, and cannot be got back,
is written off. Money that comes after all is taken in: it goes on what is still owed, then on what was written off, of an overpayment as of an advance,
and so much of the write-off is reversed. The member's statement tells what stands written off.

**Come back whole.** Once the whole benefit of a claim came back, by instalments or out of what was not paid out, nothing of it is left with the member, and the claim
counts as if it had been rejected: its loss and its papers are claimed anew, under another number, by the same member or by whoever they belong to. What was written off has
not come back. Once somebody did so, the first benefit is not owed again (`claim.filed_twice`, `claim.paper_claimed`). This is also the way for a benefit that was paid too low, for
what is paid is not decided again: it is found overpaid whole (`wrong_amount`), comes back, and the loss is filed anew, within the limitation of the terms.

**Asked back in error, and settled.** `huzhu recovery lower` takes back as much of a demand as had not been overpaid, also where it is settled. First what is unpaid of it
falls away, then what was written off of it, which nobody had paid; what came back, by instalments or out of a benefit that was not paid out, is owed to the member again
(`member.benefit_restored.v1`): an expense and a payable, as an approval makes. The claim is approved again for that sum, together with what is payable of it already, and
goes the way of every benefit: verified by finance, put into a batch and released, by others than who said that it is owed; what the bank answers may be taken in by whoever is a cashier. It lies within the approver's limit, over all
that was ever owed again on the claim. Of 600.00 paid, with 140.00 demanded where 14.00 had been overpaid, and all of it brought back, 126.00 are paid in a second
payment. The benefit counts once, by what the member got of it. From then on limits are used by it again, and counts too. Where a claim was granted since on the limits that had been freed, no more is
given back than fits beside it (`claim.granted_on_freed`), and nothing while more is found overpaid and not demanded (`claim.finding_open`) or while the bank is to pay
(`claim.wrong_stage`). Beyond the demand nothing is given back (`claim.demand_exceeded`), and the approval is not taken back any more. After the second payment the bank's later answers are to that one: a return of the first is not
taken in. Of stays that count as one, an assessment that was made meanwhile stands. `huzhu recovery list` names what is found, demanded, left of advances, or to be paid to the member again, and what
comes next.

**Approvals in error.** While a benefit is approved or verified, an approver who could have approved it, the one who did too, takes the approval back on a
ground (`huzhu claim revoke`): the entry is reversed on its own booking day, the limits are free, what an advance had paid of it is owed again, also where that
had been written off, and the claim is to be assessed and decided anew. Of stays that count as one the later approval goes first (`claim.joined_later`). So it
does where a later one was worked out on this one: on the stay that bore the first deductible, on the account of a period, or on the other benefit of an accident
(`claim.decided_on_it`). What only a cap holds is paid the same in any order, and may go in any. `claim revoke`, `recovery receive`, and where a payment came back
`recovery demand` and `pay settle`, name the claims that were rejected at nothing and would come to something now, for a person to look into; those that rest on a wage
or a pool are not worked out again. Where the whole benefit came back, the claims that were worked out on it are named, too: they stand until a person decides
otherwise. Once a part was found overpaid the approval stands (`claim.overpayment_stands`). What is in a batch is taken out of it first; what was paid is found overpaid.

**Batches.** A batch that is not released is taken back with reason (`huzhu pay cancel`): its claims are verified as before, its number stays used. Before a release
the payees are looked at again: where a death, an heir or another account was recorded since the preparation, the batch is refused with those claims
(`pay.payee_changed`). `member died`, `member amend` and `claim heir` name the batch in which a payment is under way. Who recorded an heir, or replaced the account of
a member, neither prepares nor releases the payment to it; who took the member in with their first account may.

**Days.** No loss is claimed before its last day, and no step is dated before the claim's latest one. The bank's answers keep
their own value date, however late they are recorded: from the day of the release (`pay.value_date_too_early`), for a return from the day of its payment, to the day on
which they are taken in. A batch is released on the day of its preparation or later (`pay.before_its_time`). Nothing that rests on a resolution is dated before it was passed
(`office.resolution_later`), and no settlement is taken in before its day. A recovery is dated on or after the day on which the debt arose.

**Grounds that fit.** A rejection is upheld as sound, and overturned for what was wrong with it; only a claim that was withdrawn is reopened as withdrawn in
error, and a delay excuses no rejection but one for lateness or missing papers (`claim.ground_misplaced`). What a document states (`other`) bears any outcome.

**Less than assessed.** A benefit is approved at less than was assessed with a reason (`office.reason_missing`), which the member's statement and the notice tell beside
the sum that was assessed. There is no appeal against it: before it is in a batch the approval is taken back (`huzhu claim revoke`) and the claim decided anew; once it is paid it
comes back whole first, as said above.

**Second review.** The plan's terms, or else the policy parameter `claim.second_review_over` (in yuan), say above
which amount a second assessor confirms a benefit before it is approved. **Appeal:** the terms, or else
`claim.appeal_days`, say how many days after a rejection it can be appealed; a rejection is appealed once.

**Stays that count as one.** Where the terms join stays (`stays_join_within_hours`), a transfer is a claim of its own and is paid
what it adds: all stays of the group are derived as one loss, on the limits that stood before the first, less what the earlier ones
were assessed at. One deductible is taken, a claim's caps hold for the whole stay, and it counts once. Who files says the times of
admission and discharge; without them stays join where their days say that they surely lie within the hours.

**At nothing.** That nothing is due (`below_deductible`, `limit_used`, `nothing_due`) is no ground to reject a claim that was
assessed at a sum (`claim.ground_contradicted`), nor one that was not assessed (`claim.ground_unassessed`). Such a rejection rests on what stands, as an
approval does: where limits were used, or a stay that counts as one with it was decided since, even at nothing, the claim is assessed again first
(`claim.assessment_stale`). What a member bore below a deductible of the whole period counts towards it once
the claim is so rejected, and counts no longer while the claim is open again. A claim that is rejected on another ground (`evidence_untrue`, `claimed_before`,
`no_cover`, …) counts towards no deductible and joins no stay, whatever it was assessed at.

**Counted once.** A loss counts once: from the filing of a claim for it anew, or from its reopening, that claim counts in the place of an earlier one that came to
nothing. Where the later one is withdrawn, the earlier is reopened. The account of a period pays once: a claim is paid what the account comes to with it, less what
it came to before, and never what other claims were already granted on it. So a rejection at nothing that is opened again after others were granted, or
a claim after a whole benefit came back, gets what is left of the account, whatever the order.

**Bases that no claim holds.** `huzhu claim assess --base` gives the monthly wage for one claim. It is in no event: the record
holds the benefit and its lines, so that re-performance and trials leave such a claim out, and say so. `--pool` gives the month's pool, which
the claims of the list share in equal parts, to the fen; the pool is in the event, and the claim can be derived again. The pool is that of `--month`, or else of
the month of the day: of no month before the loss, or before the plan took effect, and of none to come (`claim.pool_month_outside`). It is shared out once for each plan
and fund: a second list is refused (`claim.pool_shared_out`) unless it holds every claim that has a part of the first. A claim that was rejected or withdrawn, or
waits for papers, has no part any more. Once its papers are there it is assessed again with the same pool, in its own place among as many, and what the others have
stands; where the pool was shared out anew in the meantime, its place is gone.

**Papers.** Where the terms list kinds of papers (`evidence`), no benefit is approved before each is on file, by the filing or by a
request that was answered. A one-stop settlement needs none where the terms say so (`one_stop`).

**What a plan does not know.** A loss is filed, or notified, only under terms that pay for its kind, or that leave it open
(`claim.trigger_not_in_plan`); a preview says so for each plan. Where all that they pay for its kind is paid by class of disease or grade,
the class or grade is one that they list, in their schedule or in the one that they name (`claim.condition_not_listed`).

**Cover that is gone.** A claim is not reopened, nor its rejection overturned, once its enrolment was voided or its cover ended before the
loss. A death or leaving that is recorded after a later loss was approved names those claims in its answer; a death also the member's stays on their way that run
past it, by their last day.

**Causes.** Under a plan of class accident the accident that a loss goes back to lies in cover, too, in whichever coverage period of the plan
(`claim.accident_not_covered`). A disability is graded by the last day of the terms after the accident, where they set one
(`assessed_within_days`; `claim.graded_late`). Where the day of the accident is not given, neither is asked. A funeral is on the day of the death or after it
(`claim.funeral_before_death`), within the limitation of the terms from then; it is covered where the death was, though the cover ended with it.

**Late.** A notice does not stop the limitation of the terms: what is not filed by its last day is barred. What was filed in time
is barred by the day that was set for its papers alone (`claim.term_missing`). A notice that was barred,
and that an approver reopened because the delay is excused or a higher body orders it, may be filed after that day.

**Too early, told late, paid late.** Where the terms say from when after the receipt claims are taken (`filing_from_days`), an earlier filing is
refused (`claim.filed_too_early`): the rule waits for the settling agency's data, so that a one-stop settlement under terms that know it (`one_stop`) waits for
nothing. A stay has not waited since a discharge that is not given (`claim.discharge_missing`). Where they say within which days a loss is told (`notice_days`), a later notice, or a filing without one, is taken in all the same: no source
says that it loses the benefit. It is told to who files it, in `claim show` and in `claim list` (`--where late=yes`). The days run from the end of the loss; an agency's
settlement needs no notice. Where the terms say within how many working days a benefit is paid (`payment_working_days`), counted from
the approval and from Monday to Friday, `claim list`, `claim show` and the member's statement name the last day, which stays where more is owed again beside what was unpaid, and `--where overdue=yes` finds what is unpaid
after it. Public holidays are no parameter of a book, and are not taken into account.

**Heirs.** After a member's death nothing is paid out, no advance either, until an heir is recorded (`pay.heir_missing`); an heir is recorded only of whom a
death is on record (`pay.heir_too_early`). Another heir, or another account, takes the place of the first only where that is said (`--replace`) and why
(`pay.heir_known`). Nobody is recorded before the day of the death (`pay.heir_before_death`), and after it the account changes with the heir alone
(`pay.account_after_death`). Where the claim for a death came to nothing, the heir is paid nothing (`pay.heir_too_early`): the member's own account is recorded
again, in the member's own name unless another is said, and an heir is recorded anew after a death in fact. A dependant's death is no death of the member.

**Whose loss.** A claim for a dependant's loss names the dependant by the code on record (`--dependant`), or by the relation (`--insured`) where only one whom
the terms insure is of it (`claim.dependant_unnamed`); it never names the member and a dependant at once (`claim.insured_contradicted`), and is filed for whom its
notice named (`claim.notice_of_another`). `claim show`, `claim list`, statements, notices and the trail tell the code. Two children hurt on one day are two losses, and their stays never count as one. A person
dies once: another day for the same death is refused under every plan (`claim.died_before`), and so is another day for the member's death itself
(`member.death_contradicted`). Nobody suffers a loss after their death: once it is claimed, and the claim has not come to nothing, no loss that goes past its day is
taken in (`claim.loss_after_death`). A death that is told after a later loss was claimed is a fact all the same, and is taken in: the filing names those claims; none
of them is assessed, reviewed, advanced or approved any more, and `claim show` and the member's statement say that it is rejected or withdrawn once it was looked into. An accident comes before the loss that goes back to it, or on its day (`claim.accident_after_loss`).
A dependant is known to each member by a code of their own: that two members record one child's death for different days is not found.

**Whose limits.** Limits of a coverage period, the first and the later stays, classes and events of a life that are paid once, and the account
of a deductible of the period are counted for each insured person: what a child's claims used lessens nothing of the member's or of a sibling's. Limits
that a take-over carries in are the member's own. Where dependants used some, the member's statement says whose each limit is.

**Whose number.** In a settlement file the name beside an ID number is held against the name in the vault, whatever blanks and dots are
typed; where it differs, the row is refused (`claim.name_differs`) and neither name is told. Rosters and take-over lists are compared [likewise](cover.md#who-is-taken-onto-a-roster). For a dependant's loss it is the member's number and name.

**The same loss twice.** A loss of the same kind, day and person, or the same paper, is claimed once under a plan; diseases of two listed classes
that are found on one day are two losses. A rejection is not overturned, nor a claim reopened, once another claim stands for its loss (`claim.filed_twice`), or
another member's for its paper (`claim.paper_claimed`). A paper is a key of the book, so that nobody else can claim it either. Two hospitals may number alike; a number without
its hospital is the same paper as every one of that number. What came to nothing, or came back whole, may be claimed again. Under another plan the same incident is another claim, paid by itself.

**Two stays at once.** Nobody lies in two: under a plan, a stay that shares more with another of the same person than the day of a discharge and the next admission
is refused, with the other claim named (`claim.stays_overlap`); a claim that came to nothing, or came back whole, is no other. A discharge that is not given leaves the day of admission alone.
""".strip()


GROUNDS = """
A decision against somebody, a withdrawal, an appeal, a reopening, an approval taken back and the voiding of an enrolment state their ground as a code of a closed list; notices,
statements and the audit trail say it in words. There is no free text: what no code says is `other`, and stands in the document
that `--document` names (`record.document_missing` without one). The general `--reason` of other steps, the names of documents,
and names that are recorded are refused where they hold what looks like an ID number, a telephone or a bank card, or what the
vault knows of the member (`vault.text_names_person`). Of a bank's words on a failed payment such numbers and names are hidden.
""".strip()


def claims_page() -> str:
    """Return docs/claims.md."""
    return page(
        "The life of a claim",
        [INTRODUCTION],
        ["## Stages", "", "```mermaid", *diagram(), "```"],
        ["## Steps", "", *_steps()],
        BESIDE.splitlines(),
        [
            "## Grounds",
            "",
            *GROUNDS.splitlines(),
            "",
            *grounds_table("claim", "recovery", "member"),
        ],
    )


def diagram() -> list[str]:
    """Return the state diagram in Mermaid: one arrow for each start and end of a step."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for step, each in TRANSITIONS.items():
        for start in each.starts or ("[*]",):
            for end in each.ends:
                if start != end:
                    arrows.setdefault((start, end), []).append(step)
    lines = [f"    {start} --> {end}: {', '.join(steps)}" for (start, end), steps in arrows.items()]
    return ["stateDiagram-v2", *lines, *(f"    {stage} --> [*]" for stage in ENDED)]


def _steps() -> list[str]:
    headings = ("step", "from", "to", "who", "and not", "command")
    return table(headings, (_row(step, each) for step, each in TRANSITIONS.items()))


def _row(step: str, each: Transition) -> tuple[str, ...]:
    starts = ", ".join(each.starts) or "(new)"
    commands = ", ".join(_commands(each))
    return step, starts, ", ".join(each.ends), each.role, each.others_than, commands


def _commands(each: Transition) -> Iterator[str]:
    for command in each.command.split(", "):
        yield code(f"huzhu {command}")
