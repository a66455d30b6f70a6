"""What `huzhu doctor` looks at and finds, in Chinese; its findings are made in English."""

from typing import Final

from ledger.commands.misuse_words import FAULTS
from ledger.commands.phrases import Phrases
from ledger.errors.record import place_in_chinese
from ledger.store.inspection import Finding

NAMES: Final[tuple[tuple[str, str], ...]] = (
    ("schema", "库结构"),
    ("key file", "密钥文件"),
    ("key file's book", "密钥所属账套"),
    ("key folder", "密钥文件夹"),
    ("journal of erasures", "删除日志"),
    ("content of the journal", "删除日志内容"),
    ("book file", "账套文件"),
    ("journal mode", "日志方式（journal_mode）"),
    ("synchronous", "落盘方式（synchronous）"),
    ("secure delete", "安全删除（secure_delete）"),
    ("tables", "数据表"),
    ("record", "账簿"),
    ("triggers", "触发器"),
    ("clock", "时钟"),
    ("server's clock", "服务器时钟"),
    ("fsync", "落盘（fsync）"),
    ("full_page_writes", "整页写入（full_page_writes）"),
    ("synchronous_commit", "提交方式（synchronous_commit）"),
    ("data checksums", "数据校验和"),
    ("roles", "数据库角色"),
    ("owner", "数据表所有者"),
    ("logins that may act as owner", "可充当所有者的登录名"),
    ("grants", "授权"),
    ("time-out of reporters", "报表登录名的超时"),
    ("this login", "当前登录名"),
    ("projection {name}", "投影 {name}"),
)
FOUND: Final[tuple[tuple[str, str], ...]] = (
    ("no book", "没有账套"),
    ("{found}, this huzhu knows {known}", "{found}，本程序适用 {known}"),
    ("mode {mode}: {problem}", "权限 {mode}：{problem}"),
    ("mode {mode}", "权限 {mode}"),
    ("missing", "缺失"),
    ("this book's", "属于本账套"),
    ("another book's", "属于另一账套"),
    ("missing, though data were erased", "缺失，而本账套曾删除个人信息"),
    ("missing, and nothing was erased yet", "缺失；本账套尚未删除过个人信息"),
    ("it cannot be read", "无法读取"),
    ("line {number} is not one of its lines", "第 {number} 行不是日志内容"),
    ("public keys, which protect nobody", "公开的密钥，不起保护作用"),
    ("{count} as they must be", "{count} 个，均符合要求"),
    ("differ: {names}", "有差异：{names}"),
    ("damaged at {place}", "在{place}处已损坏"),
    ("{now}, last event {last}", "{now}，最近一次记录 {last}"),
    ("{seconds} s apart", "相差 {seconds} 秒"),
    ("{count} event in quarantine", "{count} 个事件被隔离"),
    ("{count} events in quarantine", "{count} 个事件被隔离"),
    ("an older version", "旧版本"),
    ("{count} event behind", "落后 {count} 个事件"),
    ("{count} events behind", "落后 {count} 个事件"),
    ("the schema's name is too long for them", "库结构名称过长，不能据以命名"),
    ("missing: {names}", "缺少：{names}"),
    ("none of them logs in", "均不能登录"),
    ("can log in: {names}", "可以登录：{names}"),
    ("a superuser", "超级用户"),
    ("no superuser", "不是超级用户"),
    ("the owner without login", "为不能登录的所有者"),
    ("another's: {names}", "属于他人：{names}"),
    ("nobody", "无"),
    ("too much: {grants}", "过多：{grants}"),
    ("as they must be", "符合要求"),
    ("each has one", "均已设定"),
    ("none: {names}", "未设定：{names}"),
)
PROBLEMS: Final[tuple[tuple[str, str], ...]] = (
    ("{path} cannot be read ({fault})", "{path} 读不出（{fault}）"),
    ("{path} is not a key file", "{path} 不是密钥文件"),
    (
        "{path} can be read by others than its owner; make it mode 600",
        "{path} 可被所有者以外的人读取；请将权限设为 600",
    ),
)
REMEDIES: Final[tuple[tuple[str, str], ...]] = (
    (
        "open the book with huzhu, which sets it; no other program may set journal_mode",
        "用 huzhu 打开账套即会设定；其他程序不得改动 journal_mode",
    ),
    (
        "a commit must be on disk before it is acknowledged: reinstall huzhu",
        "提交须先落盘再确认：请重新安装 huzhu",
    ),
    (
        "what is erased must be overwritten: reinstall huzhu",
        "删除的内容须被覆写：请重新安装 huzhu",
    ),
    (
        "do not record; restore the last backup, and compare it by `huzhu audit verify`",
        "请勿再记录；恢复最近的备份，并用 `huzhu audit verify` 比对",
    ),
    (
        "do not record; find out who changed them, and run `huzhu audit verify`",
        "请勿再记录；查明由谁改动，并运行 `huzhu audit verify`",
    ),
    (
        "make it mode 600, and its folder one that only its owner may write to",
        "请将权限设为 600，其文件夹只许所有者写入",
    ),
    (
        "bring it back, or say where it is in HUZHU_KEYS: nobody is found by ID number",
        "请取回该文件，或用环境变量 HUZHU_KEYS 指明位置：缺少它不能按身份证号查人",
    ),
    (
        "name this book's own key file in HUZHU_KEYS; record nothing under another's",
        "请用环境变量 HUZHU_KEYS 指明本账套自己的密钥文件；不要用他人的密钥记录",
    ),
    (
        "bring it back beside the key file: without it nothing can be restored",
        "请取回到密钥文件旁：缺少它，备份不能恢复",
    ),
    (
        "it is begun by `huzhu backup`, or with the next erasure",
        "运行 `huzhu backup` 或下一次删除时即建立",
    ),
    (
        "take the right to read from who is not to read the book (chmod go-r)",
        "请取消无须查阅账套者的读权限（chmod go-r）",
    ),
    ("bring back a copy of it: what is there holds no keys", "请取回其副本：现有文件中没有密钥"),
    ("take the right to write from others (chmod go-w)", "请取消他人的写权限（chmod go-w）"),
    ("use it for demonstrations and practice only", "只用于演示和练习"),
    (
        "set the clock right before recording: the last event was recorded later than now",
        "记录前请校准时钟：最近一次记录的时间晚于现在",
    ),
    ("let both machines follow one time service", "请让两台机器使用同一时间服务"),
    ("give the address of a book", "请给出账套的地址"),
    ("upgrade huzhu", "请升级 huzhu"),
    (
        "back it up with the release that made it; `huzhu restore` brings the copy to this schema",
        "请用当初的版本备份；`huzhu restore` 会把副本升到本程序的结构",
    ),
    (
        "find out why with `huzhu projection status`; statements say they are incomplete",
        "请用 `huzhu projection status` 查明原因；其间报表注明不完整",
    ),
    ("run `huzhu projection rebuild`", "请运行 `huzhu projection rebuild`"),
    ("run `huzhu projection catch-up`", "请运行 `huzhu projection catch-up`"),
    (
        "set {setting} = on: without it a power cut loses the record",
        "请设 {setting} = on：否则断电会丢失记录",
    ),
    (
        "set {setting} = on: without it a power cut tears pages",
        "请设 {setting} = on：否则断电会损坏数据页",
    ),
    (
        "set {setting} = on: without it an acknowledged commit can be lost",
        "请设 {setting} = on：否则已确认的提交可能丢失",
    ),
    (
        "enable them with pg_checksums while the server is stopped",
        "请在服务器停止时用 pg_checksums 启用",
    ),
    (
        "create them, and the grants, as docs/backup.md says",
        "请按 docs/backup.md 建立角色和授权",
    ),
    ("alter role … nologin: logins are members", "alter role … nologin：登录名只作成员"),
    (
        "work under a login that is a member of the roles it needs: no grant binds a superuser",
        "请使用只具所需角色的登录名：授权约束不了超级用户",
    ),
    ("alter table … owner to {owner}", "alter table … owner to {owner}（改回所有者）"),
    (
        "after migrating: revoke {owner} from them; an owner can disable triggers",
        "升级后请 revoke {owner}：所有者可以停用触发器",
    ),
    ("revoke what nobody needs", "请收回不需要的授权"),
    ("grant it again", "请重新授权"),
    ("alter role … set statement_timeout = '60s'", "请设定：alter role … set statement_timeout = '60s'"),
)  # fmt: skip


def _said(name: str, value: str) -> str:
    """Return what stands in a field: a problem or fault in words, names as they are."""
    if name == "problem":
        return _PROBLEMS.chinese(value) or value
    if name == "fault":
        return FAULTS.get(value, value)
    if name == "place":
        return place_in_chinese(value)
    if name in ("names", "grants"):
        return value.replace("; ", "；").replace(", ", "、")
    return value


_PROBLEMS: Final = Phrases(PROBLEMS, _said)
_NAMES, _FOUND, _REMEDIES = (Phrases(pairs, _said) for pairs in (NAMES, FOUND, REMEDIES))


def in_chinese(finding: Finding) -> Finding:
    """Return a finding in Chinese; what the database itself answers, such as a setting, stays."""
    return finding._replace(
        name=_NAMES.chinese(finding.name) or finding.name,
        found=_FOUND.chinese(finding.found) or finding.found,
        remedy=_REMEDIES.chinese(finding.remedy) or finding.remedy,
    )
