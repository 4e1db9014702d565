"""`rulebook check`: the answers of every check, for one rulebook or for every file of a folder."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from stationkit.cli.given import Json, Lang, loaded_host, resolved_rulebook
from stationkit.cli.terminal import print_json, print_lines, talk
from stationkit.words import Language, Words

if TYPE_CHECKING:
    from stationkit.errors import Problem
    from stationkit.hooks.host import Host
    from stationkit.rules.checks import CheckResult
    from stationkit.rules.facts import Facts

__all__ = ["rulebook_check"]


def rulebook_check(
    rulebook: str,
    /,
    *,
    all_: Annotated[bool, Parameter(name="--all", negative="", help="也列出成立的 / what is proved, too")] = False,
    facts: Annotated[bool, Parameter(name="--facts", negative="", help="列出反例 / the facts that show it")] = False,
    json: Json = False,
    lang: Lang = "zh",
) -> int:
    """检查规则：逐条成立、不成立（附反例）或未决 / check a rulebook: each promise proved, refuted or undecided.

    Parameters
    ----------
    rulebook
        规则编号、TOML 文件或文件夹 / an id, a TOML file, or a folder of them.
    """
    host, names = loaded_host(), _named(rulebook)
    found = {name: _checked(name, host) for name in names}
    if json:
        print_json([_document(name, *one) for name, one in found.items()])
    else:
        for name, (problems, results) in found.items():
            print_lines([f"# {name}"] if len(names) > 1 else [])
            print_lines(problem.text(lang) for problem in problems)
            print_lines(_lines(_shown(results, proved=all_), lang, with_facts=facts))
        _tell(found.values(), lang)
    return 1 if any(problems or _defects(results) for problems, results in found.values()) else 0


def _named(rulebook: str) -> list[str]:
    folder = Path(rulebook)
    return [str(path) for path in sorted(folder.glob("*.toml"))] if folder.is_dir() else [rulebook]


def _checked(name: str, host: "Host") -> "tuple[tuple[Problem, ...], tuple[CheckResult, ...]]":
    """Give what is wrong with the rulebook itself, and what the checks answer where it loads."""
    from stationkit.errors import InvalidRulebookError
    from stationkit.hooks.host import check_measures
    from stationkit.rules.checks import check_rulebook

    try:
        resolved = resolved_rulebook(host, name)
    except InvalidRulebookError as error:
        return error.problems, ()
    return tuple(resolved.located(check_measures(resolved, host))), check_rulebook(resolved)


def _defects(results: "Iterable[CheckResult]") -> "list[CheckResult]":
    return [one for one in results if one.verdict.value == "refuted" and not one.warning]


def _shown(results: "Iterable[CheckResult]", *, proved: bool) -> "list[CheckResult]":
    order = {"refuted": 0, "undecided": 1, "proved": 2}
    kept = [one for one in results if proved or one.verdict.value != "proved"]
    return sorted(kept, key=lambda one: (order[one.verdict.value], one.warning))


def _lines(results: "Iterable[CheckResult]", language: Language, *, with_facts: bool) -> Iterator[str]:
    from stationkit.rules.checks import VERDICTS

    for one in results:
        verdict = VERDICTS[one.verdict].text(language)
        mark = Words(zh="（提示）", en=" (advice)").text(language) if one.warning else ""
        yield f"{verdict}{mark}  {one.check}  {one.where}: {one.words.text(language)}"
        if with_facts:
            for facts in (one.facts, one.against):
                if facts is not None:
                    yield f"    {_compact(facts)}"


def _compact(facts: "Facts") -> str:
    """Write the answers of facts in one line, as far as they are not simply nothing."""
    told = []
    for name, answer in facts.answers.items():
        value = getattr(answer, "value", "n/a")
        if not name.endswith(".inspected"):
            told.append(f"{name}={value}")
    return " ".join(told)


def _document(name: str, problems: "Iterable[Problem]", results: "Iterable[CheckResult]") -> dict[str, Any]:
    return {
        "rulebook": name,
        "problems": [{"where": one.where, "zh": one.text("zh"), "en": one.text("en")} for one in problems],
        "results": [_result(one) for one in results],
    }


def _result(one: "CheckResult") -> dict[str, Any]:
    from stationkit.scoring.pins import facts_document

    told: dict[str, Any] = {
        "check": one.check,
        "verdict": one.verdict.value,
        "where": one.where,
        "zh": one.words.zh,
        "en": one.words.en,
        "warning": one.warning,
    }
    told |= {"facts": facts_document(one.facts)} if one.facts is not None else {}
    return told | ({"against": facts_document(one.against)} if one.against is not None else {})


def _tell(found: "Iterable[tuple[tuple[Problem, ...], tuple[CheckResult, ...]]]", language: Language) -> None:
    counts = dict.fromkeys(("proved", "refuted", "undecided"), 0)
    problems = 0
    for own, results in found:
        problems += len(own)
        for one in results:
            counts[one.verdict.value] += 1
    refuted, open_, held = (counts[key] for key in ("refuted", "undecided", "proved"))
    words = Words(
        zh=f"问题 {problems}，不成立 {refuted}，未决 {open_}，成立 {held}",
        en=f"{problems} problem(s), {refuted} refuted, {open_} undecided, {held} proved",
    )
    talk(words.text(language))
