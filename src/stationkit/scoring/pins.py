"""Pins: digests of what an assessment was made from, so that it can be shown later that nothing of it has changed."""

import hashlib
import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import attrs

from stationkit.numbers import Ratio, number_text
from stationkit.rules.facts import Answer, Facts, Known, NotApplicable, Value
from stationkit.rules.layers import ResolvedRulebook

__all__ = ["Pins", "facts_document", "pin"]


@attrs.frozen(kw_only=True)
class Pins:
    """Digests of the facts and of each layer (SHA-256 of canonical JSON), and of the plugins that spoke.

    Attributes:
        layers: `id@version` -> digest, the base first.
        plugins: plugin -> digest of its files, for the plugins that spoke.
    """

    facts: str
    layers: Mapping[str, str]
    plugins: Mapping[str, str]


def pin(facts: Facts, resolved: ResolvedRulebook) -> Pins:
    """Give the pins of an assessment."""
    text = json.dumps(facts_document(facts), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    plugins = {one.plugin: one.digest for one in resolved.provenance}
    layers = {layer.reference: layer.digest for layer in resolved.layers}
    return Pins(facts=hashlib.sha256(text.encode()).hexdigest(), layers=layers, plugins=plugins)


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
    return {"missing": answer.why}


def _without_nothing(table: dict[str, Any]) -> dict[str, Any]:
    """Leave out what says nothing; exact numbers become text."""
    kept = {key: value for key, value in table.items() if value is not None and value not in ("", ())}
    return {key: number_text(one) if isinstance(one, Fraction) else one for key, one in kept.items()}


def _value(value: Value) -> object:
    if isinstance(value, Ratio):
        return {"part": value.part, "whole": value.whole}
    return number_text(value) if isinstance(value, Fraction) else value
