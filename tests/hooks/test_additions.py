"""What plugins add: guards that only forbid, procedures that keep what the law forbids, texts and days in an order."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stationkit.calendars.tables import CalendarTable, DaysOff, Overlay, Revision
from stationkit.errors import InvalidDocumentError, PluginError, UnknownNameError
from stationkit.hooks.additions import MessageCatalogue, PlacedOverlay, ProcedureGuard
from stationkit.hooks.host import load_host
from stationkit.hooks.ordering import PHASES, Place, arrange
from stationkit.procedures.hazard import HAZARD
from stationkit.procedures.hazard_case import HazardCase
from stationkit.procedures.policies import DeadlinePolicy
from stationkit.procedures.refusals import Blocker, Guard
from stationkit.stations.provenance import Status
from stationkit.stations.readings import Comparison, ReadingThreshold, Sensor
from stationkit.testing.histories import lawful, moves
from stationkit.words import Words

from .packages import document, plugin

START = datetime(2026, 3, 1, 8, tzinfo=UTC)


def no(code: str) -> Blocker:
    """A blocker."""
    return Blocker(code=code, words=Words(zh="不行", en="no"))


def guarding(name: str, check: Any, **place: Any) -> ProcedureGuard:
    """A guard before every step of the hazard procedure."""
    return ProcedureGuard(procedure="hazard", guard=Guard(name=name, check=check), **place)


def _exits(case: Any, _: Any) -> Any:
    object.__setattr__(case, "state", "closed")
    raise SystemExit


def _lies(case: Any, command: Any) -> Any:
    object.__setattr__(command, "role", None)
    case.__dict__.clear()
    return ()


HOSTILE = {
    "allows": lambda *_: (),
    "forbids": lambda *_: [no("measured-first")],
    "exits": _exits,
    "lies": _lies,
    "answers": lambda *_: 4,
    "strange": lambda *_: ["yes"],
    "endless": lambda *_: iter(lambda: no("more"), None),
}


@settings(max_examples=30)
@given(st.sets(st.sampled_from(sorted(HOSTILE)), min_size=1), st.lists(st.integers(0, 99), max_size=14))
def test_guards_of_plugins_only_forbid(names: set[str], steps: list[int]) -> None:
    """Whatever they do, no blocker of the procedure is gone, and the case is what it was."""
    guards = [guarding(f"x.guards/{name}", HOSTILE[name]) for name in sorted(names)]
    procedure = load_host([plugin("guards", stationkit_guards=guards)]).procedure("hazard")
    case = HAZARD.begin("h-1")
    for number, step in enumerate(steps):
        move = moves()[step % len(moves())]
        command, context = lawful(case, move, START + timedelta(hours=number), number)
        before = attrs.asdict(case, recurse=False)
        own, all_of_them = HAZARD.may(case, command, context), procedure.may(case, command, context)
        assert set(own) <= set(all_of_them)
        assert attrs.asdict(case, recurse=False) == before
        if not own:
            case = HAZARD.evolve(case, command)
    assert procedure.invariants == HAZARD.invariants


@given(st.permutations(["a", "b", "c", "d"]))
def test_the_words_of_guards_stand_in_a_declared_order(order: list[str]) -> None:
    """Phase, then before and after, then the name; never the order of the plugins."""
    places: dict[str, Any] = {"a": {"phase": "city"}, "b": {"phase": "province"}, "c": {"after": "x.a/g"}, "d": {}}
    plugins = [
        plugin(name, stationkit_guards=[guarding(f"x.{name}/g", lambda *_, name=name: [no(name)], **places[name])])
        for name in order
    ]
    procedure = load_host(plugins).procedure("hazard")
    command, context = lawful(HAZARD.begin("h-1"), moves()[0], START)
    told = [one.code for one in procedure.may(HAZARD.begin("h-1"), command, context) if len(one.code) == 1]
    assert told == ["b", "a", "c", "d"]


@pytest.mark.parametrize(
    ("guard", "said"),
    [
        (ProcedureGuard(procedure="hazzard", guard=Guard(name="x.g/g", check=no)), "hazard"),
        (ProcedureGuard(procedure="hazard", guard=Guard(name="x.g/g", check=no, reads=("colour",))), "colour"),
        (ProcedureGuard(procedure="hazard", guard=Guard(name="x.g/g", check=no, kinds=("repot",))), "repot"),
        (ProcedureGuard(procedure="hazard", guard=Guard(name="unowned", check=no)), "namespace/name"),
    ],
)
def test_a_guard_that_stands_nowhere_is_refused(guard: ProcedureGuard, said: str) -> None:
    """No such procedure, no such field, no such event, no namespace: at load, with what would have been right."""
    with pytest.raises(PluginError, match=said):
        load_host([plugin("guards", stationkit_guards=[guard])])


class _Lenient(HazardCase):
    """A case that looks other than it is."""


def _retold(case: HazardCase, event: Any, state: str) -> object:
    """Take events in as the hazard does, by another function."""
    return HAZARD.fold(case, event, state)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"invariants": ()}, "it leaves out the invariant not-the-rectifier"),
        ({"invariants": HAZARD.invariants[1:]}, HAZARD.invariants[0].name),
        (
            {"invariants": (attrs.evolve(HAZARD.invariants[0], check=lambda *_: ()), *HAZARD.invariants[1:])},
            "leaves out",
        ),
        ({"fold": _retold}, "takes events in otherwise"),
        ({"contest": lambda case, _: case}, "takes events in otherwise"),
        ({"case": _Lenient}, "takes events in otherwise"),
        ({"id": "hazard"}, "namespace/name"),
    ],
)
def test_no_procedure_of_a_plugin_leaves_out_an_invariant(changes: dict[str, Any], said: str) -> None:
    """Not by leaving it out, not by a guard of its name, not by cases that forget who rectified."""
    own = attrs.evolve(HAZARD, **{"id": "x.own/hazard", "version": "2026", **changes})
    with pytest.raises(PluginError, match=said):
        load_host([plugin("own", stationkit_procedures=[own])])


def test_a_places_own_version_keeps_the_invariants_and_gets_the_guards() -> None:
    """It is asked for by its id; guards of other plugins may stand before it."""
    own = attrs.evolve(HAZARD, id="x.own/hazard", version="2026", guards=HAZARD.guards)
    guard = ProcedureGuard(procedure="x.own/hazard", guard=Guard(name="x.more/g", check=lambda *_: [no("more")]))
    host = load_host([plugin("own", stationkit_procedures=[own]), plugin("more", stationkit_guards=[guard])])
    assert [one.name for one in host.procedure("x.own/hazard").extra] == ["x.more/g"]
    assert host.procedure("x.own/hazard@2026").invariants == HAZARD.invariants
    with pytest.raises(UnknownNameError, match=r"x\.own/hazard"):
        host.procedure("x.own/hazrd")


# -- texts ---------------------------------------------------------------------------------------------------


def texts(name: str, code: str = "out-of-turn", **place: Any) -> Any:
    """A plugin with one text."""
    words = Words(zh=f"{name}：{{words}}", en=f"{name}: {{words}}")
    catalogue = MessageCatalogue(id=f"x.{name}/messages", texts={code: words}, **place)
    return plugin(name, stationkit_messages=[catalogue])


def test_the_nearer_text_stands_above_the_farther() -> None:
    """Employer over city over province; `{words}` is the text below."""
    city, employer = texts("city", phase="city"), texts("mine", phase="employer")
    for order in ([city, employer], [employer, city]):
        told = load_host(order).messages.text("out-of-turn", Words(zh="不能", en="no"))
        assert (told.zh, told.en) == ("mine：city：不能", "mine: city: no")


def test_two_texts_for_one_code_without_an_order_stop_the_load() -> None:
    """Both owners are named; either of phase, before or after settles it."""
    with pytest.raises(PluginError) as caught:
        load_host([texts("a"), texts("b")])
    for part in ("out-of-turn", "x.a/messages", "x.b/messages", "a (", "b ("):
        assert part in str(caught.value)
    for settled in ({"after": "x.a/messages"}, {"before": ("x.a/messages",)}):
        assert len(load_host([texts("a"), texts("b", **settled)]).catalogues) == 2
    assert len(load_host([texts("a"), texts("b", code="other-case")]).catalogues) == 2


def test_a_circle_of_before_and_after_stops_the_load() -> None:
    """The circle is said."""
    with pytest.raises(PluginError, match="circle"):
        load_host([texts("a", after="x.b/messages"), texts("b", after="x.a/messages")])


@pytest.mark.parametrize("words", [Words(zh="只有中文"), Words(en="only English"), Words(), "text"])
def test_a_text_that_lacks_a_language_is_an_error(words: Any) -> None:
    """Chinese first, English complete."""
    with pytest.raises(InvalidDocumentError, match="out-of-turn"):
        MessageCatalogue(id="x/m", texts={"out-of-turn": words})


def test_what_no_catalogue_has_a_text_for_is_told() -> None:
    """For an application that needs them all."""
    assert load_host([texts("a")]).messages.without(["out-of-turn", "other-case"]) == ("other-case",)


# -- order in itself -----------------------------------------------------------------------------------------

NAMES = ("a", "b", "c", "d")
places = st.builds(
    Place,
    phase=st.sampled_from(("", *PHASES)),
    before=st.lists(st.sampled_from(NAMES), max_size=1),
    after=st.lists(st.sampled_from(NAMES), max_size=1),
)


@given(st.dictionaries(st.sampled_from(NAMES), places), st.randoms())
def test_an_order_keeps_everything_said_and_does_not_hang_on_how_it_was_asked(
    known: dict[str, Place], dice: Any
) -> None:
    """Phases, before and after hold in the order; every id is there once; shuffling changes nothing."""
    ordered, tangles = arrange(known, lambda *_: frozenset({"all"}))
    assert sorted(ordered) == sorted(known)
    shuffled = list(known)
    dice.shuffle(shuffled)
    assert arrange({name: known[name] for name in shuffled}, lambda *_: frozenset({"all"})) == (ordered, tangles)
    if any("circle" in problem.what.en for _, problem in tangles):
        return
    for name, place in known.items():
        assert all(ordered.index(name) < ordered.index(one) for one in place.before if one in known and one != name)
        assert all(ordered.index(one) < ordered.index(name) for one in place.after if one in known and one != name)


# -- days, limits, thresholds --------------------------------------------------------------------------------


def notice(title: str, *off: DaysOff, work: tuple[date, ...] = ()) -> Revision:
    """A notice."""
    return Revision(title=title, dated=date(2031, 11, 1), off=off, work=work)


def festival(name: str, **place: Any) -> Any:
    """A plugin with a local day off."""
    day = DaysOff(name="庙会", start=date(2026, 6, 3), end=date(2026, 6, 3))
    overlay = Overlay(id=f"x.{name}/festival", revisions=(notice("通知", day),))
    return plugin(name, stationkit_calendars=[PlacedOverlay(overlay=overlay, **place) if place else overlay])


def test_a_year_that_a_plugin_brings_is_known_on_the_calendar() -> None:
    """Its notices belong to nobody; two plugins may bring the same, and must not contradict each other."""
    new_year = DaysOff(name="元旦", start=date(2032, 1, 1), end=date(2032, 1, 1))
    table = CalendarTable(year=2032, revisions=(notice("2032年通知", new_year),))
    other = CalendarTable(year=2032, revisions=(notice("另一个", new_year, work=(date(2032, 1, 3),)),))
    host = load_host([plugin("a", stationkit_calendars=[table]), plugin("b", stationkit_calendars=table)])
    assert host.calendar().look(date(2032, 1, 1)).name == "元旦"
    with pytest.raises(PluginError) as caught:
        load_host([plugin("a", stationkit_calendars=[table]), plugin("b", stationkit_calendars=[other])])
    assert "a (" in str(caught.value)
    assert "b (" in str(caught.value)


def test_overlays_are_asked_for_by_name_and_stand_in_their_order() -> None:
    """Two that speak of one day need an order."""
    host = load_host([festival("city", phase="city"), festival("mine", phase="employer")])
    assert not host.calendar("x.city/festival").look(date(2026, 6, 3)).works
    assert host.calendar().look(date(2026, 6, 3)).works
    assert [one.id for one in host.overlays] == ["x.city/festival", "x.mine/festival"]
    with pytest.raises(UnknownNameError, match=r"x\.city/festival"):
        host.calendar("x.city/festval")
    with pytest.raises(PluginError, match="2026-06-03"):
        load_host([festival("city"), festival("mine")])


def test_policies_and_thresholds_are_kept_by_their_ids() -> None:
    """Each with a namespace; two of one id are a clash."""
    policy = DeadlinePolicy(id="x.p/limits", version="1", title=Words(zh="期限"), effective=date(2026, 1, 1))
    gas = ReadingThreshold(
        id="x.p/gas",
        sensor=Sensor.GAS,
        comparison=Comparison.AT_LEAST,
        value=1,
        unit="%",
        source="test",
        status=Status.ILLUSTRATIVE,
    )
    mine = plugin("mine", document("x.p/r"), stationkit_deadline_policies=[policy], stationkit_reading_thresholds=[gas])
    host = load_host([mine])
    assert host.deadline_policies == (policy,)
    assert host.reading_thresholds == (gas,)
    for more in ({"stationkit_deadline_policies": [policy]}, {"stationkit_reading_thresholds": [gas]}):
        with pytest.raises(PluginError, match=r"x\.p"):
            load_host([mine, plugin("twin", **more)])
    with pytest.raises(PluginError, match="namespace/name"):
        load_host([plugin("bare", stationkit_deadline_policies=[attrs.evolve(policy, id="limits")])])
