"""Layers: what a rulebook may do to the one below it, what it owes, and who said what in the end."""

from datetime import date
from typing import Any

import pytest

from stationkit import Facts, StationkitError, assess, resolve
from stationkit.rules.documents import RulebookDocument, parse_rulebook, rulebook_document
from stationkit.rules.layers import ResolvedRulebook

BASE = """
rulebook = "cn.shanxi/star"
version = "1"
title = { zh = "省" }
status = "official"

[measure.visits]
kind = "count"
title = { zh = "走访" }

[parameter.target]
title = { zh = "目标" }
value = 4
[parameter.five-star]
title = { zh = "五星线" }

[item.visiting]
title = { zh = "走访" }
clause = "省一"
in = "total"
full = 10
deduct = [
  { id = "few", title = { zh = "少一次" }, of = "visits", below = "target", per = 1, count = "whole", points = 1 },
  { id = "fake", fault = "造假", count = "each", points = 2, up_to = 6 },
]
[item.ledger]
title = { zh = "台账" }
clause = "省二"
in = "total"
full = 10
points = [{ when = { visits = ">= 2" }, is = 10 }, { otherwise = true, is = 0 }]
[group.total]
title = { zh = "总分" }
clause = "省三"
combine = "sum"
[scale.star]
best_first = [5, 4, 3]
[grade.star]
title = { zh = "星级" }
clause = "省四"
scale = "star"
bands = [
  { when = { total = ">= five-star" }, is = 5 },
  { when = { total = ">= 8" }, is = 4 },
  { otherwise = true, is = 3 },
]
"""


def head(name: str, on: str, status: str = "reconstructed") -> str:
    """The head of a layer."""
    return f'rulebook = "{name}"\nversion = "1"\ntitle = {{ zh = "市" }}\nstatus = "{status}"\nextends = "{on}"\n'


def layered(*texts: str, on: date | None = None) -> ResolvedRulebook:
    """Resolve the province with layers on it, each on the one before."""
    documents: list[RulebookDocument] = [parse_rulebook(BASE, "base.toml")]
    for place, text in enumerate(texts):
        name = f"org.l{place}/star"
        documents.append(parse_rulebook(head(name, documents[-1].head.reference) + text, f"layer{place}.toml"))
    return resolve(documents[-1], {one.head.reference: one for one in documents}, on=on)


def refused(*texts: str) -> str:
    """Resolve layers that are refused; give all that is said."""
    with pytest.raises(StationkitError) as caught:
        layered(*texts)
    return "\n".join(f"{one.place} {one.where}: {one.text('en')}" for one in caught.value.problems)


def score(resolved: ResolvedRulebook, **facts: Any) -> Any:
    """The score of one subject."""
    known = {name.replace("_", "-").replace("--", "."): value for name, value in facts.items()}
    return assess(Facts.known("s", {"visiting.inspected": True, **known}), resolved).score


def test_a_layer_tightens_one_cause_and_says_so() -> None:
    """The cause takes more, the ledger cites the layer and its clause, and the origin names both layers."""
    resolved = layered('[tighten.item.visiting.cause.fake]\nclause = "市一"\npoints = 3\n')
    assessment = assess(Facts.known("s", {"visits": 9, "visiting.inspected": True, "visiting.fake": 1}), resolved)
    line = next(one for one in assessment.ledger.lines if one.cause == "fake")
    origin = resolved.origin_of("visiting.fake")

    assert assessment.score == 17
    assert (line.rule.rulebook, line.rule.clause, line.rule.status) == ("org.l0/star@1", "市一", "reconstructed")
    assert origin.said == ("cn.shanxi/star@1", "org.l0/star@1")
    assert origin.place.startswith("base.toml:")
    assert [(one.verb, one.was, one.now, one.verdict) for one in origin.changes] == [
        ("tighten", {"points": 2}, {"points": 3}, "stricter")
    ]
    assert resolved.origin_of("ledger").said == ("cn.shanxi/star@1",)
    assert assessment.status == "reconstructed"


FIVE = "{ when = { total = '>= five-star' }, is = 5 }"
REST = "{ otherwise = true, is = 3 }"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[tighten.item.visiting.cause.fake]\npoints = 1\n", "layer0.toml:7 tighten.item.visiting.cause.fake.points"),
        ("[tighten.item.visiting.cause.fake]\nup_to = 5\n", "laxer than the base: where visiting.fake = "),
        ("[tighten.item.visiting.cause.fake]\npoints = 3\nup_to = 3\n", "laxer than the base"),
        ("[tighten.item.visiting.cause.few]\nper = 2\n", "laxer than the base"),
        ("[tighten.item.visiting.cause.few]\nbelow = 5\n", "not proved stricter"),
        ("[tighten.item.visiting.cause.few]\nof = 'target'\n", "they count another thing"),
        ("[tighten.item.visiting]\nfull = 12\n", "laxer than the base"),
        ("[tighten.item.visiting]\nweight = 2\n", "a change of weight is not decided"),
        ("[tighten.parameter.target]\nvalue = 3\n", "laxer than the base: where visits = 0"),
        (f"[tighten.grade.star]\nbands = [{FIVE}, {{ otherwise = true, is = 4 }}]\n", "not proved stricter"),
        (f"[tighten.grade.star]\nbands = [{FIVE}, {{ when = {{ total = '>= 7' }}, is = 4 }}, {REST}]\n",
         "not proved stricter: where total = 7, total >= five-star = false"),
        ("[substitute.parameter.target]\nvalue = 3\n", "a substitution says its ground"),
        ("[tighten.item.visiting.cause.faek]\npoints = 9\n", "expected fake"),
        ("[tighten.item.visitng]\nfull = 9\n", "expected visiting"),
        ("[tighten.item.visiting]\n", "it changes nothing"),
        ("[fill.parameter.target]\nvalue = 3\n", "the base sets target already"),
        ("[fill.item.visiting]\nfull = 3\n", "unknown kind that can be filled: item"),
        ("[add.item.visiting]\nfull = 3\n", "visiting stands in the base already"),
        ("[add.item.new]\ntitle = 'n'\nin = 'total'\nfull = 3\nshare = 'visits'\n", "it does not say what gives way"),
        ("[add.item.new]\ntitle = 'n'\nin = 'total'\nfull = 30\nshare = 1\ntakes_from = 'ledger'\n", "do not suffice"),
        ("[add.item.new]\ntitle = 'n'\nin = 'total'\nfull = 3\nshare = 1\ntakes_from = 'leger'\n", "expected ledger"),
        ("[add.item.visiting.cause.gift]\nfault = 'x'\ncount = 'each'\npoints = -1\n", "not proved that the new"),
        ("[[add.then.star]]\nraise = 1\n", "raise may loosen, without a ground"),
        ("[item.own]\ntitle = 'o'\nfull = 1\npoints = 1\n", "a layer adds with [add.item.own]"),
        ("[measure.visits]\nkind = 'count'\ntitle = 'v'\n", "visits stands in the base already"),
    ],
)  # fmt: skip
def test_what_a_layer_may_not_do(text: str, said: str) -> None:
    """Each refusal names the layer's own file and line, and what would have been right."""
    told = refused(text)

    assert said in told
    assert "layer0.toml:" in told


def test_what_is_not_proved_stricter_is_taken_on_its_ground() -> None:
    """`below = 5` cannot be compared with a parameter; a ground is enough, and the verdict is kept."""
    resolved = layered('[tighten.item.visiting.cause.few]\nbelow = 5\nground = "省办法第十五条"\n')

    assert score(resolved, visits=4) == 19
    assert [one.verdict for one in resolved.changes] == ["undecided"]


def test_a_loosening_is_a_substitution_on_its_ground() -> None:
    """What makes an item easier is taken with its ground, and known to be laxer."""
    resolved = layered('[substitute.parameter.target]\nvalue = 3\nground = "省办法第十六条"\nclause = "市二"\n')

    assert score(resolved, visits=3) == 20
    assert [(one.ground, one.verdict) for one in resolved.changes] == [("省办法第十六条", "laxer")]


def test_an_addition_takes_its_marks_from_another_item() -> None:
    """The total stays what it was, and the giver's origin knows."""
    table = '[add.item.posters]\ntitle = { zh = "宣传" }\nclause = "市三"\nin = "total"\n'
    resolved = layered(f'{table}full = 4\npoints = 4\ntakes_from = "ledger"\n')

    assert resolved.rulebook.nodes["ledger"].full.value == 6  # type: ignore[union-attr]  # an item with plain full marks
    assert resolved.origin_of("ledger").said == ("cn.shanxi/star@1", "org.l0/star@1")
    assert resolved.origin_of("posters").said == ("org.l0/star@1",)
    assert resolved.rules["posters"].status == "reconstructed"


def test_a_layer_adds_a_cause_and_a_line() -> None:
    """One more thing that costs points owes nothing; a line behind a node comes last."""
    resolved = layered(
        '[add.item.visiting.cause.late]\nclause = "市五"\nfault = "迟报"\ncount = "each"\npoints = 1\n'
        '[[add.then.star]]\nclause = "市六"\nwhen = { visits = "< 2" }\nnot_above = 3\n'
    )
    assessment = assess(Facts.known("s", {"visits": 9, "visiting.inspected": True, "visiting.late": 3}), resolved)

    assert assessment.score == 17
    assert next(one.rule.rulebook for one in assessment.ledger.lines if one.cause == "late") == "org.l0/star@1"
    assert resolved.origin_of("visiting.late").said == ("org.l0/star@1",)


def test_four_layers_each_change_what_the_one_below_left() -> None:
    """Each tightens what the one below tightened, the last fills what all left open; the weakest status marks all."""
    resolved = layered(
        "[tighten.item.visiting.cause.fake]\npoints = 3\n",
        '[tighten.item.visiting.cause.fake]\npoints = 4\n[substitute.item.ledger]\npoints = 9\nground = "县"\n',
        '[fill.parameter.five-star]\nvalue = 16\nsource = "公司"\n',
    )

    assert len(resolved.layers) == 4
    assert resolved.origin_of("visiting.fake").said == ("cn.shanxi/star@1", "org.l0/star@1", "org.l1/star@1")
    assert resolved.origin_of("five-star").said == ("cn.shanxi/star@1", "org.l2/star@1")
    assert resolved.status == "reconstructed"
    assert score(resolved, visits=9, visiting__fake=1) == 15
    assert refused(
        "[tighten.item.visiting.cause.fake]\npoints = 3\n", "[tighten.item.visiting.cause.fake]\npoints = 2\n"
    )


def test_a_circle_of_extends_is_refused_with_its_way() -> None:
    """Neither a circle nor a tower of layers is walked."""
    documents = [parse_rulebook(head(f"org.c{place}/star", f"org.c{(place + 1) % 3}/star@1")) for place in range(3)]
    with pytest.raises(StationkitError, match=r"org\.c2/star@1"):
        resolve(documents[0], {one.head.reference: one for one in documents})


def test_a_mistake_in_the_base_is_found_in_the_file_of_the_base() -> None:
    """A problem that shows only when all is put together still names the line that it stands in."""
    base = parse_rulebook(BASE.replace('of = "visits"', 'of = "vists"'), "base.toml")
    top = parse_rulebook(head("org.l0/star", base.head.reference), "layer0.toml")
    with pytest.raises(StationkitError) as caught:
        resolve(top, {base.head.reference: base})
    line = next(at for at, text in enumerate(BASE.splitlines(), 1) if text == "[item.visiting]")

    assert [one.place for one in caught.value.problems] == [f"base.toml:{line}"]


def test_a_mistake_in_a_pattern_is_found_in_the_pattern() -> None:
    """What `repeat` wrote out is not in the file; the pattern is."""
    text = head("org.l0/x", "").replace('extends = ""\n', "") + (
        '[[repeat]]\nfor = ["a", "b"]\n[repeat.item."{id}"]\ntitle = "t"\nfull = 1\npionts = 1\n'
    )
    with pytest.raises(StationkitError) as caught:
        resolve(parse_rulebook(text, "x.toml"))

    assert {one.place for one in caught.value.problems if one.where.endswith("pionts")} == {"x.toml:10"}


# -- dated parameters ----------------------------------------------------------------------------------------

DATED = (
    '[substitute.parameter.target]\nground = "市办法"\nvalue = [\n'
    '  { from = 2022-01-01, value = 2, source = "甲" },\n'
    '  { from = 2024-07-01, value = 3, source = "乙", review_by = 2025-12-31 },\n]\n'
)


@pytest.mark.parametrize(("day", "value"), [("2022-01-01", 2), ("2024-06-30", 2), ("2024-07-01", 3), ("2031-01-01", 3)])
def test_a_dated_parameter_has_the_value_of_its_day(day: str, value: int) -> None:
    """The old value up to the eve of the change, the new one from its day."""
    resolved = layered(DATED, on=date.fromisoformat(day))

    assert score(resolved, visits=value) == 20
    assert score(resolved, visits=1) == 10 - (value - 1)


def test_a_dated_parameter_is_open_before_its_first_day_and_needs_a_day() -> None:
    """Before there was a rule there is no value; without a day nothing is guessed."""
    assert not isinstance(score(layered(DATED, on=date(2021, 12, 31)), visits=1), int)
    assert not isinstance(score(layered(DATED), visits=1), int)


def test_a_dated_list_out_of_order_is_refused() -> None:
    """Two values on one day would be a choice that nobody made."""
    with pytest.raises(StationkitError, match="日期应递增"):
        layered(DATED.replace("2024-07-01", "2022-01-01"), on=date(2024, 1, 1))


def test_python_values_and_toml_resolve_to_the_same_meaning() -> None:
    """The same document as plain values has the same digest."""
    import tomllib
    from decimal import Decimal

    assert rulebook_document(tomllib.loads(BASE, parse_float=Decimal)).digest == parse_rulebook(BASE).digest
