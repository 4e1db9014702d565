"""TOML read into plain tables: whatever a file holds, it is tables or a refusal that names the file."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from stationkit.errors import InvalidDocumentError, Problem
from stationkit.tomltext.places import nesting
from stationkit.words import Words

__all__ = ["load_toml", "parse_toml", "read_toml"]

MAX_BYTES = 1_000_000
MAX_DEPTH = 50


def read_toml(path: Path | str) -> Mapping[str, Any]:
    """Read the tables of a TOML file, in UTF-8 with or without its mark.

    Raises:
        InvalidDocumentError: the file is no text in UTF-8, no TOML, or too large.
        OSError: the file cannot be read.
    """
    place = Path(path)
    if place.stat().st_size > MAX_BYTES:
        raise _refused(str(path), Words(zh="文件过大", en="the file is too large"), _SMALLER)
    return parse_toml(_decoded(place.read_bytes(), str(path)), str(path))


def load_toml(package: str | None, name: str) -> Mapping[str, Any]:
    """Read the tables of a TOML file that lies in a package.

    Raises:
        InvalidDocumentError: the file is no text in UTF-8, or no TOML.
    """
    return parse_toml(_decoded(files(package or "").joinpath(name).read_bytes(), name), name)


def parse_toml(text: str, source: str) -> Mapping[str, Any]:
    """Give the tables of a TOML text.

    Raises:
        InvalidDocumentError: the text is no TOML, or nests too deep to be read.
    """
    if nesting(text, MAX_DEPTH) > MAX_DEPTH:
        raise _refused(source, Words(zh="嵌套过深", en="nested too deep"), _FLATTER)
    try:
        return tomllib.loads(text)
    except ValueError as error:  # of TOML, or a number longer than Python reads
        raise _refused(source, Words(zh=f"不是 TOML：{error}", en=f"not TOML: {error}")) from None


def _decoded(content: bytes, source: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refused(source, Words(zh="不是 UTF-8 文字", en="not UTF-8 text"), _AS_UTF_8) from None


_AS_UTF_8 = Words(zh="以 UTF-8 编码保存的文本文件", en="a text file saved as UTF-8")
_SMALLER = Words(zh=f"不超过 {MAX_BYTES:,} 字节", en=f"at most {MAX_BYTES:,} bytes")
_FLATTER = Words(zh=f"不超过 {MAX_DEPTH} 层", en=f"at most {MAX_DEPTH} levels")


def _refused(source: str, what: Words, expected: Words = Words()) -> InvalidDocumentError:
    return InvalidDocumentError(source, (Problem("$", what, expected),))
