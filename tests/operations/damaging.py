"""What somebody with every right in the database can do to a book, on either database."""

from collections.abc import Iterable

from sqlalchemy import Connection

from ledger.store.engine import Database
from tests.commands.office import SmallOffice

TABLES = ("head", "event", "tile", "key", "command")


def damage(office: SmallOffice, *statements: str) -> None:
    """Switch the guards of the tables off, and change them."""
    with office.database() as database, database.writing() as connection:
        for statement in (*_disarming(database, connection), *statements):
            connection.exec_driver_sql(statement)


def _disarming(database: Database, connection: Connection) -> Iterable[str]:
    if database.dialect == "postgresql":
        return [f"alter table {table} disable trigger user" for table in TABLES]
    names = connection.exec_driver_sql("select name from sqlite_master where type = 'trigger'")
    return [f"drop trigger {name}" for (name,) in names.all()]
