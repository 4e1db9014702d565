"""Layers that are no laxer than their base: what was decided of every change when the layers were put together."""

from collections.abc import Iterator

from stationkit.rules.checks.results import CheckResult, proved, refuted, undecided
from stationkit.rules.checks.study import Study
from stationkit.words import Words

__all__ = ["check_layers"]

_ID = "layers"


def check_layers(study: Study) -> Iterator[CheckResult]:
    """Tell of every change whether it is stricter, and of a laxer one on which ground it was made."""
    for change in study.resolved.changes:
        where = f"{change.verb}.{change.path}"
        if change.verdict in ("", "equal", "stricter"):
            yield proved(_ID, where, "不比下层规则宽", "no laxer than its base")
        elif change.verdict in ("laxer", "mixed"):
            ground = change.ground or "-"
            words = Words(zh=f"比下层规则宽，依据：{ground}", en=f"laxer than its base, on the ground: {ground}")
            yield refuted(_ID, where, words, warning=bool(change.ground))
        else:
            yield undecided(_ID, where, "未能判定宽严", "whether it is stricter was not decided")
