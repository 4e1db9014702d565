"""Escalation: rungs reached by time alone, further full periods, deciders' deadlines, and nothing that is stored."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stationkit.calendars.calendar import BEIJING
from stationkit.calendars.national import national_calendar
from stationkit.errors import AmbiguousLimitError, InvalidDocumentError
from stationkit.identifiers import RegionCode
from stationkit.procedures.deadlines import deadlines_of
from stationkit.procedures.escalation import escalation_level, escalation_of, ladder_for
from stationkit.procedures.ladders import EscalationLadder, choose_ladder, escalation_ladder, example_ladder
from stationkit.procedures.policies import deadline_policy
from stationkit.procedures.scopes import Provenance, Scope
from stationkit.procedures.steps import Step
from stationkit.procedures.terms import Deadline
from stationkit.stations.events import Event
from stationkit.stations.hazards import HazardLevel

CN = national_calendar()
LADDER = example_ladder()
POLICY = deadline_policy(
    {
        "id": "example/local",
        "version": "1",
        "title": {"zh": "示例"},
        "effective": "2020-01-01",
        "limits": [
            {"id": "a", "step": "rectify", "span": {"amount": 10, "unit": "day"}, "provenance": "policy"}
            | {"clause": "示例", "source": "示例"}
        ],
    }
)


def at(text: str) -> datetime:
    """A moment at home: a day, or a day and a time."""
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


def event(kind: str, moment: str, **more: object) -> Event:
    return Event(id=f"{kind}-{moment}", case="h1", kind=kind, happened_at=at(moment), **more)  # type: ignore[arg-type]


NOTICE = event("notify", "2026-03-02 09:00")  # ten days: until Thursday 12 March, 24:00


def rectify(now: str | datetime, *events: Event) -> Deadline:
    moment = at(now) if isinstance(now, str) else now
    found = [one for one in deadlines_of((NOTICE, *events), POLICY, CN, moment) if one.step is Step.RECTIFY]
    return found[0]


@pytest.mark.parametrize(
    ("now", "level"),
    [
        ("2026-03-12 23:59", 0),
        ("2026-03-13 00:00", 1),  # reminded when the time is over
        ("2026-03-16 23:59", 1),
        ("2026-03-17 00:00", 2),  # three days after the 12th, a Sunday: Monday 16 March, 24:00
        ("2026-03-19 23:59", 2),
        ("2026-03-20 00:00", 3),  # seven days after the 12th: the 19th, 24:00
        ("2026-03-23 14:59", 3),
        ("2026-03-23 15:00", 4),  # one further full period: 10 days and 15 hours
        ("2026-04-03 05:59", 4),
        ("2026-04-03 06:00", 5),
        ("2027-01-01 00:00", 5),
    ],
)
def test_each_rung_is_reached_at_its_moment(now: str, level: int) -> None:
    """Reminder, explanation, supervision letter, notice, appraisal: both sides of every border."""
    assert escalation_level(rectify(now), LADDER, CN) == level


def test_a_rung_says_who_takes_over_who_is_told_and_by_when_to_answer() -> None:
    """Deciders have deadlines: the explanation is owed within three working days."""
    escalation = escalation_of(rectify("2026-03-18 09:00"), LADDER, CN)
    rung = escalation.current
    assert rung is not None
    assert (escalation.level, rung.rung.id, rung.at) == (2, "explain", at("2026-03-17"))
    assert rung.answer is not None
    assert rung.answer.last_day == date(2026, 3, 20)
    assert not rung.is_overdue(at("2026-03-20 23:59"))
    assert rung.is_overdue(at("2026-03-21 00:00"))


def test_an_answer_settles_what_was_asked() -> None:
    """Explained on the 19th: nobody is late with it; the hazard still is."""
    explained = event("explain", "2026-03-19 09:00")
    now = rectify("2026-03-22 09:00", explained)
    escalation = escalation_of(now, LADDER, CN, events=(NOTICE, explained))
    assert [one.answered_at for one in escalation.reached] == [None, at("2026-03-19 09:00"), None]
    assert not escalation.reached[1].is_overdue(at("2026-03-22 09:00"))
    assert escalation.level == 3


def test_an_extension_takes_the_level_back_and_leaves_what_was_reached() -> None:
    """Granted on the 18th until the 31st: level 0 then, two rungs on the record, and it begins anew."""
    granted = event("grant-extension", "2026-03-18 09:00", limit=at("2026-03-31 18:00"))
    calm, again = (escalation_of(rectify(now, granted), LADDER, CN) for now in ("2026-03-20", "2026-04-01"))
    assert (calm.level, [one.rung.id for one in calm.reached]) == (0, ["remind", "explain"])
    assert calm.current is None
    assert (again.level, [one.rung.id for one in again.reached]) == (1, ["remind", "explain", "remind"])


def test_what_was_rectified_escalates_no_further() -> None:
    """Submitted on the 18th: two rungs were reached, none stands now."""
    escalation = escalation_of(rectify("2026-05-01", event("submit", "2026-03-18 09:00")), LADDER, CN)
    assert (escalation.level, len(escalation.reached)) == (0, 2)


def test_any_past_moment_gives_the_level_of_that_moment() -> None:
    """Asked later about the 18th, with all that happened since, it is what it was."""
    events = (event("submit", "2026-03-19 09:00"), event("return", "2026-03-20 09:00"))
    assert escalation_level(rectify("2026-03-18 09:00", *events), LADDER, CN) == 2


def test_a_ladder_is_for_its_steps_only() -> None:
    """The example ladder is about rectifying."""
    asked = event("request-extension", "2026-03-03 09:00", decide_by=at("2026-03-04 18:00"))
    (decide,) = [
        one for one in deadlines_of((NOTICE, asked), POLICY, CN, at("2026-04-01")) if one.step is Step.DECIDE_EXTENSION
    ]
    assert decide.is_overdue
    assert escalation_level(decide, LADDER, CN) == 0


def ladder(name: str, **more: object) -> EscalationLadder:
    plain = {
        "id": f"example/{name}",
        "version": "1",
        "title": {"zh": "示例"},
        "provenance": "policy",
        "clause": "示例",
        "source": "示例",
        "effective": "2026-01-01",
        "rungs": [{"id": "remind", "act": {"zh": "提醒", "en": "remind"}}],
    }
    return escalation_ladder(plain | more)


def test_the_most_specific_ladder_of_the_day_is_chosen() -> None:
    """As limits are: place first, examples last, a tie refused, versions by their dates."""
    scope = Scope(level=HazardLevel.MAJOR, region=RegionCode("140581"))
    wide, city = ladder("wide"), ladder("city", applies={"region": "140500"})
    major = ladder("major", applies={"level": "major"})
    on = date(2026, 3, 2)
    assert choose_ladder([LADDER, wide], Step.RECTIFY, scope, on) == wide
    assert choose_ladder([LADDER], Step.RECTIFY, scope, on) == LADDER
    assert choose_ladder([wide, city, major], Step.RECTIFY, scope, on) == city
    assert choose_ladder([wide, major], Step.RECTIFY, scope, on) == major
    assert choose_ladder([wide], Step.ACCEPT, scope, on) is None
    assert choose_ladder([wide], Step.RECTIFY, scope, date(2025, 12, 31)) is None
    newer = ladder("wide", version="2", effective="2026-03-01", known_from="2026-03-03")
    assert choose_ladder([wide, newer], Step.RECTIFY, scope, on) == newer
    assert choose_ladder([wide, newer], Step.RECTIFY, scope, on, date(2026, 3, 2)) == wide
    with pytest.raises(AmbiguousLimitError):
        choose_ladder([wide, ladder("other")], Step.RECTIFY, scope, on)


def test_a_policy_brings_its_ladders() -> None:
    """Chosen for a deadline as its limit was: by the case, the day, and what was known."""
    plain = {
        "id": "example/local",
        "version": "2",
        "title": {"zh": "示例"},
        "effective": "2026-01-01",
        "ladders": [
            {"id": "example/all", "version": "1", "title": {"zh": "示例"}, "provenance": "policy", "clause": "示例"}
            | {"source": "示例", "effective": "2026-01-01", "rungs": [{"id": "remind", "act": {"zh": "提醒"}}]}
        ],
    }
    deadline = rectify("2026-03-14")
    both = (POLICY, deadline_policy(plain | {"id": "example/ladders"}))
    chosen = ladder_for(deadline, both)
    assert chosen is not None
    assert chosen.id == "example/all"
    assert escalation_level(deadline, chosen, CN) == 1
    assert ladder_for(deadline, both, known_at=date(2025, 12, 31)) is None
    assert ladder_for(deadline, POLICY) is None


def test_a_bad_ladder_tells_every_problem() -> None:
    """No rung, two alike, one that says two things about when it is reached."""
    with pytest.raises(InvalidDocumentError):
        ladder("empty", rungs=[])
    twice = {"id": "a", "act": {"zh": "x"}, "after": {"amount": 1, "unit": "day"}, "after_periods": 1}
    with pytest.raises(InvalidDocumentError) as raised:
        ladder("bad", rungs=[twice, twice])
    assert {problem.where for problem in raised.value.problems} == {
        "$.rungs[0].after",
        "$.rungs[1].after",
        "$.rungs[1].id",
    }
    with pytest.raises(InvalidDocumentError) as raised:
        ladder("bad", counting="civil", rungs=[{"id": "a", "act": {"zh": "x"}, "answered_by": ["explian"]}])
    assert {problem.where for problem in raised.value.problems} == {"$.counting", "$.rungs[0].answered_by"}


def test_the_example_ladder_says_that_it_is_one() -> None:
    """It binds nobody."""
    assert LADDER.provenance is Provenance.EXAMPLE
    assert "不是规定" in LADDER.title.zh


# -- properties ----------------------------------------------------------------------------------------------

HOURS = st.integers(0, 24 * 120)
SPANS = st.sampled_from(
    [{"amount": n, "unit": unit} for n in (1, 3, 10) for unit in ("hour", "day", "workday", "month")]
)


@st.composite
def ladders(draw: st.DrawFn) -> EscalationLadder:
    """Ladders of up to five rungs, in spans or in full periods, in any order of length."""
    rungs: list[dict[str, object]] = []
    for place in range(draw(st.integers(1, 5))):
        when = draw(
            st.one_of(SPANS.map(lambda span: {"after": span}), st.integers(0, 3).map(lambda n: {"after_periods": n}))
        )
        rungs.append({"id": f"r{place}", "act": {"zh": "x", "en": "x"}, **when})
    return ladder("drawn", rungs=rungs)


@given(ladders(), HOURS, HOURS)
def test_without_an_event_a_level_never_falls(drawn: EscalationLadder, one: int, other: int) -> None:
    """Time alone only lifts it, and what was reached stays as it was."""
    early, late = sorted((one, other))
    before, after = (
        escalation_of(rectify(NOTICE.happened_at + timedelta(hours=hours)), drawn, CN) for hours in (early, late)
    )
    assert before.level <= after.level
    assert after.reached[: len(before.reached)] == before.reached


@given(ladders(), HOURS)
def test_a_level_is_zero_exactly_while_nothing_is_overdue_or_the_first_rung_waits(
    drawn: EscalationLadder, hours: int
) -> None:
    """Rungs are reached one after the other, none before the limit is over."""
    deadline = rectify(NOTICE.happened_at + timedelta(hours=hours))
    escalation = escalation_of(deadline, drawn, CN)
    assert deadline.due is not None
    assert escalation.level == len(escalation.reached)
    assert deadline.is_overdue or not escalation.reached
    moments = [one.at for one in escalation.reached]
    assert moments == sorted(moments)
    assert all(deadline.due <= moment <= deadline.as_of for moment in moments)
