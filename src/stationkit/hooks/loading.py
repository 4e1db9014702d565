"""Loading: one plugin by itself, from its module to its checked contributions, or to the reasons for refusing it.

What one plugin does while it is loaded, even `SystemExit`, stays its own affair: the others go on. Only the user's own
interrupt passes.
"""

import importlib
import inspect
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import attrs
import pluggy

from stationkit.errors import InvalidDocumentError, Problem, UnknownNameError, right_names
from stationkit.hooks import specs
from stationkit.hooks.contributions import HOOKS, UNOWNED, Contribution
from stationkit.hooks.declaring import Declaration, check_interface, namespace_of, read_declaration
from stationkit.hooks.markers import PROJECT
from stationkit.hooks.origins import digest_of, file_of, place_of
from stationkit.hooks.plugins import PluginInfo
from stationkit.hooks.reasons import reasons
from stationkit.words import Words

__all__ = ["ENVIRONMENT", "Loaded", "chosen_entry_points", "listed_entry_points", "load_entry_point", "load_given"]

ENVIRONMENT = "STATIONKIT_PLUGINS"
"""Where it is set, only the entry points that it lists (with commas) are loaded."""

_MARK = f"{PROJECT}_impl"
_PREFIX = f"{PROJECT}_"
_DECLARATIONS = ("stationkit_api", "stationkit_namespace")


@attrs.frozen(kw_only=True)
class Loaded:
    """One plugin, loaded or refused, with what it contributes: nothing where it is refused.

    Attributes:
        declares_namespace: whether it says which namespaces are its own, or they are only those of its ids.
        is_given: whether the caller asked for it by itself, and did not merely find it installed.
        plugin: the module or object itself.
    """

    info: PluginInfo
    declares_namespace: bool = False
    is_given: bool = False
    contributions: tuple[Contribution, ...] = ()
    plugin: object = attrs.field(default=None, repr=False, eq=False)

    def refused(self, why: Sequence[Problem]) -> "Loaded":
        """Give the same plugin, refused."""
        info = attrs.evolve(self.info, state="refused", why=tuple(why), brings={})
        return attrs.evolve(self, info=info, contributions=())


def chosen_entry_points() -> tuple[EntryPoint, ...]:
    """Give the installed entry points, or those of them that the environment variable lists.

    Raises:
        UnknownNameError: the variable lists a name that is not installed.
        InvalidDocumentError: it lists several.
    """
    points, unknown = listed_entry_points()
    if len(unknown) == 1:
        raise unknown[0]
    if unknown:
        raise InvalidDocumentError(ENVIRONMENT, tuple(problem for one in unknown for problem in one.problems))
    return points


def listed_entry_points() -> tuple[tuple[EntryPoint, ...], tuple[UnknownNameError, ...]]:
    """Give the installed entry points, narrowed by the environment variable, and the names in it that are unknown."""
    found = sorted(entry_points(group=PROJECT), key=lambda one: (one.name, one.value))
    wanted = os.environ.get(ENVIRONMENT)
    if wanted is None:
        return tuple(found), ()
    names = [name.strip() for name in wanted.split(",") if name.strip()]
    known = tuple(dict.fromkeys(one.name for one in found))
    kind = Words(zh="插件", en="plugin")
    unknown = tuple(UnknownNameError(kind, name, known) for name in names if name not in known)
    return tuple(one for one in found if one.name in names), unknown


def load_entry_point(point: EntryPoint) -> Loaded:
    """Load an installed plugin."""
    package = point.dist
    info = PluginInfo(
        name=point.name,
        distribution=package.name if package else "",
        version=package.version if package else "",
        module=point.value,
    )
    return _load(info, point.load)


def load_given(plugin: str | object) -> Loaded:
    """Load a plugin that the caller asked for, a module by its name or any object with hooks."""
    if isinstance(plugin, str):
        return _load(PluginInfo(name=plugin, module=plugin), lambda: importlib.import_module(plugin))
    name = getattr(plugin, "__name__", type(plugin).__name__)
    return _load(PluginInfo(name=str(name)), lambda: plugin)


def _load(info: PluginInfo, get: Callable[[], object]) -> Loaded:
    try:
        return _loaded(info, get())
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - a plugin may raise anything at load; it is refused by name
        return Loaded(info=info).refused(reasons(error))


def _loaded(info: PluginInfo, plugin: object) -> Loaded:
    info = attrs.evolve(info, file=file_of(plugin), digest=digest_of(plugin))
    problems: list[Problem] = []
    declaration = read_declaration(plugin, problems)
    if problems := [*problems, *check_interface(declaration)]:  # nothing else of it can be judged by this interface
        return Loaded(info=info, plugin=plugin).refused([_in_file(one, info) for one in problems])
    info = attrs.evolve(info, api=declaration.api, namespaces=declaration.namespaces)
    problems = [_in_file(one, info) for one in _hook_problems(plugin)]
    if problems:
        return Loaded(info=info, plugin=plugin).refused(problems)
    return _answered(info, plugin, declaration)


def _in_file(problem: Problem, info: PluginInfo) -> Problem:
    return attrs.evolve(problem, place=problem.place or info.file)


# -- the hooks as they are written ---------------------------------------------------------------------------


def _hook_problems(plugin: object) -> Iterator[Problem]:
    """Find misspelt hooks, forgotten markers, arguments that no hook has, and wrappers."""
    names = [name for name in dir(plugin) if name not in _DECLARATIONS]
    marked = {name: mark for name in names if (mark := getattr(getattr(plugin, name, None), _MARK, None))}
    for name in sorted(names):
        function = getattr(plugin, name, None)
        if name in marked:
            yield from _marked_problems(name, function, marked[name])
        elif name.startswith(_PREFIX) and callable(function):
            yield _unmarked(name, function)
    if not marked and not any(name.startswith(_PREFIX) for name in names):
        listed = ", ".join(HOOKS)
        yield Problem("", _NO_HOOKS, Words(zh=listed, en=f"one of {listed}"))


_NO_HOOKS = Words(zh="没有任何 hook（忘了 @hookimpl？）", en="it implements no hook (is @hookimpl missing?)")


def _unmarked(name: str, function: object) -> Problem:
    if name in HOOKS:
        what = Words(zh=f"{name} 没有 @hookimpl", en=f"{name} is not marked")
        return Problem(
            "", what, Words(zh="在函数上一行写 @hookimpl", en="@hookimpl on the line above"), place_of(function)
        )
    return _unknown_hook(name, function)


def _unknown_hook(name: str, function: object) -> Problem:
    what = Words(zh=f"没有这个 hook：{name}", en=f"unknown hook: {name}")
    return Problem("", what, right_names(name, HOOKS), place_of(function))


def _marked_problems(name: str, function: Any, mark: Any) -> Iterator[Problem]:
    hook = mark.get("specname") or name
    if hook not in HOOKS:
        yield _unknown_hook(hook, function)
        return
    if mark.get("wrapper") or mark.get("hookwrapper"):
        what = Words(zh=f"{name} 包裹别人的回答", en=f"{name} wraps the answers of others")
        yield Problem("", what, Words(zh="只登记，不包裹", en="a hook that registers"), place_of(function))
    if inspect.iscoroutinefunction(function):
        yield Problem("", Words(zh=f"{name} 是 async 函数", en=f"{name} is async"), _PLAIN, place_of(function))
    known = tuple(inspect.signature(getattr(specs, hook)).parameters)
    for argument in _arguments(function):
        if argument not in known:
            what = Words(zh=f"{name} 没有参数 {argument}", en=f"{name} has no argument {argument}")
            expected = right_names(argument, known) or Words(zh="无参数", en="no arguments")
            yield Problem("", what, expected, place_of(function))


def _arguments(function: Any) -> tuple[str, ...]:
    """Give the arguments that a hook implementation asks for."""
    asked = inspect.signature(function).parameters.values()
    plain = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    return tuple(one.name for one in asked if one.kind in plain and one.default is inspect.Parameter.empty)


_PLAIN = Words(zh="普通函数", en="a plain function")


# -- the answers ---------------------------------------------------------------------------------------------


def _answered(info: PluginInfo, plugin: object, declaration: Declaration) -> Loaded:
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(specs)
    manager.register(plugin, info.name)
    manager.check_pending()
    problems: list[Problem] = []
    found: list[Contribution] = []
    for hook in HOOKS:
        for value, place in _answers(manager, hook, problems):
            found += _contribution(hook, value, info.name, place, problems)
    problems += _twice(found)
    problems += _foreign(found, declaration)
    if problems:
        return Loaded(info=info, plugin=plugin).refused(problems)
    return Loaded(
        info=_told(info, found),
        declares_namespace=bool(declaration.namespaces),
        contributions=tuple(found),
        plugin=plugin,
    )


def _answers(manager: pluggy.PluginManager, hook: str, problems: list[Problem]) -> Iterator[tuple[Any, str]]:
    """Call the plugin's implementations of one hook, once each."""
    for implementation in getattr(manager.hook, hook).get_hookimpls():
        place = place_of(implementation.function)
        try:
            answer = implementation.function()
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - a hook may raise anything; the plugin is refused by name
            problems += [attrs.evolve(one, place=one.place or place) for one in reasons(error)]
            continue
        values = answer if isinstance(answer, list | tuple) else () if answer is None else (answer,)
        yield from ((value, place) for value in values)


def _contribution(hook: str, value: Any, plugin: str, place: str, problems: list[Problem]) -> Iterator[Contribution]:
    kind = HOOKS[hook]
    if not kind.takes(value):
        name = ", ".join(kind.names)
        what = Words(zh=f"{hook} 返回了 {type(value).__name__}", en=f"{hook} returned a {type(value).__name__}")
        problems.append(Problem("", what, Words(zh=f"{name} 的列表", en=f"a list of {name}"), place))
        return
    where = kind.place(value) or place
    wrong = [attrs.evolve(one, place=one.place or where) for one in kind.check(value)]
    problems += wrong
    if not wrong:
        owned = type(value).__name__ != UNOWNED
        kept = kind.read(value)
        yield Contribution(hook=hook, key=kind.key(value), value=kept, plugin=plugin, where=where, is_owned=owned)


def _twice(found: Iterable[Contribution]) -> Iterator[Problem]:
    first: dict[tuple[str, str], Contribution] = {}
    for one in found:
        other = first.setdefault((one.hook, one.key), one)
        if other is not one:
            what = Words(zh=f"{one.key} 登记了两次：{other.where}", en=f"{one.key} is registered twice: {other.where}")
            yield Problem("", what, Words(zh="每个名称一次", en="each name once"), one.where)


def _foreign(found: Sequence[Contribution], declaration: Declaration) -> Iterator[Problem]:
    """A plugin registers what lies in its own namespaces, or, where it names none, in one."""
    found = [one for one in found if one.is_owned]
    used = {namespace_of(one.key) for one in found}
    own = declaration.namespaces
    if not own and len(used) > 1:
        listed = ", ".join(sorted(used))
        what = Words(zh=f"登记了多个命名空间：{listed}", en=f"it registers ids in several namespaces: {listed}")
        expected = Words(
            zh=f"stationkit_namespace = {tuple(sorted(used))}", en=f"stationkit_namespace = {tuple(sorted(used))}"
        )
        yield Problem("stationkit_namespace", what, expected)
    for one in found if own else ():
        if namespace_of(one.key) not in own:
            listed = ", ".join(f"{name}/…" for name in own)
            what = Words(zh=f"{one.key} 不在本插件的命名空间", en=f"{one.key} is foreign to this plugin")
            yield Problem("", what, Words(zh=listed, en=f"an id in {listed}"), one.where)


def _told(info: PluginInfo, found: Sequence[Contribution]) -> PluginInfo:
    brings: dict[str, tuple[str, ...]] = {}
    for hook in HOOKS:
        keys = tuple(one.key for one in found if one.hook == hook)
        brings |= {hook: keys} if keys else {}
    used = tuple(sorted({namespace_of(one.key) for one in found if one.is_owned}))
    return attrs.evolve(info, brings=brings, namespaces=info.namespaces or used, advice=tuple(_advice(info, used)))


def _advice(info: PluginInfo, used: Sequence[str]) -> Iterator[Problem]:
    """What an installed plugin should say of itself, and does not."""
    if not info.api:
        what = Words(zh="没有写明接口版本", en="it does not say for which interface it was written")
        yield Problem("", what, Words(zh=_API_LINE, en=_API_LINE), info.file)
    if not info.namespaces and used:
        line = f'stationkit_namespace = "{used[0]}"'
        what = Words(zh="没有写明命名空间", en="it does not say which namespace is its own")
        yield Problem("", what, Words(zh=line, en=line), info.file)


_API_LINE = 'stationkit_api = ">=1.0,<2"'
