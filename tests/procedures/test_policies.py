"""Deadline policies: the most specific limit wins, a tie is refused, the law binds, and each version has its days."""

from datetime import date
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stationkit.calendars.spans import Span, Unit
from stationkit.errors import AmbiguousLimitError, InvalidDocumentError
from stationkit.identifiers import RegionCode
from stationkit.procedures.ladders import EscalationLadder, Rung
from stationkit.procedures.national_policies import example_policy, national_policy
from stationkit.procedures.policies import (
    DeadlinePolicy,
    Limit,
    choose_limit,
    deadline_policy,
    parse_deadline_policy,
    read_deadline_policy,
)
from stationkit.procedures.policy_checks import policy_weaknesses
from stationkit.procedures.scopes import AppliesTo, Provenance, Scope
from stationkit.procedures.steps import Step
from stationkit.stations.hazards import HandlingMode, HazardLevel
from stationkit.stations.stations import Industry
from stationkit.words import Words

JINCHENG = RegionCode("140500")
DAY = date(2026, 3, 2)


def limit(name: str, days: int, *, provenance: str = "policy", **applies: object) -> Limit:
    return Limit(
        id=name,
        step=Step.RECTIFY,
        span=Span(amount=days, unit=Unit.DAY),
        provenance=Provenance(provenance),
        clause="示例条款",
        source="示例",
        applies=AppliesTo(**applies),  # type: ignore[arg-type]
    )


def policy(*limits: Limit, name: str = "example/p", version: str = "1", **more: object) -> DeadlinePolicy:
    given: dict[str, object] = {"effective": date(2020, 1, 1), **more}
    return DeadlinePolicy(id=name, version=version, title=Words(zh="示例"), limits=limits, **given)  # type: ignore[arg-type]


SCOPE = Scope(
    level=HazardLevel.GENERAL,
    sub_level="B",
    mode=HandlingMode.TIMED,
    region=RegionCode("140581"),
    employer="mine-1",
    industry=Industry.COAL,
)


def chosen(policies: list[DeadlinePolicy], scope: Scope = SCOPE, on: date = DAY, known: date | None = None) -> str:
    ruling = choose_limit(policies, Step.RECTIFY, scope, on, known)
    return ruling.limit.id if ruling else ""


LADDER = [
    limit("any", 30),
    limit("level", 20, level=HazardLevel.GENERAL),
    limit("sub-level", 10, level=HazardLevel.GENERAL, sub_level="B"),
    limit("mode", 9, level=HazardLevel.GENERAL, sub_level="B", mode=HandlingMode.TIMED),
    limit("province", 8, region=RegionCode("140000")),
    limit("city", 7, region=JINCHENG),
    limit("county", 6, region=RegionCode("140581")),
    limit("employer", 5, employer="mine-1"),
    limit("employer-level", 4, employer="mine-1", level=HazardLevel.GENERAL),
]


@pytest.mark.parametrize("count", range(1, len(LADDER) + 1))
def test_the_most_specific_limit_wins(count: int) -> None:
    """Employer, county, city, province; within a place, whichever names everything that the others name and more."""
    assert chosen([policy(*LADDER[:count])]) == LADDER[count - 1].id
    assert chosen([policy(*reversed(LADDER[:count]))]) == LADDER[count - 1].id


@given(st.permutations(LADDER), st.integers(1, 9))
def test_the_order_in_which_limits_are_written_does_not_matter(limits: list[Limit], count: int) -> None:
    """Nor over how many policies they are spread."""
    together = policy(*limits[:count])
    apart = [policy(one, name=f"example/{one.id}") for one in limits[:count]]
    assert chosen([together]) == chosen(apart)


def test_what_is_not_known_of_a_case_meets_no_condition() -> None:
    """Before it is graded, a limit for general hazards does not apply."""
    assert chosen([policy(limit("level", 20, level=HazardLevel.GENERAL))], Scope()) == ""
    assert chosen([policy(limit("city", 20, region=JINCHENG))], Scope()) == ""
    assert chosen([policy(limit("city", 20, region=JINCHENG))], Scope(region=RegionCode("140400"))) == ""


def test_a_tie_is_refused_and_lists_the_candidates() -> None:
    """One names the sub-level, the other the mode: nobody can say which is nearer."""
    tied = policy(limit("sub", 3, sub_level="B"), limit("mode", 5, mode=HandlingMode.TIMED))
    with pytest.raises(AmbiguousLimitError) as raised:
        chosen([tied])
    assert raised.value.candidates == ("example/p@1#mode", "example/p@1#sub")
    assert "rectify" in str(raised.value)
    assert chosen([tied], attrs.evolve(SCOPE, mode=HandlingMode.ON_SITE)) == "sub"
    same = [policy(limit("a", 3)), policy(limit("b", 3), name="example/other")]
    with pytest.raises(AmbiguousLimitError):
        chosen(same)


def test_an_example_stands_only_where_neither_law_nor_policy_gives_a_number() -> None:
    """The more specific example loses against the general policy, and wins against a law without a number."""
    example = limit("example", 3, provenance="example", employer="mine-1")
    assert chosen([policy(example, limit("any", 30))]) == "any"
    assert chosen([policy(example)]) == "example"
    assert chosen([national_policy()]) == "rectify"
    assert chosen([national_policy(), example_policy()]) == "rectify-general"
    assert chosen([national_policy(), example_policy(), policy(limit("any", 30))]) == "any"


def test_the_law_goes_with_whatever_is_chosen() -> None:
    """A local limit is chosen; the law's is beside it, to bind where it ends earlier."""
    ruling = choose_limit(
        [policy(limit("law", 20, provenance="law"), limit("local", 30, employer="mine-1"))], Step.RECTIFY, SCOPE, DAY
    )
    assert ruling is not None
    assert (ruling.limit.id, ruling.law and ruling.law.limit.id) == ("local", "law")


class TestVersions:
    """Version 2 holds from 2026-07-01 and was published on 2026-06-01."""

    POLICIES = (
        policy(limit("old", 30)),
        policy(limit("new", 15), version="2", effective=date(2026, 7, 1), known_from=date(2026, 6, 1)),
    )

    @pytest.mark.parametrize(
        ("on", "known", "expected"),
        [
            (date(2026, 6, 30), None, "old"),
            (date(2026, 7, 1), None, "new"),
            (date(2026, 7, 1), date(2026, 5, 31), "old"),
            (date(2026, 7, 1), date(2026, 6, 1), "new"),
            (date(2019, 12, 31), None, ""),
            (date(2020, 1, 1), date(2019, 12, 31), ""),
        ],
    )
    def test_the_version_of_the_day_as_it_was_known(self, on: date, known: date | None, expected: str) -> None:
        """On both sides of each date."""
        assert chosen(list(self.POLICIES), on=on, known=known) == expected
        assert chosen(list(reversed(self.POLICIES)), on=on, known=known) == expected

    def test_a_policy_that_has_ended_does_not_fall_back_to_its_older_version(self) -> None:
        """The last version was ended; nothing stands in its place."""
        ended = (*self.POLICIES, policy(version="3", effective=date(2026, 8, 1), until=date(2026, 9, 1)))
        assert chosen(list(ended), on=date(2026, 9, 1)) == ""

    def test_two_versions_from_the_same_day_are_refused(self) -> None:
        """Nobody could say which holds."""
        with pytest.raises(InvalidDocumentError):
            chosen([policy(limit("a", 1)), policy(limit("b", 2), version="2")])


class TestNationalLaw:
    """What the law gives, and what it does not."""

    @pytest.mark.parametrize("level", HazardLevel)
    def test_the_law_gives_no_number_of_days_for_rectifying(self, level: HazardLevel) -> None:
        """安全生产法第一百零二条: at once, or within a limit set case by case."""
        ruling = choose_limit([national_policy()], Step.RECTIFY, attrs.evolve(SCOPE, level=level, sub_level=""), DAY)
        assert ruling is not None
        assert (ruling.limit.span.unit, ruling.limit.provenance) == (Unit.PROMPT, Provenance.LAW)

    @pytest.mark.parametrize(
        ("on", "span"),
        [(date(2024, 4, 30), Span(amount=60, unit=Unit.DAY)), (date(2024, 5, 1), Span(amount=20, unit=Unit.DAY))],
    )
    def test_restart_acceptance_changed_with_the_regulation_of_2024(self, on: date, span: Span) -> None:
        """煤矿安全生产条例第四十八条 since 2024-05-01: 20 days; before, 60."""
        ruling = choose_limit([national_policy()], Step.RESTART_ACCEPTANCE, SCOPE, on)
        assert ruling is not None
        assert ruling.limit.span == span

    def test_it_is_coal_mining_law(self) -> None:
        """Other industries have no such number."""
        other = attrs.evolve(SCOPE, industry=Industry.POWER)
        assert choose_limit([national_policy()], Step.RESTART_ACCEPTANCE, other, DAY) is None

    def test_every_limit_says_on_whose_word_and_how_we_know(self) -> None:
        """Law from the text itself; every example marked as one, in words too."""
        for one in national_policy().limits:
            assert one.provenance is not Provenance.EXAMPLE
            assert one.provenance is not Provenance.LAW or one.grade == "A", one.id
        for one in example_policy().limits:
            assert one.provenance is Provenance.EXAMPLE
            assert one.clause.startswith("示例")
            assert one.grade


BAD = """
id = "example/bad"
version = "1"
title = { zh = "坏" }
effective = 2026-01-01
[[limits]]
id = "a"
step = "rectifi"
span = { amount = 3, unit = "days" }
provenance = "law"
clause = ""
source = "x"
grade = "Z"
"""
CLASHING = """
id = "example/bad"
version = "1"
title = { zh = "坏" }
effective = 2026-01-01
[[limits]]
id = "a"
step = "rectify"
span = { amount = 3, unit = "day" }
provenance = "policy"
clause = "c"
source = "x"
[[limits]]
id = "a"
step = "rectify"
span = { amount = 5, unit = "day" }
counting = "civil"
provenance = "law"
clause = "c"
source = "x"
until = 2026-01-01
"""


def test_a_bad_policy_tells_every_problem_at_its_path(tmp_path: Path) -> None:
    """Unknown words with what would have been right; contradictions between limits."""
    with pytest.raises(InvalidDocumentError) as raised:
        parse_deadline_policy(BAD)
    told = {problem.where: problem.expected.en for problem in raised.value.problems}
    assert set(told) == {f"$.limits[0].{name}" for name in ("step", "span.unit", "clause", "grade")}
    assert "rectify" in told["$.limits[0].step"]
    path = tmp_path / "bad.toml"
    path.write_text(CLASHING, encoding="utf-8")
    with pytest.raises(InvalidDocumentError) as raised:
        read_deadline_policy(path)
    places = [problem.where for problem in raised.value.problems]
    assert places == ["$.limits[1].id", "$.limits[1].counting", "$.limits[1].until", "$.limits[1].applies"]
    with pytest.raises(InvalidDocumentError):
        parse_deadline_policy("id = ")


def test_two_limits_for_the_same_cases_are_refused_where_they_are_written() -> None:
    """Not only when the first case meets them."""
    with pytest.raises(InvalidDocumentError) as raised:
        policy(limit("a", 3), limit("b", 5))
    assert raised.value.problems[0].where == ".limits[1].applies"


def test_a_policy_may_count_by_a_rule_of_its_own() -> None:
    """Plain values, with a rule whose days end at close of business."""
    plain = {
        "id": "example/own",
        "version": "1",
        "title": {"zh": "自定"},
        "effective": "2026-01-01",
        "rules": [{"id": "office", "words": {"zh": "上班时间"}, "clause": "示例", "closes": "17:30"}],
        "limits": [
            {"id": "a", "step": "accept", "span": {"amount": 3, "unit": "workday"}, "counting": "office"}
            | {"provenance": "policy", "clause": "示例", "source": "示例"}
        ],
    }
    ruling = choose_limit([deadline_policy(plain)], Step.ACCEPT, SCOPE, DAY)
    assert ruling is not None
    assert ruling.rule.closes is not None


def test_what_no_event_goes_by_and_what_cannot_be_counted_back_is_refused() -> None:
    """A stop that waits for a word with a typing error would wait for ever."""
    plain = {
        "id": "example/own",
        "version": "1",
        "title": {"zh": "自定"},
        "effective": "2026-01-01",
        "limits": [
            {"id": "a", "step": "request-extension", "span": {"amount": 3, "unit": "hour"}}
            | {"provenance": "policy", "clause": "示例", "source": "示例"}
        ],
        "stops": [
            {"reason": "停产", "steps": ["rectify"], "starts": ["suspnd"], "ends": ["restore"], "provenance": "policy"}
        ],
    }
    with pytest.raises(InvalidDocumentError) as raised:
        deadline_policy(plain)
    told = {problem.where: problem.expected.en for problem in raised.value.problems}
    assert set(told) == {"$.limits[0].span.unit", "$.stops[0]"}
    assert "suspend" in told["$.stops[0]"]


def test_within_an_employer_the_limit_that_names_its_region_too_is_nearer() -> None:
    """One employer in two counties."""
    wide, near = limit("wide", 5, employer="mine-1"), limit("near", 4, employer="mine-1", region=RegionCode("140581"))
    assert chosen([policy(wide, near)]) == "near"
    assert chosen([policy(wide, near)], attrs.evolve(SCOPE, region=RegionCode("140502"))) == "wide"


class TestWeaknesses:
    """Ties are found before a case meets them."""

    def test_two_limits_that_some_case_could_meet_are_told(self) -> None:
        """Sub-level B on the spot: which of the two?"""
        pair = (limit("sub", 3, sub_level="B"), limit("mode", 5, mode=HandlingMode.ON_SITE))
        (tie,) = [one for one in policy_weaknesses([policy(*pair)]) if "#mode" in one.what.en]
        assert tie.where == "example/p@1#sub"
        settled = policy(*pair, limit("both", 4, sub_level="B", mode=HandlingMode.ON_SITE))
        assert not [one for one in policy_weaknesses([settled]) if "as well" in one.what.en]

    def test_two_ladders_that_some_case_could_meet_are_told(self) -> None:
        """Within a policy and beside another; not those of other steps, other days, or two versions of one ladder."""

        def ladder(name: str, **more: object) -> EscalationLadder:
            given = {"effective": date(2020, 1, 1), "version": "1", **more}
            return EscalationLadder(
                id=f"example/{name}",
                title=Words(zh="示例"),
                provenance=Provenance.POLICY,
                clause="示例条款",
                source="示例",
                rungs=(Rung(id="remind", act=Words(zh="提醒")),),
                **given,  # type: ignore[arg-type]
            )

        one, two = ladder("one"), ladder("two", applies=AppliesTo(sub_level="B"))
        city = ladder("city", applies=AppliesTo(mode=HandlingMode.TIMED))
        told = [(tie.where, tie.what.en) for tie in policy_weaknesses([policy(ladders=(one, two, city))])]
        assert [where for where, _ in told] == ["example/two@1"]
        assert "example/city@1" in told[0][1]
        both = ladder("both", applies=AppliesTo(sub_level="B", mode=HandlingMode.TIMED))
        assert not policy_weaknesses([policy(ladders=(one, two, city, both))])
        assert policy_weaknesses(
            [policy(ladders=(one,))], beside=[policy(name="example/q", ladders=(ladder("other"),))]
        )
        for other in (
            ladder("other", steps=(Step.ACCEPT,)),
            attrs.evolve(ladder("other"), effective=date(2019, 1, 1), until=date(2020, 1, 1)),
            ladder("one", version="2"),
        ):
            assert not policy_weaknesses([policy(ladders=(one,))], beside=[policy(name="example/q", ladders=(other,))])

    def test_what_comes_along_has_none(self) -> None:
        """Alone and together."""
        assert policy_weaknesses([national_policy(), example_policy()]) == ()

    @given(st.lists(st.sampled_from(range(16)), unique=True, max_size=6), st.sampled_from(range(8)))
    def test_where_none_is_told_no_case_is_refused(self, picked: list[int], known: int) -> None:
        """Every case over three conditions and a place: a limit is chosen or none applies, never a tie."""
        rows = []
        for number in picked:
            named: dict[str, object] = {}
            if number & 1:
                named["sub_level"] = "B"
            if number & 2:
                named["mode"] = HandlingMode.TIMED
            if number & 4:
                named["level"] = HazardLevel.GENERAL
            if number & 8:
                named["region"] = JINCHENG
            rows.append(limit(f"l{number}", number + 1, **named))
        ours = policy(*rows)
        if any("as well" in one.what.en for one in policy_weaknesses([ours])):
            return
        scope = Scope(
            sub_level="B" if known & 1 else "",
            mode=HandlingMode.TIMED if known & 2 else None,
            level=HazardLevel.GENERAL if known & 4 else None,
            region=JINCHENG,
        )
        chosen([ours], scope)
