"""The working side: a process that loads the plugins once, then assesses one station after the other, as it is told.

Run by `assess_many`, never by hand. Station ids come in line by line, results go out line by line; what a plugin prints
or reads goes elsewhere.
"""

import json
import os
import pickle
import sys
from pathlib import Path
from typing import IO, Any

from stationkit.assessment import assess_station, rulebook_for
from stationkit.errors import StationkitError
from stationkit.hooks.host import Host, load_host
from stationkit.periods import Period
from stationkit.rules.documents import read_rulebook
from stationkit.rules.layers import ResolvedRulebook
from stationkit.scoring.documents import assessment_document
from stationkit.stations.dossier import Dossier
from stationkit.stations.stations import Station
from stationkit.workers.order import Order

__all__ = ["main"]


def main(order: Order) -> None:
    """Load, say so, and work until nothing more comes in."""
    orders, results = _private_ends()
    try:
        work = _Work(order)
    except StationkitError as error:
        _tell(results, refused=[str(one) for one in error.problems])
        return
    _tell(results, ready=True)
    for line in orders:
        _tell(results, **work.assess(line.rstrip("\n")))


def _private_ends() -> tuple[IO[str], IO[str]]:
    """Keep the two ends of the conversation, and give plugins nothing to read and nobody to print to."""
    orders = os.fdopen(os.dup(0), "r", encoding="utf-8")
    results = os.fdopen(os.dup(1), "w", encoding="utf-8")
    silence = os.open(os.devnull, os.O_RDWR)
    for end in (0, 1):
        os.dup2(silence, end)
    sys.stdout = sys.stderr
    return orders, results


def _tell(results: IO[str], **told: Any) -> None:
    results.write(json.dumps(told, ensure_ascii=False, sort_keys=True) + "\n")
    results.flush()


class _Work:
    """What stays the same from station to station."""

    def __init__(self, order: Order) -> None:
        self._dossier: Dossier = pickle.loads(Path(order.dossier).read_bytes())  # noqa: S301 - written by our own side
        self._period = Period.parse(order.period)
        self._host: Host = load_host(order.plugins, expected=order.expected)
        self._rulebook = order.rulebook
        self._known: dict[tuple[object, ...], ResolvedRulebook] = {}

    def assess(self, station: str) -> dict[str, Any]:
        """Assess one station: its document, or why there is none."""
        try:
            subject = self._dossier.of(station).station
            resolved = self._resolved(subject)
            found = assess_station(self._dossier, station, self._period, self._host, rulebook=resolved)
            return {"assessed": assessment_document(found.assessment)}
        except StationkitError as error:
            return {"refused": [str(one) for one in error.problems]}

    def _resolved(self, station: Station) -> ResolvedRulebook:
        key = (station.kind, station.industry, station.region, station.employer)
        if key not in self._known:
            self._known[key] = self._fresh(station)
        return self._known[key]

    def _fresh(self, station: Station) -> ResolvedRulebook:
        if self._rulebook.endswith(".toml"):
            return self._host.resolve_document(read_rulebook(self._rulebook))
        return rulebook_for(station, self._period, self._host, self._rulebook)


def _read_order(text: str) -> Order:
    told = json.loads(text)
    plugins = told["plugins"]
    lists = {"plugins": None if plugins is None else tuple(plugins), "expected": tuple(told["expected"])}
    return Order(**{**told, **lists})


if __name__ == "__main__":
    main(_read_order(sys.argv[1]))
