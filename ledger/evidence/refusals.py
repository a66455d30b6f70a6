"""What the evidence commands refuse: keys, notes and proofs that cannot be used."""

from dataclasses import dataclass
from typing import ClassVar

from ledger.errors import LedgerError


@dataclass(eq=False)
class SigningKeyUnusable(LedgerError):
    """A signing key lies outside the database, readable by its owner alone."""

    code: ClassVar[str] = "record.signing_key"
    says: ClassVar[str] = "the signing key cannot be used: {problem}"
    says_zh: ClassVar[str] = "签名密钥无法使用：{problem}"
    remedy: ClassVar[str] = (
        "Make a key with `huzhu audit key create`, or name one that you alone can read (mode "
        "600) with `huzhu audit checkpoint --key`."
    )
    rule_source: ClassVar[str] = (
        "this ledger: a signing key is outside the database, and its owner's alone"
    )
    problem: str


@dataclass(eq=False)
class KeyNameUnusable(LedgerError):
    """A key's name holds no space and no plus sign (C2SP signed-note)."""

    code: ClassVar[str] = "record.key_name"
    says: ClassVar[str] = "{name} cannot name a key: it is empty, or holds a space or a plus sign"
    says_zh: ClassVar[str] = "{name} 不能作密钥名称：为空，或含空格、加号"
    remedy: ClassVar[str] = (
        "Name the key without a space or plus sign, with `--authority` or `--name` of "
        "`huzhu audit key create`."
    )
    rule_source: ClassVar[str] = "C2SP signed-note"
    name: str


@dataclass(eq=False)
class NotEvidence(LedgerError):
    """A file given as evidence has the form of what it is given as."""

    code: ClassVar[str] = "record.not_evidence"
    says: ClassVar[str] = "{file} is not {form}: {problem}"
    says_zh: ClassVar[str] = "{file} 不是 {form}：{problem}"
    remedy: ClassVar[str] = (
        "Name the file as it was handed over, or have it made again with "
        "`huzhu audit checkpoint --out` or `huzhu audit prove --out`."
    )
    rule_source: ClassVar[str] = (
        "C2SP signed-note, tlog-checkpoint and tlog-witness: the forms of what is signed and proved"
    )
    file: str
    form: str
    problem: str


@dataclass(eq=False)
class PositionNotCovered(LedgerError):
    """A checkpoint proves only what was recorded when it was made."""

    code: ClassVar[str] = "record.position_not_covered"
    says: ClassVar[str] = (
        "position {position} is not under the checkpoint, which covers 1 to {size}"
    )
    says_zh: ClassVar[str] = "第{position}位不在检查点范围（1至{size}）内"
    remedy: ClassVar[str] = (
        "Sign a newer checkpoint with `huzhu audit checkpoint`, or give `huzhu audit prove` a "
        "position that this one covers."
    )
    rule_source: ClassVar[str] = "C2SP tlog-checkpoint: a checkpoint names the size that it covers"
    position: int
    size: int


@dataclass(eq=False)
class ProofMissing(LedgerError):
    """A witness signs only what it can see to continue what it signed before."""

    code: ClassVar[str] = "record.proof_missing"
    says: ClassVar[str] = (
        "this witness last signed at position {size}; ask the office for "
        "'huzhu audit prove --since {size}'"
    )
    says_zh: ClassVar[str] = (
        "本见证人上次签至第{size}位；请办事处提供 huzhu audit prove --since {size} 的证明"
    )
    remedy: ClassVar[str] = (
        "Ask the office for what `huzhu audit prove --since` writes, and sign that with "
        "`huzhu audit cosign`."
    )
    rule_source: ClassVar[str] = "C2SP tlog-witness"
    size: int


@dataclass(eq=False)
class LogKeyUnknown(LedgerError):
    """A signature counts only under a key that was handed over beforehand."""

    code: ClassVar[str] = "record.log_key_unknown"
    says: ClassVar[str] = "no verifier key of {origin} is known; give it with --log-key"
    says_zh: ClassVar[str] = "不知 {origin} 的验证密钥；请用 --log-key 给出"
    remedy: ClassVar[str] = (
        "Give the verifier key that the office handed over with `huzhu audit cosign --log-key`."
    )
    rule_source: ClassVar[str] = (
        "C2SP signed-note: a signature is checked under a key known beforehand"
    )
    origin: str


@dataclass(eq=False)
class CheckpointMissing(LedgerError):
    """Proofs and bundles rest on a checkpoint that was made before."""

    code: ClassVar[str] = "record.checkpoint_missing"
    says: ClassVar[str] = "no checkpoint was made yet; make one with 'huzhu audit checkpoint'"
    says_zh: ClassVar[str] = "尚无检查点；请先执行 huzhu audit checkpoint"
    remedy: ClassVar[str] = "Make a checkpoint first with `huzhu audit checkpoint`."
    rule_source: ClassVar[str] = "this ledger: proofs and bundles rest on a signed checkpoint"


@dataclass(eq=False)
class FileExists(LedgerError):
    """Evidence never overwrites what is there."""

    code: ClassVar[str] = "record.file_exists"
    says: ClassVar[str] = "{file} exists already"
    says_zh: ClassVar[str] = "{file} 已存在"
    remedy: ClassVar[str] = (
        "Name a file or folder that does not exist yet with `--out`, as `huzhu audit bundle` "
        "takes it."
    )
    rule_source: ClassVar[str] = "this ledger: nothing that was handed out is overwritten"
    file: str


@dataclass(eq=False)
class WitnessUnreachable(LedgerError):
    """A witness on line is asked over the network."""

    code: ClassVar[str] = "record.witness_unreachable"
    says: ClassVar[str] = "the witness at {url} cannot be reached: {problem}"
    says_zh: ClassVar[str] = "无法连接见证人 {url}：{problem}"
    remedy: ClassVar[str] = (
        "Try again later, or hand the witness what `huzhu audit prove --since` writes as a file."
    )
    rule_source: ClassVar[str] = "C2SP tlog-witness"
    url: str
    problem: str


@dataclass(eq=False)
class WitnessRefused(LedgerError):
    """A cosignature counts only under the key that the witness handed over."""

    code: ClassVar[str] = "record.witness_refused"
    says: ClassVar[str] = "the witness did not sign: {answer}"
    says_zh: ClassVar[str] = "见证人未签名：{answer}"
    remedy: ClassVar[str] = (
        "Ask the witness: 404 says that it does not know the book's key, 403 that the signature is "
        "not of it, 422 that the proof does not hold; then `huzhu audit verify` is next."
    )
    rule_source: ClassVar[str] = "C2SP tlog-witness"
    answer: str


@dataclass(eq=False)
class WitnessAhead(LedgerError):
    """What a witness signed stays in the record."""

    code: ClassVar[str] = "record.witness_ahead"
    says: ClassVar[str] = (
        "the witness has signed up to position {size}, and this checkpoint covers {covered}"
    )
    says_zh: ClassVar[str] = "见证人已签至第{size}位，而此检查点只到第{covered}位"
    remedy: ClassVar[str] = (
        "Sign the head with `huzhu audit checkpoint` and submit that; where the record itself is "
        "shorter, it was cut or restored from an old backup, and `huzhu audit verify` says which."
    )
    rule_source: ClassVar[str] = "C2SP tlog-witness"
    size: int
    covered: int
