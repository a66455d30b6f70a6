"""The grounds of decisions in words, by code; a code means the same in every list."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, get_args

from ledger.events import grounds
from ledger.statements.sheet import Words

GROUND_WORDS: Final[Mapping[str, Words]] = MappingProxyType(
    {
        "no_cover": Words("损失发生日没有保障", "nothing covered the day of the loss"),
        "waiting_period": Words("在观察期内", "inside the waiting period"),
        "cover_suspended": Words("保障中止期间", "cover was suspended"),
        "not_in_scope": Words("不属于保障范围", "not what the plan covers"),
        "excluded": Words("属于除外责任", "excluded by the terms"),
        "below_deductible": Words("未超过起付线", "not above the deductible"),
        "limit_used": Words("保障限额已用完", "the limits of the cover are used up"),
        "nothing_due": Words("核定为零", "the benefit comes to nothing"),
        "claimed_before": Words("同一损失已申请", "the same loss was claimed before"),
        "paid_by_others": Words("已由其他途径支付", "others have paid for it"),
        "evidence_missing": Words("材料不全", "papers are missing"),
        "evidence_untrue": Words("材料不实", "papers are not true"),
        "time_barred": Words("超过申请期限", "claimed after the limitation period"),
        "facts_wrong": Words("事实认定有误", "facts were taken wrongly"),
        "evidence_overlooked": Words("已有材料未予采信", "papers on file were overlooked"),
        "evidence_new": Words("有新的材料", "there are new papers"),
        "terms_misread": Words("条款适用有误", "the terms were misapplied"),
        "step_flawed": Words("办理程序有误", "a step was not taken properly"),
        "rejection_sound": Words("原决定符合事实和条款", "facts and terms bear the rejection out"),
        "claimant_wish": Words("申请人自愿撤回", "the claimant wishes it"),
        "filed_in_error": Words("受理有误", "filed in error"),
        "claimed_elsewhere": Words("已在其他案件中申请", "claimed under another number"),
        "withdrawn_in_error": Words("误撤回", "withdrawn in error"),
        "delay_excused": Words("逾期有正当理由", "the delay is excused"),
        "ordered": Words("上级或司法机关要求", "a higher body or a court asks for it"),
        "counted_twice": Words("重复计算", "counted twice"),
        "paid_twice": Words("重复支付", "paid twice"),
        "wrong_amount": Words("金额核定有误", "the amount was wrong"),
        "hardship": Words("生活困难", "hardship"),
        "illness": Words("患病", "illness"),
        "accident": Words("意外伤害", "accident"),
        "work_injury": Words("工伤", "injury at work"),
        "bereavement": Words("亲属身故", "bereavement"),
        "disaster": Words("受灾", "disaster"),
        "schooling": Words("就学", "schooling"),
        "legal_dispute": Words("法律纠纷", "legal dispute"),
        "condolence": Words("慰问", "condolence"),
        "not_in_need": Words("不符合困难标准", "not in need by the standard"),
        "not_eligible": Words("不属于救助对象", "not eligible under the scheme"),
        "granted_before": Words("已获同类救助", "granted before"),
        "budget_used": Words("救助资金已用完", "the scheme's money is used up"),
        "enrolled_twice": Words("重复参保", "enrolled twice"),
        "enrolled_in_error": Words("误录参保", "enrolled in error"),
        "consent_missing": Words("没有本人同意", "the person had not consented"),
        "not_admitted": Words("不符合参保条件", "not admitted by the terms"),
        "member_wish": Words("本人要求", "the member's wish"),
        "unit_wish": Words("单位要求", "the unit's wish"),
        "other": Words("其他，见所附文件", "another, which the document states"),
    }
)
# What is decided with a ground: the event's topic, and the codes that it may have.
GROUND_LISTS: Final[Mapping[str, tuple[Words, tuple[str, ...]]]] = MappingProxyType(
    {
        topic: (said, get_args(codes))
        for topic, said, codes in (
            ("member void", Words("撤销参保", "voiding of an enrolment"), grounds.VoidingGround),
            ("claim reject", Words("拒付", "rejection"), grounds.RejectionGround),
            ("claim appeal", Words("申诉", "appeal"), grounds.AppealGround),
            ("claim decide-appeal", Words("申诉决定", "finding on appeal"), grounds.AppealFinding),
            ("claim withdraw", Words("撤回", "withdrawal"), grounds.WithdrawalGround),
            ("claim reopen", Words("重新受理", "reopening"), grounds.ReopeningGround),
            ("claim revoke", Words("撤销批准", "revocation"), grounds.RevocationGround),
            ("recovery find", Words("多付认定", "overpayment"), grounds.OverpaymentGround),
            ("relief request", Words("救助申请", "request for relief"), grounds.ReliefGround),
            (
                "relief reject",
                Words("不予救助", "rejection of relief"),
                grounds.ReliefRejectionGround,
            ),
        )
    }
)


def ground_words(ground: str) -> Words:
    """Return a ground in words; a code that is in no list, such as one carried in, as it stands."""
    return GROUND_WORDS.get(ground) or Words(ground, ground)


def grounds_of(command: str) -> tuple[str, ...]:
    """Return the codes of grounds that a command takes."""
    codes: tuple[Any, ...] = GROUND_LISTS[command][1]
    return codes
