"""An office can always act: somebody may appoint, and can log in to do so."""

from collections.abc import Mapping

from ledger.aggregates.moment import Moment, Officer
from ledger.errors import LastLogin, LastManager

Officers = Mapping[str, Officer]


def require_way_in(changed: str, before: Officers, left: Officers, at: Moment) -> None:
    """Refuse a change of one officer that leaves nobody who may appoint and can log in.

    Whether another's login is one of the machine is not known; that of the one who acts is.

    Raises:
        LastManager: no manager with a login is left.
        LastLogin: the one who acts would be the only one, and not get in as they did.
    """
    after = _managers(left)
    if changed in _managers(before) and not any(its.logins for its in after.values()):
        raise LastManager(changed)
    only = after.get(at.officer.code) if len(after) == 1 else None
    if only is not None and at.login not in only.logins:
        raise LastLogin(only.code, at.login)


def _managers(officers: Officers) -> dict[str, Officer]:
    return {code: its for code, its in officers.items() if "manager" in its.roles}
