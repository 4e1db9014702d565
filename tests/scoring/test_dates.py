"""Dates: which version governs, on the eve of a change, on its day and after; what is compared with what."""

from datetime import date
from typing import Any

import pytest

from stationkit import Facts, Period, assess, hookimpl, load_host, resolve
from stationkit.errors import InvalidRulebookError, InvalidValueError, MixedRulebooksError, UnknownNameError
from stationkit.rules.documents import RulebookDocument, rulebook_document
from stationkit.rules.versions import check_versions, days_of_round
from stationkit.scoring.comparing import amend, compare


def version(name: str, since: str = "", until: str = "", governs: str = "round start", **more: Any) -> RulebookDocument:
    """One version of a rulebook, with its days."""
    days = {"from": since, "until": until}
    document = {
        "rulebook": "cn.x/star",
        "version": name,
        "title": {"zh": "星"},
        "status": "illustrative",
        "governs": governs,
        "effective": {key: date.fromisoformat(day) for key, day in days.items() if day},
        "applies": {"station": "pithead"},
        "measure": {"visits": {"kind": "count", "title": {"zh": "走访"}}},
        "parameter": {"per": {"title": {"zh": "每次"}, "value": int(name)}},
        "item": {
            "visiting": {
                "title": {"zh": "走访"},
                "clause": "一",
                "full": 10,
                "deduct": [
                    {"id": "few", "title": {"zh": "少"}, "of": "visits", "below": 5, "per": 1, "count": "whole"}
                    | {"points": "per"}
                ],
            }
        },
    }
    return rulebook_document(document | more, f"v{name}.toml")


def scored(document: RulebookDocument, visits: int = 4, period: str = "", on: date | None = None) -> Any:
    """Assess one subject by one version."""
    facts = Facts.known("s", {"visits": visits})
    return assess(Facts(subject="s", period=period, answers=facts.answers), resolve(document, on=on))


@pytest.mark.parametrize(
    ("versions", "said"),
    [
        ([version("1", until="2024-01-01"), version("2", since="2024-01-01")], ""),
        ([version("1", until="2024-01-01"), version("2", since="2024-01-02")], "a gap between cn.x/star@1"),
        ([version("1", until="2024-01-02"), version("2", since="2024-01-01")], "cn.x/star@1 (…..2024-01-02) and"),
        ([version("1"), version("2", since="2024-01-01")], "expected until = 2024-01-01 in version 1"),
        ([version("1"), version("2")], "overlap"),
        (
            [version("1", since="2024-01-01"), version("2", until="2023-01-01")],
            "expected from = 2023-01-01 in version 1",
        ),
    ],
)
def test_versions_meet_without_a_gap_and_without_an_overlap(versions: list[RulebookDocument], said: str) -> None:
    """Both are refused where the rulebooks are loaded, whatever their order, and both versions are named."""
    if not said:
        check_versions(reversed(versions))
        return
    with pytest.raises(InvalidRulebookError) as caught:
        check_versions(reversed(versions))

    assert said in caught.value.text("en")
    assert "cn.x/star@2" in caught.value.text("en")


def test_a_host_with_overlapping_versions_does_not_load() -> None:
    """The refusal comes at load, not when the first station is assessed."""

    class Plugin:
        @hookimpl
        def stationkit_rulebooks(self) -> list[RulebookDocument]:
            return [version("1"), version("2", since="2024-01-01")]

    with pytest.raises(InvalidRulebookError, match="重叠"):
        load_host([Plugin()])


def named(versions: list[RulebookDocument], on: Any) -> str:
    """Which version governs."""

    class Plugin:
        @hookimpl
        def stationkit_rulebooks(self) -> list[RulebookDocument]:
            return versions

    return load_host([Plugin()]).resolve("cn.x/star", on=on).head.version


@pytest.mark.parametrize(
    ("governs", "chosen"),
    [("round start", "1"), ("round end", "2"), ("report date", "2"), ("incident date", "1"), ("application", "1")],
)
def test_the_rulebook_says_which_day_governs(governs: str, chosen: str) -> None:
    """A round that begins before the change and ends after it; days of all kinds are known."""
    versions = [version("1", until="2024-03-01", governs=governs), version("2", since="2024-03-01", governs=governs)]
    days = days_of_round(
        Period.parse("2024H1"),
        {"report date": date(2024, 3, 1), "incident date": date(2024, 2, 29), "application": date(2023, 12, 1)},
    )

    assert named(versions, days) == chosen


def test_a_day_that_governs_and_is_not_known_is_asked_for() -> None:
    """Nothing stands in for the day of the report."""
    with pytest.raises(UnknownNameError, match="report date"):
        named([version("1", governs="report date")], days_of_round(Period.parse("2024H1")))


@pytest.mark.parametrize(("day", "chosen"), [("2024-02-29", "1"), ("2024-03-01", "2"), ("2024-03-02", "2")])
def test_the_eve_the_day_and_the_day_after(day: str, chosen: str) -> None:
    """`until` is the first day on which a version no longer governs."""
    versions = [version("1", until="2024-03-01"), version("2", since="2024-03-01")]

    assert named(versions, date.fromisoformat(day)) == chosen


def test_an_open_round_keeps_the_version_of_its_start() -> None:
    """A round that began under the old version is finished under it, although a new one has come into force."""
    versions = [version("1", until="2024-03-01"), version("2", since="2024-03-01")]

    assert named(versions, days_of_round(Period.parse("2024H1"))) == "1"
    assert named(versions, days_of_round(Period.parse("2024H2"))) == "2"


# -- reviews -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("review", "stale"), [("2024-06-29", ("per",)), ("2024-06-30", ()), ("2024-07-01", ())])
def test_a_parameter_past_its_review_marks_the_result(review: str, stale: tuple[str, ...]) -> None:
    """A number that should have been looked at again by the round's last day says so on every result."""
    parameter = {"title": {"zh": "每次"}, "value": 1, "review_by": date.fromisoformat(review)}
    assessment = scored(version("1", parameter={"per": parameter}), period="2024H1")

    assert assessment.stale == stale
    assert [one.code for one in assessment.findings] == ["review-due"] * len(stale)


def test_a_dated_value_has_a_review_of_its_own() -> None:
    """The value that holds on the day says by when it is looked at again."""
    rows = [
        {"from": date(2020, 1, 1), "value": 1, "review_by": date(2022, 1, 1)},
        {"from": date(2024, 1, 1), "value": 2, "review_by": date(2030, 1, 1)},
    ]
    document = version("1", parameter={"per": {"title": {"zh": "每次"}, "value": rows}})

    assert scored(document, on=date(2023, 12, 31)).stale == ("per",)
    assert scored(document, on=date(2024, 1, 1)).stale == ()
    assert scored(document, on=date(2023, 12, 31)).score == 9
    assert scored(document, on=date(2024, 1, 1)).score == 8
    first, second = scored(document, on=date(2023, 12, 31)), scored(document, on=date(2024, 1, 1))
    assert first.pins.rulebook != second.pins.rulebook


# -- comparing -----------------------------------------------------------------------------------------------


def test_results_of_two_versions_are_not_compared_unless_scored_on_one() -> None:
    """The refusal names both; scored again by one of them, they compare, and the first result stays as it was."""
    old, new = scored(version("1", until="2024-03-01")), scored(version("2", since="2024-03-01"))
    with pytest.raises(MixedRulebooksError) as caught:
        compare(old, new)
    amendment = amend(old, new.resolved, "新办法追溯适用")

    assert all(name in str(caught.value) for name in ("cn.x/star@1", "cn.x/star@2"))
    assert not compare(amendment.after, new).changed
    assert (amendment.before.score, amendment.after.score) == (9, 8)
    assert [(one.node, one.before, one.after) for one in amendment.comparison.differences] == [("visiting", 9, 8)]
    assert amendment.before is old


def test_an_amendment_says_why() -> None:
    """Scoring again without a reason is refused."""
    old = scored(version("1"))
    with pytest.raises(InvalidValueError):
        amend(old, old.resolved, "  ")


def test_two_results_of_one_rulebook_compare_item_by_item() -> None:
    """What came out differently, and nothing else."""
    comparison = compare(scored(version("1"), visits=5), scored(version("1"), visits=2))

    assert comparison.score == (10, 7)
    assert [one.node for one in comparison.differences] == ["visiting"]
    assert not compare(scored(version("1")), scored(version("1"))).changed
