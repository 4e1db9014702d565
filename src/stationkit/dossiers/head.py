"""The head of a dossier, `dossier.toml`: the form's version, zone, keeper, the plugins it counts on, gaps."""

import json
import tomllib
from pathlib import Path

import attrs

from stationkit.errors import InvalidDocumentError, InvalidDossierError, Problem
from stationkit.stations.converting import structure, unstructure
from stationkit.stations.dossier import SCHEMA_VERSION, Dossier, Gap
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
    plugins: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()


def read_head(folder: Path) -> Head:
    """Read the head of a dossier folder.

    Raises:
        InvalidDossierError: there is none, it is no TOML, or it says what this version cannot read.
    """
    text = read_text(folder / HEAD_FILE)
    if isinstance(text, Problem):
        raise InvalidDossierError(str(folder), (attrs.evolve(text, expected=_EXPECTED),))
    try:
        head = structure(tomllib.loads(text), Head, HEAD_FILE)
    except tomllib.TOMLDecodeError as error:
        what = Words(zh=f"TOML 语法错误：{error}", en=f"not valid TOML: {error}")
        raise InvalidDossierError(str(folder), (Problem(HEAD_FILE, what, _EXPECTED),)) from None
    except InvalidDocumentError as error:
        told = tuple(attrs.evolve(one, where=f"{HEAD_FILE}:{one.where}") for one in error.problems)
        raise InvalidDossierError(str(folder), told) from None
    if head.schema_version != SCHEMA_VERSION:
        what = Words(zh=f"不认识的版本 {head.schema_version}", en=f"unknown schema_version {head.schema_version}")
        raise InvalidDossierError(str(folder), (Problem(f"{HEAD_FILE}:schema_version", what, _EXPECTED),))
    return head


def head_text(dossier: Dossier) -> str:
    """Write the head of a dossier as TOML: a few plain keys, and one table for each gap."""
    lines = [
        f"schema_version = {dossier.schema_version}",
        f"zone = {_quoted(dossier.zone)}",
        f"keeper = {_quoted(dossier.keeper)}",
    ]
    if dossier.plugins:
        lines.append(f"plugins = [{', '.join(_quoted(one) for one in dossier.plugins)}]")
    for gap in dossier.gaps:
        lines += ["", "[[gaps]]", *(f"{name} = {_quoted(value)}" for name, value in unstructure(gap).items())]
    return "\n".join([*lines, ""])


def _quoted(text: str) -> str:
    # A JSON string without escapes beyond those that TOML knows is a TOML basic string.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
