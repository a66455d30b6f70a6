"""Amounts in Chinese capitals (大写), as receipts and notices print them.

Source: 支付结算办法 (1997), annex 1 正确填写票据和结算凭证的基本规定.
"""

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")
_GROUP = 10_000


def in_capitals(fen: int) -> str:
    """Write fen in capitals: `601860` is 陆仟零壹拾捌元陆角整.

    Raises:
        ValueError: it is negative, or beyond what the form can say.
    """
    yuan, rest = divmod(fen, 100)
    if fen < 0 or yuan >= _GROUP ** len(_GROUPS):
        raise ValueError("an amount in capitals lies between 0 and 10,000 万亿")
    jiao, cents = divmod(rest, 10)
    said = f"{_whole(yuan)}元" if yuan or not rest else ""
    if not rest:
        return f"{said}整"
    if jiao:
        said += f"{_DIGITS[jiao]}角"
    elif yuan:
        said += "零"
    return said + (f"{_DIGITS[cents]}分" if cents else "整")


def _whole(number: int) -> str:
    if not number:
        return _DIGITS[0]
    said, gap = "", False
    for place in reversed(range(len(_GROUPS))):
        group = number // _GROUP**place % _GROUP
        if group:
            gap = gap or bool(said and group < _GROUP // 10)
            said += (_DIGITS[0] if said and gap else "") + _four(group) + _GROUPS[place]
            gap = False
        else:
            gap = bool(said)
    return said


def _four(group: int) -> str:
    said, gap = "", False
    for place in reversed(range(len(_PLACES))):
        digit = group // 10**place % 10
        if digit:
            said += (_DIGITS[0] if gap and said else "") + _DIGITS[digit] + _PLACES[place]
            gap = False
        else:
            gap = True
    return said
