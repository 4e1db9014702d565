"""Rounds: places, quotas, ties, the round before and lasting orders, with every decision on the record."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stationkit.errors import InvalidDocumentError, InvalidRulebookError, MixedRulebooksError, UnknownNameError
from stationkit.periods import Period
from stationkit.rules.documents import parse_rulebook, rulebook_document
from stationkit.rules.facts import Facts, NotApplicable
from stationkit.rules.layers import ResolvedRulebook, resolve
from stationkit.scoring.engine import Assessment, assess
from stationkit.scoring.ranking import rank
from stationkit.scoring.rounds import Round, Standing
from stationkit.scoring.settling import rescore, settle

HEAD = """
rulebook = "test/round"
version = "1"
title = { en = "a round" }
status = "illustrative"
[measure.marks]
kind = "count"
title = { en = "marks" }
[measure.visits]
kind = "count"
title = { en = "visits" }
[measure.county]
kind = "choice"
title = { en = "county" }
[measure.fatal]
kind = "flag"
title = { en = "a fatal accident" }
[measure.barred]
kind = "flag"
title = { en = "barred by an earlier round" }
[measure.held]
kind = "count"
title = { en = "stars held" }
[step.total]
title = { en = "total" }
is = "marks"
[scale.stars]
best_first = [5, 4, 3]
outside = ["revoked", "shut out"]
[grade.star]
title = { en = "star" }
clause = "art. 1"
scale = "stars"
bands = [
  { when = { total = ">= 90" }, is = 5 },
  { when = { total = ">= 80" }, is = 4 },
  { when = { total = ">= 70", held = ">= 4" }, is = 4, if_missing = "skip" },
  { otherwise = true, is = 3 },
]
then = [
  { when = { fatal = true }, outcome = "revoked" },
  { when = { barred = true }, outcome = "shut out", if_missing = "skip" },
]
[ranking.league]
title = { en = "league" }
clause = "art. 2"
by = [{ of = "total" }, { of = "visits", best = "highest" }]
ties = "competition"
"""
SETTLE = """
[settle]
grade = "star"
ranking = "league"
clause = "art. 3"
previous = { held = "star" }
orders = { barred = "bar" }
quota = [{ word = 5, at_most = 2, edge = "EDGE" }]
order = [{ id = "bar", when = { fatal = true }, lasts = "12 months", clause = "art. 9", note = "fatal accident" }]
"""
H1, H2 = Period.parse("2026H1"), Period.parse("2026H2")


def rulebook(edge: str = "leave", extra: str = "") -> ResolvedRulebook:
    """The rulebook of these tests, with the edge of its quota as asked."""
    return resolve(parse_rulebook(HEAD + SETTLE.replace("EDGE", edge) + extra))


def assessed(resolved: ResolvedRulebook, marks: Mapping[str, int], **more: Mapping[str, Any]) -> list[Assessment]:
    """Assess stations by their marks; all else is nothing unless said."""
    found = []
    for name, value in marks.items():
        values: dict[str, Any] = {"marks": value, "visits": 0, "fatal": False, "county": "a"}
        found.append(
            assess(
                Facts.known(name, values | {key: table[name] for key, table in more.items() if name in table}), resolved
            )
        )
    return found


def stars(standing: Standing) -> dict[str, object]:
    """The award of everybody."""
    return {one.subject: one.awarded for one in standing.awards}


# -- ranking -------------------------------------------------------------------------------------------------


def test_ties_are_counted_as_said() -> None:
    """1, 2, 2, 4 in competition, 1, 2, 2, 3 when dense; teams at a meeting rank like stations of a round."""
    marks = {"a": [90], "b": [80], "c": [80], "d": [70]}
    assert [place.rank for place in rank(marks)] == [1, 2, 2, 4]
    assert [place.rank for place in rank(marks, ties="dense")] == [1, 2, 2, 3]
    assert [place.subject for place in rank(marks, ("lowest",))] == ["d", "b", "c", "a"]


def test_a_further_key_breaks_ties_and_who_lacks_it_comes_behind() -> None:
    """Equal marks are told apart by the next key; without one they rank last; none at first, no place."""
    from stationkit.rules.outcomes import MISSING

    places = rank({"a": [80, 1], "b": [80, 3], "c": [80, MISSING], "d": [MISSING, 9]}, ("highest", "highest"))
    assert [(one.subject, one.rank) for one in places] == [("b", 1), ("a", 2), ("c", 3), ("d", None)]


@given(
    st.dictionaries(st.sampled_from("abcdefg"), st.tuples(st.integers(0, 4), st.integers(0, 2)), min_size=1),
    st.sampled_from(("competition", "dense")),
    st.data(),
)
def test_a_place_is_one_more_than_how_many_are_better(
    values: dict[str, tuple[int, int]], ties: str, data: st.DataObject
) -> None:
    """Brute force: better values never rank worse, equal ones share a place, and the order of arrival is nothing."""
    places = {one.subject: one for one in rank(values, ("highest", "highest"), ties=ties)}
    for subject, own in values.items():
        better = [one for one in values.values() if one > own]
        assert places[subject].rank == (len(better) if ties == "competition" else len(set(better))) + 1
        assert places[subject].tied == sum(one == own for one in values.values()) - 1
    shuffled = dict(data.draw(st.permutations(list(values.items()))))
    assert rank(shuffled, ("highest", "highest"), ties=ties) == rank(values, ("highest", "highest"), ties=ties)


# -- quotas --------------------------------------------------------------------------------------------------

TIED = {"a": 99, "b": 95, "c": 95, "d": 95, "e": 85}


@pytest.mark.parametrize(
    ("edge", "awarded", "shares"),
    [
        ("leave", {"a": 5, "b": 4, "c": 4, "d": 4, "e": 4}, {"a": 1}),
        ("extend", {"a": 5, "b": 5, "c": 5, "d": 5, "e": 4}, {"a": 1, "b": 1, "c": 1, "d": 1}),
        (
            "share",
            {"a": 5, "b": 5, "c": 5, "d": 5, "e": 4},
            {"a": 1, "b": Fraction(1, 3), "c": Fraction(1, 3), "d": Fraction(1, 3)},
        ),
    ],
)
def test_the_edge_of_a_quota_is_as_declared(edge: str, awarded: dict[str, int], shares: dict[str, Any]) -> None:
    """Two places, one taken, three tie for the other: none of them gets it, all do, or they share it."""
    resolved = rulebook(edge)
    standing = settle(Round(id="1", period=H1), assessed(resolved, TIED))
    assert stars(standing) == awarded
    assert {one.subject: one.share for one in standing.awards if one.awarded == 5} == shares


def test_a_tie_breaker_decides_before_the_edge_does() -> None:
    """Who made more visits gets the last place."""
    resolved = rulebook("leave")
    standing = settle(Round(id="1", period=H1), assessed(resolved, TIED, visits={"c": 7}))
    assert stars(standing) == {"a": 5, "b": 4, "c": 5, "d": 4, "e": 4}
    assert "cut at 95、7" in standing.award("b").reasons[0].en


@given(
    st.dictionaries(
        st.sampled_from("abcdefgh"), st.tuples(st.sampled_from((72, 85, 91, 95, 99)), st.integers(0, 1)), min_size=1
    ),
    st.sampled_from(("leave", "share", "extend")),
    st.integers(0, 4),
    st.data(),
)
@settings(max_examples=60)
def test_quotas_by_brute_force(values: dict[str, tuple[int, int]], edge: str, places: int, data: st.DataObject) -> None:
    """Whoever is better than a holder holds too; places are never exceeded unless extended; arrival does not matter."""
    resolved = resolve(
        parse_rulebook(HEAD + SETTLE.replace("at_most = 2", f"at_most = {places}").replace("EDGE", edge))
    )
    marks, visits = {one: value[0] for one, value in values.items()}, {one: value[1] for one, value in values.items()}
    assessments = assessed(resolved, marks, visits=visits)
    standing = settle(Round(id="1", period=H1), assessments)
    holders = [one for one in standing.awards if one.awarded == 5]
    for award in standing.awards:
        if award.qualifies == 5:
            better = sum(values[other.subject] > values[award.subject] for other in standing.awards)
            same = sum(values[other.subject] == values[award.subject] for other in standing.awards)
            fits = better + same <= places if edge == "leave" else better < places
            assert (award.awarded == 5) == fits
        else:
            assert award.awarded == award.qualifies
    if edge != "extend":
        assert sum(one.share for one in holders) <= places
    shuffled = data.draw(st.permutations(assessments))
    assert settle(Round(id="1", period=H1), shuffled).ledger == standing.ledger


@given(st.dictionaries(st.sampled_from("abcdef"), st.sampled_from((72, 85, 91, 95)), min_size=1))
@settings(max_examples=30)
def test_the_decisions_of_a_round_replay(marks: dict[str, int]) -> None:
    """The ledger of a standing gives every award and every place without any rule code."""
    standing = settle(Round(id="1", period=H1), assessed(rulebook(), marks))
    registers = standing.ledger.replay()
    for award in standing.awards:
        assert registers[f"{award.subject}/star"] == award.awarded
    for places in standing.rankings["league"].values():
        for place in places:
            assert registers[f"{place.subject}/league"] == place.rank


def test_a_share_of_the_group_is_rounded_as_said() -> None:
    """Ten per cent of 15 stations, rounded down, is one place; who falls, falls to the word that is said."""
    text = SETTLE.replace(
        'quota = [{ word = 5, at_most = 2, edge = "EDGE" }]',
        'quota = [{ word = 5, at_most = "10%", of = "group", round = "down to whole", edge = "leave", falls_to = 3 }]',
    )
    resolved = resolve(parse_rulebook(HEAD + text))
    marks = {f"s{place:02}": 90 + place % 2 + (place == 3) for place in range(15)}
    standing = settle(Round(id="1", period=H1), assessed(resolved, marks))
    assert sorted(stars(standing).values(), key=str) == [3] * 14 + [5]
    assert standing.award("s03").awarded == 5


def test_places_are_counted_within_a_group() -> None:
    """Each county fills its own quota; a grouping that nobody knows is refused with those that are known."""
    resolved = resolve(
        parse_rulebook(
            HEAD.replace('ties = "comp', 'within = "county"\nties = "comp')
            + SETTLE.replace("= 2,", "= 1,").replace("EDGE", "leave")
        )
    )
    marks = {"a": 99, "b": 95, "c": 92}
    standing = settle(Round(id="1", period=H1), assessed(resolved, marks, county={"c": "b"}))
    assert stars(standing) == {"a": 5, "b": 4, "c": 5}
    assert list(standing.rankings["league"]) == ["a", "b"]
    strange = resolve(parse_rulebook(HEAD.replace('ties = "comp', 'within = "region"\nties = "comp')))
    with pytest.raises(UnknownNameError):
        settle(Round(id="1", period=H1), assessed(strange, marks))
    regions = {"region": {"a": "140500", "b": "140500", "c": "140100"}}
    assert list(settle(Round(id="1", period=H1, groups=regions), assessed(strange, marks)).rankings["league"]) == [
        "140100",
        "140500",
    ]


def test_while_somebody_is_open_a_quota_decides_nothing_for_good() -> None:
    """A station whose marks are missing might still take the place: the decisions beside it are provisional."""
    resolved = rulebook()
    known = assessed(resolved, {"a": 99, "b": 95})
    standing = settle(Round(id="1", period=H1), [*known, assess(Facts(subject="z"), resolved)])
    assert standing.award("a").provisional
    assert standing.award("z").awarded == standing.award("z").qualifies
    assert standing.rankings["league"][""][-1].rank is None


def test_a_quota_that_leaves_its_edge_open_does_not_load() -> None:
    """What happens to ties, and how a share becomes a number, must be spelled out; every gap is named."""
    text = SETTLE.replace(', edge = "EDGE"', "").replace("at_most = 2", 'at_most = "10%"')
    with pytest.raises(InvalidRulebookError) as caught:
        resolve(parse_rulebook(HEAD + text))
    assert {one.what.en for one in caught.value.problems} == {
        "a share says its of",
        "a share says its round",
        "it does not say what happens to a tie at the edge",
    }


# -- cohorts -------------------------------------------------------------------------------------------------

COHORT = """
[step.better-share]
title = { en = "share that is better" }
standing = { of = "total", within = "county", TIES }
MISSING
[step.cut]
title = { en = "cut" }
quantile = { of = "total", share = "75%" }
members_missing = "leave out"
[grade.by-place]
title = { en = "by place" }
clause = "art. 4"
scale = "stars"
of = "better-share"
bands = [{ when = "< 1/3", is = 5 }, { when = "< 2/3", is = 4 }, { otherwise = true, is = 3 }]
"""


def cohort(ties: str = "best", missing: str = "") -> ResolvedRulebook:
    """A rulebook that looks at the others of the round."""
    text = COHORT.replace(", TIES", f', ties = "{ties}"').replace("MISSING", missing)
    return resolve(parse_rulebook(HEAD + 'within = "county"\n' + text + SETTLE.replace("EDGE", "leave")))


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(70, 74), min_size=1), st.sampled_from(("best", "worst")))
@settings(max_examples=40)
def test_a_standing_is_the_share_that_is_strictly_better(marks: dict[str, int], ties: str) -> None:
    """Whoever ties takes the best place, or, where the rulebook says so, the worst; bands cut it like any number."""
    standing = settle(Round(id="1", period=H1), assessed(cohort(ties), marks))
    for subject, own in marks.items():
        better = sum(one > own for one in marks.values())
        better += sum(one == own for one in marks.values()) - 1 if ties == "worst" else 0
        share = Fraction(better, len(marks))
        assert standing.assessments[subject].value("better-share") == share
        assert standing.assessments[subject].value("by-place") == (5 if share * 3 < 1 else 4 if share * 3 < 2 else 3)
        cut = standing.assessments[subject].value("cut")
        assert isinstance(cut, int)
        assert cut in marks.values()
        assert sum(one <= cut for one in marks.values()) * 4 >= 3 * len(marks)
        assert sum(one < cut for one in marks.values()) * 4 < 3 * len(marks)


def test_while_one_of_a_group_is_open_nobody_there_has_a_standing() -> None:
    """Unless the rulebook leaves the missing ones out."""
    strict, loose = cohort(), cohort(missing='members_missing = "leave out"')
    for resolved, expected in ((strict, {"missing"}), (loose, {0, Fraction(1, 2)})):
        known = assessed(resolved, {"a": 99, "b": 95})
        nameless = assess(Facts.known("z", {"county": "a"}), resolved)
        standing = settle(Round(id="1", period=H1), [*known, nameless])
        values = [standing.assessments[one].value("better-share") for one in "ab"]
        assert {getattr(one, "kind", one) for one in values} == expected


def test_alone_a_subject_has_no_standing() -> None:
    """Outside a round the value is missing, and the rating that rests on it open."""
    (one,) = assessed(cohort(), {"a": 99})
    assert one.value("better-share") == one.value("by-place")


# -- the round before and behind -----------------------------------------------------------------------------


def test_stars_held_are_kept_by_a_condition() -> None:
    """Hysteresis: 75 marks earn three stars, but who held four keeps them."""
    resolved = rulebook()
    held = {"a": {"star": 4}, "b": {"star": 3}}
    standing = settle(Round(id="2", period=H2, previous=held), assessed(resolved, {"a": 75, "b": 75, "c": 75}))
    assert stars(standing) == {"a": 4, "b": 3, "c": 3}


def test_a_standing_is_the_round_before_of_the_next() -> None:
    """What was awarded, not what was qualified for, is what the next round remembers."""
    resolved = rulebook("leave")
    first = settle(Round(id="1", period=H1), assessed(resolved, TIED))
    second = settle(Round(id="2", period=H2, previous=first.previous()), assessed(resolved, dict.fromkeys(TIED, 75)))
    assert stars(second) == {"a": 4, "b": 4, "c": 4, "d": 4, "e": 4}


def test_who_was_revoked_holds_no_stars() -> None:
    """An outcome outside the scale is no number: the question does not apply, and keeps nobody's stars."""
    resolved = rulebook()
    (one,) = settle(
        Round(id="2", period=H2, previous={"a": {"star": "revoked"}}), assessed(resolved, {"a": 75})
    ).assessments.values()
    assert one.star is not None
    assert one.star.value == 3
    assert isinstance(one.facts.answers["held"], NotApplicable)


def test_a_bar_lasts_and_later_rounds_read_it() -> None:
    """A fatal accident revokes now, and a dated order bars the next year; then it is over."""
    resolved = rulebook()
    first = settle(Round(id="1", period=H1), assessed(resolved, {"a": 99, "b": 99}, fatal={"a": True}))
    assert stars(first) == {"a": "revoked", "b": 5}
    (order,) = first.orders
    assert (order.subject, order.since, order.until) == ("a", date(2026, 7, 1), date(2027, 7, 1))
    assert order.clause == "art. 9"
    second = settle(Round(id="2", period=H2, orders=first.next_orders), assessed(resolved, {"a": 99, "b": 99}))
    assert stars(second) == {"a": "shut out", "b": 5}
    later = Round(id="4", period=Period.parse("2027H2"), orders=second.next_orders)
    assert stars(settle(later, assessed(resolved, {"a": 99}))) == {"a": 5}
    assert second.ledger.replay()["a/star"] == "shut out"


def test_a_subject_assessed_twice_is_told_and_not_dropped() -> None:
    """Which of the two counts is for a person to say."""
    resolved = rulebook()
    twice = [*assessed(resolved, {"a": 90, "b": 80}), *assessed(resolved, {"a": 70})]
    with pytest.raises(InvalidDocumentError, match="a: "):
        settle(Round(id="1", period=H1), twice)


def test_results_under_different_rulebooks_are_not_compared() -> None:
    """Two versions in one round are refused, unless everybody is scored again on one."""
    first = rulebook()
    second = resolve(parse_rulebook((HEAD + SETTLE.replace("EDGE", "leave")).replace('version = "1"', 'version = "2"')))
    mixed = [*assessed(first, {"a": 99}), *assessed(second, {"b": 95})]
    with pytest.raises(MixedRulebooksError) as caught:
        settle(Round(id="1", period=H1), mixed)
    assert caught.value.rulebooks == ("test/round@1", "test/round@2")
    assert stars(settle(Round(id="1", period=H1), rescore(mixed, second))) == {"a": 5, "b": 5}
    with pytest.raises(MixedRulebooksError):
        settle(Round(id="1", period=H1, rulebook="test/round@1"), assessed(second, {"a": 99}))


def test_a_rulebook_without_rankings_is_ranked_by_its_score() -> None:
    """The headline score orders the stations, and the headline grade is awarded as qualified for."""
    document = rulebook_document(
        {
            "rulebook": "test/plain",
            "version": "1",
            "title": "t",
            "status": "illustrative",
            "measure": {"marks": {"kind": "count", "title": "m"}},
            "item": {"one": {"title": "o", "in": "whole", "full": 100, "points": "marks"}},
            "group": {"whole": {"title": "g", "combine": "sum"}},
        }
    )
    resolved = resolve(document)
    assessments = [assess(Facts.known(name, {"marks": marks}), resolved) for name, marks in {"a": 3, "b": 9}.items()]
    standing = settle(Round(id="1", period=H1), assessments)
    assert [one.subject for one in standing.rankings["by-score"][""]] == ["b", "a"]
    assert standing.awards == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('grade = "star"', 'grade = "stra"', "unknown grade: stra"),
        ('ranking = "league"', 'ranking = "leage"', "unknown ranking: leage"),
        ('previous = { held = "star" }', 'previous = { held = "sta" }', "unknown node: sta"),
        ('previous = { held = "star" }', 'previous = { hold = "star" }', "unknown measure: hold"),
        ('orders = { barred = "bar" }', 'orders = { held = "bar" }', "held is not a flag"),
        ("word = 5", "word = 6", "6 cannot stand here on the scale stars"),
        ("word = 5", "word = 3", "3 cannot stand here on the scale stars"),
        ("at_most = 2", 'at_most = "marks"', "unknown parameter: marks"),
        ("at_most = 2", "at_most = -1", "expected a number of places or a share, not -1"),
        ("at_most = 2", 'at_most = 2, of = "group"', "of belongs to a share"),
        ('lasts = "12 months"', 'lasts = "a year"', "invalid term 'a year'"),
        ("when = { fatal = true }, lasts", "when = { fatl = true }, lasts", "unknown name: fatl"),
        ("quota = [{", "quotas = [{", "unknown key: quotas"),
        ('by = [{ of = "total" }', 'by = [{ of = "county" }', "county has no order to rank by"),
        ('ties = "competition"', "", "it does not say how ties are counted"),
    ],
)
def test_what_a_round_leaves_open_or_invents_does_not_load(old: str, new: str, said: str) -> None:
    """As strict as the rest: every name is known, every choice is spelled out."""
    text = HEAD + SETTLE.replace("EDGE", "leave")
    assert old in text
    before, _, behind = text.rpartition(old) if old in SETTLE else text.partition(old)
    with pytest.raises(InvalidRulebookError) as caught:
        resolve(parse_rulebook(before + new + behind))
    assert said in {one.what.en for one in caught.value.problems}


def test_places_may_be_a_parameter() -> None:
    """A province leaves the number of places open; what fills it decides, and until then the awards are provisional."""
    for value, awarded in (("value = 1", {"a": 5, "b": 4}), ("", {"a": 5, "b": 5})):
        places = f'[parameter.places]\ntitle = "places"\n{value}\n'
        text = HEAD + places + SETTLE.replace("at_most = 2", 'at_most = "places"').replace("EDGE", "leave")
        standing = settle(Round(id="1", period=H1), assessed(resolve(parse_rulebook(text)), {"a": 99, "b": 95}))
        assert stars(standing) == awarded
        assert standing.award("a").provisional == (not value)
