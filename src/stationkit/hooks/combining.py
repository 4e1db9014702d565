"""Combining: what the plugins bring, put together so that neither their order nor their number changes a meaning.

A clash stops everything and names both owners with their files: nobody can say whose stars they would be. A rulebook
that names a function which nobody brings refuses its plugin, and whatever that plugin alone brought.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from stationkit.errors import PluginError, Problem, right_names
from stationkit.hooks.contributions import HOOKS, Contribution
from stationkit.hooks.loading import Loaded
from stationkit.hooks.reasons import in_rulebook
from stationkit.hooks.standing import calendar_problems, guard_problems, order_problems
from stationkit.rules.documents import LAYER_TABLES, NODE_TABLES, RulebookDocument
from stationkit.words import Words

__all__ = ["check_clashes", "clash_problems", "without_dangling"]


def check_clashes(plugins: Sequence[Loaded]) -> None:
    """Stop the load where two plugins cannot both be right.

    Raises:
        PluginError: two register one id, go by one name, or claim one namespace; with every clash.
    """
    found = tuple(clash_problems(plugins))
    if found:
        names = sorted({name for names, _ in found for name in names})
        raise PluginError(", ".join(names), tuple(problem for _, problem in found))


def clash_problems(plugins: Sequence[Loaded]) -> Iterator[tuple[tuple[str, ...], Problem]]:
    """Give every clash with the names of its sides."""
    kept = sorted((one for one in plugins if one.info.state == "loaded"), key=_order)
    for first, second in combinations(kept, 2):
        sides = (first.info.name, second.info.name)
        for problem in (*_same_name(first, second), *_same_ids(first, second), *_same_namespace(first, second)):
            yield sides, problem
    contributions = [one for plugin in kept for one in plugin.contributions]
    yield from order_problems(contributions)
    yield from calendar_problems(contributions)


def _order(plugin: Loaded) -> tuple[str, str, str]:
    return plugin.info.name, plugin.info.distribution, plugin.info.file


def _side(plugin: Loaded) -> str:
    return f"{plugin.info.name} ({plugin.info.file})" if plugin.info.file else plugin.info.name


def _same_name(first: Loaded, second: Loaded) -> Iterator[Problem]:
    if first.info.name == second.info.name:
        one, other = _side(first), _side(second)
        what = Words(zh=f"两个插件同名：{one} 与 {other}", en=f"two plugins of one name: {one} and {other}")
        yield Problem(first.info.name, what, Words(zh="各用各的名称", en="a name of its own for each"))


def _same_ids(first: Loaded, second: Loaded) -> Iterator[Problem]:
    theirs = {(one.hook, one.key): one for one in second.contributions if one.is_owned}
    for one in first.contributions:
        other = theirs.get((one.hook, one.key))
        if other is not None:
            what = Words(
                zh=f"{one.owner} 与 {other.owner} 都登记了 {one.key}",
                en=f"{one.owner} and {other.owner} both register {one.key}",
            )
            yield Problem(one.hook, what, Words(zh="每个名称一个插件", en="one plugin for each name"))


def _same_namespace(first: Loaded, second: Loaded) -> Iterator[Problem]:
    """What one plugin declares to be its own, no other registers in; two that declare nothing may share."""
    for one, other in ((first, second), (second, first)):
        declared = one.info.namespaces if one.declares_namespace else ()
        both = sorted(set(declared) & set(other.info.namespaces))
        if both and (one is first or not first.declares_namespace):  # said once
            listed = ", ".join(both)
            what = Words(
                zh=f"命名空间 {listed} 属于 {_side(one)}，{_side(other)} 也用",
                en=f"the namespace {listed} is that of {_side(one)}, and {_side(other)} uses it too",
            )
            yield Problem(
                "stationkit_namespace", what, Words(zh="各用各的命名空间", en="a namespace of its own for each")
            )


# -- names that nobody brings --------------------------------------------------------------------------------


def without_dangling(plugins: Sequence[Loaded]) -> tuple[Loaded, ...]:
    """Refuse the plugins that name functions or procedures which nobody brings, until every name is there."""
    current = tuple(plugins)
    while True:
        checked = tuple(_checked(one, current) for one in current)
        if checked == current:
            return current
        current = checked


def _checked(plugin: Loaded, plugins: Sequence[Loaded]) -> Loaded:
    wrong = [problem for one in plugin.contributions for problem in _dangling(one, plugins)]
    return plugin.refused(wrong) if wrong else plugin


def _dangling(one: Contribution, plugins: Sequence[Loaded]) -> Iterator[Problem]:
    if one.hook == "stationkit_guards":
        known = [each for plugin in plugins for each in plugin.contributions if each.hook == "stationkit_procedures"]
        yield from guard_problems(one, known)
    elif isinstance(one.value, RulebookDocument):
        yield from _dangling_functions(one, plugins)


def _dangling_functions(rulebook: Contribution, plugins: Sequence[Loaded]) -> Iterator[Problem]:
    for path, hook, name in _named_functions(rulebook.value):
        known = [one.key for plugin in plugins for one in plugin.contributions if one.hook == hook]
        if name not in known:
            kind, right = HOOKS[hook].words, right_names(name, known)
            what = Words(zh=f"没有插件登记{kind.zh} {name}", en=f"no plugin registers the {kind.en} {name}")
            expected = Words(zh=f"{right.zh}，或在 {hook} 中登记", en=f"{right.en}, or one registered by {hook}")
            missing = Words(zh=f"在 {hook} 中登记", en=f"one registered by {hook}")
            (located,) = rulebook.value.located([Problem(f"{path}.function", what, expected if right else missing)])
            yield from in_rulebook([located], rulebook.value.source)


def _named_functions(document: RulebookDocument) -> Iterator[tuple[str, str, str]]:
    """Give each node that names a function: its path, the hook that must bring it, and the name."""
    for lead, tables in (("", document.tables), *((f"{verb}.", document.tables.get(verb)) for verb in LAYER_TABLES)):
        for kind in NODE_TABLES if isinstance(tables, Mapping) else ():
            hook = "stationkit_measure_functions" if kind == "measure" else "stationkit_scoring_functions"
            for name, node in _entries(tables, kind):
                function = node.get("function") if isinstance(node, Mapping) else None
                if isinstance(function, str):
                    yield f"{lead}{kind}.{name}", hook, function


def _entries(tables: Any, kind: str) -> Iterable[tuple[str, Any]]:
    table = tables.get(kind)
    return table.items() if isinstance(table, Mapping) else ()
