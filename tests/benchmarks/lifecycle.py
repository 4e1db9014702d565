"""How fast a lifecycle is decided and recorded, as ratios in one run; no test depends on it.

Seven steps, guarded, each recorded as one immutable event: the hazard's own main path against nothing but building its
fourteen frozen values, and a small procedure of the same shape against two libraries of state machines, which are not
among the project's dependencies: `uv pip install transitions python-statemachine`.

Run: uv run python tests/benchmarks/lifecycle.py [lifecycles]
"""

import gc
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs

from stationkit.procedures.cases import following
from stationkit.procedures.hazard import HAZARD
from stationkit.procedures.machine import Kind, Procedure, State, Transition
from stationkit.procedures.refusals import Blocker, Guard
from stationkit.stations.events import Event
from stationkit.stations.hazards import HandlingMode, HazardLevel
from stationkit.stations.people import Role
from stationkit.words import Words

LIFECYCLES = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
START = datetime(2026, 1, 1, tzinfo=UTC)
DUE = {"1": timedelta(days=1), "2": timedelta(days=7), "3": timedelta(days=30)}
STEPS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("report", {"actor": "ann"}),
    ("grade", {"actor": "bob", "sub_level": "2"}),
    ("assign", {"actor": "bob", "rectifier": "cid"}),
    ("start", {"actor": "cid"}),
    ("rectify", {"actor": "cid"}),
    ("reinspect", {"actor": "dee", "result": "passed"}),
    ("close", {"actor": "bob"}),
)
PATH = ("new", "reported", "graded", "assigned", "started", "rectified", "passed", "closed")


# -- the hazard's own main path ------------------------------------------------------------------------------------

MAIN: tuple[tuple[str, dict[str, Any]], ...] = (
    ("report", {"actor": "r-1", "role": Role.REPORTER}),
    (
        "grade",
        {
            "actor": "desk",
            "role": Role.RECEPTIONIST,
            "level": HazardLevel.GENERAL,
            "mode": HandlingMode.TIMED,
        },
    ),
    (
        "notify",
        {
            "actor": "safety",
            "role": Role.SAFETY_DEPARTMENT,
            "rectifier": "bo",
            "unit": "u",
            "standard": "s",
            "measures": "m",
            "limit": START + timedelta(days=9),
        },
    ),
    ("rectify", {"actor": "bo", "role": Role.RESPONSIBLE_PERSON}),
    ("submit", {"actor": "bo", "role": Role.RESPONSIBLE_PERSON}),
    ("accept", {"actor": "chen", "role": Role.ACCEPTOR}),
    ("close", {"actor": "chen", "role": Role.ACCEPTOR}),
)
COMMON = {"case": "h-1", "ground": "g", "document": "d"}


def commands(steps: Iterable[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    """Give what each step says, an hour after the one before."""
    return [
        {"id": f"e-{place}", "kind": kind, "happened_at": START + timedelta(hours=place), **COMMON, **said}
        for place, (kind, said) in enumerate(steps)
    ]


def hazards() -> None:
    """Decide and record whole lifecycles of hazards."""
    _run(HAZARD, commands(MAIN))


def _run(procedure: Procedure, steps: list[dict[str, Any]]) -> None:
    begin, advance = procedure.begin, procedure.advance
    for _ in range(LIFECYCLES):
        case, log = begin("h-1"), []
        for values in steps:
            event = Event(**values)
            case = advance(case, event)
            log.append(event)
        assert case.state == "closed"


def fourteen_values(procedure: Procedure, steps: Iterable[tuple[str, dict[str, Any]]]) -> Callable[[], None]:
    """Give what builds nothing but the events and the cases of a lifecycle."""
    case, cases, events = procedure.begin("h-1"), [], []
    for said in commands(steps):
        events.append(said)
        case = procedure.evolve(case, Event(**said))
        cases.append({field.name: getattr(case, field.name) for field in attrs.fields(type(case))})

    def build() -> None:
        form = type(case)
        for _ in range(LIFECYCLES):
            for event, values in zip(events, cases, strict=True):
                Event(**event)
                form(**values)

    return build


# -- a small procedure of the shape that the libraries run -----------------------------------------------------------


@attrs.frozen(kw_only=True, slots=False)
class Small:
    """Eight fields and the time of the last event."""

    id: str
    state: str = "new"
    last_at: datetime | None = None
    last_id: str = ""
    reported_at: datetime | None = None
    level: str = ""
    due: datetime | None = None
    owner: str = ""
    rectified_at: datetime | None = None
    closed_at: datetime | None = None


TIMES = {"report": "reported_at", "rectify": "rectified_at", "close": "closed_at"}


def fold(case: Small, event: Event, state: str) -> Small:
    """Take an event in."""
    changes: dict[str, Any] = {"state": state, "last_at": event.happened_at, "last_id": event.id}
    kind = event.kind
    if kind == "grade":
        changes["level"], changes["due"] = event.sub_level, event.happened_at + DUE[event.sub_level]
    elif kind == "assign":
        changes["owner"] = event.rectifier
    elif kind in TIMES:
        changes[TIMES[kind]] = event.happened_at
    return following(case, changes)


REFUSED = (Blocker(code="refused", words=Words(en="refused")),)
CHECKS: tuple[Callable[[Any, Event], tuple[Blocker, ...]], ...] = (
    lambda _, e: () if e.actor else REFUSED,
    lambda _, e: () if e.sub_level in DUE else REFUSED,
    lambda _, e: () if e.rectifier else REFUSED,
    lambda h, e: () if e.actor == h.owner else REFUSED,
    lambda h, e: () if e.actor == h.owner else REFUSED,
    lambda h, e: () if e.actor != h.owner and e.result == "passed" else REFUSED,
    lambda h, _: () if h.due is not None else REFUSED,
)
GUARDS = tuple(Guard(name=kind, check=check) for (kind, _), check in zip(STEPS, CHECKS, strict=True))
SMALL = Procedure(
    id="small",
    version="1",
    words=Words(en="small"),
    kinds=tuple(Kind(kind) for kind, _ in STEPS),
    start="new",
    states=tuple(State(id=name, words=Words(en=name), is_end=name == "closed") for name in PATH),
    transitions=tuple(
        Transition(
            kind=kind, sources=(PATH[place],), target=PATH[place + 1], roles=frozenset({Role.WORKER}), guards=(kind,)
        )
        for place, (kind, _) in enumerate(STEPS)
    ),
    guards=GUARDS,
    case=Small,
    fold=fold,
)


COMMANDS = commands((kind, {"role": Role.WORKER, **details}) for kind, details in STEPS)


def small(procedure: Procedure = SMALL) -> None:
    """Decide and record whole lifecycles of the small procedure."""
    _run(procedure, COMMANDS)


def by_hand() -> None:
    """The same with no machine at all: a table, the guards, the fold; what having a machine costs is beyond this."""
    table = {(PATH[place], kind): (PATH[place + 1], GUARDS[place]) for place, (kind, _) in enumerate(STEPS)}
    for _ in range(LIFECYCLES):
        case, log = Small(id="h-1"), []
        for values in COMMANDS:
            event = Event(**values)
            target, one = table[case.state, event.kind]
            if one.check(case, event):
                raise AssertionError(event)
            case = fold(case, event, target)
            log.append(event)
        assert case.state == "closed"


# -- the libraries -----------------------------------------------------------------------------------------------


@attrs.frozen
class Entry:
    """The event that the libraries' lifecycles record."""

    place: int
    kind: str
    source: str
    target: str
    actor: str
    at: datetime


HOLDS: dict[str, Callable[[Any, dict[str, Any]], object]] = {
    "report": lambda _, p: bool(p["actor"]),
    "grade": lambda _, p: p["sub_level"] in DUE,
    "assign": lambda _, p: bool(p["rectifier"]),
    "start": lambda h, p: p["actor"] == h.owner,
    "rectify": lambda h, p: p["actor"] == h.owner,
    "reinspect": lambda h, p: p["actor"] != h.owner and p["result"] == "passed",
    "close": lambda h, _: h.due is not None,
}


def take_in(holder: Any, kind: str, payload: dict[str, Any]) -> None:
    """Set what a step sets."""
    if kind == "grade":
        holder.level, holder.due = payload["sub_level"], START + DUE[payload["sub_level"]]
    elif kind == "assign":
        holder.owner = payload["rectifier"]
    elif kind in ("report", "rectify", "close"):
        setattr(holder, f"{kind}_at", START)


class Holder:
    """What the libraries keep a case in."""

    def __init__(self) -> None:
        self.log: list[Entry] = []
        self.owner = self.level = ""
        self.due: datetime | None = None
        self.report_at = self.rectify_at = self.close_at = None


def with_transitions() -> Callable[[], None]:
    """Give the lifecycles of `transitions`: one machine, models added and removed."""
    from transitions import Machine

    class Model(Holder):
        def holds(self, event: Any) -> bool:
            return bool(HOLDS[event.event.name](self, event.kwargs))

        def recorded(self, event: Any) -> None:
            kind, way = event.event.name, event.transition
            take_in(self, kind, event.kwargs)
            self.log.append(Entry(len(self.log), kind, way.source, way.dest, event.kwargs["actor"], START))

    ways = [
        {"trigger": kind, "source": PATH[place], "dest": PATH[place + 1], "conditions": "holds", "after": "recorded"}
        for place, (kind, _) in enumerate(STEPS)
    ]
    machine = Machine(
        model=None, states=list(PATH), initial="new", send_event=True, auto_transitions=False, transitions=ways
    )

    def run() -> None:
        for _ in range(LIFECYCLES):
            model: Any = Model()
            machine.add_model(model)
            for kind, payload in STEPS:
                getattr(model, kind)(**payload)
            machine.remove_model(model)
            assert model.state == "closed"

    return run


def with_statemachine() -> Callable[[], None]:
    """Give the lifecycles of `python-statemachine`."""
    from statemachine import State as Node
    from statemachine import StateMachine

    names: dict[str, Any] = {name: Node(initial=name == "new", final=name == "closed") for name in PATH}
    for place, (kind, _) in enumerate(STEPS):
        names[kind] = names[PATH[place]].to(names[PATH[place + 1]], cond=f"holds_{kind}")
        names[f"holds_{kind}"] = _condition(kind)

    def begin(self: Any) -> None:
        Holder.__init__(self)
        StateMachine.__init__(self)

    def on_transition(self: Any, event: Any, source: Any, target: Any, **payload: Any) -> None:
        take_in(self, str(event), payload)
        self.log.append(Entry(len(self.log), str(event), source.id, target.id, payload["actor"], START))

    form: Any = type("Lifecycle", (StateMachine,), {**names, "__init__": begin, "on_transition": on_transition})

    def run() -> None:
        for _ in range(LIFECYCLES):
            machine = form()
            for kind, payload in STEPS:
                machine.send(kind, **payload)
            assert len(machine.log) == len(STEPS)

    return run


def _condition(kind: str) -> Callable[..., bool]:
    def holds(self: Any, **payload: Any) -> bool:
        return bool(HOLDS[kind](self, payload))

    return holds


# -- measuring -----------------------------------------------------------------------------------------------------


def interleaved(contenders: dict[str, Callable[[], object]], rounds: int = 9) -> dict[str, float]:
    """Give the median time of each contender, taken in turns so that noise hits all alike."""
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for turn in range(rounds + 1):
        for name, run in contenders.items():
            gc.collect()
            started = time.perf_counter()
            run()
            if turn:
                times[name].append(time.perf_counter() - started)
    return {name: statistics.median(taken) for name, taken in times.items()}


def main() -> None:
    """Print microseconds a lifecycle, and the ratios that are promised."""
    no_plugin = SMALL.with_guards([])
    contenders: dict[str, Callable[[], object]] = {
        "hazard": hazards,
        "hazard, fourteen values": fourteen_values(HAZARD, MAIN),
        "small": small,
        "small, no plugin loaded": lambda: small(no_plugin),
        "small, by hand": by_hand,
        "small, fourteen values": fourteen_values(
            SMALL, [(kind, {"role": Role.WORKER, **more}) for kind, more in STEPS]
        ),
    }
    for name, library in (("transitions", with_transitions), ("python-statemachine", with_statemachine)):
        try:
            contenders[name] = library()
        except ImportError:
            print(f"{name} is not installed: uv pip install transitions python-statemachine")
    times = interleaved(contenders)
    for name, taken in times.items():
        print(f"{name:28} {taken / LIFECYCLES * 1e6:9.1f} us a lifecycle")
    ratios = [
        ("hazard lifecycle / its fourteen frozen values (at most 2.2)", "hazard", "hazard, fourteen values"),
        ("small lifecycle / its fourteen frozen values (at most 2.2)", "small", "small, fourteen values"),
        ("no plugin loaded / none possible (at most 1.05)", "small, no plugin loaded", "small"),
        ("transitions / small (at least 5)", "transitions", "small"),
        ("python-statemachine / small (at least 50)", "python-statemachine", "small"),
    ]
    for words, above, below in ratios:
        if above in times and below in times:
            print(f"{words:60} {times[above] / times[below]:6.2f}")


if __name__ == "__main__":
    main()
