"""Diagnosing: everything that can be said about the plugins of this installation, without stopping at the first fault.

Loading stops at a clash and resolves a rulebook only when somebody asks for it. The diagnosis goes on: it loads every
plugin, compares all of them, resolves every rulebook, and looks for packages that should be plugins and are not.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import Distribution, distributions
from typing import Any
from urllib.parse import unquote, urlparse

import attrs

from stationkit.errors import Problem, StationkitError
from stationkit.hooks.combining import clash_problems, without_dangling
from stationkit.hooks.host import Host, build_host, check_measures, find_plugins_at
from stationkit.hooks.loading import ENVIRONMENT, Loaded, listed_entry_points
from stationkit.hooks.markers import PROJECT
from stationkit.hooks.plugins import PluginInfo
from stationkit.hooks.reasons import in_rulebook
from stationkit.rules.provenance import AbsentPlugin
from stationkit.words import Words

__all__ = ["Diagnosis", "diagnose"]


@attrs.frozen(kw_only=True)
class Diagnosis:
    """What was found.

    Attributes:
        plugins: every plugin, loaded or refused and why, by name.
        clashes: where two plugins cannot both be right: nothing loads until one of them gives way.
        unlisted: what should be a plugin and is not found as one: a package without the entry point, a wrong name in
            the environment variable.
        rulebooks: what is wrong with rulebooks of loaded plugins, which would be said when one is asked for.
        absent: plugins that are expected and absent.
    """

    plugins: tuple[PluginInfo, ...]
    clashes: tuple[Problem, ...] = ()
    unlisted: tuple[Problem, ...] = ()
    rulebooks: tuple[Problem, ...] = ()
    absent: tuple[AbsentPlugin, ...] = ()

    @property
    def is_healthy(self) -> bool:
        """Tell whether everything that was found can be used."""
        refused = any(plugin.state == "refused" for plugin in self.plugins)
        return not (refused or self.clashes or self.unlisted or self.rulebooks or self.absent)


def diagnose(given: Sequence[str | object] = (), *, expected: Iterable[str] = (), deep: bool = True) -> Diagnosis:
    """Look at every installed plugin and the *given* ones.

    Args:
        given: modules, by name or as objects, that are not installed.
        expected: names of plugins that ought to be there.
        deep: whether to resolve every rulebook and to look for packages without an entry point.
    """
    points, unknown = listed_entry_points()
    found = find_plugins_at(points, given)
    clashes = tuple(problem for _, problem in clash_problems(found))
    found = without_dangling(found)
    host = build_host(found, tuple(expected))
    unlisted = [attrs.evolve(one, where=ENVIRONMENT) for error in unknown for one in error.problems]
    return Diagnosis(
        plugins=host.plugins,
        clashes=clashes,
        unlisted=(*unlisted, *(_without_entry_point() if deep else ())),
        rulebooks=tuple(_rulebook_problems(host)) if deep and not clashes else (),
        absent=tuple(one for one in host.absent_plugins if one.expected and not _is_found(one, found)),
    )


def _is_found(absent: AbsentPlugin, found: Iterable[Loaded]) -> bool:
    return any(one.info.name == absent.name for one in found)


def _rulebook_problems(host: Host) -> Iterator[Problem]:
    for document in host.rulebooks.values():
        try:
            resolved = host.resolve_document(document)
        except StationkitError as error:
            yield from in_rulebook(document.located(error.problems), document.source)
        else:
            yield from in_rulebook(document.located(check_measures(resolved, host)), document.source)


# -- packages that should be plugins -------------------------------------------------------------------------

_NEEDS = re.compile(rf"^{PROJECT}(?![\w.-])", re.IGNORECASE)


def _without_entry_point() -> Iterator[Problem]:
    """Find the installed packages that implement hooks, or are named like a plugin, and have no entry point."""
    for package in sorted(distributions(), key=lambda one: one.name or ""):
        if any(point.group == PROJECT for point in package.entry_points) or not _is_plugin_like(package):
            continue
        module = package.name.replace("-", "_")
        name = module.removeprefix(f"{PROJECT}_").replace("_", "-")
        line = f'[project.entry-points.{PROJECT}] {name} = "{module}"'
        what = Words(
            zh=f"包 {package.name} {package.version} 没有 {PROJECT} 入口，不会被找到",
            en=f"{package.name} {package.version} has no entry point of the group {PROJECT}: it is not found",
        )
        yield Problem(
            "", what, Words(zh=f"{line}，再装一次", en=f"{line}, installed once more"), _project_file(package)
        )


def _is_plugin_like(package: Distribution) -> bool:
    if not any(_NEEDS.match(one) for one in package.requires or ()):
        return False
    return package.name.replace("_", "-").startswith(f"{PROJECT}-") or any(_marks_hooks(package))


def _marks_hooks(package: Distribution) -> Iterator[bool]:
    for file in package.files or ():
        if file.suffix == ".py":
            path: Any = file.locate()
            yield (
                path.is_file() and f"from {PROJECT} import" in (text := path.read_text("utf-8")) and "@hookimpl" in text
            )


def _project_file(package: Distribution) -> str:
    """Give the pyproject.toml of a package that is installed from a folder, else where its metadata lie."""
    address = json.loads(package.read_text("direct_url.json") or "{}").get("url", "")
    if address.startswith("file:"):
        return f"{unquote(urlparse(address).path)}/pyproject.toml"
    return f"{package.name}/pyproject.toml"
