"""Standing: what stands above, before or beside what, among the additions of all plugins together."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from stationkit.errors import DefinitionError, InvalidDocumentError, Problem, UnknownNameError
from stationkit.hooks.contributions import CORE_PROCEDURES, HOOKS, Contribution
from stationkit.hooks.ordering import arrange
from stationkit.words import Words

__all__ = ["calendar_problems", "find_procedure", "guard_problems", "in_order", "order_problems"]


def _codes(one: Any) -> frozenset[str]:
    return frozenset(one.texts)


def _days(one: Any) -> frozenset[str]:
    return frozenset(str(day) for revision in one.overlay.revisions for day, _, _ in revision.marks())


_SPEAKS_OF: Mapping[str, Callable[[Any], frozenset[str]]] = {
    "stationkit_messages": _codes,
    "stationkit_calendars": _days,
}
"""What an addition speaks of: two that speak of one thing need an order. Guards never do: all of them are asked."""


def in_order(contributions: Iterable[Contribution], hook: str) -> tuple[Contribution, ...]:
    """Give what a hook gave in its order, which is never that of the plugins."""
    found = _of(contributions, hook)
    ordered, _ = arrange({key: one.value for key, one in found.items()})
    return tuple(found[key] for key in ordered)


def _of(contributions: Iterable[Contribution], hook: str) -> dict[str, Contribution]:
    return {one.key: one for one in contributions if one.hook == hook and one.is_owned}


def order_problems(contributions: Sequence[Contribution]) -> Iterator[tuple[tuple[str, ...], Problem]]:
    """Find circles, and ties that change a meaning, with the plugins behind them."""
    for hook, kind in HOOKS.items():
        found = _of(contributions, hook) if kind.has_order else {}
        speaks = {key: _SPEAKS_OF.get(hook, lambda _: frozenset())(one.value) for key, one in found.items()}

        def shared(one: str, other: str, speaks: Mapping[str, frozenset[str]] = speaks) -> frozenset[str]:
            return speaks[one] & speaks[other]

        _, problems = arrange({key: one.value for key, one in found.items()}, shared)
        for names, problem in problems:
            behind = [found[name] for name in names]
            owners = ", ".join(sorted(one.owner for one in behind))
            yield tuple(one.plugin for one in behind), attrs.evolve(problem, where=hook, place=owners)


def calendar_problems(contributions: Iterable[Contribution]) -> Iterator[tuple[tuple[str, ...], Problem]]:
    """Find notices about one year that contradict each other, with the plugins that brought them."""
    tables = sorted((one for one in contributions if not one.is_owned), key=lambda one: (one.key, one.owner))
    if not tables:
        return
    from stationkit.calendars.national import national_calendar

    for year in dict.fromkeys(one.key for one in tables):
        about = [one for one in tables if one.key == year]
        try:
            national_calendar().with_tables(one.value for one in about)
        except InvalidDocumentError as error:
            owners = ", ".join(dict.fromkeys(one.owner for one in about))
            names = tuple(dict.fromkeys(one.plugin for one in about))
            yield from ((names, attrs.evolve(one, place=owners)) for one in error.problems)


def guard_problems(guard: Contribution, procedures: Iterable[Contribution]) -> Iterator[Problem]:
    """Find a guard before a procedure that is not there, or one that reads what the procedure's cases do not have."""
    brought = {one.value.id: one.value for one in procedures}
    known = (*CORE_PROCEDURES, *brought)
    wanted = guard.value.procedure
    if wanted not in known:
        unknown = UnknownNameError(Words(zh="程序", en="procedure"), wanted, known)
        yield from (attrs.evolve(one, place=guard.where) for one in unknown.problems)
        return
    procedure = brought.get(wanted) or _core(wanted)
    if procedure is None:
        return
    try:
        procedure.with_guards([guard.value.guard])
    except DefinitionError as error:
        yield from (attrs.evolve(one, place=guard.where) for one in error.problems)


def find_procedure(name: str, brought: Mapping[str, Any]) -> Any:
    """Give a procedure by its id, with or without version.

    Raises:
        UnknownNameError: there is none of that name, or several versions of it and none was said.
    """
    found = [one for reference, one in brought.items() if name in (one.id, reference)]
    own = _core(name) or (found[0] if len(found) == 1 else None)
    if own is None:
        raise UnknownNameError(Words(zh="程序", en="procedure"), name, (*_CONSTANT, *brought))
    return own


_CONSTANT = tuple(name for name in CORE_PROCEDURES if name != "award")


def _core(name: str) -> Any:
    """Give a procedure that comes along; the award's is made by its policy, and is asked when it is."""
    from stationkit.procedures.certification import CERTIFICATION
    from stationkit.procedures.hazard import HAZARD
    from stationkit.procedures.mentoring import MENTORING

    return {one.id: one for one in (HAZARD, MENTORING, CERTIFICATION)}.get(name)
