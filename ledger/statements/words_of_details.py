"""What happens to personal details, and who belongs to a member: each event in one sentence."""

from typing import Final

from ledger.statements.sheet import Words

WORDS_OF_DETAILS: Final[dict[str, Words]] = {
    "member.details_sealed.v1": Words(
        "更新会员{member}的加密资料", "sealed details of member {member} replaced"
    ),
    "member.details_corrected.v1": Words(
        "更正会员{member}的个人信息（{details}）",
        "details of member {member} corrected ({details})",
    ),
    "member.details_revealed.v1": Words(
        "查看会员{member}的个人信息（{details}），用途：{purpose}",
        "details of member {member} shown ({details}), purpose: {purpose}",
    ),
    "member.erasure_requested.v1": Words(
        "申请删除会员{member}的个人信息（{classes}）",
        "erasure of details of member {member} requested ({classes})",
    ),
    "member.data_restricted.v1": Words(
        "会员{member}的个人信息限制处理：{until}",
        "use of details of member {member} restricted: {until}",
    ),
    "member.details_shredded.v1": Words(
        "销毁会员{member}的个人信息：{shredded}",
        "details of member {member} shredded: {shredded}",
    ),
    "member.dependant_corrected.v1": Words(
        "更正会员{member}的家属{code}的个人信息（{details}）",
        "details of dependant {code} of member {member} corrected ({details})",
    ),
    "member.dependant_recorded.v1": Words(
        "登记会员{member}的家属{code}（{relation}，{birth_month}出生）",
        "dependant {code} of member {member} recorded ({relation}, born {birth_month})",
    ),
}
