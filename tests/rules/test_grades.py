"""Grades: bands, scales, moves, what is not ratable, stars from stars, tables, sets, discretion."""

from collections.abc import Callable
from typing import Any

import pytest

from stationkit.rules.outcomes import MISSING, NOT_APPLICABLE, Absent

Score = Callable[..., Any]
Refused = Callable[[str], list[str]]

FACTS = """
[measure.p]
kind = "decimal"
[measure.n]
kind = "count"
[measure.fatal]
kind = "flag"
[measure.held]
kind = "count"
between = [1, 5]
[scale.stars]
best_first = [5, 4, 3, 2, 1]
outside = ["revoked", "exempt"]
[scale.words]
best_first = ["gold", "silver", "bronze"]
outside = ["none given"]
"""
BANDS = 'of = "p"\nbands = [{ when = ">= 90", is = 5 }, { when = "> 80", is = 4 }, { when = "> 70", is = 3 }, { when = "> 60", is = 2 }, { otherwise = true, is = 1 }]\n'


def grade(body: str, scale: str = "stars") -> str:
    """One grade on a scale."""
    return f'{FACTS}[grade.g]\nclause = "1"\nscale = "{scale}"\n{body}'


@pytest.mark.parametrize(("points", "stars"), [(100, 5), (90, 5), (89, 4), (80, 3), (81, 4), (60, 1), (0, 1)])
def test_the_first_band_that_fits_decides(score: Score, points: int, stars: int) -> None:
    """Boundaries belong where the comparison says."""
    assert score(grade(BANDS), {"p": points}).value("g") == stars


@pytest.mark.parametrize(
    ("moves", "start", "stars"),
    [
        ("{ lower = 1 }", 90, 4),
        ("{ lower = 9 }", 90, 1),
        ("{ raise = 1 }", 85, 5),
        ("{ raise = 9 }", 85, 5),
        ("{ add = 2 }", 65, 4),
        ("{ not_above = 3 }", 90, 3),
        ("{ not_above = 3 }", 65, 2),
        ("{ not_below = 3 }", 65, 3),
        ("{ hold = [2, 4] }", 90, 4),
        ("{ hold = [2, 4] }", 0, 2),
        ("{ lower = 1 }, { raise = 1 }", 0, 2),  # clamped at the end of the scale, move by move
        ("{ raise = 1 }, { not_above = 4 }", 90, 4),
        ("{ not_above = 4 }, { raise = 1 }", 90, 5),
        ("{ when = { n = '>= 1' }, lower = 'n' }", 90, 3),
        ("{ not_above = 'held' }", 90, 4),
        ("{ outcome = 'revoked' }, { raise = 3 }", 90, "revoked"),
        ("{ when = { g = 5 }, lower = 1 }".replace("g = 5", "g = '= 5'"), 90, 4),
        ("{ lower = 1 }, { when = { g = '= 5' }, lower = 1 }", 90, 3),
        ("{ lower = 1 }, { when = { so-far = '= 5' }, lower = 1 }", 90, 4),
    ],
)
def test_moves_act_in_order_and_clamp_at_the_ends(score: Score, moves: str, start: int, stars: Any) -> None:
    """Steps, limits, names; an outcome outside the scale ends the list; so-far is the running word."""
    assert score(grade(BANDS + f"then = [{moves}]"), {"p": start, "n": 2, "held": 4}).value("g") == stars


def test_a_move_whose_condition_is_open_leaves_the_grade_open(score: Score) -> None:
    """Unless it says skip."""
    move = "{ when = { fatal = true }, not_above = 2 }"
    assert score(grade(BANDS + f"then = [{move}]"), {"p": 95, "fatal": True}).value("g") == 2
    assert score(grade(BANDS + f"then = [{move}]"), {"p": 95}).value("g") is MISSING
    skipping = '{ when = { fatal = true }, not_above = 2, if_missing = "skip" }'
    assert score(grade(BANDS + f"then = [{skipping}]"), {"p": 95}).value("g") == 5


def test_a_precondition_blocks_the_outcome_and_scoring_still_runs(score: Score) -> None:
    """Not ratable, with its code and words; the other nodes are scored; a veto sets an outcome instead."""
    blocked = (
        BANDS
        + 'not_ratable = [{ when = { fatal = true }, code = "fatal", because = { zh = "死亡事故", en = "a fatal accident" } }]'
    )
    body = grade(blocked) + '\n[item.i]\nclause = "2"\nfull = 100\npoints = "p"'
    assessment = score(body, {"p": 95, "fatal": True})
    value = assessment.value("g")
    assert isinstance(value, Absent)
    assert (value.kind, value.code, value.words.en) == ("not-ratable", "fatal", "a fatal accident")
    assert assessment.value("i") == 95
    assert assessment.qualifies is None
    assert not assessment.provisional
    assert score(body, {"p": 95, "fatal": False}).value("g") == 5
    assert score(body, {"p": 95}).value("g") is MISSING
    vetoed = score(grade(BANDS + 'then = [{ when = { fatal = true }, outcome = "revoked" }]'), {"p": 95, "fatal": True})
    assert vetoed.value("g") == "revoked"
    assert vetoed.qualifies is not None
    assert vetoed.qualifies.place is None


def test_a_grade_says_for_itself_what_its_absence_means(score: Score, na: Any, refused: Refused) -> None:
    """Missing may become not ratable, with a code."""
    assert score(grade(BANDS + 'if_missing = "not ratable: no-scores"'), {}).value("g") == Absent(
        "not-ratable", "no-scores"
    )
    start = 'start = "held"\nif_not_applicable = "not ratable: first"'
    assert score(grade(start), {"held": na}).value("g") == Absent("not-ratable", "first")
    assert score(grade('start = "held"'), {"held": na}).value("g") is NOT_APPLICABLE
    assert refused(grade(BANDS + 'if_missing = "zero"')) == ["invalid value 'zero'"]


def test_stars_come_from_stars(score: Score) -> None:
    """A start by cases of words and of other grades; comparisons between grades go by their place on the scale."""
    body = (
        FACTS
        + """
[grade.first]
clause = "1"
scale = "words"
of = "p"
bands = [{ when = ">= 90", is = "gold" }, { when = ">= 80", is = "silver" }, { otherwise = true, is = "bronze" }]
[grade.second]
clause = "1"
scale = "words"
start = [{ when = { fatal = true }, is = "bronze" }, { otherwise = true, is = "first" }]
then = [{ when = { second = "> silver" }, lower = 1 }]
[step.bonus]
choose = { by = "second", gives = { gold = 3, silver = 2, bronze = 1 } }
[grade.third]
clause = "1"
scale = "words"
bands = [{ when = { second = ["gold", "silver"], first = "!= second" }, is = "gold" }, { otherwise = true, is = "none given" }]
"""
    )
    assessment = score(body, {"p": 95, "fatal": False})
    assert [assessment.value(one) for one in ("first", "second", "bonus", "third")] == ["gold", "silver", 2, "gold"]
    assessment = score(body, {"p": 95, "fatal": True})
    assert [assessment.value(one) for one in ("second", "bonus", "third")] == ["bronze", 1, "none given"]


def test_numbers_of_stars_can_be_calculated_and_an_outcome_outside_is_none(score: Score) -> None:
    """Stars that are numbers enter a mean; a revoked grade does not apply there, and fails every comparison."""
    body = grade(BANDS + 'then = [{ when = { fatal = true }, outcome = "revoked" }]')
    body += '\n[step.x]\nmean = ["g", "held"]\n[step.y]\nis = [{ when = { g = "<= 5" }, is = 1 }, { otherwise = true, is = 0 }]'
    assessment = score(body, {"p": 95, "fatal": False, "held": 4})
    assert (assessment.value("x") * 2, assessment.value("y")) == (9, 1)
    assessment = score(body, {"p": 95, "fatal": True, "held": 4})
    assert (assessment.value("x"), assessment.value("y")) == (4, 0)


def test_a_two_way_table_gives_the_word_of_two_grades(score: Score, refused: Refused) -> None:
    """Rows, columns and cells are words of their scales, none left out and none invented."""
    table = """
[measure.size]
kind = "choice"
one_of = ["small", "large"]
[grade.row]
clause = "1"
scale = "words"
of = "p"
bands = [{ when = ">= 90", is = "gold" }, { when = ">= 80", is = "silver" }, { otherwise = true, is = "bronze" }]
[grade.g]
clause = "1"
scale = "stars"
table = { rows = "row", columns = "size", row_names = ["gold", "silver", "bronze"], column_names = ["small", "large"], cells = [[5, 4], [3, 2], [1, 1]] }
"""
    for points, size, stars in ((95, "small", 5), (95, "large", 4), (85, "large", 2), (0, "small", 1)):
        assert score(FACTS + table, {"p": points, "size": size}).value("g") == stars
    assert score(FACTS + table, {"p": 95}).value("g") is MISSING
    assert refused(FACTS + table.replace("[1, 1]]", "[1, 7]]")) == ["7 is no word of the scale stars"]
    assert refused(FACTS + table.replace('"bronze"], column', '"bronce"], column')) == [
        "no value for row = bronze",
        "unknown word of row: bronce",
    ]


@pytest.mark.parametrize(
    ("points", "stars"),
    [
        ((90, 90, 80), "gold"),
        ((90, 89, 80), "silver"),
        ((90, 90, 79), "silver"),
        ((60, 90, 90), "bronze"),
        ((None, 90, 90), None),
        ((None, 10, 90), None),
        ((None, 0, 90), "none given"),  # whatever the missing part is, another decides
        ((0, 90, 90), "none given"),
    ],
)
def test_conditions_over_sets_ask_every_part_any_part_none(score: Score, points: tuple[Any, ...], stars: Any) -> None:
    """Every key part and every other part; any zero part; missing leaves it open where it matters."""
    body = "".join(
        f'[measure.m{n}]\nkind = "count"\n[item.i{n}]\nin = "all-parts"\nclause = "1"\nfull = 100\npoints = "m{n}"\n'
        for n in (1, 2, 3)
    )
    body += '[group.all-parts]\nclause = "1"\ncombine = "sum"\n[set]\nkey = ["i1", "i2"]\nother = ["i3"]\n'
    body += grade(
        """bands = [
  { when = { any = { of = "all-parts", that = "= 0" } }, is = "none given" },
  { when = { every = { all = [{ of = "key", that = ">= 90" }, { of = "other", that = ">= 80" }] } }, is = "gold" },
  { when = { none = { of = "all-parts", that = "< 70" } }, is = "silver" },
  { otherwise = true, is = "bronze" },
]""",
        "words",
    )
    value = score(body, {f"m{n}": one for n, one in enumerate(points, 1)}).value("g")
    assert value == (MISSING if stars is None else stars)


def test_a_count_over_a_set_says_how_many(score: Score) -> None:
    """At least, exactly, between: with a number, a list of ranges, or a name."""
    body = "".join(f'[measure.m{n}]\nkind = "count"\n' for n in (1, 2, 3, 4)) + '[set]\nms = ["m1", "m2", "m3", "m4"]\n'
    for test, expected in (
        ('">= 2"', [0, 0, 1, 1, 1]),
        ('"= 2"', [0, 0, 1, 0, 0]),
        ('{ all = [">= 1", "<= 2"] }', [0, 1, 1, 0, 0]),
        ('["= 0", "= 4"]', [1, 0, 0, 0, 1]),
    ):
        step = f'[step.x]\nis = [{{ when = {{ count = {{ of = "ms", that = "= 0", is = {test} }} }}, is = 1 }}, {{ otherwise = true, is = 0 }}]'
        for zeros, value in enumerate(expected):
            answers = {f"m{n}": 0 if n <= zeros else 7 for n in (1, 2, 3, 4)}
            assert score(body + step, answers).value("x") == value
    open_ = '[step.x]\nis = [{ when = { count = { of = "ms", that = "= 0", is = ">= 2" } }, is = 1 }, { otherwise = true, is = 0 }]'
    assert score(body + open_, {"m1": 0, "m2": 0}).value("x") == 1
    assert score(body + open_, {"m1": 1, "m2": 1, "m3": 1}).value("x") == 0
    assert score(body + open_, {"m1": 0, "m2": 1}).value("x") is MISSING


def test_a_decision_is_a_fact_whose_value_must_have_its_ground(score: Score) -> None:
    """Discretion: a downgrade needs a ground that was found; without one the decision is not ratable."""
    body = grade("""not_ratable = [{ when = { decision = ["down", "revoke"], grounds-found = "= 0" }, code = "no-ground", because = "a downgrade needs a ground" }]
start = "held"
then = [{ when = { decision = "revoke" }, outcome = "revoked" }, { when = { decision = "down" }, lower = 1 }]""")
    body += """
[measure.decision]
kind = "choice"
one_of = ["keep", "down", "revoke"]
[measure.a]
kind = "flag"
[measure.b]
kind = "flag"
[set]
grounds = ["a", "b"]
[step.grounds-found]
count = { of = "grounds", that = true }
"""
    answers = {"held": 4, "a": False, "b": False}
    assert score(body, {**answers, "decision": "keep"}).value("g") == 4
    assert score(body, {**answers, "decision": "down"}).value("g").code == "no-ground"
    assert score(body, {**answers, "decision": "down", "b": True}).value("g") == 3
    assert score(body, {**answers, "decision": "revoke", "b": True}).value("g") == "revoked"


def test_stars_held_before_are_a_fact_like_any_other(score: Score) -> None:
    """Hysteresis is a condition: up needs 90, whoever holds five keeps them down to 85."""
    body = grade(
        'bands = [{ when = { p = ">= 90" }, is = 5 }, { when = { p = ">= 85", held = "= 5" }, is = 5 }, { otherwise = true, is = 4 }]'
    )
    assert score(body, {"p": 86, "held": 5}).value("g") == 5
    assert score(body, {"p": 86, "held": 4}).value("g") == 4
    assert score(body, {"p": 91, "held": 4}).value("g") == 5


def test_what_a_grade_leaves_open_or_invents_does_not_load(refused: Refused) -> None:
    """Words that are not of the scale, steps that are not whole, two ways to start, no scale, a number without operator."""
    assert refused(grade(BANDS.replace("is = 5", "is = 6"))) == ["6 is no word of the scale stars"]
    assert refused(grade(BANDS + "then = [{ lower = '0.5' }]")) == ["expected a whole number of steps, not '0.5'"]
    assert refused(grade(BANDS + 'start = "held"')) == ["not together: bands, start"]
    assert refused(grade("bands = [{ when = { p = 90 }, is = 5 }, { otherwise = true, is = 1 }]")) == [
        "no operator: 90"
    ]
    assert refused(grade('bands = [{ when = { p = "90" }, is = 5 }, { otherwise = true, is = 1 }]')) == [
        "invalid value '90'"
    ]
    assert refused(grade('bands = [{ when = { p = "many" }, is = 5 }, { otherwise = true, is = 1 }]')) == [
        "p is not a choice: many"
    ]
    assert refused(grade('bands = [{ when = { fatal = ">= 1" }, is = 5 }, { otherwise = true, is = 1 }]')) == [
        "fatal cannot be compared by size"
    ]
    assert refused(
        FACTS.replace('outside = ["revoked", "exempt"]', "outside = []")
        + "[grade.g]\nscale = 'stars'\nclause = '1'\n"
        + BANDS
        + "then = [{ outcome = 'revoked' }]"
    ) == ["'revoked' is no word of the scale stars"]
