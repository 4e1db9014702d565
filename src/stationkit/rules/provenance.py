"""Provenance: which plugin said something, down to the digest of its files, and which one was not heard.

The rules wing carries these values and never asks a plugin anything; the host makes them.
"""

import attrs

from stationkit.words import Words

__all__ = ["NOWHERE", "AbsentPlugin", "Provenance"]


@attrs.frozen(kw_only=True)
class Provenance:
    """Who brought a rule.

    Attributes:
        plugin: the plugin's name, empty for a plain file.
        distribution: the installed package that it comes from, empty where it was passed as an object.
        version: that package's version.
        digest: SHA-256 of the plugin's files, empty where it has none.
    """

    plugin: str = ""
    distribution: str = ""
    version: str = ""
    digest: str = ""

    @property
    def package(self) -> str:
        """The plugin with its package and version, in short."""
        package = " ".join(filter(None, (self.distribution, self.version)))
        return f"{self.plugin} ({package})" if package else self.plugin

    def __str__(self) -> str:
        return f"{self.package} {self.digest[:12]}".strip()


NOWHERE = Provenance()
"""What comes from a plain file, from no plugin."""


@attrs.frozen(kw_only=True)
class AbsentPlugin:
    """A plugin that did not speak although it should have been heard.

    Attributes:
        name: its name.
        why: that it was not found, or the reason for which it was refused.
        expected: whether the application or the rulebook counts on it: nothing is then awarded without it.
    """

    name: str
    why: Words
    expected: bool
