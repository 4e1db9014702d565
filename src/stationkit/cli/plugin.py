"""The commands of the author kit: a new plugin, its check, its mutants, its coverage."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from stationkit.cli.given import Json, Lang
from stationkit.cli.terminal import print_json, print_lines, print_table, talk
from stationkit.words import Language, Words

if TYPE_CHECKING:
    from stationkit.testing.checking import PluginReport
    from stationkit.testing.coverage import Coverage
    from stationkit.testing.mutation.running import MutantResult, MutationReport

__all__ = ["plugin_check", "plugin_coverage", "plugin_mutate", "plugin_new"]


def _needs_the_extra() -> None:
    """Say how to install what contracts need, before anything else is tried."""
    try:
        import hypothesis  # noqa: F401 - only asked whether it is there
    except ModuleNotFoundError:
        from stationkit.errors import Problem, StationkitError

        class MissingExtraError(StationkitError):
            @property
            def problems(self) -> tuple[Problem, ...]:
                what = Words(zh="需要附加组件 testing", en="this needs the extra `testing`")
                return (
                    Problem(
                        "", what, Words(zh='pip install "stationkit[testing]"', en='pip install "stationkit[testing]"')
                    ),
                )

        raise MissingExtraError from None


# -- new -----------------------------------------------------------------------------------------------------


def plugin_new(
    title: str,
    /,
    *,
    region: str = "",
    name: str = "",
    namespace: str = "",
    station: str = "",
    industry: str = "",
    out: Path = Path(),
    lang: Lang = "zh",
) -> int:
    """新建一个插件：规则、用例、条款表、测试，一建好就能通过 / write a new plugin whose tests are green at once.

    Parameters
    ----------
    title
        市（县）或行业名，如 晋城 / what the region or the trade is called, such as 晋城.
    region
        六位行政区划代码；有命名空间和站点类型的可不写 / its six digits; owed unless namespace and station are given.
    name
        包名里的英文名；不写则取命名空间末段或区划代码 / its ASCII name; else the namespace's last part or the region.
    namespace
        命名空间，如 cn.shanxi.riders；不写则为 cn. 加英文名 / what it owns; cn. with the name unless said.
    station
        适用的站点类型：pithead（不写时）或 wellbeing / the kind of station: pithead (unless said) or wellbeing.
    industry
        适用的行业，如 courier；不写则不限 / the industry it applies to, such as courier; all of them unless said.
    out
        写到哪个文件夹之下 / the folder to write it into.
    """
    from stationkit.testing.scaffold import write_plugin

    made = write_plugin(
        title, region=region, name=name, namespace=namespace, station=station, industry=industry, out=out
    )
    print_lines(str(path) for path in made.files)
    if made.package == f"stationkit_r{region}" and not name:
        words = Words(
            zh=f"“{title}”没有英文名，包名取自区划代码：{made.package}（用 --name 另取）",
            en=f"{title} has no ASCII name, so the package is named by the region's code: {made.package} (see --name)",
        )
        talk(words.text(lang))
    talk(
        Words(
            zh=f"下一步：cd {made.folder} && pip install -e . && pytest",
            en=f"next: cd {made.folder} && pip install -e . && pytest",
        ).text(lang)
    )
    return 0


# -- check ---------------------------------------------------------------------------------------------------


def plugin_check(
    plugin: str,
    /,
    *,
    contract: Annotated[tuple[str, ...], Parameter(negative="")] = (),
    keep: Path | None = None,
    json: Json = False,
    lang: Lang = "zh",
) -> int:
    """检查一个插件：用例、约定、函数的行为 / check a plugin: its cases, its contracts, what its functions do.

    Parameters
    ----------
    plugin
        插件名、包名或模块名 / the plugin's name, its package, or a module.
    contract
        只验证这些约定 / only these contracts.
    keep
        把违约的用例写到此文件夹 / write the cases of breaches to this folder.
    """
    _needs_the_extra()
    from stationkit.testing.checking import check_plugin
    from stationkit.testing.contracts.parametrizing import keep_breach

    found = check_plugin(plugin, only=contract, watch=lambda words: talk(words.text(lang)))
    if json:
        print_json(_check_document(found))
    else:
        print_lines(_check_lines(found, lang))
    for _, results in found.contracts:
        for one in results:
            if one.breach is not None and not one.ground:
                keep_breach(one.breach, keep)
    return 0 if found.is_clean else 1


_OUTCOMES = {
    "held": Words(zh="守约", en="held"),
    "broken": Words(zh="违约", en="broken"),
    "expected": Words(zh="如所预期地违约", en="broken as expected"),
    "outgrown": Words(zh="已不再违约，请删去依据", en="holds by now: remove its ground"),
}


def _check_lines(found: "PluginReport", language: Language) -> list[str]:
    failed = [one for one in found.cases if not one.passed]
    lines = [line for one in failed for line in one.text(language).splitlines()]
    told = Words(
        zh=f"用例 {len(found.cases)} 个，未通过 {len(failed)} 个",
        en=f"{len(found.cases)} case(s), {len(failed)} failed",
    )
    lines.append(told.text(language))
    for reference, results in found.contracts:
        lines.append(reference)
        for one in results:
            lines.append(
                f"  {_OUTCOMES[one.outcome].text(language)}  {one.contract.words.text(language)} [{one.contract.name}]"
                + (f"  ← {one.ground}" if one.ground else "")
            )
            if one.breach is not None and not one.ground:
                lines += [f"    {line}" for line in str(one.breach).splitlines()]
    lines += [f"✗ {problem.text(language)}" for problem in found.policies]
    silent = Words(zh="没有用例被它拒绝", en="it refuses nothing in any case")
    lines += [f"· {name}: {silent.text(language)}" for name in found.silent_guards]
    tried = Words(zh="试于档案", en="tried on")
    lines += [f"{name}: {tried.text(language)} {', '.join(on)}" for name, on in found.tried.items()]
    return [*lines, *(f"{'✗' if one.is_fault else '·'} {one.text(language)}" for one in found.misdeeds)]


def _check_document(found: "PluginReport") -> dict[str, Any]:
    return {
        "plugin": found.plugin,
        "clean": found.is_clean,
        "cases": [
            {
                "case": one.case.id,
                "where": one.case.where,
                "passed": one.passed,
                "zh": "" if one.passed else one.text("zh"),
                "en": "" if one.passed else one.text("en"),
            }
            for one in found.cases
        ],
        "contracts": [
            {
                "rulebook": reference,
                "contract": one.contract.name,
                "outcome": one.outcome,
                "ground": one.ground,
                "what": {"zh": one.breach.what.zh, "en": one.breach.what.en} if one.breach else None,
                "case": one.breach.case if one.breach else "",
            }
            for reference, results in found.contracts
            for one in results
        ],
        "policies": [{"where": one.where, "zh": one.text("zh"), "en": one.text("en")} for one in found.policies],
        "silent_guards": list(found.silent_guards),
        "tried": {name: list(on) for name, on in found.tried.items()},
        "misdeeds": [
            {"code": one.code, "function": one.function, "place": one.place, "zh": one.text("zh"), "en": one.text("en")}
            for one in found.misdeeds
        ],
    }


# -- mutate --------------------------------------------------------------------------------------------------


def plugin_mutate(
    plugin: str, /, *, every: Annotated[bool, Parameter(negative="")] = False, json: Json = False, lang: Lang = "zh"
) -> int:
    """把规则改错，看用例能否发现 / make wrong versions of the rulebook and see which the cases do not notice.

    Parameters
    ----------
    plugin
        插件名、包名或模块名 / the plugin's name, its package, or a module.
    every
        也列出有依据的、证明等价的 / list those with a ground, and those proved equivalent, too.
    """
    _needs_the_extra()
    from rich.console import Console
    from rich.progress import Progress

    from stationkit.testing.checking import plugin_subjects
    from stationkit.testing.mutation.running import run_mutants

    _, subjects = plugin_subjects(plugin)
    reports = []
    with Progress(
        console=Console(stderr=True), transient=True, disable=not Console(stderr=True).is_terminal
    ) as progress:
        for subject in subjects:
            task = progress.add_task(subject.reference, total=None)
            reports.append(run_mutants(subject, watch=partial(_moved_on, progress, task)))
    if json:
        print_json([_mutation_document(one) for one in reports])
    else:
        print_lines(line for one in reports for line in _mutation_lines(one, lang, every=every))
    return 1 if any(one.findings or one.outgrown for one in reports) else 0


def _moved_on(progress: Any, task: Any, done: int, of: int) -> None:
    progress.update(task, completed=done, total=of)


def _mutation_lines(report: "MutationReport", language: Language, *, every: bool) -> list[str]:
    from stationkit.testing.mutation.running import OUTCOMES

    counts = ", ".join(f"{words.text(language)} {len(report.of(name))}" for name, words in OUTCOMES.items())
    with_ground = Words(zh="没有发现和未能判定的里面，有依据", en="of those not noticed or undecided, explained")
    explained = f"; {with_ground.text(language)} {len(report.explained)}" if report.explained else ""
    lines = [f"{report.reference}: {counts}{explained}"]
    for one in report.results:
        shown = one.is_finding or (every and (one.ground or one.outcome == "equivalent"))
        lines += _mutant_lines(one, language) if shown else []
    outgrown = Words(zh="依据已过时（用例已能发现，或已没有这一变异）", en="a ground that is no longer needed")
    return [*lines, *(f"  {outgrown.text(language)}: {name}" for name in report.outgrown)]


def _mutant_lines(one: "MutantResult", language: Language) -> list[str]:
    from stationkit.testing.mutation.running import OUTCOMES

    lines = [
        f"  {OUTCOMES[one.outcome].text(language)}  {one.mutant.words.text(language)}",
        f'    explained.toml: "{one.mutant.id}"',
    ]
    if one.ground:
        return [*lines, f"    ← {one.ground}"]
    if one.outcome != "unnoticed":
        return lines
    told = (_UNSAYABLE if one.is_unsayable else _SAYABLE).text(language).format(*one.becomes)
    return [*lines, f"    {told}", *(f"      {line}".rstrip() for line in one.case.splitlines())]


_SAYABLE = Words(
    zh="原为 {0}，改错后为 {1}；可加的用例：",
    en="{0}, with the mistake {1}; a case that would notice:",
)
_UNSAYABLE = Words(
    zh="原为 {0}，改错后为 {1}；用例里能写的期望都看不出差别，只能写依据",
    en="{0}, with the mistake {1}; nothing that a case can expect differs: only a ground can answer it",
)


def _mutation_document(report: "MutationReport") -> dict[str, Any]:
    return {
        "rulebook": report.reference,
        "outgrown": list(report.outgrown),
        "explained": len(report.explained),
        "mutants": [
            {
                "id": one.mutant.id,
                "operator": one.mutant.operator,
                "node": one.mutant.node,
                "zh": one.mutant.words.zh,
                "en": one.mutant.words.en,
                "outcome": one.outcome,
                "noticed_by": one.noticed_by,
                "ground": one.ground,
                "original": one.becomes[0],
                "mutant": one.becomes[1],
                "case": one.case,
                "unsayable": one.is_unsayable,
            }
            for one in report.results
        ],
    }


# -- coverage ------------------------------------------------------------------------------------------------


def plugin_coverage(plugin: str, /, *, json: Json = False, lang: Lang = "zh") -> int:
    """条款、界线、否决、拒绝理由的覆盖 / coverage by clause, item, edge, veto and refusal.

    Parameters
    ----------
    plugin
        插件名、包名或模块名 / the plugin's name, its package, or a module.
    """
    _needs_the_extra()
    from stationkit.testing.checking import plugin_subjects
    from stationkit.testing.coverage import cover

    found = [cover(subject) for subject in plugin_subjects(plugin)[1]]
    if json:
        print_json([_coverage_document(one) for one in found])
    else:
        for one in found:
            _show_coverage(one, lang)
    return 0 if all(one.is_whole for one in found) else 1


_GAPS = (
    ("failing", Words(zh="未通过的用例", en="cases that fail")),
    ("items_without_case", Words(zh="没有用例的评分项", en="items without a case")),
    ("clauses_without_rule", Words(zh="没有规则的条款", en="clauses without a rule")),
    ("rules_without_clause", Words(zh="没有条款的规则", en="rules without a clause")),
    ("unknown_clauses", Words(zh="条款表里没有的条款", en="clauses that the map does not have")),
    ("clauses_without_case", Words(zh="没有用例的条款", en="clauses without a case")),
)


def _show_coverage(found: "Coverage", language: Language) -> None:
    print_lines([found.subject.reference])
    header = (Words(zh="条款", en="clause"), Words(zh="规则", en="rules"), Words(zh="用例", en="cases"))
    rows = [
        (
            clause,
            str(len({one.place for one in found.citations if one.clause == clause})),
            str(len(found.case_clauses.get(clause, ()))),
        )
        for clause in found.cited
    ]
    print_table(header, rows, language)
    for name, words in _GAPS:
        print_lines(f"{words.text(language)}: {one}" for one in getattr(found, name))
    one_sided = Words(zh="只有一侧用例的界线", en="edges with cases on one side only")
    print_lines(
        f"{one_sided.text(language)}: {one.edge} ({', '.join(sorted(one.sides)) or '-'})"
        for one in found.edges_one_sided
    )
    silent = Words(zh="没有用例说明其作用与不作用的否决", en="vetoes that no case shows both speaking and silent")
    print_lines(
        f"{silent.text(language)}: {one.veto.node} {one.veto.name} [{one.veto.clause}]"
        for one in found.vetoes_one_sided
    )
    edges = f"{len(found.edges) - len(found.edges_one_sided)}/{len(found.edges)}"
    vetoes = f"{len(found.vetoes) - len(found.vetoes_one_sided)}/{len(found.vetoes)}"
    covered = Words(
        zh=f"界线 {edges}，否决 {vetoes}，拒绝理由 {len(found.refusals)}",
        en=f"edges {edges}, vetoes {vetoes}, refusal codes {len(found.refusals)}",
    )
    print_lines([covered.text(language), ""])


def _coverage_document(found: "Coverage") -> dict[str, Any]:
    return {
        "rulebook": found.subject.reference,
        "whole": found.is_whole,
        "cases": len(found.results),
        **{name: list(getattr(found, name)) for name, _ in _GAPS},
        "clauses": {clause: list(found.case_clauses.get(clause, ())) for clause in found.cited},
        "edges": [
            {"edge": str(one.edge), "sides": sorted(one.sides), "covered": one.is_covered} for one in found.edges
        ],
        "vetoes": [
            {
                "node": one.veto.node,
                "name": one.veto.name,
                "clause": one.veto.clause,
                "spoke": one.spoke,
                "silent": one.silent,
            }
            for one in found.vetoes
        ],
        "refusals": list(found.refusals),
        "silent_guards": list(found.silent_guards),
    }
