"""Contributions: what the hooks may give, hook by hook, and what each must be before the host keeps it."""

import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs

from stationkit.errors import InvalidValueError, Problem, right_names
from stationkit.hooks.origins import place_of, resource_path
from stationkit.identifiers import RegionCode, parse_rulebook_reference
from stationkit.measures.functions import MeasureFunction
from stationkit.rules.documents import RulebookDocument
from stationkit.rules.functions import ScoringFunction
from stationkit.stations.stations import Industry, StationKind
from stationkit.words import Words

__all__ = ["CORE_PROCEDURES", "HOOKS", "UNOWNED", "Contribution", "Hook", "applies_problems"]


@attrs.frozen(kw_only=True)
class Contribution:
    """One thing that a plugin registers.

    Attributes:
        hook: the hook that gave it.
        key: the id under which the host keeps it.
        plugin: who brought it.
        where: the file, with its line where that is known.
        is_owned: whether nobody else may bring it: it lies in the plugin's namespace.
    """

    hook: str
    key: str
    value: Any = attrs.field(repr=False)
    plugin: str
    where: str
    is_owned: bool = True

    @property
    def owner(self) -> str:
        """The plugin with the file: what a clash says of each side."""
        return f"{self.plugin} ({self.where})" if self.where else self.plugin


@attrs.frozen(kw_only=True)
class Hook:
    """What one hook gives.

    Attributes:
        forms: the classes that an answer may have, as `module:Class`; a class that no plugin uses is not imported.
        words: what one answer is called.
        key: gives the id under which it is kept.
        place: gives the file of an answer, or nothing where only the hook's own place is known.
        check: gives what is wrong with an answer.
        read: gives the answer as the host keeps it.
        has_order: whether answers stand in an order, so that each has a `Place`.
    """

    forms: tuple[str, ...]
    words: Words
    key: Callable[[Any], str]
    place: Callable[[Any], str] = lambda _: ""
    check: Callable[[Any], Iterator[Problem]] = lambda _: iter(())
    read: Callable[[Any], Any] = lambda value: value
    has_order: bool = False

    def takes(self, value: object) -> bool:
        """Tell whether a value is of one of the forms, and not of a class that only looks like it."""
        name = f"{type(value).__module__}:{type(value).__name__}"
        module = sys.modules.get(type(value).__module__)
        return name in self.forms and getattr(module, type(value).__name__, None) is type(value)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the forms."""
        return tuple(form.partition(":")[2] for form in self.forms)


UNOWNED = "CalendarTable"
"""What has no owner: the notices of the State Council are whoever's that brings them."""


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
            what = Words(zh=f"没有 {value}", en=f"unknown {key}: {value}")
            yield Problem(f"applies.{key}", what, right_names(value, names))


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


CORE_PROCEDURES = ("hazard", "award", "mentoring", "certification")
"""The procedures that come along, by their ids."""


def _namespaced(value: Any) -> Iterator[Problem]:
    """An id without a namespace could be anybody's."""
    try:
        parse_rulebook_reference(value.id)
    except InvalidValueError as error:
        yield from error.problems


def _procedure_problems(procedure: Any) -> Iterator[Problem]:
    """A procedure over the cases of one that comes along keeps what that one never decides."""
    from stationkit.hooks.invariants import invariant_problems

    yield from _namespaced(procedure)
    yield from invariant_problems(procedure)


def _own_reference(value: Any) -> str:
    return f"{value.id}@{value.version}"


def _overlay(value: Any) -> Any:
    from stationkit.calendars.tables import Overlay
    from stationkit.hooks.additions import PlacedOverlay

    return PlacedOverlay(overlay=value) if type(value) is Overlay else value


def _calendar_key(value: Any) -> str:
    return str(value.year) if type(value).__name__ == UNOWNED else str(value.id)


def _calendar_problems(value: Any) -> Iterator[Problem]:
    return iter(()) if type(value).__name__ == UNOWNED else _namespaced(value)


HOOKS: Mapping[str, Hook] = {
    "stationkit_rulebooks": Hook(
        forms=("stationkit.rules.documents:RulebookDocument",),
        words=Words(zh="评分规则", en="rulebook"),
        key=lambda document: document.head.reference,
        place=_document_place,
        check=applies_problems,
    ),
    "stationkit_scoring_functions": Hook(
        forms=("stationkit.rules.functions:ScoringFunction",),
        words=Words(zh="评分函数", en="scoring function"),
        key=lambda function: function.name,
        place=lambda function: place_of(function.call),
        check=_scoring_problems,
    ),
    "stationkit_measure_functions": Hook(
        forms=("stationkit.measures.functions:MeasureFunction",),
        words=Words(zh="取数函数", en="measure function"),
        key=lambda function: function.name,
        place=lambda function: place_of(function.call),
        check=_measure_problems,
    ),
    "stationkit_regions": Hook(
        forms=("stationkit.stations.regions:RegionTable",),
        words=Words(zh="区划表", en="region table"),
        key=lambda table: str(table.id),
    ),
    "stationkit_guards": Hook(
        forms=("stationkit.hooks.additions:ProcedureGuard",),
        words=Words(zh="检查", en="guard"),
        key=lambda guard: str(guard.id),
        place=lambda guard: place_of(guard.guard.check),
        check=_namespaced,
        has_order=True,
    ),
    "stationkit_procedures": Hook(
        forms=("stationkit.procedures.machine:Procedure",),
        words=Words(zh="程序", en="procedure"),
        key=_own_reference,
        check=_procedure_problems,
    ),
    "stationkit_deadline_policies": Hook(
        forms=("stationkit.procedures.policies:DeadlinePolicy",),
        words=Words(zh="期限规定", en="deadline policy"),
        key=_own_reference,
        check=_namespaced,
    ),
    "stationkit_calendars": Hook(
        forms=(
            "stationkit.calendars.tables:CalendarTable",
            "stationkit.calendars.tables:Overlay",
            "stationkit.hooks.additions:PlacedOverlay",
        ),
        words=Words(zh="日历", en="calendar"),
        key=_calendar_key,
        check=_calendar_problems,
        read=_overlay,
        has_order=True,
    ),
    "stationkit_messages": Hook(
        forms=("stationkit.hooks.additions:MessageCatalogue",),
        words=Words(zh="文字目录", en="message catalogue"),
        key=lambda catalogue: str(catalogue.id),
        check=_namespaced,
        has_order=True,
    ),
    "stationkit_reading_thresholds": Hook(
        forms=("stationkit.stations.readings:ReadingThreshold",),
        words=Words(zh="读数阈值", en="reading threshold"),
        key=lambda threshold: str(threshold.id),
        check=_namespaced,
    ),
}
"""Every hook with what it gives; the specifications are in `specs`."""
