"""The host: everything that the loaded plugins brought, and who brought what.

Plugins come from the entry points of the group `stationkit`, or are given by name or as objects. A plugin that cannot
be loaded is refused with its reason and leaves nothing behind; a clash between two stops the load and names both. A
host is a value: two of them with different plugins live in one process without seeing each other.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from importlib.metadata import EntryPoint
from typing import TYPE_CHECKING, Any

import attrs

from stationkit.errors import InvalidRulebookError, PluginError, Problem, UnknownNameError
from stationkit.hooks.choosing import choose
from stationkit.hooks.combining import check_clashes, without_dangling
from stationkit.hooks.contributions import applies_problems
from stationkit.hooks.loading import Loaded, chosen_entry_points, load_entry_point, load_given
from stationkit.hooks.plugins import PluginInfo, is_named
from stationkit.hooks.standing import find_procedure, in_order
from stationkit.identifiers import parse_rulebook_reference
from stationkit.measures.functions import MeasureFunction
from stationkit.measures.recipes import check_recipe
from stationkit.rules.documents import RulebookDocument
from stationkit.rules.functions import ScoringFunction
from stationkit.rules.layers import ResolvedRulebook, resolve
from stationkit.rules.provenance import AbsentPlugin, Provenance
from stationkit.rules.versions import Days, check_versions, governing_day, governs_on
from stationkit.stations.regions import Regions
from stationkit.stations.stations import Station
from stationkit.words import Words

if TYPE_CHECKING:
    from stationkit.calendars.calendar import Calendar
    from stationkit.calendars.tables import CalendarTable, Overlay
    from stationkit.hooks.additions import MessageCatalogue, Messages, ProcedureGuard
    from stationkit.procedures.machine import Procedure
    from stationkit.procedures.policies import DeadlinePolicy
    from stationkit.stations.readings import ReadingThreshold

__all__ = ["Host", "PluginInfo", "build_host", "check_measures", "find_plugins", "find_plugins_at", "load_host"]


@attrs.frozen(kw_only=True)
class Host:
    """Everything that the loaded plugins brought.

    Attributes:
        rulebooks: `id@version` -> document.
        functions: name -> scoring function.
        measures: name -> measure function.
        function_plugins: name of a scoring or measure function -> the plugin that brought it.
        regions: the region tables.
        guards: guards of plugins before the steps of procedures, in their order.
        own_procedures: `id@version` -> procedure that a plugin brings.
        deadline_policies: those of plugins; the national one is not among them.
        calendar_tables: notices of years that did not come along, or of later ones about years that did.
        overlays: days of places and employers, in their order.
        catalogues: texts for codes, in their order; `messages` puts them together.
        reading_thresholds: numbers past which readings propose hazards.
        plugins: every plugin that was found, the refused ones too, by name.
        expected: the plugins that the application counts on, by name, package or module.
    """

    rulebooks: Mapping[str, RulebookDocument]
    functions: Mapping[str, ScoringFunction]
    measures: Mapping[str, MeasureFunction]
    function_plugins: Mapping[str, str]
    regions: Regions
    guards: "tuple[ProcedureGuard, ...]" = ()
    own_procedures: "Mapping[str, Procedure]" = attrs.field(factory=dict)
    deadline_policies: "tuple[DeadlinePolicy, ...]" = ()
    calendar_tables: "tuple[CalendarTable, ...]" = ()
    overlays: "tuple[Overlay, ...]" = ()
    reading_thresholds: "tuple[ReadingThreshold, ...]" = ()
    catalogues: "tuple[MessageCatalogue, ...]" = ()
    plugins: tuple[PluginInfo, ...]
    expected: tuple[str, ...] = ()

    @property
    def provenance(self) -> Mapping[str, Provenance]:
        """Where each loaded plugin comes from."""
        return {one.name: one.provenance for one in self.plugins if one.state == "loaded"}

    @property
    def absent_plugins(self) -> tuple[AbsentPlugin, ...]:
        """The plugins that do not speak although they were expected or found; every result names them."""
        return self._absent(self.expected)

    def _absent(self, expected: Iterable[str]) -> tuple[AbsentPlugin, ...]:
        wanted = tuple(dict.fromkeys(expected))
        refused = [one for one in self.plugins if one.state == "refused"]
        absent = [_refused(one, expected=any(is_named(one, name) for name in wanted)) for one in refused]
        unfound = [name for name in wanted if not any(is_named(one, name) for one in self.plugins)]
        absent += [AbsentPlugin(name=name, why=_NOT_FOUND, expected=True) for name in unfound]
        return tuple(sorted(absent, key=lambda one: one.name))

    def absent_among(self, plugins: Iterable[str]) -> tuple[AbsentPlugin, ...]:
        """Give which of these *plugins*, on which a dossier counts, do not speak here, each with the reason."""
        return tuple(one for one in self._absent(plugins) if one.expected)

    def procedure(self, name: str) -> "Procedure":
        """Give a procedure with the guards of every plugin before its steps: hazard, or what a plugin brings.

        The award's is made by its policy: pass what `award_procedure` gives to `guarded`.

        Raises:
            UnknownNameError: there is none of that name, or several versions of it and none was said.
        """
        return self.guarded(find_procedure(name, self.own_procedures))

    def guarded(self, procedure: "Procedure") -> "Procedure":
        """Give a procedure with the guards that plugins add to it; they only forbid.

        Raises:
            DefinitionError: a guard reads what the procedure's cases do not have.
        """
        return procedure.with_guards(one.guard for one in self.guards if one.procedure == procedure.id)

    @property
    def messages(self) -> "Messages":
        """The texts for codes, the later above the earlier."""
        from stationkit.hooks.additions import Messages

        return Messages(self.catalogues)

    def calendar(self, *overlays: str) -> "Calendar":
        """Give the national calendar with the plugins' tables, and the overlays that are named, in their order.

        Raises:
            UnknownNameError: there is no overlay of that id.
        """
        from stationkit.calendars.national import national_calendar

        known = {one.id: one for one in self.overlays}
        for name in overlays:
            if name not in known:
                raise UnknownNameError(Words(zh="日历调整", en="overlay"), name, tuple(known))
        whole = national_calendar().with_tables(self.calendar_tables)
        return attrs.evolve(whole, overlays=tuple(one for one in self.overlays if one.id in overlays))

    @cached_property
    def calendar_digest(self) -> str:
        """Digest of the national calendar with the plugins' tables: what assessments pin."""
        return self.calendar().digest()

    def resolve(self, subject: Station | str, *, on: Days | None = None) -> ResolvedRulebook:
        """Give a rulebook with its layers applied and its functions bound.

        Args:
            subject: a station, for which the one most specific rulebook is chosen; or an id, with or without version.
            on: the day on which the rulebook must govern, or the days that are known, by kind (`round start`, …), of
                which the rulebook says which one it goes by; needed for a station.

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

    def resolve_document(self, document: RulebookDocument, *, on: Days | None = None) -> ResolvedRulebook:
        """Resolve a document that no plugin brought, on the rulebooks and functions that plugins did bring.

        Args:
            document: the rulebook as it was written.
            on: the day for which it is resolved, or the days that are known; dated parameters are open without one.

        Raises:
            InvalidRulebookError: the rulebook has problems.
            UnknownNameError: it extends a rulebook that is not there.
        """
        if problems := tuple(applies_problems(document)):
            raise InvalidRulebookError(document.source or document.head.reference, problems)
        resolved = resolve(
            document,
            self.rulebooks,
            self.functions,
            function_plugins=self.function_plugins,
            provenance=self.provenance,
            on=governing_day(document.head, on),
        )
        below = (self.rulebooks.get(layer.reference, document) for layer in resolved.layers)
        needed = [name for one in (*below, document) for name in one.head.plugins]
        return attrs.evolve(resolved, absent_plugins=self._absent((*self.expected, *needed)))

    def counting_on(self, resolved: ResolvedRulebook, plugins: Iterable[str]) -> ResolvedRulebook:
        """Give a rulebook whose results say which of these *plugins*, on which a dossier counts, are absent."""
        missing = {one.name: one for one in self.absent_among(plugins)}
        known = {one.name: one for one in resolved.absent_plugins}
        if all(known.get(name) == one for name, one in missing.items()):
            return resolved
        absent = {**known, **missing}
        return attrs.evolve(resolved, absent_plugins=tuple(absent[name] for name in sorted(absent)))

    def _named(self, reference: str, on: Days | None) -> RulebookDocument:
        if reference in self.rulebooks:
            return self.rulebooks[reference]
        name, version = parse_rulebook_reference(reference)
        found = [one for one in self.rulebooks.values() if one.id == name and version is None]
        governing = [one for one in found if governs_on(one, on)]
        if len(governing) == 1:
            return governing[0]
        known = tuple(one.head.reference for one in governing or found) or tuple(self.rulebooks)
        raise UnknownNameError(Words(zh="评分规则", en="rulebook"), reference, known)


_NOT_FOUND = Words(zh="没有找到这个插件", en="it was not found")


def _refused(plugin: PluginInfo, *, expected: bool) -> AbsentPlugin:
    first = plugin.why[0]
    return AbsentPlugin(name=plugin.name, why=Words(zh=first.text("zh"), en=first.text("en")), expected=expected)


def load_host(
    plugins: Iterable[str | object] | None = None, *, discover: bool | None = None, expected: Iterable[str] = ()
) -> Host:
    """Load plugins.

    Args:
        plugins: modules, by name or as objects; nothing for those of the entry points alone.
        discover: whether to load the entry points too; unless said, only where no plugins are given.
        expected: names of plugins that the application counts on; where one is absent every result says so, and
            nothing is awarded.

    Raises:
        PluginError: two plugins clash, or a given plugin cannot be loaded.
        InvalidRulebookError: two versions of one rulebook overlap, or leave a gap.
        UnknownNameError: the environment variable `STATIONKIT_PLUGINS` lists a name that is not installed.
    """
    given = tuple(plugins or ())
    look = discover if discover is not None else plugins is None
    found = find_plugins(given, discover=look)
    check_clashes(found)
    found = without_dangling(found)
    _check_given(found, len(given))
    host = build_host(found, tuple(expected))
    check_versions(host.rulebooks.values())
    return host


def find_plugins(given: Sequence[str | object] = (), *, discover: bool = True) -> tuple[Loaded, ...]:
    """Load each plugin by itself: the entry points, then those *given*; one that is both is loaded once.

    Raises:
        UnknownNameError: the environment variable `STATIONKIT_PLUGINS` lists a name that is not installed.
    """
    return find_plugins_at(chosen_entry_points() if discover else (), given)


def find_plugins_at(points: Iterable[EntryPoint], given: Iterable[str | object]) -> tuple[Loaded, ...]:
    """Load each plugin by itself: those of some entry points, then those *given*; see `find_plugins`."""
    found = [load_entry_point(point) for point in points]
    for plugin in given:
        one = load_given(plugin)
        same = next((other for other in found if one.plugin is not None and other.plugin is one.plugin), None)
        if same is None:
            found.append(attrs.evolve(one, is_given=True))
        else:
            found[found.index(same)] = attrs.evolve(same, is_given=True)
    return tuple(found)


def _check_given(found: Sequence[Loaded], count: int) -> None:
    """A plugin that the caller asked for by itself must be there."""
    refused = [one.info for one in found if one.is_given and one.info.state == "refused"] if count else []
    if refused:
        raise PluginError(", ".join(one.name for one in refused), tuple(why for one in refused for why in one.why))


def build_host(found: Sequence[Loaded], expected: tuple[str, ...] = ()) -> Host:
    """Put everything together, in an order that is not that of the plugins."""
    brought: dict[str, dict[str, Any]] = {}
    owners: dict[str, str] = {}
    every = sorted((one for plugin in found for one in plugin.contributions), key=lambda one: (one.key, one.plugin))
    for one in every:
        brought.setdefault(one.hook, {})[one.key] = one.value
        if one.hook in ("stationkit_scoring_functions", "stationkit_measure_functions"):
            owners[one.key] = one.plugin
        if one.hook == "stationkit_rulebooks":
            brought[one.hook][one.key] = attrs.evolve(one.value, plugin=one.plugin)
    return Host(
        rulebooks=brought.get("stationkit_rulebooks", {}),
        functions=brought.get("stationkit_scoring_functions", {}),
        measures=brought.get("stationkit_measure_functions", {}),
        function_plugins=owners,
        regions=Regions.of(brought.get("stationkit_regions", {}).values()),
        guards=tuple(one.value for one in in_order(every, "stationkit_guards")),
        own_procedures=brought.get("stationkit_procedures", {}),
        deadline_policies=tuple(brought.get("stationkit_deadline_policies", {}).values()),
        calendar_tables=tuple(one.value for one in every if not one.is_owned),
        overlays=tuple(one.value.overlay for one in in_order(every, "stationkit_calendars")),
        reading_thresholds=tuple(brought.get("stationkit_reading_thresholds", {}).values()),
        catalogues=tuple(one.value for one in in_order(every, "stationkit_messages")),
        plugins=tuple(sorted((one.info for one in found), key=lambda one: one.name)),
        expected=expected,
    )


def check_measures(resolved: ResolvedRulebook, host: Host) -> tuple[Problem, ...]:
    """Give what is wrong with the recipes of a rulebook's measures, functions that nobody brought among it."""
    problems = [problem for measure in resolved.rulebook.measures for problem in check_recipe(measure)]
    for measure in resolved.rulebook.measures:
        function = measure.recipe.get("function")
        if isinstance(function, str) and function not in host.measures:
            what = Words(zh=f"没有装入取数函数 {function}", en=f"no measure function {function} is loaded")
            problems.append(Problem(f"measure.{measure.id}", what))
    return tuple(problems)
