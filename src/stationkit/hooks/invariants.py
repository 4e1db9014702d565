"""Invariants: what a procedure never decides, and that no plugin's version of it may leave out.

A plugin may bring its own version of the hazard procedure: other roles, further steps, more guards. What the law
forbids stays forbidden in it: the invariants are those of the procedure that comes along, each of them, and events are
taken in as there, so that no case can look other than it is.
"""

from collections.abc import Iterator

import attrs

from stationkit.errors import Problem
from stationkit.procedures.award_case import AwardCase, fold_award
from stationkit.procedures.award_guards import AwardRules
from stationkit.procedures.certification import CERTIFICATION
from stationkit.procedures.hazard import HAZARD
from stationkit.procedures.machine import Procedure
from stationkit.procedures.mentoring import MENTORING
from stationkit.procedures.refusals import Guard
from stationkit.words import Words

__all__ = ["invariant_problems"]


@attrs.frozen
class _Base:
    """What a procedure that comes along insists on."""

    id: str
    case: object
    fold: object
    contest: object
    invariants: tuple[Guard, ...]


def invariant_problems(procedure: Procedure) -> Iterator[Problem]:
    """Find what a plugin's procedure leaves out of the one whose cases it decides."""
    base = _base_of(procedure)
    if base is None:
        return
    if (procedure.case, procedure.fold, procedure.contest) != (base.case, base.fold, base.contest):
        what = Words(zh=f"改了 {base.id} 的案件或归并", en=f"it takes events in otherwise than {base.id}")
        expected = Words(zh=f"与 {base.id} 相同的 case、fold 与 contest", en=f"case, fold and contest of {base.id}")
        yield Problem(f"{procedure.id}.fold", what, expected)
    expected = Words(zh=f"{base.id} 的全部不变条件", en=f"all invariants of {base.id}")
    for guard in base.invariants:
        if guard not in procedure.invariants:
            what = Words(zh=f"缺少不变条件 {guard.name}", en=f"it leaves out the invariant {guard.name}")
            yield Problem(f"{procedure.id}.invariants", what, expected)


def _base_of(procedure: Procedure) -> _Base | None:
    for base in (HAZARD, MENTORING, CERTIFICATION):
        if _is_about(procedure, base.case, base.fold) or (base is HAZARD and _has_its_events(procedure)):
            return _Base(base.id, base.case, base.fold, base.contest, base.invariants)
    if _is_about(procedure, AwardCase, fold_award):
        return _Base("award", AwardCase, fold_award, MENTORING.contest, _award_invariants(procedure))
    return None


def _is_about(procedure: Procedure, case: object, fold: object) -> bool:
    """Tell whether it decides the cases of another, or of a class made from theirs."""
    own = procedure.case
    inherits = isinstance(own, type) and isinstance(case, type) and issubclass(own, case)
    return inherits or procedure.case is case or procedure.fold is fold


def _has_its_events(procedure: Procedure) -> bool:
    """Tell whether most events of a hazard are events of it: it is a hazard's procedure under another name."""
    kinds = {one.id for one in HAZARD.kinds}
    return len(kinds & {one.id for one in procedure.kinds}) > len(kinds) // 2


def _award_invariants(procedure: Procedure) -> tuple[Guard, ...]:
    """Give the invariants under the policy that the procedure itself was made with."""
    rules = (getattr(guard.check, "__self__", None) for guard in (*procedure.invariants, *procedure.guards))
    own = next((one for one in rules if type(one) is AwardRules), None)
    if own is None:
        missing = Words(zh="award_procedure 给出的检查", en="the guards that award_procedure gives")
        return (Guard(name=missing.en, check=lambda *_: ()),)
    return tuple(own.always())
