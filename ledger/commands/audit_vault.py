"""`huzhu audit vault`: the encrypted details, held against what the record says of them."""

import click

from ledger.book import Book
from ledger.commands import exits
from ledger.commands.audit_reperform import audit
from ledger.commands.journal_kept import journal_of
from ledger.commands.shared import Session, pass_reader
from ledger.evidence.vault_held import VaultDamage, hold_vault
from ledger.languages import code_words, counted

__all__ = ["audit"]

_SHOWN_MAX = 100  # findings said one by one; how many more there are is said


@audit.command()
@pass_reader
def vault(session: Session, book: Book) -> None:
    """Hold every ciphertext of personal details against the SHA-256 that the record has of it.

    Nothing is decrypted. Exit code 4 says that a ciphertext or a data key is not as it was recorded:
    each is named by the member's pseudonym, class, number and kind of damage. What was erased is
    rightly gone, by the record or by the journal of erasures. On a server it takes the right to read
    the vault.

    Example: huzhu audit vault
    """
    found = hold_vault(book.database, journal_of(book).entries())
    for each in found.damages[:_SHOWN_MAX]:
        session.complain(_told(each, "zh"), _told(each, "en"))
    if found.damages:
        number = len(found.damages)
        session.complain(
            f"个人信息保险库不完好：{number} 处与账簿不符",
            f"the vault is not whole: {counted(number, 'finding')}",
        )
        click.get_current_context().exit(exits.DIFFERENT)
    session.say(
        f"个人信息保险库完好：{found.members} 名会员，{found.ciphertexts} 条密文均与账簿相符",
        f"the vault is whole: {counted(found.members, 'member')}, "
        f"{counted(found.ciphertexts, 'ciphertext')} as recorded",
    )


def _told(damage: VaultDamage, lang: str) -> str:
    if lang == "zh":
        which = f"第 {damage.sequence} 条" if damage.sequence else "数据密钥"
        kind = code_words("data_class", damage.class_, "zh")
        return f"会员 {damage.member_id} {kind}类 {which} [{damage.kind}]：{damage.meaning('zh')}"
    which = f"ciphertext {damage.sequence}" if damage.sequence else "data key"
    said = damage.meaning("en")
    return f"member {damage.member_id} {damage.class_}, {which} [{damage.kind}]: {said}"
