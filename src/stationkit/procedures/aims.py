"""What it means to carry a case to its end: the goal, the steps that lead there, and what each says when it is taken.

An exploration of a roster asks whether somebody could take every step. It explores the steps that an aim lists; what is
left out is named in the result. Steps are filled in with what the rule asks for, so that only people can be missing.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import attrs

from stationkit.errors import DefinitionError, InvalidValueError, Problem, UnknownNameError, right_names
from stationkit.procedures.machine import Procedure
from stationkit.procedures.mentoring import MentoringKind, Weight
from stationkit.stations.events import EventKind
from stationkit.stations.fields import a_count
from stationkit.stations.hazards import HandlingMode, HazardLevel, Implementation, PlanElement
from stationkit.stations.people import Role
from stationkit.stations.violations import MentoringStep
from stationkit.words import Words

__all__ = ["AIMS", "Aim", "Outsider", "Scenario", "Waits", "aim_of"]


@attrs.frozen
class Scenario:
    """What kind of case it is, such as a major hazard within a time limit: what people do not choose."""

    facts: tuple[tuple[str, Any], ...]

    def __getitem__(self, name: str) -> Any:
        return dict(self.facts)[name]

    @property
    def words(self) -> Words:
        """The case in words."""
        told = [value.words if hasattr(value, "words") else Words(en=str(value)) for _, value in self.facts]
        return Words(zh="、".join(one.text("zh") for one in told), en=", ".join(one.text("en") for one in told))


@attrs.frozen(kw_only=True)
class Outsider:
    """Somebody who is always there and in no roster, such as whoever reports."""

    id: str
    roles: frozenset[Role]


Details = Callable[[str, datetime, Scenario], Mapping[str, Any]]


@attrs.frozen(kw_only=True)
class Aim:
    """An aim of one procedure.

    Attributes:
        procedure: the procedure's id.
        goals: the states that are a lawful end of the case; an end that gives it up is none.
        steps: the kinds that are explored.
        facts: what makes the scenarios: every combination of these values is explored.
        details: what a step says, besides who takes it.
        names: steps that name a person, and the field in which they do.
        outsiders: people who are always there.
        grantable: roles that could be delegated; nothing means every one that a step asks for.
    """

    procedure: str
    goals: frozenset[str]
    steps: frozenset[str]
    facts: Mapping[str, tuple[Any, ...]] = attrs.field(factory=dict)
    details: Details
    names: Mapping[str, str] = attrs.field(factory=dict)
    outsiders: tuple[Outsider, ...] = ()
    grantable: frozenset[Role] | None = None

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """Every combination of the facts."""
        rows = product(*([(name, value) for value in values] for name, values in self.facts.items()))
        return tuple(Scenario(tuple(row)) for row in rows)

    def check(self, procedure: Procedure) -> None:
        """Check that it speaks of a procedure's own states and steps.

        Raises:
            DefinitionError: it does not.
        """
        states, kinds = {one.id for one in procedure.states}, {one.id for one in procedure.kinds}
        wrong = [("goals", name, states) for name in sorted(self.goals - states)]
        wrong += [("steps", name, kinds) for name in sorted({*self.steps, *self.names} - kinds)]
        problems = tuple(_unknown(where, name, known) for where, name, known in wrong)
        if problems or not self.goals:
            raise DefinitionError(
                f"aim of {self.procedure}", problems or (Problem("goals", Words(zh="没有目标", en="none")),)
            )


def _days_of_steps(_: object, __: object, value: Mapping[str, int]) -> None:
    if not isinstance(value, Mapping):
        raise InvalidValueError(value, Words(zh="步骤与天数的对应表", en="a mapping from steps to days"))
    for kind, days in value.items():
        if not isinstance(kind, str) or type(days) is not int or days < 0:
            raise InvalidValueError((kind, days), Words(zh="步骤与不小于 0 的天数", en="a step, and days from 0 on"))


@attrs.frozen(kw_only=True)
class Waits:
    """How many days may pass before a step, after the one before it; none where nothing is said.

    Attributes:
        days: by the kind of the step.
        within: how many days may pass in all; nothing means as many as the steps allow.
        only: facts of the scenarios for which it holds, such as `{"level": HazardLevel.MAJOR}`.
        source: where the numbers are from.

    Raises:
        InvalidValueError: a number of days is none, or below 0.
    """

    days: Mapping[str, int] = attrs.field(factory=dict, validator=_days_of_steps)
    within: int | None = attrs.field(default=None, validator=attrs.validators.optional(a_count))
    only: Mapping[str, Any] = attrs.field(factory=dict)
    source: str = ""

    def concerns(self, scenario: Scenario) -> bool:
        """Tell whether it holds for a scenario."""
        facts = dict(scenario.facts)
        return all(facts.get(name) == value for name, value in self.only.items())

    @property
    def reach(self) -> int:
        """How many days may pass from the first step to the last."""
        total = sum(self.days.values())
        return total if self.within is None else min(total, self.within)


def _unknown(where: str, name: str, known: set[str]) -> Problem:
    return Problem(where, Words(zh=f"没有 {name}", en=f"no {name}"), right_names(name, known))


def aim_of(procedure: Procedure) -> Aim:
    """Give the aim that comes along for a procedure.

    Raises:
        UnknownNameError: there is none; whoever asks says what the aim is.
    """
    if procedure.id not in AIMS:
        raise UnknownNameError(Words(zh="目标（aim）", en="aim"), procedure.id, tuple(AIMS))
    return AIMS[procedure.id]


# -- hazards -------------------------------------------------------------------------------------------------

_SHIFT = timedelta(hours=4)
_DAY = timedelta(days=1)
_SAID = {"measures": "-", "standard": "-", "unit": "-"}


def _hazard_details(kind: str, at: datetime, scenario: Scenario) -> Mapping[str, Any]:
    """Say what the rule asks for: the class of a major hazard, the end of the shift, the plan, the five in place."""
    level, mode = scenario["level"], scenario["mode"]
    major = level is HazardLevel.MAJOR
    said: dict[str, Mapping[str, Any]] = {
        EventKind.GRADE: {
            "level": level,
            "mode": mode,
            "class_code": "other" if major else "",
            "limit": at + _SHIFT if mode is HandlingMode.ON_SITE else None,
        },
        EventKind.FIX_ON_SITE: _SAID,
        EventKind.APPROVE_PLAN: {"plan": frozenset(PlanElement)},
        EventKind.NOTIFY: {**_SAID, "limit": at + _DAY},
        EventKind.CLOSE: {"implementations": frozenset(Implementation) if major else frozenset()},
    }
    return said.get(kind, {})


_HAZARD = Aim(
    procedure="hazard",
    goals=frozenset({"closed"}),
    steps=frozenset(
        {
            EventKind.REPORT,
            EventKind.GRADE,
            EventKind.FIX_ON_SITE,
            EventKind.APPROVE_PLAN,
            EventKind.NOTIFY,
            EventKind.RECTIFY,
            EventKind.SUBMIT,
            EventKind.ACCEPT,
            EventKind.CLOSE,
        }
    ),
    facts={"level": tuple(HazardLevel), "mode": tuple(HandlingMode)},
    details=_hazard_details,
    names={EventKind.NOTIFY: "rectifier"},
    outsiders=(Outsider(id="r-0", roles=frozenset({Role.REPORTER})),),
    grantable=frozenset(Role) - {Role.REPORTER, Role.WORKER, Role.REGULATOR},
)
"""From the report to the write-off. Steps left out give up, go another round, or add a condition: none opens a way."""

# -- mentoring -----------------------------------------------------------------------------------------------


def _mentoring_details(kind: str, _: datetime, scenario: Scenario) -> Mapping[str, Any]:
    if kind != MentoringKind.ISSUE:
        return {}
    return {"rectifier": "w-0", "linked": "v-0", "result": scenario["weight"]}


_MENTORING = Aim(
    procedure="mentoring",
    goals=frozenset({"returned"}),
    steps=frozenset({MentoringKind.ISSUE, MentoringKind.RETURN_TO_POST, *(str(step) for step in MentoringStep)}),
    facts={"weight": tuple(Weight)},
    details=_mentoring_details,
    outsiders=(Outsider(id="w-0", roles=frozenset({Role.WORKER})),),
    grantable=frozenset(Role) - {Role.REPORTER, Role.WORKER, Role.REGULATOR},
)
"""From the notice to the return of a worker who is not a member of the station."""

AIMS: Mapping[str, Aim] = {one.procedure: one for one in (_HAZARD, _MENTORING)}
"""The aims that come along, by the procedure's id."""
