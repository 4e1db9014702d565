"""Hypothesis strategies for whole dossiers that load: ids are unique, and every reference has its target."""

from typing import Any

import attrs
from hypothesis import strategies as st

from stationkit.dossiers.layout import TABLES
from stationkit.stations.dossier import Dossier
from stationkit.stations.events import EventKind
from stationkit.testing.values import values_of

__all__ = ["dossiers"]


@st.composite
def dossiers(draw: st.DrawFn) -> Dossier:
    """Give a dossier of up to three stations with up to four rows in every table."""
    stations = draw(_rows("stations", {}, minimum=1))
    owners = [station.id for station in stations]
    tables: dict[str, Any] = {"stations": stations}
    for name in TABLES:
        if name not in ("stations", "hazard_events"):
            tables[name] = draw(_rows(name, {"station": owners}))
    cases = [hazard.id for hazard in tables["hazards"]]
    events = draw(_rows("hazard_events", {"case": cases})) if cases else ()
    tables["hazard_events"] = tuple(_masked(event, place) for place, event in enumerate(events))
    keeper = draw(st.sampled_from(("", "晋城市总工会", 'a "quoted" office')))
    plugins = draw(st.sampled_from(((), ("jincheng",), ('a "quoted" plugin', "shanxi"))))
    return Dossier(**tables, zone="+08:00", keeper=keeper, plugins=plugins)


def _masked(event: Any, place: int) -> Any:
    return attrs.evolve(event, actor=f"r-{place}") if event.kind == EventKind.REPORT else event


@st.composite
def _rows(draw: st.DrawFn, name: str, owners: dict[str, list[str]], minimum: int = 0) -> tuple[Any, ...]:
    table = TABLES[name]
    forms = st.sampled_from(list(table.records.values()))
    rows = draw(st.lists(forms.flatmap(values_of), min_size=minimum, max_size=4))
    kept: dict[Any, Any] = {}
    for row in rows:
        owned = attrs.evolve(row, **{field: draw(st.sampled_from(known)) for field, known in owners.items()})
        key = tuple(getattr(owned, part) for part in table.key) or len(kept)
        kept.setdefault(key, owned)
    return tuple(kept.values())
