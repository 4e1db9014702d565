"""Pins: digests of what an assessment was made from, so that it can be shown later that nothing of it has changed."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import attrs

from stationkit.numbers import Ratio, number_text
from stationkit.rules.facts import Answer, Facts, Known, NotApplicable, Value
from stationkit.rules.layers import ResolvedRulebook
from stationkit.rules.meaning import digest

__all__ = ["Pins", "facts_document", "pin"]


@attrs.frozen(kw_only=True)
class Pins:
    """Digests (SHA-256 of canonical JSON) of everything that an assessment was made from.

    Attributes:
        facts: of the facts.
        rulebook: of the resolved rulebook: what all of its layers say together, with the values of the day.
        layers: `id@version` -> digest, the base first.
        plugins: plugin -> digest of its files, for the plugins that spoke.
        calendar: of the calendar by which the facts were taken; empty where none was needed.
    """

    facts: str
    rulebook: str
    layers: Mapping[str, str]
    plugins: Mapping[str, str]
    calendar: str = ""

    @property
    def digest(self) -> str:
        """One digest over all of them: the same inputs have the same one, for ever."""
        return digest(attrs.asdict(self))


def pin(facts: Facts, resolved: ResolvedRulebook, calendar: str = "") -> Pins:
    """Give the pins of an assessment."""
    plugins = {one.plugin: one.digest for one in resolved.provenance}
    layers = {layer.reference: layer.digest for layer in resolved.layers}
    return Pins(
        facts=digest(facts_document(facts)),
        rulebook=resolved.digest,
        layers=layers,
        plugins=plugins,
        calendar=calendar,
    )


def facts_document(facts: Facts) -> dict[str, Any]:
    """Give facts as plain data: exact numbers as text, every answer with its state."""
    document: dict[str, Any] = {"subject": facts.subject, "period": facts.period}
    document["answers"] = {name: _answer(answer) for name, answer in sorted(facts.answers.items())}
    if facts.sheets:
        document["sheets"] = {
            name: _without_nothing(attrs.asdict(sheet)) for name, sheet in sorted(facts.sheets.items())
        }
    if facts.lists:
        document["lists"] = {
            name: {key: facts_document(inner) for key, inner in sorted(subjects.items())}
            for name, subjects in sorted(facts.lists.items())
        }
    return document


def _answer(answer: Answer) -> dict[str, Any]:
    if isinstance(answer, Known):
        known = attrs.asdict(answer, filter=lambda attribute, _: attribute.name != "value")
        return _without_nothing({"known": _value(answer.value), **known})
    if isinstance(answer, NotApplicable):
        return {"not-applicable": _without_nothing(attrs.asdict(answer))}
    return {"missing": answer.why} | ({"failed": True} if answer.failed else {})


def _without_nothing(table: dict[str, Any]) -> dict[str, Any]:
    """Leave out what says nothing; exact numbers become text."""
    kept = {key: value for key, value in table.items() if value is not None and value not in ("", ())}
    return {key: number_text(one) if isinstance(one, Fraction) else one for key, one in kept.items()}


def _value(value: Value) -> object:
    if isinstance(value, Ratio):
        return {"part": value.part, "whole": value.whole}
    return number_text(value) if isinstance(value, Fraction) else value
