"""The command about readings: the hazards that they propose and nobody has reported."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from stationkit.cli.given import Json, Lang, loaded_host, read_folder
from stationkit.cli.terminal import print_json, print_table, talk
from stationkit.words import Words

if TYPE_CHECKING:
    from stationkit.procedures.proposals import Proposal

__all__ = ["reading_propose"]

_HEADER = (
    Words(zh="站点", en="station"),
    Words(zh="自", en="from"),
    Words(zh="至", en="to"),
    Words(zh="提出", en="proposed"),
    Words(zh="阈值", en="threshold"),
)


def reading_propose(
    dossier: Path,
    /,
    *,
    station: Annotated[str, Parameter(name="--station", help="只查一个站点 / one station alone")] = "",
    json: Json = False,
    lang: Lang = "zh",
) -> int:
    """读数越限而无人上报的隐患 / the hazards that readings propose and nobody has reported.

    Parameters
    ----------
    dossier
        档案文件夹 / the dossier's folder.
    """
    from stationkit.procedures.proposals import propose_hazards, unanswered

    host = loaded_host()
    reading, thresholds = read_folder(dossier, lang, host), host.reading_thresholds
    readings = reading.dossier.of(station).readings if station else reading.dossier.readings
    found = propose_hazards(readings, thresholds)
    asked = unanswered(found.proposals, reading.dossier.hazard_events)
    if json:
        print_json({"proposals": [_document(one) for one in asked], "unjudged": list(found.unjudged)})
    else:
        rows = [(one.station, str(one.began_at), _end(one), one.words.text(lang), one.threshold.id) for one in asked]
        print_table(_HEADER, rows, lang)
        zh, en = f"{len(found.unjudged)} 个读数没有适用的阈值", f"{len(found.unjudged)} readings without a threshold"
        talk(Words(zh=zh, en=en).text(lang))
    return 1 if asked or reading.problems else 0


def _end(proposal: "Proposal") -> str:
    return "-" if proposal.ended_at is None else str(proposal.ended_at)


def _document(proposal: "Proposal") -> dict[str, Any]:
    return {
        "station": proposal.station,
        "place": proposal.place,
        "threshold": proposal.threshold.id,
        "source": proposal.threshold.source,
        "status": str(proposal.threshold.status),
        "readings": list(proposal.readings),
        "began_at": proposal.began_at.isoformat(),
        "last_past_at": proposal.last_past_at.isoformat(),
        "ended_at": None if proposal.ended_at is None else proposal.ended_at.isoformat(),
        "silences": [[one.since.isoformat(), one.until.isoformat()] for one in proposal.silences],
        "zh": proposal.words.zh,
        "en": proposal.words.en,
    }
