"""Trials: how each kind of function that a plugin brings is called, with which inputs, and what its results must be."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import attrs

from stationkit.containment import Failure, call_contained, plain_number
from stationkit.errors import StationkitError
from stationkit.hooks.additions import ProcedureGuard
from stationkit.hooks.contributions import Contribution
from stationkit.hooks.exercising import MOST, inputs_of, print_of
from stationkit.hooks.loading import Loaded
from stationkit.hooks.standing import find_procedure
from stationkit.hooks.trial_dossiers import TrialRecords, usable_for
from stationkit.measures.calling import check_returned
from stationkit.measures.functions import MeasureFunction
from stationkit.numbers import Ratio
from stationkit.procedures.machine import Procedure
from stationkit.procedures.refusals import Blocker
from stationkit.rules.functions import ScoringFunction
from stationkit.rules.layers import ResolvedRulebook
from stationkit.stations.events import Event

__all__ = ["Trial", "Trials", "functions_of", "shown_values"]

_AT = datetime(2026, 3, 1, 8, tzinfo=UTC)


@attrs.frozen(kw_only=True)
class Trial:
    """A function ready to be called.

    Attributes:
        name: the id under which the plugin brings it.
        call: the function itself.
        inputs: what to call it with.
        run: calls it with one input.
        judge: gives the code of what is wrong with a result, empty where nothing is, and the result as text.
        on: the dossiers that the inputs come from, by name.
        lacks: why there is nothing to call it with.
    """

    name: str
    call: Any
    inputs: tuple[tuple[Any, ...], ...]
    run: Callable[[list[Any]], object]
    judge: Callable[[object, tuple[Any, ...]], tuple[str, str]]
    on: tuple[str, ...] = ()
    lacks: str = ""


@attrs.frozen
class Trials:
    """Makes trials of what a plugin brings.

    Attributes:
        rulebooks: the plugin's rulebooks, resolved, for the inputs of its scoring functions.
        records: what measure functions are tried on.
        loaded: the plugin, for the procedures that its guards stand before.
    """

    rulebooks: tuple[ResolvedRulebook, ...]
    records: tuple[TrialRecords, ...]
    loaded: Loaded

    def of(self, contribution: Contribution) -> Trial | None:
        """Give the trial of one contribution; nothing for what is not called."""
        value = contribution.value
        if isinstance(value, ScoringFunction):
            return _of_scoring(value, inputs_of(value, self.rulebooks))
        if isinstance(value, MeasureFunction):
            return _of_measure(value, self.records)
        return self._of_guard(value) if isinstance(value, ProcedureGuard) else None

    def _of_guard(self, value: ProcedureGuard) -> Trial:
        brought = {one.key: one.value for one in self.loaded.contributions if one.hook == "stationkit_procedures"}
        check = value.guard.check
        return Trial(
            name=value.id,
            call=check,
            inputs=tuple(_commands(value, brought)),
            run=lambda given: tuple(check(*given)),
            judge=_judge_guard,
        )


def functions_of(value: object) -> Iterator[object]:
    """Give the functions of a contribution that somebody will call, for reading them."""
    if isinstance(value, ScoringFunction | MeasureFunction):
        yield value.call
    elif isinstance(value, ProcedureGuard):
        yield value.guard.check
    elif isinstance(value, Procedure):
        yield from (value.fold, *(guard.check for guard in (*value.guards, *value.invariants, *value.extra)))


def _of_scoring(function: ScoringFunction, inputs: tuple[tuple[Any, ...], ...]) -> Trial:
    def run(given: list[Any]) -> object:
        *reads, full = given
        return function(*reads, full=full)

    def judge(result: object, values: tuple[Any, ...]) -> tuple[str, str]:
        return _judge_points(function, result, values[-1])

    return Trial(name=function.name, call=function.call, inputs=inputs, run=run, judge=judge)


def _judge_points(function: ScoringFunction, result: object, full: Any) -> tuple[str, str]:
    if isinstance(result, Failure):
        return "raises", result.what
    number = plain_number(result)
    if isinstance(number, Failure):
        return ("out-of-range" if type(result) is int else "wrong-type"), number.what
    low, high = (full if bound == "full" else bound for bound in (function.lowest, function.highest))
    if not low <= number <= high:  # type: ignore[operator]  # numbers
        return "out-of-range", f"returned {number}, outside {low} to {high}"
    return "", str(number)


def _of_measure(function: MeasureFunction, records: tuple[TrialRecords, ...]) -> Trial:
    usable = usable_for(function, records)

    def judge(result: object, _: tuple[Any, ...]) -> tuple[str, str]:
        if isinstance(result, Failure):
            return "raises", result.what
        checked = call_contained(check_returned, function, result)
        if isinstance(checked, Failure):
            return "wrong-type", checked.what
        return "", f"{type(checked).__name__} {checked}"

    return Trial(
        name=function.name,
        call=function.call,
        inputs=tuple(one.input_of(function) for one in usable),
        run=lambda given: function(*given),
        judge=judge,
        on=tuple(dict.fromkeys(f"{one.dossier.name} {one.window}" for one in usable)),
        lacks="" if usable else _lacks(function, records),
    )


def _lacks(function: MeasureFunction, records: tuple[TrialRecords, ...]) -> str:
    names = ", ".join(dict.fromkeys(one.dossier.name for one in records))
    return f"{', '.join(function.reads)} ← {names or 'no dossier'}"


def _commands(guard: ProcedureGuard, brought: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    """Give a fresh case with each command that the guard stands before."""
    try:
        procedure = find_procedure(guard.procedure, brought)
    except StationkitError:
        return  # the award's is made by its policy
    case = procedure.begin("h-1")
    kinds = [one.id for one in procedure.kinds if guard.guard.stands_before(one.id)][:MOST]
    for number, kind in enumerate(kinds):
        yield case, Event(id=f"h-1-{number}", case="h-1", kind=kind, happened_at=_AT, actor="m-1", ground="as found")


def _judge_guard(result: object, _: tuple[Any, ...]) -> tuple[str, str]:
    if isinstance(result, Failure):
        return "raises", result.what
    blockers = result if isinstance(result, tuple) else ()
    strange = next((one for one in blockers if type(one) is not Blocker), None)
    if strange is not None:
        return "wrong-type", f"{type(strange).__name__} is no blocker"
    return "", print_of([(one.code, one.words.zh, one.words.en) for one in blockers if isinstance(one, Blocker)])


def shown_values(values: tuple[Any, ...]) -> str:
    """Give an input in short."""
    plain = (Fraction, Ratio, str, bool)
    return ", ".join(str(value) if isinstance(value, plain) else type(value).__name__ for value in values)
