"""Contributions: what the hooks may give, hook by hook, and what each must be before the host keeps it."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs

from stationkit.errors import InvalidValueError, Problem, nearest
from stationkit.hooks.origins import place_of, resource_path
from stationkit.identifiers import RegionCode
from stationkit.measures.functions import MeasureFunction
from stationkit.rules.documents import RulebookDocument
from stationkit.rules.functions import ScoringFunction
from stationkit.stations.regions import RegionTable
from stationkit.stations.stations import Industry, StationKind
from stationkit.words import Words

__all__ = ["HOOKS", "Contribution", "Hook", "applies_problems"]


@attrs.frozen(kw_only=True)
class Contribution:
    """One thing that a plugin registers.

    Attributes:
        hook: the hook that gave it.
        key: the id under which the host keeps it.
        plugin: who brought it.
        where: the file, with its line where that is known.
    """

    hook: str
    key: str
    value: Any = attrs.field(repr=False)
    plugin: str
    where: str

    @property
    def owner(self) -> str:
        """The plugin with the file: what a clash says of each side."""
        return f"{self.plugin} ({self.where})" if self.where else self.plugin


@attrs.frozen(kw_only=True)
class Hook:
    """What one hook gives.

    Attributes:
        form: the class of each answer.
        words: what one answer is called.
        key: gives the id under which it is kept.
        place: gives the file of an answer, or nothing where only the hook's own place is known.
        check: gives what is wrong with an answer.
    """

    form: type
    words: Words
    key: Callable[[Any], str]
    place: Callable[[Any], str] = lambda _: ""
    check: Callable[[Any], Iterator[Problem]] = lambda _: iter(())


_APPLIES: Mapping[str, Callable[[str], object]] = {
    "station": StationKind,
    "industry": Industry,
    "region": RegionCode,
    "employer": str,
}


def applies_problems(document: RulebookDocument) -> Iterator[Problem]:
    """A rulebook for a kind, an industry or a region that does not exist would never be chosen, without a word."""
    for key, value in document.applies.items():
        try:
            _APPLIES[key](value)
        except InvalidValueError as error:
            yield from (attrs.evolve(one, where=f"applies.{key}") for one in error.problems)
        except ValueError:
            names = [str(one) for one in (StationKind if key == "station" else Industry)]
            close = ", ".join(nearest(value, names))
            what = Words(zh=f"没有 {value}", en=f"unknown {key}: {value}")
            yield Problem(f"applies.{key}", what, Words(zh=close, en=f"one of {close}"))


def _document_place(document: RulebookDocument) -> str:
    return resource_path(document.source) if document.source.endswith(".toml") else ""


def _scoring_problems(function: ScoringFunction) -> Iterator[Problem]:
    """A function that cannot take what it declares to read would fail on every station."""
    yield from _signature(function.call, [*("value" for _ in function.reads)], {"full": 0}, function.name)


def _measure_problems(function: MeasureFunction) -> Iterator[Problem]:
    yield from _signature(function.call, ["records", "days"], {}, function.name)


def _signature(
    call: Callable[..., Any], values: list[str], named: Mapping[str, object], name: str
) -> Iterator[Problem]:
    try:
        signature = inspect.signature(call)
    except (TypeError, ValueError):
        return  # without a signature that can be read, the call itself shows it
    try:
        signature.bind(*values, **named)
    except TypeError as error:
        shown = ", ".join(
            [*(f"value {place}" for place, _ in enumerate(values, start=1)), *(f"{one}=…" for one in named)]
        )
        what = Words(zh=f"{name} 的参数不对：{error}", en=f"{name} cannot be called as declared: {error}")
        expected = Words(zh=f"参数 {shown}", en=f"a function of ({shown})")
        yield Problem("", what, expected, place_of(call))


HOOKS: Mapping[str, Hook] = {
    "stationkit_rulebooks": Hook(
        form=RulebookDocument,
        words=Words(zh="评分规则", en="rulebook"),
        key=lambda document: document.head.reference,
        place=_document_place,
        check=applies_problems,
    ),
    "stationkit_scoring_functions": Hook(
        form=ScoringFunction,
        words=Words(zh="评分函数", en="scoring function"),
        key=lambda function: function.name,
        place=lambda function: place_of(function.call),
        check=_scoring_problems,
    ),
    "stationkit_measure_functions": Hook(
        form=MeasureFunction,
        words=Words(zh="取数函数", en="measure function"),
        key=lambda function: function.name,
        place=lambda function: place_of(function.call),
        check=_measure_problems,
    ),
    "stationkit_regions": Hook(
        form=RegionTable, words=Words(zh="区划表", en="region table"), key=lambda table: table.id
    ),
}
"""Every hook with what it gives; the specifications are in `specs`."""
