"""What the histories of a dossier's hazards show besides their events: gaps, breaches, contradictions."""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from stationkit.cli.given import Json, Lang, loaded_host, read_folder
from stationkit.cli.terminal import print_json, print_table, talk
from stationkit.words import Words

if TYPE_CHECKING:
    from stationkit.procedures.machine import Procedure
    from stationkit.procedures.recording import RecordFinding
    from stationkit.stations.dossier import Dossier, StationRecords

__all__ = ["hazard_findings"]

_KINDS = {
    "gap": Words(zh="缺记录", en="gap"),
    "breach": Words(zh="违规", en="breach"),
    "contested": Words(zh="矛盾", en="contested"),
}
_HEADER = (
    Words(zh="站点", en="station"),
    Words(zh="隐患", en="hazard"),
    Words(zh="事件", en="event"),
    Words(zh="性质", en="nature"),
    Words(zh="代码", en="code"),
    Words(zh="说明", en="words"),
)


def hazard_findings(dossier: Path, /, *, station: str = "", json: Json = False, lang: Lang = "zh") -> int:
    """各隐患经过的缺漏、违规、矛盾 / what the histories of hazards lack, break and contradict.

    Parameters
    ----------
    dossier
        档案文件夹 / the dossier's folder.
    station
        只看一个站点 / one station alone.
    """
    host = loaded_host()
    reading, procedure = read_folder(dossier, lang, host), host.procedure("hazard")
    found = list(_found(reading.dossier, station, procedure))
    if json:
        print_json([_document(own, case, one) for own, case, one in found])
    else:
        rows = [
            (own, case, one.event, _KINDS[one.kind].text(lang), one.code, one.words.text(lang))
            for own, case, one in found
        ]
        print_table(_HEADER, rows, lang)
    cases = len({case for _, case, _ in found})
    talk(
        Words(zh=f"{cases} 条隐患，{len(found)} 处发现", en=f"{len(found)} finding(s) in {cases} hazard(s)").text(lang)
    )
    return 1 if found or reading.problems else 0


def _found(dossier: "Dossier", station: str, procedure: "Procedure") -> Iterator[tuple[str, str, "RecordFinding"]]:
    names = (dossier.of(station).station.id,) if station else tuple(one.id for one in dossier.stations)
    for name in names:
        records = dossier.of(name)
        for case in records.events:
            yield from ((name, case, one) for one in _of_case(records, case, procedure))


def _of_case(records: "StationRecords", case: str, procedure: "Procedure") -> Iterator["RecordFinding"]:
    """Give what a case's own history shows, then what the roster and the station's opening say of it."""
    from stationkit.hooks.recorded_guards import added_findings
    from stationkit.procedures.reconciling import check_actors, check_times
    from stationkit.procedures.recording import record
    from stationkit.stations.zones import parse_zone, place_in_zone

    recorded = record(procedure, case, records.events[case])
    opened = place_in_zone(datetime.combine(records.station.opened_on, time()), parse_zone(records.zone))
    yield from recorded.findings
    yield from added_findings(procedure, recorded)
    yield from check_actors(recorded, records.members)
    yield from check_times(recorded, opened, datetime.max.replace(tzinfo=UTC))


def _document(station: str, case: str, one: "RecordFinding") -> dict[str, str]:
    told = {"kind": one.kind, "code": one.code, "clause": one.clause, "zh": one.words.zh, "en": one.words.en}
    return {"station": station, "hazard": case, "event": one.event, **told}
