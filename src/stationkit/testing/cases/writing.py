"""Writing a case: facts and what is expected of them, as the text of a case file that can be kept."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from stationkit.numbers import Ratio, number_text
from stationkit.rules.facts import Answer, Facts, Known, Missing, Value
from stationkit.rules.layers import ResolvedRulebook
from stationkit.rules.outcomes import Absent
from stationkit.scoring.engine import Assessment
from stationkit.testing.cases.answers import ALL
from stationkit.tomltext.writing import write_toml

__all__ = ["case_text", "expectation", "expected_value", "given_table"]


def case_text(
    name: str, facts: Facts, resolved: ResolvedRulebook, *, title: str = "", expect: Mapping[str, Any] | None = None
) -> str:
    """Write a whole case file with one case, ready to be kept.

    Args:
        name: the case's id.
        facts: what is given.
        resolved: the rulebook that reads them.
        title: what it shows.
        expect: the table `expect`, for the author to complete where it is empty.
    """
    given = given_table(facts, resolved)
    lines = [f"rulebook = {_text(resolved.head.reference)}", "", "[[case]]", *_lines({"id": name})]
    lines += _lines({"title": title} if title else {})
    lines += _lines({key: given[key] for key in ("inspected", "period") if key in given})
    if "facts" in given:
        lines += ["", "[case.facts]", *_lines(given["facts"])]
    for one, keyed in given.get("lists", {}).items():
        for key, inner in keyed.items():
            lines += ["", f"[case.lists.{one}.{key}]", *_lines(inner)]
    return "\n".join([*lines, "", "[case.expect]", *_lines(expect or {}), ""])


def _text(text: str) -> str:
    return write_toml({"k": text}).partition(" = ")[2].strip()


def _lines(table: Mapping[str, Any]) -> list[str]:
    """Write each entry in a line of its own; the causes of an item stand behind its name and a dot."""
    lines = []
    for key, value in table.items():
        if isinstance(value, Mapping) and not set(value) & _WORDS:
            lines += [f"{key}.{line}" for line in _lines(value)]
        else:
            lines.append(write_toml({key: value}).strip())
    return lines


_WORDS = frozenset({"known", "missing", "not-applicable", "absent", "at_least", "at_most"})
"""What a table says that is one answer, or one expectation."""


def given_table(facts: Facts, resolved: ResolvedRulebook) -> dict[str, Any]:
    """Give facts as the plain tables of a case: what nobody answered is left out."""
    table: dict[str, Any] = {}
    answers = dict(facts.answers)
    sheets = [name for name in resolved.expected[""] if name.endswith(".inspected")]
    if sheets and all(isinstance(one := answers.get(name), Known) and one.value is True for name in sheets):
        table["inspected"] = ALL
        answers = {
            name: answer for name, answer in answers.items() if name not in sheets and not _is_no_fault(name, answer)
        }
    if facts.period:
        table["period"] = facts.period
    if answers:
        table["facts"] = _answers(answers)
    lists = {
        name: {key: _answers(inner.answers) for key, inner in keyed.items()} for name, keyed in facts.lists.items()
    }
    return table | ({"lists": lists} if lists else {})


def _is_no_fault(name: str, answer: Answer) -> bool:
    return "." in name and isinstance(answer, Known) and answer.value in (0, False)


def _answers(answers: Mapping[str, Answer]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, answer in answers.items():
        if isinstance(answer, Missing):
            continue
        item, dot, cause = name.partition(".")
        target = found.setdefault(item, {}) if dot else found
        target[cause if dot else item] = _answer(answer)
    return found


def _answer(answer: Answer) -> Any:
    if not isinstance(answer, Known):
        return {"not-applicable": getattr(answer, "ground", "") or "?"}
    value = plain(answer.value)
    more = {"ground": answer.ground, "records": list(answer.records)}
    told = {key: one for key, one in more.items() if one}
    return {"known": value, **told} if told else value


def plain(value: Value) -> Any:
    """Give a value as a case file writes it."""
    if isinstance(value, Ratio):
        return str(value)
    return number_text(value) if isinstance(value, Fraction) else value


def expectation(assessment: Assessment) -> dict[str, Any]:
    """Give what an assessment came to as the table `expect`: score and star, as far as the rulebook has them."""
    found: dict[str, Any] = {}
    if assessment.headline.score:
        found["score"] = expected_value(assessment.score)
    if assessment.star is not None:
        found["star"] = expected_value(assessment.star.value)
    return found


def expected_value(value: Any) -> Any:
    """Give a value as a case file expects it."""
    if isinstance(value, Absent):
        return {"absent": value.kind, **({"code": value.code} if value.code else {})}
    return number_text(value) if isinstance(value, Fraction) else value
