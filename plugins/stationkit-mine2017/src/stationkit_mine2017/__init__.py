"""The national hazard-treatment table of 2017: 25 items with their causes. RECONSTRUCTED from a mine system's table."""

from collections.abc import Sequence

from stationkit import RulebookDocument, hookimpl, load_rulebook

__all__ = ["stationkit_rulebooks"]

stationkit_api = ">=1.0,<2"
stationkit_namespace = "cn.nmsa"


@hookimpl
def stationkit_rulebooks() -> Sequence[RulebookDocument]:
    """The table as a rulebook; it applies to nobody by itself and is asked for by its id."""
    return [load_rulebook(__package__, "hazard-treatment.toml")]
