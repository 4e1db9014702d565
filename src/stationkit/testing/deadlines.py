"""Strategies for deadlines: spans, policies, ladders, tables of shifts.

They load by construction. Policies may tie (two limits that some case meets, neither nearer): code that chooses limits
has to live with `AmbiguousLimitError`, and what is drawn shows it.
"""

from datetime import date, time

from hypothesis import strategies as st

from stationkit.calendars.shifts import Shift, ShiftTable
from stationkit.calendars.spans import COUNTING_RULES, Span, Unit
from stationkit.identifiers import RegionCode
from stationkit.procedures.ladders import EscalationLadder, Rung
from stationkit.procedures.policies import DeadlinePolicy, Limit, Reset, WhoseCalendar
from stationkit.procedures.scopes import AppliesTo, Provenance
from stationkit.procedures.steps import RIGHTS, Step
from stationkit.stations.hazards import HandlingMode, HazardLevel
from stationkit.stations.stations import Industry
from stationkit.words import Words

__all__ = ["applicabilities", "deadline_policies", "escalation_ladders", "shift_tables", "spans"]

_SMALL = {Unit.SHIFT: 4, Unit.HOUR: 240, Unit.DAY: 60, Unit.WORKDAY: 40, Unit.MONTH: 6, Unit.YEAR: 1}
_REGIONS = (None, *(RegionCode(code) for code in ("140000", "140500", "140581")))


def spans(*units: Unit) -> st.SearchStrategy[Span]:
    """Give lengths of time, of the given units or of any."""

    def of(unit: Unit) -> st.SearchStrategy[Span]:
        return (
            st.integers(1, _SMALL[unit]).map(lambda amount: Span(amount=amount, unit=unit))
            if unit in _SMALL
            else st.just(Span(unit=unit))
        )

    return st.sampled_from(units or tuple(Unit)).flatmap(of)


def applicabilities() -> st.SearchStrategy[AppliesTo]:
    """Give conditions for which cases something is meant."""
    return st.builds(
        AppliesTo,
        level=st.sampled_from((None, *HazardLevel)),
        sub_level=st.sampled_from(("", "A", "B")),
        mode=st.sampled_from((None, *HandlingMode)),
        region=st.sampled_from(_REGIONS),
        employer=st.sampled_from(("", "mine-1")),
        industry=st.sampled_from((None, Industry.COAL)),
    )


@st.composite
def deadline_policies(draw: st.DrawFn, name: str = "example/policy") -> DeadlinePolicy:
    """Give a policy with up to six limits, no two of them for the same cases."""
    kept: dict[tuple[Step, AppliesTo, int], Limit] = {}
    for place in range(draw(st.integers(0, 6))):
        step = draw(st.sampled_from(Step))
        one = Limit(
            id=f"limit-{place}",
            step=step,
            span=draw(spans(Unit.DAY, Unit.WORKDAY) if step in RIGHTS else spans()),
            provenance=draw(st.sampled_from(Provenance)),
            clause="示例条款",
            source="示例",
            applies=draw(applicabilities()),
            counting=draw(st.sampled_from(sorted(COUNTING_RULES))),
            calendar=draw(st.sampled_from(WhoseCalendar)),
            on_return=draw(st.sampled_from(Reset)),
            on_reopen=draw(st.sampled_from(Reset)),
        )
        kept.setdefault((one.step, one.applies, one.rank), one)
    return DeadlinePolicy(
        id=name,
        version="1",
        title=Words(zh="示例规定", en="an example policy"),
        effective=date(2020, 1, 1),
        limits=tuple(kept.values()),
        pending_stops=draw(st.booleans()),
    )


@st.composite
def escalation_ladders(draw: st.DrawFn, name: str = "example/ladder") -> EscalationLadder:
    """Give a ladder of up to five rungs, by spans or by full periods, in any order of length."""
    timed = (Unit.HOUR, Unit.DAY, Unit.WORKDAY, Unit.MONTH)
    rungs = []
    for place in range(draw(st.integers(1, 5))):
        after = draw(st.none() | spans(*timed))
        periods = draw(st.integers(0, 3)) if after is None else 0
        answer = draw(st.none() | spans(*timed))
        act = Words(zh=f"第{place + 1}级", en=f"rung {place + 1}")
        rungs.append(Rung(id=f"r{place + 1}", act=act, after=after, after_periods=periods, answer=answer))
    return EscalationLadder(
        id=name,
        version="1",
        title=Words(zh="示例梯级", en="an example ladder"),
        provenance=Provenance.EXAMPLE,
        clause="示例",
        source="示例",
        effective=date(2020, 1, 1),
        rungs=tuple(rungs),
    )


def shift_tables() -> st.SearchStrategy[ShiftTable]:
    """Give tables of one to four shifts that begin at any minute."""
    minutes = st.lists(st.integers(0, 24 * 60 - 1), min_size=1, max_size=4, unique=True)
    return minutes.map(
        lambda starts: ShiftTable(
            id="example/shifts",
            shifts=tuple(
                Shift(name=f"{one // 60:02d}:{one % 60:02d}", starts=time(one // 60, one % 60)) for one in starts
            ),
        )
    )
