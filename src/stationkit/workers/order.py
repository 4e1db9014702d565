"""The order that a worker gets: what to assess, by which plugins and which rulebook."""

import attrs

__all__ = ["Order"]


@attrs.frozen(kw_only=True)
class Order:
    """What a worker is started with; everything in it is plain data.

    Attributes:
        dossier: the file that holds the dossier.
        period: the period assessed, as text.
        rulebook: an id or a TOML file, empty for the one most specific of each station.
        plugins: names of modules, or nothing for the installed ones.
        expected: names of plugins that must be there.
    """

    dossier: str
    period: str
    rulebook: str = ""
    plugins: tuple[str, ...] | None = None
    expected: tuple[str, ...] = ()
