"""Plugins as the host found them: loaded or refused, from where, with which digest, bringing what."""

from collections.abc import Mapping

import attrs

from stationkit.errors import Problem
from stationkit.rules.provenance import Provenance

__all__ = ["PluginInfo", "is_named"]


@attrs.frozen(kw_only=True)
class PluginInfo:
    """One plugin as the host found it.

    Attributes:
        name: its entry point, or the module's name.
        distribution: the installed package that it comes from, empty where it was passed as an object.
        version: that package's version.
        module: the module that its entry point names, empty where it was passed as an object.
        file: its module's file, empty where it has none.
        digest: SHA-256 of its files.
        api: the versions of the hook interface that it asks for.
        namespaces: those that it declares, or the one that all of its names share.
        state: `loaded` or `refused`.
        why: why it was refused.
        advice: what is weak about it, though it is loaded.
        brings: what it registered, by hook.
    """

    name: str
    distribution: str = ""
    version: str = ""
    module: str = ""
    file: str = ""
    digest: str = ""
    api: str = ""
    namespaces: tuple[str, ...] = ()
    state: str = "loaded"
    why: tuple[Problem, ...] = ()
    advice: tuple[Problem, ...] = ()
    brings: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)

    @property
    def provenance(self) -> Provenance:
        """What results and ledger lines say of it."""
        return Provenance(plugin=self.name, distribution=self.distribution, version=self.version, digest=self.digest)


def is_named(plugin: PluginInfo, name: str) -> bool:
    """Tell whether *name* means this plugin: its own name, its package or its module.

    Hyphen and underscore are alike, and so are `stationkit-shanxi` and `shanxi`.
    """
    known = (plugin.name, plugin.distribution, plugin.module)
    return _plain(name) in {_plain(one) for one in known if one}


def _plain(name: str) -> str:
    return name.replace("_", "-").removeprefix("stationkit-")
