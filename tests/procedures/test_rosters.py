"""Rosters: what nobody could lawfully close, found exactly, and freed by as little as possible."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stationkit.errors import DefinitionError, InvalidDocumentError, InvalidValueError, UnknownNameError
from stationkit.periods import Period
from stationkit.procedures.aims import AIMS, Scenario, Waits, aim_of
from stationkit.procedures.award import award_procedure
from stationkit.procedures.award_policy import ILLUSTRATIVE_POLICY, weekdays_only
from stationkit.procedures.crowds import crowd_of
from stationkit.procedures.exploring import Grant
from stationkit.procedures.hazard import HAZARD
from stationkit.procedures.mentoring import MENTORING
from stationkit.procedures.refusals import Blocker, Guard
from stationkit.procedures.rosters import Ability, Absence, Delegation, Person, Roster, side_of
from stationkit.procedures.stories import Story
from stationkit.procedures.stuck import stuck_stories
from stationkit.stations.events import Event, EventKind
from stationkit.stations.hazards import HandlingMode, HazardLevel
from stationkit.stations.people import UNION_ROLES, Member, Role
from stationkit.words import Words

FEBRUARY = Period.parse("2026-02")
AIM = AIMS["hazard"]


def member(name: str, *roles: Role, until: date | None = None) -> Member:
    """A member of the one station."""
    return Member(id=name, station="s-1", roles=frozenset(roles), certified_until=until)


HEAD = member("head", Role.STATION_HEAD)
AREA = member("area", Role.WORK_AREA_MANAGER)
MANAGER = member("manager", Role.MINE_MANAGER)
BO = member("bo", Role.RESPONSIBLE_PERSON, Role.ACCEPTOR)
CHEN = member("chen", Role.ACCEPTOR)
ALL = (HEAD, AREA, MANAGER, BO, CHEN)
AWAY = Absence(member="chen", period=Period.parse("2026-02-03..2026-02-09"))


def timed(stories: Iterable[Story]) -> list[Story]:
    """The stories of general hazards within a time limit."""
    wanted = (HazardLevel.GENERAL, HandlingMode.TIMED)
    return [one for one in stories if (one.scenario["level"], one.scenario["mode"]) == wanted]


def test_the_only_acceptor_is_also_the_rectifier_from_the_third_to_the_ninth() -> None:
    """Chen is away, so Bo would have to accept his own work; one role for one more member frees it."""
    found = stuck_stories(HAZARD, Roster(members=ALL, absences=(AWAY,)), FEBRUARY)
    (story,) = timed(found.stories)
    assert str(story.days) == "2026-02-03..2026-02-09"
    assert [(one.kind, one.actor, one.named) for one in story.steps[2:]] == [
        ("notify", "area", "bo"),
        ("rectify", "bo", ""),
        ("submit", "bo", ""),
    ]
    assert story.stuck_at == EventKind.ACCEPT
    assert {(one.member, one.code) for one in story.reasons} == {("bo", "rectifier-accepts"), ("chen", "away")}
    assert story.frees == (Grant("area", Role.ACCEPTOR),)
    assert story.steps[1].by == ("head", "area", "manager")
    assert "2026-02-03..2026-02-09" in story.words.en


def test_an_empty_answer_is_a_proof_and_says_what_was_explored() -> None:
    """Every kind of hazard can be closed on every day; a major one on the spot nobody may close, whoever is there."""
    found = stuck_stories(HAZARD, Roster(members=ALL), FEBRUARY)
    assert not found
    assert found.is_proved
    told = found.explored
    assert (len(told.scenarios), len(told.unlawful)) == (3, 1)
    assert (told.days, told.intervals, told.situations, told.people) == (28, 1, 3, 5)
    assert told.cases > 0
    assert set(told.steps) == set(AIM.steps)
    assert "reject" in told.left_out


def test_what_was_freed_is_free() -> None:
    """Given the roles that the answer names, the same roster has no story left."""
    roster = Roster(members=ALL, absences=(AWAY,))
    grants = {grant for one in stuck_stories(HAZARD, roster, FEBRUARY).stories for grant in one.frees}
    given_ = tuple(Delegation(member=one.member, role=one.role, period=AWAY.period) for one in grants)
    assert stuck_stories(HAZARD, attrs.evolve(roster, delegations=given_), FEBRUARY).is_proved


def test_a_delegate_of_the_rectifier_does_not_free_it() -> None:
    """Whoever accepts for Bo accepts as Bo: separation is judged on whom somebody acts for."""
    stand_in = Delegation(member="area", role=Role.ACCEPTOR, period=FEBRUARY, on_behalf_of="bo")
    for_bo = Roster(members=ALL, absences=(AWAY,), delegations=(stand_in,))
    assert len(timed(stuck_stories(HAZARD, for_bo, FEBRUARY).stories)) == 1
    for_chen = attrs.evolve(for_bo, delegations=(attrs.evolve(stand_in, on_behalf_of="chen"),))
    assert stuck_stories(HAZARD, for_chen, FEBRUARY).is_proved


def test_a_lapsed_or_unknown_certificate_is_no_permission() -> None:
    """From the day after the certificate ends nobody else accepts; where it is not known, from the first day on."""
    roles = frozenset({Role.ACCEPTOR})
    lapsed = attrs.evolve(CHEN, certified_until=date(2026, 2, 10))
    bo = attrs.evolve(BO, certified_until=date(2027, 1, 1))
    roster = Roster(members=(HEAD, AREA, MANAGER, bo, lapsed), certified_roles=roles)
    (story,) = timed(stuck_stories(HAZARD, roster, FEBRUARY).stories)
    assert str(story.days) == "2026-02-11..2026-02-28"
    unknown = stuck_stories(HAZARD, attrs.evolve(roster, members=(HEAD, AREA, MANAGER, bo, CHEN)), FEBRUARY)
    assert [str(one.days) for one in timed(unknown.stories)] == ["2026-02"]
    assert unknown.explored.uncertain == ("chen",)


def test_a_step_that_may_wait_is_not_stuck() -> None:
    """With three days for the acceptance, only what begins from the third to the sixth comes too late."""
    waits = Waits(days={EventKind.ACCEPT: 3}, source="invented for a test")
    found = stuck_stories(HAZARD, Roster(members=ALL, absences=(AWAY,)), FEBRUARY, waits=[waits])
    assert [str(one.days) for one in timed(found.stories)] == ["2026-02-03..2026-02-06"]


def test_an_earlier_step_waits_where_that_keeps_a_later_one_in_time() -> None:
    """The rectification may take its days, so that the acceptance falls on a day on which Chen is back."""
    waits = Waits(days={EventKind.ACCEPT: 1, EventKind.SUBMIT: 6})
    found = stuck_stories(HAZARD, Roster(members=ALL, absences=(AWAY,)), FEBRUARY, waits=[waits])
    assert timed(found.stories) == []
    short = attrs.evolve(waits, within=4)
    late = stuck_stories(HAZARD, Roster(members=ALL, absences=(AWAY,)), FEBRUARY, waits=[short])
    assert [str(one.days) for one in timed(late.stories)] == ["2026-02-03..2026-02-05"]


def test_what_the_roster_after_the_period_decides_is_not_decided() -> None:
    """On the last days somebody might come back after the period: nothing is claimed either way."""
    away = attrs.evolve(AWAY, period=Period.parse("2026-02-20..2026-03-20"))
    roster = Roster(members=ALL, absences=(away,))
    found = stuck_stories(HAZARD, roster, FEBRUARY, waits=[Waits(days={EventKind.ACCEPT: 3})])
    assert [str(one.days) for one in timed(found.stories)] == ["2026-02-20..2026-02-25"]
    assert [(str(one.days), one.verdict) for one in timed(found.undecided)] == [("2026-02-26..2026-02-28", "later")]


def test_where_nobody_inside_will_do_a_new_person_is_named() -> None:
    """One person alone cannot close anything: somebody else has to accept."""
    alone = member("one", Role.STATION_HEAD, Role.WORK_AREA_MANAGER, Role.RESPONSIBLE_PERSON, Role.ACCEPTOR)
    (story,) = timed(stuck_stories(HAZARD, Roster(members=(alone,)), FEBRUARY).stories)
    assert story.frees == (Grant("new-1", Role.ACCEPTOR, is_new=True),)


def test_nobody_is_made_to_act_for_the_union_and_for_the_employer() -> None:
    """The station head is not given the employer's acceptance, though nobody else is left."""
    roster = Roster(members=(HEAD, member("bo", Role.WORK_AREA_MANAGER, Role.RESPONSIBLE_PERSON, Role.ACCEPTOR)))
    (story,) = timed(stuck_stories(HAZARD, roster, FEBRUARY).stories)
    assert all(grant.member != "head" or side_of(grant.role) != "employer" for grant in story.frees)


def test_guards_that_know_people_by_name_tell_them_apart() -> None:
    """A local rule that forbids one of two alike is seen, because the caller says that it knows him."""
    twins = (HEAD, AREA, MANAGER, member("bo", Role.RESPONSIBLE_PERSON), CHEN, member("dai", Role.ACCEPTOR))

    def not_chen(_: Any, command: Event) -> list[Blocker]:
        return [Blocker(code="not-chen", words=Words(en="not Chen"))] if command.actor == "chen" else []

    guard = Guard(name="not-chen", check=not_chen, kinds=(EventKind.ACCEPT,))
    found = stuck_stories(HAZARD, Roster(members=twins), FEBRUARY, guards=[guard], told_apart=["chen"])
    assert found.is_proved
    without = Roster(members=twins[:-1])
    (story,) = timed(stuck_stories(HAZARD, without, FEBRUARY, guards=[guard], told_apart=["chen"]).stories)
    assert [one.code for one in story.reasons] == ["not-chen"]


def test_mentoring_is_explored_by_the_same_means() -> None:
    """Every pass needs its leader: whoever is missing is named, role by role."""
    roles = (Role.TEAM_LEADER, Role.SYSTEM_LEADER, Role.PARTY_SECRETARY, Role.FAMILY_ASSISTANT, Role.SAFETY_DEPARTMENT)
    whole = tuple(member(f"m{place}", role) for place, role in enumerate(roles))
    assert stuck_stories(MENTORING, Roster(members=(HEAD, *whole)), FEBRUARY).is_proved
    found = stuck_stories(MENTORING, Roster(members=(HEAD, *whole[2:])), FEBRUARY)
    assert [len(one.frees) for one in found.stories] == [2, 2]
    assert {grant.role for one in found.stories for grant in one.frees} == {Role.TEAM_LEADER, Role.SYSTEM_LEADER}


def test_a_roster_of_hundreds_is_a_few_kinds_of_people() -> None:
    """Three hundred supervisors with leave of their own are alike on every day on which they are there."""
    many = tuple(member(f"s{number}", Role.SUPERVISOR, Role.WORKER) for number in range(300))
    leave = tuple(
        Absence(member=f"s{number}", period=Period(date(2026, 2, 1 + number % 20), date(2026, 2, 3 + number % 20)))
        for number in range(300)
    )
    found = stuck_stories(HAZARD, Roster(members=(*ALL, *many), absences=(*leave, AWAY)), FEBRUARY)
    assert found.is_proved  # any of them rectifies, and Bo accepts
    assert found.explored.people == 305
    assert found.explored.kinds <= 7


@pytest.mark.parametrize(
    ("other", "kept"),
    [
        ({"abilities": (Ability(Role.ACCEPTOR, "", 0b01),), "present": 0b01}, False),
        ({"abilities": (Ability(Role.ACCEPTOR, "", 0b11), Ability(Role.WORKER, "", 0b01))}, True),
        ({"abilities": (Ability(Role.ACCEPTOR, "bo", 0b11),)}, True),
        ({"abilities": (Ability(Role.ACCEPTOR, "", 0b111),), "present": 0b111}, True),
        ({"abilities": (), "present": 0b11}, True),
        ({"sides": frozenset({"union"})}, True),
    ],
)
def test_a_kind_is_left_out_only_where_many_others_can_do_all_that_it_can(other: dict[str, Any], kept: bool) -> None:
    """Less on the same roles is stood in for; another role, another day, another side is not."""
    one = Person("p", (Ability(Role.ACCEPTOR, "", 0b11),), 0b11, 0, frozenset({"employer"}))
    many = [attrs.evolve(one, id=f"p{number}") for number in range(18)]
    odd = attrs.evolve(one, id="odd", **other)
    assert ("odd" in crowd_of([*many, odd], (), 0b111, enough=18).ids) == kept
    assert "odd" in crowd_of([*many[:-1], odd], (), 0b111, enough=18).ids


# -- exactness -------------------------------------------------------------------------------------------------

ROLES = (
    Role.STATION_HEAD,
    Role.WORK_AREA_MANAGER,
    Role.MINE_MANAGER,
    Role.RESPONSIBLE_PERSON,
    Role.ACCEPTOR,
)
DAYS = Period(date(2026, 2, 1), date(2026, 2, 4))
MORE = frozenset({EventKind.RETURN, EventKind.REJECT, EventKind.UPGRADE, EventKind.LIST})
"""Steps that the exploration leaves out, tried by brute force: none of them opens a way."""


class BruteForce:
    """Everybody tries everything, one by one: no kinds of people, no projection, no cache of answers."""

    def __init__(
        self, roster: Roster, scenario: Scenario, waits: Waits, granted: Iterable[tuple[str, Role]] = ()
    ) -> None:
        self.roster, self.scenario, self.waits, self.granted = roster, scenario, waits, frozenset(granted)

    def acts_as(self, name: str, day: date) -> set[tuple[Role, str]]:
        """As whom a member may act on a day; after the period nobody is there."""
        one = next(each for each in self.roster.members if each.id == name)
        if day not in DAYS or any(each.member == name and day in each.period for each in self.roster.absences):
            return set()
        roles = {(role, "") for role in one.roles} | {(role, "") for who, role in self.granted if who == name}
        given_ = (each for each in self.roster.delegations if each.member == name and day in each.period)
        roles |= {(each.role, each.on_behalf_of) for each in given_}
        certified = one.certified_until is not None and day <= one.certified_until
        return {each for each in roles if certified or each[0] not in self.roster.certified_roles}

    def closes(self, start: date) -> bool:
        """Tell whether a case that begins on a day is closed by somebody, somehow."""
        pending, seen = [(HAZARD.begin("case"), start, 0)], set()
        while pending:
            case, day, steps = pending.pop()
            if case.state == "closed":
                return True
            bare = attrs.evolve(case, returns=0) if hasattr(case, "returns") else case
            if steps > 10 or (bare, day) in seen:
                continue
            seen.add((bare, day))
            pending.extend((after, on, steps + 1) for after, on in self.steps(case, day, start))
        return False

    def steps(self, case: Any, day: date, start: date) -> Iterable[tuple[Any, date]]:
        """Every step that is decided."""
        for way in HAZARD.transitions:
            if case.state not in way.sources or way.kind not in AIM.steps | MORE:
                continue
            for wait in range(self.waits.days.get(way.kind, 0) + 1 if case.last_at else 1):
                on = day + timedelta(days=wait)
                if (on - start).days > self.waits.reach:
                    continue
                for asked in self.commands(case, way.kind, way.roles, on):
                    if HAZARD.decide(case, asked):
                        yield HAZARD.evolve(case, asked), on

    def commands(self, case: Any, kind: str, roles: frozenset[Role], on: date) -> Iterable[Event]:
        """Every whole command of a kind that somebody could give on a day."""
        at = datetime.combine(on, time(12), UTC)
        said = dict(AIM.details(kind, at, self.scenario))
        said |= {"limit": at + timedelta(days=1)} if kind == EventKind.RETURN else {}
        said |= {"level": HazardLevel.MAJOR, "mode": HandlingMode.TIMED} if kind == EventKind.UPGRADE else {}
        names = [one.id for one in self.roster.members]
        actors = [(name, role, other) for name in names for role, other in self.acts_as(name, on) if role in roles]
        actors += [("r-0", Role.REPORTER, "")] if Role.REPORTER in roles else []
        for actor, role, other in actors:
            for named in names if kind == EventKind.NOTIFY else [""]:
                more = {"rectifier": named} if named else {}
                yield Event(
                    id=f"{case.last_id or 'x'}~",
                    case="case",
                    kind=kind,
                    happened_at=at,
                    actor=actor,
                    role=role,
                    on_behalf_of=other,
                    ground="-",
                    document="-",
                    **{**said, **more},
                )


@st.composite
def rosters(draw: st.DrawFn, most: int = 4, missing: int = 0) -> Roster:
    """Draw small rosters in which the roles that matter are held by somebody, but for as many as are *missing*."""
    count = draw(st.integers(min(2, most), most))
    held = draw(st.permutations(ROLES))[missing:]
    roles: list[set[Role]] = [set() for _ in range(count)]
    for role in held:
        for place in draw(st.sets(st.integers(0, count - 1), min_size=1, max_size=2)):
            roles[place].add(role)
    until = st.sampled_from((None, DAYS.start, DAYS.end, DAYS.end))
    people = tuple(member(f"m{place}", *own, until=draw(until)) for place, own in enumerate(roles))
    names = st.sampled_from([one.id for one in people])
    absences = draw(st.lists(st.builds(Absence, member=names, period=_stretches()), max_size=1))
    stand_ins = st.builds(
        Delegation,
        member=names,
        role=st.sampled_from(ROLES),
        period=_stretches(),
        on_behalf_of=st.just("") | names,
    )
    return Roster(
        members=people,
        absences=tuple(absences),
        delegations=tuple(draw(st.lists(stand_ins, max_size=1))),
        certified_roles=frozenset(draw(st.sampled_from(((), (), (), (Role.ACCEPTOR,))))),
    )


def _stretches() -> st.SearchStrategy[Period]:
    days = st.tuples(st.integers(0, 2), st.integers(1, 3))
    return days.map(lambda pair: Period(DAYS.start + timedelta(days=pair[0]), DAYS.start + timedelta(days=sum(pair))))


def told_days(stories: Iterable[Story]) -> set[tuple[Scenario, date]]:
    """Every scenario and day that stories tell of."""
    days = [DAYS.start + timedelta(days=number) for number in range(DAYS.days)]
    return {(one.scenario, day) for one in stories for day in days if day in one.days}


@settings(max_examples=20)
@given(rosters(), st.sampled_from(({}, {}, {EventKind.ACCEPT: 1}, {EventKind.RECTIFY: 1, EventKind.ACCEPT: 1})))
def test_the_exploration_finds_what_brute_force_finds(roster: Roster, days: dict[str, int]) -> None:
    """On every small roster, for every kind of hazard and every day, with and without waiting."""
    waits = Waits(days=days)
    found = stuck_stories(HAZARD, roster, DAYS, waits=[waits], zone="+00:00")
    told = told_days((*found.stories, *found.undecided))
    assert len(found.explored.scenarios) == 3
    for scenario in found.explored.scenarios:
        brute = BruteForce(roster, scenario, waits)
        for number in range(DAYS.days):
            day = DAYS.start + timedelta(days=number)
            assert brute.closes(day) == ((scenario, day) not in told), (scenario, day)


@settings(max_examples=10)
@given(st.integers(0, 2).flatmap(lambda missing: rosters(most=3, missing=missing)))
def test_no_smaller_delegation_frees_it(roster: Roster) -> None:
    """The grants that are named free it, and no fewer do: tried one by one, and two by two."""
    roster = attrs.evolve(roster, certified_roles=frozenset(), delegations=())
    found = stuck_stories(HAZARD, roster, DAYS, zone="+00:00")
    for story in found.stories[:3]:
        brute = [BruteForce(roster, story.scenario, Waits(), grants) for grants in _smaller(roster, len(story.frees))]
        assert story.is_known
        assert not any(one.closes(story.days.start) for one in brute)
        if not any(grant.is_new for grant in story.frees):
            pairs = [(grant.member, grant.role) for grant in story.frees]
            assert BruteForce(roster, story.scenario, Waits(), pairs).closes(story.days.start)


def _smaller(roster: Roster, size: int) -> Iterable[tuple[tuple[str, Role], ...]]:
    """Every delegation to members with fewer roles than *size*, at most two, that mixes no sides."""
    pairs = [(one.id, role) for one in roster.members for role in ROLES if role not in one.roles]
    for count in range(min(size, 3)):
        for grants in combinations(pairs, count):
            if all(len(_sides(one, grants)) < 2 for one in roster.members if any(who == one.id for who, _ in grants)):
                yield grants


def _sides(one: Member, grants: Iterable[tuple[str, Role]]) -> set[str]:
    return {side_of(role) for role in (*one.roles, *(role for who, role in grants if who == one.id))} - {""}


# -- bad input -------------------------------------------------------------------------------------------------


def test_a_roster_names_everything_that_is_wrong_with_it() -> None:
    """Somebody listed twice, leave of nobody, a role given to nobody and for nobody."""
    nobody = Delegation(member="who", role=Role.ACCEPTOR, period=FEBRUARY, on_behalf_of="whom")
    with pytest.raises(InvalidDocumentError) as caught:
        Roster(members=(HEAD, HEAD), absences=(AWAY,), delegations=(nobody,))
    assert [one.where for one in caught.value.problems] == [
        "members.head",
        "absences[0].member",
        "delegations[0].member",
        "delegations[0].on_behalf_of",
    ]


def test_a_procedure_without_an_aim_is_not_guessed_at() -> None:
    """Whoever explores another procedure says what its end is."""
    with pytest.raises(UnknownNameError):
        aim_of(award_procedure(ILLUSTRATIVE_POLICY, weekdays_only))
    with pytest.raises(DefinitionError):
        stuck_stories(HAZARD, Roster(members=ALL), FEBRUARY, aim=attrs.evolve(AIM, goals=frozenset({"done"})))


@pytest.mark.parametrize("days", [{"accept": -1}, {"acept": 1}])
def test_a_wait_is_a_number_of_days_before_a_step_that_there_is(days: dict[str, int]) -> None:
    """Neither below 0 nor before nothing."""
    with pytest.raises(InvalidValueError):
        stuck_stories(HAZARD, Roster(members=ALL), FEBRUARY, waits=[Waits(days=days)])


@pytest.mark.parametrize("within", [-1, True, 1.5, "3"])
def test_how_long_a_whole_case_may_take_is_a_number_of_days(within: Any) -> None:
    """A length below 0 explores nothing, and nothing explored would pass for a proof."""
    with pytest.raises(InvalidValueError):
        Waits(within=within)


def test_where_nothing_could_be_explored_nothing_is_proved() -> None:
    """A rule that lets nobody begin leaves no lawful kind of case, and no promise that all can be closed."""
    never = Guard(name="never", check=lambda _, __: [Blocker(code="never", words=Words(zh="不许", en="never"))])
    found = stuck_stories(HAZARD, Roster(members=ALL), FEBRUARY, guards=[never])
    assert (found.explored.scenarios, found.explored.unlawful) == ((), AIM.scenarios)
    assert not found.is_proved


@pytest.mark.parametrize("asked", [{"period": "2026-02"}, {"waits": Waits()}, {"waits": ["accept"]}])
def test_what_is_asked_for_must_be_what_it_is(asked: dict[str, Any]) -> None:
    """A text is no period, and waits are a list of them."""
    with pytest.raises(InvalidValueError):
        stuck_stories(HAZARD, Roster(members=ALL), **{"period": FEBRUARY, **asked})


def test_every_role_is_on_one_side_or_on_none_for_a_reason() -> None:
    """The union's, the employer's; outside are those who work, report, rectify, the party and the state."""
    on_none = {Role.WORKER, Role.REPORTER, Role.RESPONSIBLE_PERSON, Role.PARTY_SECRETARY, Role.REGULATOR}
    assert {role for role in Role if not side_of(role)} == on_none
    assert {role for role in Role if side_of(role) == "union"} == UNION_ROLES


def test_no_station_head_is_proposed_as_a_leader_of_the_enterprise() -> None:
    """Who is missing for the talk of the system's leader comes from the employer, or is new."""
    head = member("head", Role.STATION_HEAD, Role.FAMILY_ASSISTANT)
    others = (Role.TEAM_LEADER, Role.PARTY_SECRETARY, Role.SAFETY_OFFICER, Role.WORK_AREA_MANAGER)
    staff = (member(str(role), role) for role in others)
    answer = stuck_stories(MENTORING, Roster(members=(head, *staff)), FEBRUARY)
    missing = [grant for story in answer.stories for grant in story.frees if grant.role is Role.SYSTEM_LEADER]
    assert missing
    assert all(grant.member != "head" for grant in missing)


def test_a_region_that_wants_a_photo_makes_no_case_unlawful() -> None:
    """Only people are looked for: what a guard asks to be attached is attached."""
    words = Words(zh="须附照片", en="a photo is owed")
    guard = Guard(
        name="x/photo",
        check=lambda _, command: () if command.evidence else (Blocker(code="photo-owed", words=words),),
        kinds=(EventKind.ACCEPT,),
        settled_by=("evidence",),
    )
    plain = stuck_stories(HAZARD, Roster(members=ALL), FEBRUARY)
    strict = stuck_stories(HAZARD, Roster(members=ALL), FEBRUARY, guards=[guard])
    assert strict.explored.scenarios == plain.explored.scenarios
    assert strict.is_proved
