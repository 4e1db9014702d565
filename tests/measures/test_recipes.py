"""Recipes: what is known, what is missing and why, and which mistakes do not load."""

from datetime import date, datetime, timedelta, timezone
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stationkit.identifiers import RegionCode
from stationkit.measures.functions import measure_function
from stationkit.measures.gathering import gather_facts
from stationkit.measures.recipes import check_recipe
from stationkit.measures.views import look_at
from stationkit.numbers import Ratio
from stationkit.periods import Period
from stationkit.rules.facts import Answer, Known, Missing, NotApplicable
from stationkit.rules.model import Measure
from stationkit.samples.region import make_region
from stationkit.stations.activities import Training, Visit
from stationkit.stations.dossier import CountRow, Coverage, Dossier, Gap, RecordKind, SheetRow
from stationkit.stations.events import Event, EventKind
from stationkit.stations.hazards import HandlingMode, Hazard, HazardLevel
from stationkit.stations.incidents import Incident, InjuryGrade
from stationkit.stations.people import HomeDistance, Member, Role, Team, Worker
from stationkit.stations.stations import Industry, Station, StationKind
from stationkit.stations.violations import Violation, ViolationKind
from stationkit.words import Words

HALF = Period.parse("2026H1")
ZONE = timezone(timedelta(hours=8))

STATION = Station(
    id="s",
    kind=StationKind.PITHEAD,
    industry=Industry.COAL,
    region=RegionCode("140500"),
    employer="e",
    title=Words(zh="站"),
    opened_on=date(2020, 1, 1),
)


def dossier(**tables: Any) -> Dossier:
    """A dossier of one station, every kind of record covered from 2025 to the middle of 2026."""
    covered = [Coverage(station="s", kind=kind, since=date(2025, 1, 1), until=date(2026, 7, 1)) for kind in RecordKind]
    return Dossier(**{"stations": (STATION,), "coverage": tuple(covered), **tables})


def answer(kind: str, recipe: dict[str, Any], records: Dossier, **options: Any) -> Answer:
    """Answer one measure in the first half of 2026."""
    measure = Measure(id="m", kind=kind, recipe=recipe)
    assert not check_recipe(measure), check_recipe(measure)
    return gather_facts(records, "s", HALF, measures=[measure], **options).answers["m"]


def value(*arguments: Any, **options: Any) -> Any:
    """Give the value of an answer that must be known."""
    known = answer(*arguments, **options)
    assert isinstance(known, Known), known
    return known.value


def on(month: int, day: int = 1) -> date:
    """A day of 2026."""
    return date(2026, month, day)


INCIDENTS = (
    Incident(id="i1", station="s", on=on(2), grade=InjuryGrade.MINOR),
    Incident(id="i2", station="s", on=on(3), grade=InjuryGrade.FATAL, deaths=1),
    Incident(id="i3", station="s", on=date(2025, 8, 1), grade=InjuryGrade.SERIOUS),
)


# -- counting and coverage -----------------------------------------------------------------------------------


def test_a_count_over_covered_days_is_known_zero_included() -> None:
    """No row on covered days is zero; the records that were counted are named."""
    assert value("count", {"count": {"of": "incidents"}}, dossier()) == 0
    known = answer(
        "count", {"count": {"of": "incidents", "where": {"grade": ">= serious"}}}, dossier(incidents=INCIDENTS)
    )
    assert known == Known(value=1, source="records", records=("i2",))


def test_a_window_that_looks_back_counts_what_lies_in_it() -> None:
    """Twelve months before the end of the round reach into the year before."""
    recipe = {"count": {"of": "incidents", "where": {"grade": ">= serious"}, "window": "12 months before round end"}}
    assert value("count", recipe, dossier(incidents=INCIDENTS)) == 2


@pytest.mark.parametrize(
    ("window", "days"),
    [
        ("2 months before application", (on(3, 10), on(5, 10))),
        ("30 days after accident", (on(2, 1), on(3, 3))),
        ("1 quarter after round start", (on(1), on(4))),
    ],
)
def test_a_window_hangs_on_its_anchor(window: str, days: tuple[date, date]) -> None:
    """The day of the application or of the accident; half-open; without that day the measure is missing."""
    anchors = {"application": on(5, 10), "accident": on(2, 1)}
    inside, outside = days[0], days[1]
    found = [
        Incident(id=f"w{place}", station="s", on=day, grade=InjuryGrade.SERIOUS)
        for place, day in enumerate((inside, days[1] - timedelta(days=1), outside, days[0] - timedelta(days=1)))
    ]
    recipe = {"count": {"of": "incidents", "window": window}}
    assert value("count", recipe, dossier(incidents=tuple(found)), anchors=anchors) == 2
    if "round" not in window:
        assert isinstance(answer("count", recipe, dossier(incidents=tuple(found))), Missing)


@pytest.mark.parametrize("window", ["period", "3 years before round end"])
def test_any_uncovered_day_of_the_window_makes_it_missing(window: str) -> None:
    """Look-backs too: no row there is not zero."""
    records = dossier()
    short = tuple(one for one in records.coverage if one.kind is not RecordKind.INCIDENTS)
    covered = Coverage(station="s", kind=RecordKind.INCIDENTS, since=date(2025, 1, 1), until=on(6))
    records = attrs.evolve(records, coverage=(*short, covered))
    found = answer("count", {"count": {"of": "incidents", "window": window}}, records)
    assert isinstance(found, Missing)
    assert "2026-06" in found.why


def test_a_row_that_was_set_aside_makes_its_days_uncovered() -> None:
    """What could not be read may be what the count is about."""
    gap = Gap(kind=RecordKind.INCIDENTS, why="incidents.csv:7", station="s", period=Period.parse("2026-03"))
    assert isinstance(answer("count", {"count": {"of": "incidents"}}, dossier(gaps=(gap,))), Missing)
    elsewhere = attrs.evolve(gap, period=Period.parse("2025-03"))
    assert value("count", {"count": {"of": "incidents"}}, dossier(gaps=(elsewhere,))) == 0


def test_before_the_station_opened_the_question_does_not_apply() -> None:
    """A station that opened after the round is not asked; one that opened in it is asked from its first day."""
    late = attrs.evolve(STATION, opened_on=date(2026, 9, 1))
    assert isinstance(answer("count", {"count": {"of": "incidents"}}, dossier(stations=(late,))), NotApplicable)
    young = attrs.evolve(STATION, opened_on=on(5))
    first = Coverage(station="s", kind=RecordKind.INCIDENTS, since=on(5), until=date(2026, 7, 1))
    records = dossier(stations=(young,), coverage=(first,))
    assert value("count", {"count": {"of": "incidents"}}, records) == 0


@given(st.integers(0, 2**32 - 1))
def test_what_is_counted_part_by_part_is_counted_as_a_whole(seed: int) -> None:
    """Two quarters together have the hazards of the half."""
    region = make_region(stations=1, seed=seed, period=HALF)
    measure = Measure(id="m", kind="count", recipe={"count": {"of": "hazards"}})
    station = region.stations[0].id
    parts = [
        gather_facts(region, station, Period.parse(one), measures=[measure]).answers["m"]
        for one in ("2026Q1", "2026Q2")
    ]
    whole = gather_facts(region, station, HALF, measures=[measure]).answers["m"]
    assert whole.value == sum(part.value for part in parts)  # type: ignore[union-attr]


def test_an_event_that_a_dossier_has_twice_is_counted_once() -> None:
    """Every history is folded from the set of its events, so that whatever is measured of it is the same."""
    region = make_region(stations=1, seed=7, period=HALF)
    twice = attrs.evolve(region, hazard_events=(*region.hazard_events, *region.hazard_events))
    once, again = (look_at(one, region.stations[0].id, HALF).cases for one in (region, twice))
    assert once == again


# -- hazards and their histories -----------------------------------------------------------------------------


def hazard(
    name: str, found: date, limit: date | None, submitted: date | None, *, closed: bool = True
) -> tuple[Hazard, list[Event]]:
    """A hazard that was graded, submitted and closed on these days, as far as they are given."""

    def at(day: date, hour: int) -> datetime:
        return datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)

    deadline = at(limit, 23) if limit else None
    level, mode = HazardLevel.GENERAL, HandlingMode.TIMED
    steps: list[tuple[EventKind, datetime, dict[str, Any]]] = [
        (EventKind.REPORT, at(found, 8), {}),
        (EventKind.GRADE, at(found, 9), {"level": level, "mode": mode}),
        (EventKind.NOTIFY, at(found, 10), {"limit": deadline, "rectifier": "bo"}),
    ]
    if submitted:
        steps += [(EventKind.RECTIFY, at(submitted, 11), {}), (EventKind.SUBMIT, at(submitted, 12), {})]
    if submitted and closed:
        steps += [(EventKind.ACCEPT, at(submitted, 13), {}), (EventKind.CLOSE, at(submitted, 14), {})]
    events = [
        Event(id=f"{name}-{place}", case=name, kind=kind, happened_at=when, **details)
        for place, (kind, when, details) in enumerate(steps)
    ]
    return Hazard(id=name, station="s", found_on=found, level=level), events


def register(*hazards: tuple[Hazard, list[Event]]) -> Dossier:
    """A dossier with these hazards."""
    return dossier(
        hazards=tuple(one for one, _ in hazards),
        hazard_events=tuple(event for _, events in hazards for event in events),
    )


ON_TIME = {"ratio": {"of": "hazards", "where": {"closed": "on time"}, "over": {"due": "in period"}}}
REGISTER = register(
    hazard("h1", on(2), on(2, 9), on(2, 5)),
    hazard("h2", on(2), on(2, 9), on(2, 20)),
    hazard("h3", on(3), on(3, 9), None),
    hazard("h4", on(6, 25), date(2026, 7, 9), None),
)


def test_the_share_on_time_is_over_those_that_were_due() -> None:
    """Of three due in the half, one was in time, one late and one is open; the fourth is not due yet."""
    assert value("ratio", ON_TIME, REGISTER) == Ratio(1, 3)
    assert (
        value(
            "count", {"count": {"of": "hazards", "where": {"closed": ["late", "open"], "due": "in period"}}}, REGISTER
        )
        == 2
    )


def test_overdue_is_seen_from_the_end_of_the_window() -> None:
    """Open past its limit; what is not due yet is not overdue."""
    assert value("count", {"count": {"of": "hazards", "where": {"overdue": True}}}, REGISTER) == 1


def test_what_nobody_recorded_leaves_the_share_missing() -> None:
    """A closed hazard without a limit may have been late."""
    unknown = register(hazard("h1", on(2), None, on(2, 5)))
    found = answer("ratio", {"ratio": {"of": "hazards", "where": {"closed": "on time"}}}, unknown)
    assert isinstance(found, Missing)
    assert "h1" in found.why


def test_a_ratio_over_nothing_stays_nothing_of_nothing() -> None:
    """What it means is the rulebook's business."""
    assert value("ratio", ON_TIME, dossier()) == Ratio(0, 0)


def test_days_from_one_day_of_a_record_to_another() -> None:
    """The longest, the shortest and the sum of the days from found to closed."""
    closed = register(hazard("h1", on(2), on(2, 9), on(2, 5)), hazard("h2", on(2), on(2, 9), on(2, 20)))
    for take, days in (("longest", 19), ("shortest", 4), ("total", 23)):
        assert (
            value("count", {"days": {"of": "hazards", "from": "found", "to": "closed-on", "take": take}}, closed)
            == days
        )


# -- sums, people, cadence -----------------------------------------------------------------------------------


def test_sums_are_exact_and_an_empty_cell_is_missing_not_zero() -> None:
    """Two and a half hours and a third of one; a training without hours leaves the sum open."""
    trainings = (
        Training(id="t1", station="s", on=on(2), hours=Fraction(5, 2)),
        Training(id="t2", station="s", on=on(3), hours=Fraction(1, 3)),
    )
    recipe = {"sum": {"of": "trainings", "field": "hours"}}
    assert value("decimal", recipe, dossier(activities=trainings)) == Fraction(17, 6)
    empty = Training(id="t3", station="s", on=on(4))
    assert isinstance(answer("decimal", recipe, dossier(activities=(*trainings, empty))), Missing)


def test_reports_per_supervisor_and_month() -> None:
    """Thirty reports, two supervisors, six months: two and a half."""
    members = tuple(Member(id=f"m{one}", station="s", roles=frozenset({Role.SUPERVISOR})) for one in (1, 2))
    counts = tuple(
        CountRow(station="s", name="supervisor-reports", period=Period.parse(quarter), value=15)
        for quarter in ("2026Q1", "2026Q2")
    )
    recipe = {"per_person_month": {"count": "supervisor-reports", "role": "supervisor"}}
    assert value("decimal", recipe, dossier(members=members, counts=counts)) == Fraction(5, 2)
    assert isinstance(answer("decimal", recipe, dossier(members=members, counts=counts[:1])), Missing)
    assert isinstance(answer("decimal", recipe, dossier(counts=counts)), Missing)


EVERY = {"same-area": "month", "neighbouring-county": "quarter", "other-city": "half-year"}


def test_visits_due_follow_the_distance_and_begin_with_the_violation() -> None:
    """Violation in March: four months at home, two quarters next door, one half-year far away."""
    workers = tuple(Worker(id=home.value, station="s", home=home) for home in HomeDistance)
    violations = tuple(
        Violation(id=f"v-{one.id}", station="s", kind=ViolationKind.WORKING, on=on(3, 10), worker=one.id)
        for one in workers
    )
    recipe = {"cadence": {"of": "visits", "per": "violating worker", "every": EVERY}}
    assert value("ratio", recipe, dossier(workers=workers, violations=violations)) == Ratio(0, 7)
    visits = tuple(
        Visit(id=f"a{place}", station="s", on=day, worker="same-area")
        for place, day in enumerate((on(3, 5), on(3, 20), on(3, 25), on(5, 2)))
    )
    # The visit before the violation does not count, and two in one month count once.
    assert value("ratio", recipe, dossier(workers=workers, violations=violations, activities=visits)) == Ratio(2, 7)
    homeless = (attrs.evolve(workers[0], home=None), *workers[1:])
    assert isinstance(answer("ratio", recipe, dossier(workers=homeless, violations=violations)), Missing)


def test_teams_without_violations() -> None:
    """A team is without violations if nobody of it broke a rule in the window."""
    teams = tuple(Team(id=f"t{one}", station="s") for one in (1, 2, 3))
    violations = (
        Violation(id="v1", station="s", kind=ViolationKind.WORKING, on=on(3), team="t1"),
        Violation(id="v2", station="s", kind=ViolationKind.WORKING, on=date(2025, 3, 1), team="t2"),
    )
    recipe = {"ratio": {"of": "teams", "where": {"zero-violation": True}}}
    assert value("ratio", recipe, dossier(teams=teams, violations=violations)) == Ratio(2, 3)


# -- sheets, functions ---------------------------------------------------------------------------------------


def test_a_sheet_gives_faults_with_their_ground_and_scores_beside_them() -> None:
    """An item that was not inspected stays silent; a sheet of another period or rulebook does not count."""
    common = {"station": "s", "rulebook": "a/b"}
    sheets = (
        SheetRow(**common, period=HALF, item="dust", inspected=True, assessor_score=7),  # type: ignore[arg-type]
        SheetRow(**common, period=HALF, item="dust", cause="pile", faults=2, ground="belt 3"),  # type: ignore[arg-type]
        SheetRow(**common, period=HALF, item="noise", cause="loud", faults=1, ground="fan"),  # type: ignore[arg-type]
        SheetRow(**common, period=Period.parse("2025H2"), item="light", inspected=True),  # type: ignore[arg-type]
    )
    facts = gather_facts(dossier(sheets=sheets), "s", HALF, measures=[], rulebooks=["a/b"])
    assert facts.answers["dust.pile"] == Known(value=2, source="sheet", ground="belt 3")
    assert facts.sheets["dust"].assessor_score == 7
    assert facts.answers["noise.inspected"] == Known(value=False, source="sheet")
    assert "noise.loud" not in facts.answers
    assert "light.inspected" not in facts.answers
    assert not gather_facts(dossier(sheets=sheets), "s", HALF, measures=[], rulebooks=["a/c"]).answers


def test_a_measure_function_sees_covered_records_and_is_checked() -> None:
    """It gets what it declares; a wrong type, an exception, an uncovered kind leave the measure missing."""

    @measure_function("t/deaths", kind="count", reads=["incidents"])
    def deaths(records: Any, days: Period) -> int:
        return sum(one.deaths for one in records.of("incidents") if one.on in days)

    @measure_function("t/float", kind="count", reads=["incidents"])
    def floating(records: Any, days: Period) -> Any:
        return 0.5

    functions = {one.name: one for one in (deaths, floating)}
    records = dossier(incidents=INCIDENTS)
    assert value("count", {"function": "t/deaths"}, records, functions=functions) == 1
    for recipe, asked in (
        ({"function": "t/float"}, records),
        ({"function": "t/deaths"}, attrs.evolve(records, coverage=())),
    ):
        assert isinstance(answer("count", recipe, asked, functions=functions), Missing)
    assert isinstance(answer("count", {"function": "t/none"}, records), Missing)


def test_what_a_record_does_not_say_of_itself_is_never_a_no() -> None:
    """A violation of which nobody wrote whether it is serious leaves the number of serious ones missing."""
    said = [
        Violation(id=f"v{place}", station="s", kind=ViolationKind.WORKING, on=on(3), team="t1", serious=serious)
        for place, serious in enumerate((True, False, None))
    ]
    serious = {"count": {"of": "violations", "where": {"serious": True}}}
    assert value("count", serious, dossier(violations=tuple(said[:2]))) == 1
    assert isinstance(answer("count", serious, dossier(violations=tuple(said))), Missing)


def test_a_violation_of_an_unknown_team_might_be_any_teams() -> None:
    """Which teams were without violations is not known then, unless the worker's team settles it."""
    teams = tuple(Team(id=name, station="s") for name in ("t1", "t2"))
    unsaid = Violation(id="v", station="s", kind=ViolationKind.WORKING, on=on(3), worker="w")
    clean = {"count": {"of": "teams", "where": {"zero-violation": True}}}
    assert isinstance(answer("count", clean, dossier(teams=teams, violations=(unsaid,))), Missing)
    workers = (Worker(id="w", station="s", team="t2"),)
    assert value("count", clean, dossier(teams=teams, violations=(unsaid,), workers=workers)) == 1


def test_a_measure_of_a_list_has_no_recipe() -> None:
    """Records know nothing of a rulebook's lists: such a recipe would never be asked."""
    (problem,) = check_recipe(Measure(id="m", kind="count", list="sheets", recipe={"count": {"of": "hazards"}}))
    assert "sheets" in problem.what.en


# -- recipes that do not load --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "recipe", "said"),
    [
        ("count", {"count": {"of": "hazard"}}, "hazards"),
        ("count", {"count": {"of": "hazards", "where": {"lvel": "major"}}}, "level"),
        ("count", {"count": {"of": "hazards", "where": {"level": "majr"}}}, "major"),
        ("count", {"count": {"of": "hazards", "where": {"level": ">= 3"}}}, "major"),
        ("count", {"count": {"of": "hazards", "where": {"kind": ">= person"}}}, "person"),
        ("count", {"count": {"of": "hazards", "wher": {}}}, "where"),
        ("count", {"count": {"of": "hazards", "window": "a year"}}, "12 months before round end"),
        ("ratio", {"count": {"of": "hazards"}}, "count"),
        ("count", {"sum": {"of": "trainings", "field": "topic"}}, "hours"),
        ("decimal", {"per_person_month": {"count": "x", "role": "supervisr"}}, "supervisor"),
        ("ratio", {"cadence": {"of": "visits", "every": {"nearby": "month"}}}, "same-area"),
        ("choice", {"station": "industri"}, "industry"),
        ("count", {"function": "no-namespace"}, "namespace/name"),
        ("count", {"cuont": {}}, "count"),
    ],
)
def test_a_mistake_in_a_recipe_is_a_problem_with_what_would_have_been_right(
    kind: str, recipe: dict[str, Any], said: str
) -> None:
    """Unknown record, field, word, role, key, window: never an empty count."""
    problems = check_recipe(Measure(id="m", kind=kind, recipe=recipe))
    assert problems
    assert said in "".join(problem.expected.en for problem in problems)
