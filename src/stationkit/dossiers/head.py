"""The head of a dossier, `dossier.toml`: the form's version, the zone, the keeper, and the gaps known so far."""

import json
import tomllib
from pathlib import Path

import attrs
import cattrs

from stationkit.errors import InvalidDossierError, Problem
from stationkit.stations.converting import structure
from stationkit.stations.dossier import SCHEMA_VERSION, Gap
from stationkit.stations.zones import parse_zone
from stationkit.tabular.encodings import read_text
from stationkit.words import Words

__all__ = ["HEAD_FILE", "Head", "head_text", "read_head"]

HEAD_FILE = "dossier.toml"

_EXPECTED = Words(
    zh=f'schema_version = {SCHEMA_VERSION}、zone = "+08:00"、keeper = "单位名称"',
    en=f'schema_version = {SCHEMA_VERSION}, zone = "+08:00", keeper = "the office"',
)


def _check_zone(_: object, __: object, value: str) -> None:
    parse_zone(value)


@attrs.frozen(kw_only=True)
class Head:
    """What `dossier.toml` says."""

    schema_version: int
    zone: str = attrs.field(validator=_check_zone)
    keeper: str = ""
    gaps: tuple[Gap, ...] = ()


def read_head(folder: Path, converter: cattrs.Converter) -> Head:
    """Read the head of a dossier folder.

    Raises:
        InvalidDossierError: there is none, it is no TOML, or it says what this version cannot read.
    """
    text = read_text(folder / HEAD_FILE)
    if isinstance(text, Problem):
        raise InvalidDossierError(str(folder), (attrs.evolve(text, expected=_EXPECTED),))
