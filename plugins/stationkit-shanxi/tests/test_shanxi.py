"""The province's layer: illustrative in data and result, whole, and with the regions that it names."""

from datetime import date

import pytest

from stationkit import Facts, Known, RegionCode, ResolvedRulebook, assess, load_host

RULEBOOKS = ("cn.shanxi/pithead-star", "cn.shanxi/wellbeing-star")


@pytest.fixture(scope="module", params=RULEBOOKS)
def rulebook(request: pytest.FixtureRequest) -> ResolvedRulebook:
    """Each of the two rulebooks, from this plugin alone."""
    return load_host(["stationkit_shanxi"]).resolve(request.param)


def test_it_says_everywhere_that_it_is_illustrative(rulebook: ResolvedRulebook) -> None:
    """In the head, in the result, and in the title that people read."""
    assert rulebook.status == "illustrative"
    assert assess(Facts(subject="s"), rulebook).status == "illustrative"
    assert "示例" in rulebook.head.title.zh
    assert "illustrative" in rulebook.head.title.en


def test_its_marks_add_up_to_a_hundred(rulebook: ResolvedRulebook) -> None:
    """The items together have the full marks of the whole."""
    items = assess(Facts(subject="s"), rulebook).items
    assert sum(item.full for item in items) == 100
    assert all(item.clause and item.title.zh and item.title.en for item in items)


def test_without_records_nothing_is_known_and_nothing_awarded(rulebook: ResolvedRulebook) -> None:
    """Missing is not zero."""
    assessment = assess(Facts(subject="s"), rulebook)
    assert assessment.provisional
    assert assessment.qualifies is None


def test_a_fatal_accident_is_not_rated_however_good_the_rest_is(rulebook: ResolvedRulebook) -> None:
    """It is decided first, and says why."""
    star = assess(Facts(subject="s", answers={"fatal-accidents": Known(value=1)}), rulebook).star
    assert star is not None
    assert "死亡" in star.words().zh


def test_the_regions_of_shanxi_have_their_names() -> None:
    """A county's full name leads from the province down."""
    regions = load_host(["stationkit_shanxi"]).regions
    day = date(2026, 1, 1)
    assert regions.name(RegionCode("140500"), day).zh == "晋城市"
    assert regions.full_name(RegionCode("140581"), day).zh == "山西省晋城市高平市"


def test_a_coal_mines_major_hazard_is_accepted_within_ten_working_days() -> None:
    """From the application of 24 September 2026, on the national calendar; other industries have no such limit."""
    host = load_host(["stationkit_shanxi"])
    (policy,) = host.deadline_policies
    (limit,) = policy.limits
    assert (limit.span.amount, str(limit.span.unit), limit.grade) == (10, "workday", "B")
    assert str(limit.provenance) == "policy"
    assert str(limit.applies.region) == "140000"
    assert host.calendar().add_workdays(date(2026, 9, 24), limit.span.amount).day == date(2026, 10, 15)
