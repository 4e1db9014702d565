"""The commands about what is plugged in: the list, and the doctor who says what to do."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import attrs
from cyclopts import Parameter

from stationkit.cli.given import Json, Lang
from stationkit.cli.terminal import print_json, print_lines, print_table, talk
from stationkit.errors import Problem
from stationkit.words import Language, Words

if TYPE_CHECKING:
    from stationkit.hooks.diagnosing import Diagnosis
    from stationkit.hooks.plugins import PluginInfo

__all__ = ["doctor", "plugins"]


_HEADER = (
    Words(zh="插件", en="plugin"),
    Words(zh="包", en="package"),
    Words(zh="状态", en="state"),
    Words(zh="命名空间", en="namespace"),
    Words(zh="摘要", en="digest"),
    Words(zh="登记", en="brings"),
)
_STATES = {"loaded": Words(zh="已装入", en="loaded"), "refused": Words(zh="被拒绝", en="refused")}


def plugins(*, json: Json = False, lang: Lang = "zh") -> int:
    """列出插件：已装入、被拒绝及其原因 / list the plugins: loaded, refused and why."""
    from stationkit.hooks.diagnosing import diagnose

    found = diagnose(deep=False)
    if json:
        print_json([_plugin(one) for one in found.plugins])
    else:
        print_table(_HEADER, (_row(one, lang) for one in found.plugins), lang)
    for one in found.plugins:
        _say(one.why, one.name, lang)
    _say((*found.unlisted, *found.clashes), "", lang)
    return 0 if found.is_healthy else 1


def doctor(
    *modules: str,
    expect: Annotated[tuple[str, ...], Parameter(negative="")] = (),
    json: Json = False,
    lang: Lang = "zh",
) -> int:
    """诊断插件：找到、装入、拒绝、原因及改法 / what was found, loaded and refused, why, and what to change.

    Parameters
    ----------
    modules
        另外要看的模块 / modules to look at that are not installed as plugins.
    expect
        应当存在的插件 / a plugin that ought to be there.
    """
    from stationkit.hooks.diagnosing import diagnose

    found = diagnose(modules, expected=expect)
    if json:
        print_json(_document(found))
    else:
        print_lines(_report(found, lang))
    verdict = (
        Words(zh="一切正常", en="all is well")
        if found.is_healthy
        else Words(zh="有问题待改", en="something is to be mended")
    )
    talk(verdict.text(lang))
    return 0 if found.is_healthy else 1


def _say(problems: Sequence[Problem], name: str, language: Language) -> None:
    for problem in problems:
        talk(f"{name}: {problem.text(language)}" if name else problem.text(language))


def _row(plugin: "PluginInfo", language: Language) -> tuple[str, ...]:
    return (
        plugin.name,
        f"{plugin.distribution} {plugin.version}".strip() or "-",
        _STATES[plugin.state].text(language),
        " ".join(plugin.namespaces) or "-",
        plugin.digest[:12] or "-",
        "；".join(name for names in plugin.brings.values() for name in names) or "-",
    )


def _report(found: "Diagnosis", language: Language) -> list[str]:
    lines = []
    for plugin in found.plugins:
        package = f"{plugin.distribution} {plugin.version}".strip()
        lines.append("  ".join(filter(None, (plugin.name, _STATES[plugin.state].text(language), package, plugin.file))))
        lines += [f"  ✗ {problem.text(language)}" for problem in plugin.why]
        lines += [f"  ! {problem.text(language)}" for problem in plugin.advice]
        lines += [f"  · {', '.join(names)}" for names in plugin.brings.values()]
    lines += [f"✗ {problem.text(language)}" for problem in (*found.clashes, *found.unlisted, *found.rulebooks)]
    lines += [f"✗ {one.name}: {one.why.text(language)}" for one in found.absent]
    return lines


def _document(found: "Diagnosis") -> dict[str, Any]:
    return {
        "healthy": found.is_healthy,
        "plugins": [_plugin(one) for one in found.plugins],
        "clashes": _problems(found.clashes),
        "unlisted": _problems(found.unlisted),
        "rulebooks": _problems(found.rulebooks),
        "absent": [{"name": one.name, "zh": one.why.text("zh"), "en": one.why.text("en")} for one in found.absent],
    }


def _plugin(plugin: "PluginInfo") -> dict[str, Any]:
    told = attrs.asdict(plugin, recurse=False)
    lists = {name: list(told[name]) for name in ("namespaces",)}
    brings = {hook: list(names) for hook, names in plugin.brings.items()}
    return told | lists | {"brings": brings, "why": _problems(plugin.why), "advice": _problems(plugin.advice)}


def _problems(problems: Sequence[Problem]) -> list[dict[str, str]]:
    return [{"where": one.where, "place": one.place, "zh": one.text("zh"), "en": one.text("en")} for one in problems]
