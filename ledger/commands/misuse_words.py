"""Usage errors sentence by sentence, in English and Chinese; `{name!r}` is a value in quotation marks."""

import errno
import os
from typing import Final

NUMBERS: Final = {
    "integer": "整数",
    "integer range": "整数",
    "float": "数",
    "float range": "数",
}
PLACES: Final = {"File": "文件", "Directory": "文件夹", "Path": "路径"}
# What the system says of a file or folder.
FAULTS: Final = {
    os.strerror(number): words
    for number, words in (
        (errno.ENOENT, "没有这个文件或文件夹"),
        (errno.EACCES, "没有读写权限"),
        (errno.EPERM, "不允许这样做"),
        (errno.EISDIR, "这是文件夹，不是文件"),
        (errno.ENOTDIR, "上级不是文件夹"),
        (errno.EEXIST, "已经存在"),
        (errno.ENOSPC, "磁盘已满"),
        (errno.EROFS, "磁盘只读"),
        (errno.ENAMETOOLONG, "名称过长"),
        (errno.ELOOP, "链接循环"),
        (errno.EIO, "读写出错"),
    )
}

# What click says, in its own words.
LIBRARY: Final[tuple[tuple[str, str], ...]] = (
    ("No such option {name!r}.", "没有选项 {name}"),
    ("No such command {name!r}.", "没有命令 {name}"),
    ("Missing command.", "缺少命令"),
    ("Got unexpected extra argument ({args})", "多出参数：{args}"),
    ("Got unexpected extra arguments ({args})", "多出参数：{args}"),
    ("Option {name!r} does not take a value.", "选项 {name} 不带值"),
    ("Option {name!r} requires an argument.", "选项 {name} 须带一个值"),
    ("Option {name!r} requires {nargs} arguments.", "选项 {name} 须带 {nargs} 个值"),
    ("Argument {name!r} takes {nargs} values.", "参数 {name} 须有 {nargs} 个值"),
    ("Takes {nargs} values but 1 was given.", "须有 {nargs} 个值，只给了一个"),
    ("Takes {nargs} values but {len} were given.", "须有 {nargs} 个值，给了 {len} 个"),
    ("{value!r} is not one of {choices}.", "“{value}”不可选；可选：{choices}"),
    ("{value} is not in the range {range}.", "{value} 超出范围，应为{range}"),
    (
        "{value!r} is not a valid boolean. Recognized values: {states}",
        "“{value}”不是可识别的是非值；可用：{states}",
    ),
    (
        "{value!r} is not a valid UUID.",
        "“{value}”不是编号；编号形如 014ab79c-e340-7bed-9d77-4b5e971e835d",
    ),
    ("{place} {filename!r} does not exist.", "{place}“{filename}”不存在"),
    ("{place} {filename!r} is a file.", "“{filename}”是文件，不是文件夹"),
    ("{place} {filename!r} is a directory.", "“{filename}”是文件夹，不是文件"),
    ("{place} {filename!r} is not readable.", "{place}“{filename}”不可读"),
    ("{place} {filename!r} is not writable.", "{place}“{filename}”不可写"),
    ("{value!r} is not a valid {number_type}.", "“{value}”不是{number_type}"),
    ("{value!r} is not {choice}.", "“{value}”不可选；可选：{choice}"),  # the least particular
)

# What commands, and the types of their values, say.
OWN: Final[tuple[tuple[str, str], ...]] = (
    ("{value!r} is not an amount in yuan", "“{value}”不是以元为单位的金额"),
    ("{value!r} is above {most} yuan", "“{value}”超过上限 {most} 元"),
    (
        "{url} is not an address that begins with https:// or http://",
        "{url} 不是以 https:// 或 http:// 开头的地址",
    ),
    ("nobody can listen at {place}: {problem}", "无法在 {place} 受理：{problem}"),
    ("{value!r} is not above zero", "“{value}”须大于零"),
    ("{value!r} is not a date such as 2015-01-31", "“{value}”不是形如 2015-01-31 的日期"),
    ("{value!r} is not between {first} and {last}", "“{value}”不在 {first} 至 {last} 之间"),
    ("{value!r} is not a month such as 2015-01", "“{value}”不是形如 2015-01 的月份"),
    ("{value!r} is not a year of four digits", "“{value}”不是四位数字的年份"),
    (
        "{value!r} is neither a position nor a time such as 2016-01-31T18:00",
        "“{value}”既不是记录位次，也不是形如 2016-01-31T18:00 的时间",
    ),
    ("{value!r} is not a number such as 0.01", "“{value}”不是形如 0.01 的数"),
    ("the scale runs from 0.001 to 1", "比例为 0.001 至 1"),
    (
        "one of {choices}, '=' and an amount in yuan",
        "形如 付款方=金额；付款方可选：{choices}，金额以元为单位",
    ),
    (
        "one of {choices}, '=' and a number above zero",
        "形如 承担方=数；承担方可选：{choices}，数须大于零",
    ),
    ("name the book with --book, or in HUZHU_BOOK", "请用 --book 或环境变量 HUZHU_BOOK 指明账套"),
    (
        "name the officer with --as, or in HUZHU_OFFICER",
        "请用 --as 或环境变量 HUZHU_OFFICER 指明经办人",
    ),
    (
        "HUZHU_WORKERS is the number of processes that help, such as 0 or 2",
        "HUZHU_WORKERS 为协助进程数，如 0 或 2",
    ),
    ("give a pseudonym or --id-number", "请给出会员编号或 --id-number 之一"),
    ("--reveal and --purpose go together", "--reveal 与 --purpose 须同时给出"),
    ("say what goes: --class, or --all", "请说明删除什么：--class 或 --all"),
    ("say what is new: --bank-account or --phone", "请说明变更什么：--bank-account 或 --phone"),
    (
        "name the holder of the account with --account-holder",
        "请用 --account-holder 给出账户户名",
    ),
    ("--checkpoint goes with --verify", "--checkpoint 须与 --verify 同用"),
    ("name the backup FILE", "请指明备份文件"),
    (
        "name claims, or give --from FILE, or --where NAME=VALUE",
        "请列出案件号，或用 --from 给出清单文件，或用 --where 名称=值 查找",
    ),
    (
        "--where knows {choices}, amount=some|nothing, urgent=yes|no, {choice} and stage={stages}",
        "--where 可用：{choices}、amount=some|nothing、urgent=yes|no、{choice}、stage={stages}",
    ),
    ("--where class is one of {choices}", "--where 的 class 可选：{choices}"),
    ("the member has no claim of incident {incident}", "该会员没有事故 {incident} 的案件"),
    (
        "say --trigger and --occurred-on, or --incident",
        "请给出 --trigger 和 --occurred-on，或给出 --incident",
    ),
    ("--base goes with one claim", "--base 只用于单个案件"),
    ("--month goes with --pool", "--month 须与 --pool 同用"),
    ("say what is right: --name or --id-number", "请给出正确内容：--name 或 --id-number"),
    (
        "--pool is shared by all claims of the list: without --good-rows-only",
        "--pool 由清单中全部案件分享，不能与 --good-rows-only 同用",
    ),
    ("--amount goes with one claim", "--amount 只用于单个案件"),
    ("say --overturn or --uphold", "请给出 --overturn 或 --uphold 之一"),
    ("--to must not be before --from", "--to 不得早于 --from"),
    ("--until is before --since", "--until 早于 --since"),
    ("give either --facts or --since", "请给出 --facts 或 --since 之一"),
    ("there cannot be more {name} than employees", "人数不得多于职工人数"),
    (
        "this was done before, and the file was written then",
        "此前已办理，文件当时已写出",
    ),
    (
        "--unit and --period go together; without both, money is held",
        "--unit 与 --period 须同时给出；都不给时款项暂收",
    ),
    ("--unit and --period go together", "--unit 与 --period 须同时给出"),
    (
        "say what to bring in: --members, --balances, --claims, …",
        "请说明带入什么：--members、--balances、--claims 等",
    ),
    ("a witness's key needs --name and --key", "见证人的密钥须给出 --name 和 --key"),
    ("give either a POSITION or --since", "请给出记录位次或 --since 之一"),
    (
        "--provider and --count go with a service, and only with one",
        "--provider 与 --count 用于服务类救助，且只用于服务类",
    ),
    ("say --amount", "请给出 --amount"),
)

SENTENCES: Final = LIBRARY + OWN
