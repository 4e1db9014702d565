"""Scoring a table: one line a subject, and how it compares with what was published."""

import csv
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from stationkit.cli.terminal import print_json, print_problems, talk
from stationkit.cli.texts import STATUS_WORDS, score_text
from stationkit.rules.layers import ResolvedRulebook
from stationkit.scoring.documents import plain_value
from stationkit.scoring.engine import Assessment, assess
from stationkit.tables.comparing import Comparison, compare, parse_expectation
from stationkit.tables.reading import FactsReading, FactsRow, read_facts
from stationkit.words import Language, Words

__all__ = ["score_table"]

_SHOWN = 20


def score_table(
    resolved: ResolvedRulebook,
    facts: Path,
    lists: Path | None,
    expect: Sequence[str],
    *,
    ignore: bool,
    as_json: bool,
    language: Language,
) -> int:
    """Score every row and give the exit code: 1 where rows could not be used or a published value is not ours."""
    reading = read_facts(facts, resolved, lists=lists, ignore=None if ignore else _columns(expect))
    pairs = [(row, assess(row.facts, resolved)) for row in reading.rows]
    columns = reading.rows[0].cells if reading.rows else {}
    wanted = [parse_expectation(one, resolved, columns) for one in expect]
    comparisons = [compare(one, pairs, resolved.rulebook.csv.missing) for one in wanted]
    if as_json:
        print_json(_document(pairs, comparisons, reading))
    else:
        _print_rows(pairs, resolved, language)
    _say(reading, comparisons, resolved, language)
    return 1 if reading.problems or any(one.mismatches for one in comparisons) else 0


def _columns(expect: Sequence[str]) -> tuple[str, ...]:
    """A column that is compared with is read, though by no measure."""
    return tuple(one.partition("=")[2] for one in expect)


def _nodes(resolved: ResolvedRulebook, pairs: Iterable[tuple[FactsRow, Assessment]]) -> tuple[str, ...]:
    """Give what a line shows: the headline, or every group and grade where the rulebook has no one headline."""
    first = next(iter(pairs), None)
    headline = first[1].headline if first is not None else None
    named = tuple(filter(None, (headline.score, headline.stars))) if headline is not None else ()
    grades = tuple(node.id for node in resolved.rulebook.grades if not resolved.program.scopes.get(node.id))
    return (
        named
        or grades
        or tuple(node.id for node in resolved.rulebook.computed if not resolved.program.scopes.get(node.id))
    )


def _print_rows(pairs: Sequence[tuple[FactsRow, Assessment]], resolved: ResolvedRulebook, language: Language) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    nodes = _nodes(resolved, pairs)
    writer.writerow(["id", *nodes, "provisional"])
    for _, assessment in pairs:
        values = [score_text(assessment.value(node), language) for node in nodes]
        writer.writerow([assessment.subject, *values, str(assessment.provisional).lower()])


def _say(
    reading: FactsReading, comparisons: Sequence[Comparison], resolved: ResolvedRulebook, language: Language
) -> None:
    if reading.absent:
        listed = ", ".join(reading.absent[:8]) + ("…" if len(reading.absent) > 8 else "")
        talk(Words(zh=f"没有列回答：{listed}", en=f"no column answers: {listed}").text(language))
    print_problems(reading.problems, language)
    read, aside = len(reading.rows), reading.set_aside
    talk(
        Words(
            zh=f"{read + aside} 行：评分 {read}，搁置 {aside}",
            en=f"{read + aside} rows: {read} scored, {aside} set aside",
        ).text(language)
    )
    for one in comparisons:
        _say_comparison(one, language)
    talk(f"{resolved.head.reference}: {STATUS_WORDS[resolved.status].text(language)}")


def _say_comparison(one: Comparison, language: Language) -> None:
    asked = f"{one.expectation.node}={one.expectation.column}"
    wrong = len(one.mismatches)
    words = Words(
        zh=f"{asked}：一致 {one.equal}，不一致 {wrong}，未公布 {one.not_printed}，本规则无结果 {one.without_value}",
        en=f"{asked}: {one.equal} equal, {wrong} mismatches, {one.not_printed} not printed, "
        f"{one.without_value} without a value here",
    )
    talk(words.text(language))
    for each in one.mismatches[:_SHOWN]:
        talk(f"  {each.row}: {each.subject}: {each.printed} ≠ {score_text(each.ours, language)}")
    if wrong > _SHOWN:
        talk(f"  … {wrong - _SHOWN}")


def _document(
    pairs: Sequence[tuple[FactsRow, Assessment]], comparisons: Sequence[Comparison], reading: FactsReading
) -> dict[str, Any]:
    return {
        "rows": [_row(assessment) for _, assessment in pairs],
        "set_aside": reading.set_aside,
        "problems": [{"where": one.where, "zh": one.text("zh"), "en": one.text("en")} for one in reading.problems],
        "comparisons": [
            {
                "node": one.expectation.node,
                "column": one.expectation.column,
                "equal": one.equal,
                "not_printed": one.not_printed,
                "without_value": one.without_value,
                "mismatches": [
                    {"row": each.row, "id": each.subject, "printed": each.printed, "ours": plain_value(each.ours)}
                    for each in one.mismatches
                ],
            }
            for one in comparisons
        ],
    }


def _row(assessment: Assessment) -> dict[str, Any]:
    values = {
        node.id: plain_value(assessment.value(node.id))
        for node in assessment.resolved.rulebook.explained
        if not assessment.resolved.program.scopes.get(node.id)
    }
    return {"id": assessment.subject, "values": values, "provisional": assessment.provisional}
