"""A plugin as it was written for interface 1.0. Never changed: what it uses must go on working as long as 1.x lasts."""

from datetime import date

from stationkit import (
    HAZARD,
    Blocker,
    CalendarTable,
    Comparison,
    DeadlinePolicy,
    Guard,
    MessageCatalogue,
    Overlay,
    PlacedOverlay,
    Points,
    ProcedureGuard,
    Ratio,
    ReadingThreshold,
    RegionCode,
    RegionTable,
    Sensor,
    Status,
    Words,
    hookimpl,
    measure_function,
    rulebook_document,
    scoring_function,
)

stationkit_api = ">=1.0,<2"
stationkit_namespace = "frozen.one"


@scoring_function("frozen.one/half", reads=["rate"], gives=(0, "full"), monotone=True)
def half(rate: Ratio, *, full: Points) -> Points:
    """Half of the marks, in proportion."""
    return full * rate / 2


@measure_function("frozen.one/hazards", kind="count", reads=["hazards"])
def hazards(records, days):
    """All hazards of the station."""
    return len(records.of("hazards"))


def measured(case, command):
    """A hazard is measured before it is reported."""
    if command.kind == "report" and not command.place:
        yield Blocker(code="place-first", words=Words(zh="先写地点", en="the place first"), clause="1")


@hookimpl
def stationkit_rulebooks():
    head = {
        "rulebook": "frozen.one/r",
        "version": "1",
        "title": {"zh": "旧"},
        "status": "illustrative",
        "source": "test",
    }
    measures = {
        "rate": {"kind": "ratio", "title": {"zh": "率"}},
        "hazards": {"kind": "count", "title": {"zh": "隐患"}, "function": "frozen.one/hazards"},
    }
    item = {"title": {"zh": "一"}, "clause": "1", "full": 10, "function": "frozen.one/half"}
    return [rulebook_document({**head, "measure": measures, "item": {"one": item}})]


@hookimpl
def stationkit_scoring_functions():
    return [half]


@hookimpl
def stationkit_measure_functions():
    return [hazards]


@hookimpl
def stationkit_regions():
    names = {RegionCode("990000"): Words(zh="旧省", en="Old")}
    return [RegionTable(id="frozen.one/regions", effective=date(2020, 1, 1), source="test", names=names)]


@hookimpl
def stationkit_guards():
    return [ProcedureGuard(procedure="hazard", guard=Guard(name="frozen.one/measured", check=measured), phase="city")]


@hookimpl
def stationkit_procedures():
    import attrs

    return [attrs.evolve(HAZARD, id="frozen.one/hazard", version="1")]


@hookimpl
def stationkit_deadline_policies():
    title = Words(zh="期限", en="limits")
    return [DeadlinePolicy(id="frozen.one/limits", version="1", title=title, effective=date(2026, 1, 1))]


@hookimpl
def stationkit_calendars():
    overlay = Overlay(id="frozen.one/festival", revisions=())
    return [PlacedOverlay(overlay=overlay, phase="city")]


@hookimpl
def stationkit_messages():
    texts = {"place-first": Words(zh="{words}！", en="{words}!")}
    return [MessageCatalogue(id="frozen.one/messages", texts=texts, phase="city")]


@hookimpl
def stationkit_reading_thresholds():
    limit = {"comparison": Comparison.AT_LEAST, "value": 1, "unit": "%", "source": "test"}
    return [ReadingThreshold(id="frozen.one/gas", sensor=Sensor.GAS, status=Status.ILLUSTRATIVE, **limit)]


assert CalendarTable is not None
