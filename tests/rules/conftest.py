"""Saying a rulebook shortly: every test here scores it twice, from TOML and from plain Python values."""

import re
import tomllib
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from stationkit.errors import InvalidRulebookError
from stationkit.rules.documents import parse_rulebook, rulebook_document
from stationkit.rules.facts import Answer, Facts, Known, Missing, NotApplicable
from stationkit.rules.layers import ResolvedRulebook, resolve
from stationkit.scoring.engine import Assessment, Scorer, assess

HEAD = 'rulebook = "test/said"\nversion = "1"\ntitle = "said"\nstatus = "illustrative"\n'
_NODE = re.compile(r"^\[(measure|parameter|step|item|group|grade|list|ranking)\.([\w-]+)\]$", re.MULTILINE)

NA = NotApplicable(ground="no such thing")


def whole(body: str) -> str:
    """The whole text: a head in front, and every node without a title titled by its id."""
    blocks = re.split(r"(?m)^(?=\[)", body)
    titled = [
        _NODE.sub(lambda found: f'{found[0]}\ntitle = "{found[2]}"', block, count=1)
        if "\ntitle" not in block
        else block
        for block in blocks
    ]
    return HEAD + "".join(titled)


def in_python(value: Any) -> Any:
    """The same as plain Python values: fractions for decimals."""
    if isinstance(value, Mapping):
        return {key: in_python(one) for key, one in value.items()}
    if isinstance(value, list):
        return [in_python(one) for one in value]
    return Fraction(value) if isinstance(value, Decimal) and value.is_finite() else value


def answer(value: Any) -> Answer:
    """An answer: nothing is missing, the rest is known unless it is an answer already."""
    if value is None:
        return Missing(why="nobody asked")
    return value if isinstance(value, Known | Missing | NotApplicable) else Known(value=value)


def facts_of(answers: Mapping[str, Any], lists: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> Facts:
    """Facts from plain values; a list is key -> its own answers."""
    return Facts(
        subject="s",
        answers={name: answer(value) for name, value in answers.items()},
        lists={name: {key: facts_of(inner, {}) for key, inner in keys.items()} for name, keys in lists.items()},
    )


def read(body: str) -> tuple[ResolvedRulebook, ResolvedRulebook]:
    """The rulebook from TOML, and from plain Python values."""
    text = whole(body)
    values = in_python(tomllib.loads(text, parse_float=Decimal))
    return resolve(parse_rulebook(text)), resolve(rulebook_document(values))


@pytest.fixture(scope="session")
def score() -> Callable[..., Assessment]:
    """Score a rulebook from both forms, explained and compiled, and hold them to one meaning."""
    known: dict[str, tuple[ResolvedRulebook, ResolvedRulebook]] = {}

    def scored(body: str, answers: Mapping[str, Any] | None = None, **lists: Any) -> Assessment:
        if body not in known:
            known[body] = read(body)
        facts = facts_of(answers or {}, {name.replace("_", "-"): keys for name, keys in lists.items()})
        from_toml, from_values = (assess(facts, one) for one in known[body])
        assert from_toml.ledger == from_values.ledger
        compiled, explained = known[body][0].program.run(facts), known[body][0].program.explain(facts)
        assert compiled.values == explained.values
        assert (compiled.attainable, compiled.nominal) == (explained.attainable, explained.nominal)
        registers = from_toml.ledger.replay()
        outside = [one.id for one in known[body][0].rulebook.explained if not known[body][0].program.scopes.get(one.id)]
        assert {name: registers[name] for name in outside} == {name: from_toml.value(name) for name in outside}
        assert Scorer(known[body][0])(facts).score == from_toml.score
        return from_toml

    return scored


@pytest.fixture(scope="session")
def refused() -> Callable[[str], list[str]]:
    """Give what is said about a rulebook that does not load, from both forms alike: `path: what`."""

    def said(body: str) -> list[str]:
        text = whole(body)
        told = []
        for make in (
            lambda: parse_rulebook(text),
            lambda: rulebook_document(in_python(tomllib.loads(text, parse_float=Decimal))),
        ):
            with pytest.raises(InvalidRulebookError) as caught:
                resolve(make())
            told.append(sorted(one.what.text("en") for one in caught.value.problems))
        assert told[0] == told[1]
        return told[0]

    return said


@pytest.fixture(scope="session")
def na() -> NotApplicable:
    """The answer of what cannot be asked."""
    return NA
