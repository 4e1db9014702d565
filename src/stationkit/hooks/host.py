"""The host: finds plugins, loads them, checks what they bring, and remembers who brought what.

Plugins come from the entry points of the group `stationkit`, or are given by name or as objects. A plugin that cannot
be loaded is refused with its reason and leaves nothing behind; a clash between two stops the load and names both.
"""

import importlib
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import attrs
import pluggy

from stationkit.errors import (
    InvalidRulebookError,
    InvalidValueError,
    PluginError,
    Problem,
    StationkitError,
    UnknownNameError,
    nearest,
)
from stationkit.hooks import specs
from stationkit.hooks.choosing import choose
from stationkit.hooks.markers import API_VERSION, PROJECT
from stationkit.identifiers import RegionCode, parse_rulebook_reference
from stationkit.measures.functions import MeasureFunction
from stationkit.measures.recipes import check_recipe
from stationkit.rules.documents import RulebookDocument
from stationkit.rules.functions import ScoringFunction
from stationkit.rules.layers import ResolvedRulebook, resolve
from stationkit.stations.regions import Regions, RegionTable
from stationkit.stations.stations import Industry, Station, StationKind
from stationkit.words import Words

__all__ = ["Host", "PluginInfo", "check_measures", "load_host"]

ENVIRONMENT = "STATIONKIT_PLUGINS"
"""Where it is set, only the entry points that it lists (with commas) are loaded."""


@attrs.frozen(kw_only=True)
class PluginInfo:
    """One plugin as the host found it.

    Attributes:
        name: its entry point, or the module's name.
        distribution: the installed package that it comes from, empty where it was passed as an object.
        version: that package's version.
        state: `loaded` or `refused`.
        why: why it was refused.
        brings: what it registered, by hook.
    """

    name: str
    distribution: str = ""
    version: str = ""
    state: str = "loaded"
    why: tuple[Problem, ...] = ()
    brings: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class Host:
    """Everything that the loaded plugins brought.

    Attributes:
        rulebooks: `id@version` -> document.
        functions: name -> scoring function; `function_plugins` says who brought it.
        measures: name -> measure function.
        regions: the region tables.
        plugins: every plugin that was found, the refused ones too.
    """

    rulebooks: Mapping[str, RulebookDocument]
    functions: Mapping[str, ScoringFunction]
    function_plugins: Mapping[str, str]
    measures: Mapping[str, MeasureFunction]
    regions: Regions
    plugins: tuple[PluginInfo, ...]

    def resolve(self, subject: Station | str, *, on: date | None = None) -> ResolvedRulebook:
        """Give a rulebook with its layers applied and its functions bound.

        Args:
            subject: a station, for which the one most specific rulebook is chosen; or an id, with or without version.
            on: the day on which the rulebook must govern; needed for a station.

        Raises:
            UnknownNameError: nothing goes by that id, or by it on that day.
            AmbiguousRulebookError: no rulebook applies to the station, or several are equally specific.
            InvalidRulebookError: the rulebook has problems.
        """
        if isinstance(subject, Station):
            document = choose(self.rulebooks.values(), subject, on)
        else:
            document = self._named(subject, on)
        return self.resolve_document(document, on=on)

    def resolve_document(self, document: RulebookDocument, *, on: date | None = None) -> ResolvedRulebook:
        """Resolve a document that no plugin brought, on the rulebooks and functions that plugins did bring.

        Args:
            document: the rulebook as it was written.
            on: the day for which it is resolved; dated parameters are open without one.

        Raises:
            InvalidRulebookError: the rulebook has problems.
            UnknownNameError: it extends a rulebook that is not there.
        """
        _check_applies(document)
        return resolve(document, self.rulebooks, self.functions, function_plugins=self.function_plugins, on=on)

    def _named(self, reference: str, on: date | None) -> RulebookDocument:
        if reference in self.rulebooks:
            return self.rulebooks[reference]
        name, version = parse_rulebook_reference(reference)
        found = [one for one in self.rulebooks.values() if one.id == name and version is None]
        governing = [one for one in found if on is None or one.effective.covers(on)]
        if len(governing) == 1:
            return governing[0]
        known = tuple(one.head.reference for one in governing or found) or tuple(self.rulebooks)
        raise UnknownNameError(Words(zh="评分规则", en="rulebook"), reference, known)


def load_host(plugins: Iterable[str | object] | None = None, *, discover: bool | None = None) -> Host:
    """Load plugins.

    Args:
        plugins: modules, by name or as objects; nothing for those of the entry points alone.
        discover: whether to load the entry points too; unless said, only where no plugins are given.

    Raises:
        PluginError: two plugins clash, or a given plugin cannot be loaded.
    """
    given = tuple(plugins or ())
    look = discover if discover is not None else plugins is None
    loader = _Loader()
    for point in _entry_points() if look else ():
        loader.discovered(point)
    for plugin in given:
        loader.given(plugin)
    return loader.host()


def _entry_points() -> tuple[EntryPoint, ...]:
    found = sorted(entry_points(group=PROJECT), key=lambda one: one.name)
    wanted = os.environ.get(ENVIRONMENT)
    if wanted is None:
        return tuple(found)
    names = [name.strip() for name in wanted.split(",") if name.strip()]
    for name in names:
        if name not in {one.name for one in found}:
            raise UnknownNameError(Words(zh="插件", en="plugin"), name, tuple(one.name for one in found))
    return tuple(one for one in found if one.name in names)


class _Loader:
    """Loads one plugin after the other; what is refused leaves nothing behind."""

    def __init__(self) -> None:
        self.infos: list[PluginInfo] = []
        self.brought: dict[str, dict[str, tuple[str, Any]]] = {hook: {} for hook in _HOOKS}
        self.tables: list[RegionTable] = []

    def discovered(self, point: EntryPoint) -> None:
        """Load an entry point; one that fails is refused, and the others go on."""
        package = point.dist
        info = PluginInfo(
            name=point.name,
            distribution=package.name if package else "",
            version=package.version if package else "",
        )
        try:
            self._register(info, point.load())
        except _ClashError:
            raise
        except Exception as error:  # noqa: BLE001 - a plugin may raise anything at load; it is refused by name
            self.infos.append(attrs.evolve(info, state="refused", why=_reasons(error)))

    def given(self, plugin: str | object) -> None:
        """Load a plugin that the caller asked for; one that fails stops the load."""
        name = plugin if isinstance(plugin, str) else getattr(plugin, "__name__", type(plugin).__name__)
        try:
            self._register(
                PluginInfo(name=name), importlib.import_module(plugin) if isinstance(plugin, str) else plugin
            )
        except _ClashError:
            raise
        except Exception as error:
            raise PluginError(name, _reasons(error)) from error

    def _register(self, info: PluginInfo, plugin: Any) -> None:
        _check_handshake(info.name, plugin)
        manager = pluggy.PluginManager(PROJECT)
        manager.add_hookspecs(specs)
        manager.register(plugin, info.name)
        manager.check_pending()
        answers = {hook: _flat(getattr(manager.hook, hook)()) for hook in _HOOKS}
        if not any(answers.values()) and not any(hasattr(plugin, hook) for hook in _HOOKS):
            raise PluginError(
                info.name, (Problem("", _NO_HOOKS, Words(zh=", ".join(_HOOKS), en=f"one of {', '.join(_HOOKS)}")),)
            )
        pairs = [(hook, value) for hook, values in answers.items() for value in values]
        for hook, value in pairs:
            _check_answer(info.name, hook, value)
        for hook, value in pairs:  # only now: what is refused leaves nothing behind
            self._keep(hook, value, info.name)
        brings = {
            hook: tuple(_HOOKS[hook].key(value) for value in values) for hook, values in answers.items() if values
        }
        self.infos.append(attrs.evolve(info, brings=brings))

    def _keep(self, hook: str, value: Any, plugin: str) -> None:
        kept, key = self.brought[hook], _HOOKS[hook].key(value)
        if key in kept:
            owner = kept[key][0]
            what = Words(zh=f"{owner} 与 {plugin} 都登记了 {key}", en=f"{owner} and {plugin} both register {key}")
            raise _ClashError(
                plugin, (Problem(hook, what, Words(zh="每个名称一个插件", en="one plugin for each name")),)
            )
        kept[key] = (plugin, value)

    def host(self) -> Host:
        """Put everything together."""
        rulebooks = {
            key: attrs.evolve(value, plugin=plugin)
            for key, (plugin, value) in self.brought["stationkit_rulebooks"].items()
        }
        functions = self.brought["stationkit_scoring_functions"]
        return Host(
            rulebooks=rulebooks,
            functions={key: value for key, (_, value) in functions.items()},
            function_plugins={key: plugin for key, (plugin, _) in functions.items()},
            measures={key: value for key, (_, value) in self.brought["stationkit_measure_functions"].items()},
            regions=Regions.of(value for _, value in self.brought["stationkit_regions"].values()),
            plugins=tuple(self.infos),
        )


class _ClashError(PluginError):
    """Two plugins register one name."""


@attrs.frozen
class _Hook:
    """What a hook's answers must be, and by which key they are known."""

    form: type
    key: Callable[[Any], str]


_HOOKS: Mapping[str, _Hook] = {
    "stationkit_rulebooks": _Hook(RulebookDocument, lambda document: document.head.reference),
    "stationkit_scoring_functions": _Hook(ScoringFunction, lambda function: function.name),
    "stationkit_measure_functions": _Hook(MeasureFunction, lambda function: function.name),
    "stationkit_regions": _Hook(RegionTable, lambda table: table.id),
}

_NO_HOOKS = Words(zh="没有任何 hook（忘了 @hookimpl？）", en="it implements no hook (is @hookimpl missing?)")


def _flat(answers: Sequence[Any]) -> list[Any]:
    flat: list[Any] = []
    for answer in answers:
        flat.extend(answer if isinstance(answer, list | tuple) else [answer])
    return flat


def _check_handshake(name: str, plugin: object) -> None:
    needed = getattr(plugin, "stationkit_api", API_VERSION)
    fits = isinstance(needed, tuple) and len(needed) == 2 and needed[0] == API_VERSION[0] and needed <= API_VERSION
    if not fits:
        offered = ".".join(str(part) for part in API_VERSION)
        what = Words(zh=f"需要接口 {needed}", en=f"it needs the hook interface {needed}")
        raise PluginError(
            name, (Problem("stationkit_api", what, Words(zh=f"不高于 {offered}", en=f"at most {offered}")),)
        )


def _check_answer(name: str, hook: str, value: object) -> None:
    form = _HOOKS[hook].form
    if not isinstance(value, form):
        what = Words(zh=f"返回了 {type(value).__name__}", en=f"returned a {type(value).__name__}")
        raise PluginError(name, (Problem(hook, what, Words(zh=form.__name__, en=f"a {form.__name__}")),))
    if isinstance(value, RulebookDocument):
        _check_applies(value)


_APPLIES: Mapping[str, Callable[[str], object]] = {
    "station": StationKind,
    "industry": Industry,
    "region": RegionCode,
    "employer": str,
}


def _check_applies(document: RulebookDocument) -> None:
    """A rulebook for a kind, an industry or a region that does not exist would never be chosen, without a word."""
    problems = []
    for key, value in document.applies.items():
        try:
            _APPLIES[key](value)
        except InvalidValueError as error:
            problems += [attrs.evolve(one, where=f"applies.{key}") for one in error.problems]
        except ValueError:
            names = [str(one) for one in (StationKind if key == "station" else Industry)]
            close = ", ".join(nearest(value, names))
            what = Words(zh=f"没有 {value}", en=f"unknown {key}: {value}")
            problems.append(Problem(f"applies.{key}", what, Words(zh=close, en=f"one of {close}")))
    if problems:
        raise InvalidRulebookError(document.source or document.head.reference, tuple(problems))


def _reasons(error: BaseException) -> tuple[Problem, ...]:
    if isinstance(error, StationkitError):
        return error.problems
    told = f"{type(error).__name__}: {error}"
    return (Problem("", Words(zh=f"装入时出错：{told}", en=f"it failed while loading: {told}")),)


def check_measures(resolved: ResolvedRulebook, host: Host) -> tuple[Problem, ...]:
    """Give what is wrong with the recipes of a rulebook's measures, functions that nobody brought among it."""
    problems = [problem for measure in resolved.rulebook.measures for problem in check_recipe(measure)]
    for measure in resolved.rulebook.measures:
        function = measure.recipe.get("function")
        if isinstance(function, str) and function not in host.measures:
            what = Words(zh=f"没有装入取数函数 {function}", en=f"no measure function {function} is loaded")
            problems.append(Problem(f"measure.{measure.id}", what))
    return tuple(problems)
