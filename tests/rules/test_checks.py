"""Static checks: what they prove is never wrong, and what they refute is shown by facts that anybody can run."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stationkit.cli.app import run
from stationkit.rules.checks import CHECKS, CheckResult, Verdict, check_rulebook
from stationkit.rules.checks.study import Study
from stationkit.rules.checks.texts import numbers_in
from stationkit.rules.documents import read_rulebook, rulebook_document
from stationkit.rules.facts import Facts, Known
from stationkit.rules.layers import ResolvedRulebook, resolve
from stationkit.rules.outcomes import Absent
from stationkit.scoring.engine import Assessment, assess
from stationkit.testing.rulebooks import known_answers, rulebook_tables

BROKEN = Path(__file__).parent / "broken"


def broken(name: str) -> ResolvedRulebook:
    """One of the rulebooks that are broken on purpose."""
    return resolve(read_rulebook(BROKEN / f"{name}.toml"))


def refuted(name: str, check: str) -> CheckResult:
    """What a check refutes of a broken rulebook."""
    return next(one for one in check_rulebook(broken(name), [check]) if one.verdict is Verdict.REFUTED)


def stars(assessment: Assessment) -> Any:
    """The star of an assessment."""
    assert assessment.star is not None
    return assessment.star.value


def item(assessment: Assessment, name: str) -> Any:
    """The points of an item."""
    return assessment.value(name)


SHOWN: dict[str, tuple[str, str, Callable[[Assessment, Assessment | None], bool]]] = {
    "marks-do-not-add-up": ("marks", "group.total.full", lambda one, _: (one.nominal, one.score) == (20, 10)),
    "weights-short-of-one": ("marks", "group.total.weights[1]", lambda one, _: one.score == 9),
    "ladder-with-a-gap": ("rows", "item.visiting.ladder", lambda one, _: isinstance(item(one, "visiting"), Absent)),
    "row-never-chosen": ("rows", "item.visiting.ladder[1]", lambda one, _: item(one, "visiting") == 5),
    "star-nobody-reaches": ("stars", "grade.star: 3", lambda one, _: stars(one) == 2),
    "item-without-effect": ("effects", "item.posters", lambda one, _: stars(one) == 3),
    "veto-nobody-answers": ("vetoes", "group.total.then[0]", lambda one, _: isinstance(one.score, Absent)),
    "paid-for-twice": (
        "twice",
        "measure.late",
        lambda one, other: (
            other is not None and all(item(one, name) < item(other, name) for name in ("closing", "timeliness"))
        ),
    ),
    "text-says-another-number": ("texts", "item.posters.deduct.torn", lambda one, _: item(one, "posters") == 9),
    "too-large-for-columns": ("integers", "step.pairs", lambda one, _: item(one, "pairs") > 2**53),
    "better-that-costs": (
        "better",
        "measure.visits",
        lambda one, other: other is not None and one.score < other.score,  # type: ignore[operator]
    ),
    "rescale-that-pays": (
        "inapplicable",
        "measure.visits",
        lambda one, other: other is not None and one.score > other.score,  # type: ignore[operator]
    ),
}


@pytest.mark.parametrize("name", SHOWN)
def test_every_broken_rulebook_is_refuted_by_facts_that_show_it(name: str) -> None:
    """The counterexample runs through `assess` and gives what the finding says."""
    check, where, shows = SHOWN[name]
    found, resolved = refuted(name, check), broken(name)
    assert found.where == where
    assert found.facts is not None
    other = None if found.against is None else assess(found.against, resolved)
    assert shows(assess(found.facts, resolved), other)


def test_the_folder_of_broken_rulebooks_is_told_whole(capsys: pytest.CaptureFixture[str]) -> None:
    """Every file is broken in the way its name says, none is skipped, and the run ends with findings."""
    assert {path.stem for path in BROKEN.glob("*.toml")} == {*SHOWN, "clause-and-reader-missing"}
    assert run(["rulebook", "check", str(BROKEN), "--lang", "en", "--facts"]) == 1
    told = capsys.readouterr().out
    for name, (check, where, _) in SHOWN.items():
        section = told.partition(f"{name}.toml")[2].partition("# ")[0]
        assert any(line.startswith("refuted") and f"  {check}  {where}: " in line for line in section.splitlines())


def test_what_a_rulebook_does_not_say_of_itself_is_refuted() -> None:
    """A missing clause and a measure that nobody reads need no facts to be seen."""
    found = check_rulebook(broken("clause-and-reader-missing"))
    told = {(one.check, one.where) for one in found if one.verdict is Verdict.REFUTED}
    assert told == {
        ("clauses", "item.visiting"),
        ("clauses", "group.total"),
        ("unread", "measure.forgotten"),
    }


def test_a_clause_can_allow_that_one_fact_loses_twice() -> None:
    """`also_by` on the item, or on the measure, names the clause that wants both."""
    text = (BROKEN / "paid-for-twice.toml").read_text(encoding="utf-8")
    from stationkit.rules.documents import parse_rulebook

    for place in ("[item.timeliness]", "[measure.late]"):
        allowed = resolve(parse_rulebook(text.replace(place, f'{place}\nalso_by = "art. 12"')))
        assert not [one for one in check_rulebook(allowed, ["twice"]) if one.verdict is Verdict.REFUTED]


@pytest.mark.parametrize(
    ("text", "points", "every"),
    [
        ("破损一处扣两分", (2,), (2, 1)),
        ("每少1次扣0.5分", None, (1,)),
        ("不少于十二次", (), (12,)),
        ("costs 2 points", (2,), (2,)),
        ("二十三项", (), (23,)),
        ("没有数字", (), ()),
    ],
)
def test_numbers_of_texts_are_read_in_both_scripts(
    text: str, points: tuple[int, ...] | None, every: tuple[int, ...]
) -> None:
    """Arabic and Chinese numerals alike; what is called points apart."""
    if points is not None:
        assert numbers_in(text, points=True) == points
    assert set(every) <= set(numbers_in(text))


# -- what is proved is never wrong ---------------------------------------------------------------------------


@st.composite
def checked(draw: st.DrawFn) -> tuple[ResolvedRulebook, tuple[CheckResult, ...], Study]:
    """A generated rulebook with everything that its checks answer."""
    resolved = resolve(rulebook_document(draw(rulebook_tables())))
    return resolved, check_rulebook(resolved), Study(resolved)


def known_values(draw: Any, resolved: ResolvedRulebook) -> Facts:
    """Known answers to everything, every sheet inspected."""
    told = resolved.expected[""]
    given = {name: draw(known_answers(measure)) for name, measure in told.items()}
    given |= {name: Known(value=True) for name in told if name.endswith(".inspected")}
    lists = {
        name: {"a": Facts(subject="a", answers={key: Known(value=1) for key in inner})}
        for name, inner in resolved.expected.items()
        if name
    }
    return Facts(subject="s", answers=given, lists=lists)


def by_check(results: tuple[CheckResult, ...], check: str, verdict: Verdict) -> list[str]:
    """The places of which a check says so."""
    return [one.where for one in results if one.check == check and one.verdict is verdict]


@given(checked(), st.data())
@settings(max_examples=40)
def test_no_facts_contradict_what_is_proved_or_never_happens(
    case: tuple[ResolvedRulebook, tuple[CheckResult, ...], Study], data: st.DataObject
) -> None:
    """Drawn facts stay small where that is proved, reach no star that nobody reaches, and fall for no better answer."""
    resolved, results, study = case
    small = {where.partition(".")[2] for where in by_check(results, "integers", Verdict.PROVED)}
    never = by_check(results, "stars", Verdict.REFUTED)
    for _ in range(3):
        facts = known_values(data.draw, resolved)
        frame = resolved.program.run(facts)
        slots = resolved.program.slots
        for name in small:
            value = frame.values[slots[name]]
            assert isinstance(value, Absent | str) or abs(value) <= 2**53, name
        for where in never:
            grade, _, word = where.removeprefix("grade.").partition(": ")
            assert str(frame.values[slots[grade]]) != word
        for where in by_check(results, "deductions", Verdict.PROVED):
            _one_fault_more(resolved, study, facts, where)


def _one_fault_more(resolved: ResolvedRulebook, study: Study, facts: Facts, where: str) -> None:
    """One fault more never raises a result, where that is proved."""
    key = where.removeprefix("item.").replace(".cause.", ".")
    answer = facts.answers[key]
    assert isinstance(answer, Known)
    more = Facts(
        subject="s",
        answers={**facts.answers, key: Known(value=int(answer.value) + 1)},  # type: ignore[arg-type]
        lists=facts.lists,
    )
    before, after = resolved.program.run(facts), resolved.program.run(more)
    if any(isinstance(before.values[resolved.program.slots[name]], Absent) for name in facts.answers):
        return  # a ratio over nothing has no value
    for name in study.results:
        slot = resolved.program.slots[name]
        ranks = [study.goodness(name, frame.values[slot]) for frame in (before, after)]
        assert ranks[1] <= ranks[0], (key, name)


DIRECTED: dict[str, Any] = {
    "rulebook": "test/directed",
    "version": "1",
    "title": {"en": "directed"},
    "status": "illustrative",
    "measure": {
        "rate": {"kind": "ratio", "title": {"en": "rate"}, "better": "higher"},
        "open": {"kind": "count", "title": {"en": "open"}, "better": "lower", "between": [0, 9]},
        "grave": {"kind": "count", "title": {"en": "grave"}, "better": "lower", "between": [0, 3]},
    },
    "item": {
        "timely": {"title": {"en": "timely"}, "clause": "1", "in": "total", "full": 10, "share": "rate"},
        "closing": {
            "title": {"en": "closing"},
            "clause": "2",
            "in": "total",
            "full": 10,
            "deduct": [{"id": "a", "title": {"en": "a"}, "of": "open", "count": "each", "points": 2}],
        },
    },
    "group": {
        "total": {
            "title": {"en": "total"},
            "clause": "3",
            "combine": "sum",
            "members_not_applicable": "rescale",
            "then": [{"when": {"grave": ">= 2"}, "gate": 0}, {"round": "half up to whole"}],
        }
    },
    "scale": {"stars": {"best_first": [3, 2, 1]}},
    "grade": {
        "star": {
            "title": {"en": "star"},
            "clause": "4",
            "scale": "stars",
            "bands": [
                {"when": {"total": ">= 18", "closing": ">= 80%"}, "is": 3},
                {"when": {"total": ">= 12"}, "is": 2},
                {"otherwise": True, "is": 1},
            ],
            "then": [{"when": {"grave": ">= 1"}, "lower": 1}],
        }
    },
}


@given(st.data())
@settings(max_examples=60)
def test_a_better_answer_never_lowers_a_result_where_that_is_proved(data: st.DataObject) -> None:
    """Shares, causes, a rescale, a gate, rounding, bands on two numbers and a lowering move: all directions hold."""
    resolved = resolve(rulebook_document(DIRECTED))
    found = check_rulebook(resolved, ["better"])
    assert {one.verdict for one in found} == {Verdict.PROVED}

    study, facts = Study(resolved), known_values(data.draw, resolved)
    name = data.draw(st.sampled_from(sorted(facts.answers)))
    measure = resolved.expected[""][name]
    other = data.draw(known_answers(measure))
    runs = [facts, Facts(subject="s", answers={**facts.answers, name: other})]
    values = [resolved.program.run(one) for one in runs]
    slots = resolved.program.slots
    answered = [frame.values[slots[name]] for frame in values]
    if any(isinstance(frame.values[slots[key]], Absent) for frame in values for key in facts.answers):
        return  # a ratio over nothing has no value, and a gate decides over what is missing
    better = [one if measure.better == "higher" else -one for one in answered]  # type: ignore[operator]
    worse, good = sorted((0, 1), key=lambda place: better[place])
    for result in study.results:
        ranks = [study.goodness(result, values[place].values[slots[result]]) for place in (worse, good)]
        assert ranks[0] <= ranks[1], (name, result)


@given(checked(), st.data())
@settings(max_examples=30)
def test_rows_are_chosen_as_the_check_says(
    case: tuple[ResolvedRulebook, tuple[CheckResult, ...], Study], data: st.DataObject
) -> None:
    """A band that is never chosen is never chosen; bands without a gap give a star to everybody with a total."""
    resolved, results, _ = case
    slots = resolved.program.slots
    frame = resolved.program.run(known_values(data.draw, resolved))
    value, total = frame.values[slots["stars"]], frame.values[slots["top"]]
    start = resolved.rulebook.grades[0].start
    assert start is not None
    if not resolved.rulebook.grades[0].then and not isinstance(total, Absent):
        words = [row.value.word for row in start.rows]  # type: ignore[union-attr]
        for where in by_check(results, "rows", Verdict.REFUTED):
            if where.startswith("grade.stars.start["):
                assert value != words[int(where.removesuffix("]").rpartition("[")[2])]
        if "grade.stars.start" in by_check(results, "rows", Verdict.PROVED):
            assert not isinstance(value, Absent)


@given(checked())
@settings(max_examples=30)
def test_every_counterexample_is_facts_that_the_rulebook_takes(
    case: tuple[ResolvedRulebook, tuple[CheckResult, ...], Study],
) -> None:
    """Whatever shows a finding can be run through `assess`."""
    resolved, results, _ = case
    for one in results:
        assert one.check in CHECKS
        for facts in (one.facts, one.against):
            if facts is not None:
                assess(facts, resolved)
