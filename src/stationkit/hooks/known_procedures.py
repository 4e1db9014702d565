"""The procedures that a host knows: those that come along, those of plugins, each with the guards of plugins."""

from collections import Counter
from collections.abc import Mapping

from stationkit.errors import UnknownNameError
from stationkit.hooks.host import Host
from stationkit.procedures.catalogue import procedures
from stationkit.procedures.machine import Procedure
from stationkit.words import Words

__all__ = ["known_procedures", "procedure_of"]


def known_procedures(host: Host) -> Mapping[str, Procedure]:
    """Give every procedure by its id, and by `id@version` where plugins bring several versions of one.

    The award stands there by its illustrative policy, as it comes along.
    """
    times = Counter(one.id for one in host.own_procedures.values())
    own = {one.id if times[one.id] == 1 else name: one for name, one in host.own_procedures.items()}
    return {name: host.guarded(one) for name, one in {**procedures(), **own}.items()}


def procedure_of(host: Host, name: str) -> Procedure:
    """Give a procedure by its id, with or without version.

    Raises:
        UnknownNameError: there is none of that name, or several versions of it and none was said.
    """
    known = known_procedures(host)
    found = known.get(name) or next((one for one in known.values() if name == f"{one.id}@{one.version}"), None)
    if found is None:
        raise UnknownNameError(Words(zh="程序", en="procedure"), name, tuple(known))
    return found
