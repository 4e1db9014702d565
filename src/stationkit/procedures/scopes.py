"""For which cases something is meant, and on whose word it stands: what limits and ladders have in common."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

import attrs

from stationkit.errors import AmbiguousLimitError, Problem, right_names
from stationkit.identifiers import RegionCode
from stationkit.procedures.steps import WORDS, Step
from stationkit.stations.fields import Named, described, members_checked
from stationkit.stations.hazards import HandlingMode, HazardLevel
from stationkit.stations.stations import Industry
from stationkit.words import Words

__all__ = ["AppliesTo", "Applying", "Provenance", "Scope", "most_specific", "unknown_events"]


class Provenance(Named):
    """On whose word a limit stands."""

    LAW = "law", "法律法规", "law"
    POLICY = "policy", "地方或单位规定", "policy"
    EXAMPLE = "example", "示例", "example"


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class Scope:
    """What is known of a case that limits turn on; what is not known stays nothing and meets no condition."""

    level: HazardLevel | None = None
    sub_level: str = ""
    mode: HandlingMode | None = None
    region: RegionCode | None = None
    employer: str = ""
    industry: Industry | None = None


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class AppliesTo:
    """For which cases something is meant; what is left open means any."""

    level: HazardLevel | None = described("等级", "legal level", default=None)
    sub_level: str = described("分级", "local sub-level", default="")
    mode: HandlingMode | None = described("处理方式", "how it is handled", default=None)
    region: RegionCode | None = described("行政区划", "region", default=None)
    employer: str = described("用人单位", "employer", default="")
    industry: Industry | None = described("行业", "industry", default=None)

    def covers(self, scope: Scope) -> bool:
        """Tell whether a case is meant."""
        if self.region is not None and (scope.region is None or not scope.region.lies_in(self.region)):
            return False
        return all(getattr(scope, name) == getattr(self, name) for name in self.named - {"region"})

    @property
    def named(self) -> frozenset[str]:
        """What it names."""
        return frozenset(field.name for field in attrs.fields(AppliesTo) if getattr(self, field.name))

    @property
    def place(self) -> int:
        """How near it is: employer 4, county 3, city 2, province 1, anywhere 0."""
        if self.employer:
            return 4
        return {"county": 3, "city": 2, "province": 1}[self.region.level] if self.region else 0


class Applying(Protocol):
    """Whatever is meant for some cases and goes by a reference."""

    @property
    def applies(self) -> AppliesTo:
        """For which cases."""

    @property
    def reference(self) -> str:
        """By what it is named where it ties with another."""


A = TypeVar("A", bound=Applying)


def most_specific(step: Step, fitting: Sequence[A]) -> A | None:
    """Give the nearest of those that apply: by place first, then whichever names all that the others name and more.

    Raises:
        AmbiguousLimitError: none is nearer than all others.
    """
    if not fitting:
        return None
    place = max(one.applies.place for one in fitting)
    near = [one for one in fitting if one.applies.place == place]
    best = [one for one in near if all(one.applies.named >= other.applies.named for other in near)]
    if len(best) == 1:
        return best[0]
    raise AmbiguousLimitError(str(step), tuple(sorted(one.reference for one in best or near)))


def unknown_events(words: Iterable[str], where: str) -> Iterator[Problem]:
    """Give a problem for each word that no event goes by: what waits for it would wait for ever."""
    for word in words:
        if word not in WORDS:
            what = Words(zh=f"没有这个事件：{word}", en=f"unknown event: {word}")
            yield Problem(where, what, right_names(word, WORDS))
