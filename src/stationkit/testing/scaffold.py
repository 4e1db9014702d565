"""The scaffold: a new plugin from a template inside this package, whose tests are green at once. No network, no git."""

import re
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from string import Template

import attrs

from stationkit.errors import InvalidValueError
from stationkit.identifiers import RegionCode
from stationkit.stations.stations import Industry, StationKind
from stationkit.words import Words

__all__ = ["NewPlugin", "write_plugin"]

_NAME = re.compile(r"[a-z][a-z0-9]*")
_NAMESPACE = re.compile(r"[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+")
_TITLE = re.compile(r"[^\"'\\\x00-\x1f]+")

_FILES: Mapping[str, str] = {
    "pyproject.toml": "pyproject.toml",
    "README.md": "README.md",
    "conftest.py": "conftest.py",
    "tests/test_contracts.py": "test_contracts.py",
    "src/$package/__init__.py": "init.py",
    "src/$package/star.toml": "star.toml",
    "src/$package/clauses.toml": "clauses.toml",
    "src/$package/explained.toml": "explained.toml",
    "src/$package/cases/star.toml": "cases.toml",
    "src/$package/cases/用例.csv": "cases.csv",
}
"""Where each file of the template goes."""


@attrs.frozen(kw_only=True)
class NewPlugin:
    """A plugin that was written: its folder, its package, its files."""

    folder: Path
    package: str
    files: tuple[Path, ...]


def write_plugin(
    title: str,
    *,
    region: str = "",
    name: str = "",
    namespace: str = "",
    station: str = "",
    industry: str = "",
    out: Path = Path(),
) -> NewPlugin:
    """Write a new plugin.

    Args:
        title: what the region (or the trade) is called, in any script.
        region: its six digits; owed unless *namespace* and *station* are given.
        name: the ASCII name for package and entry point; unless said, the last part of *namespace*, the title where it
            is ASCII already, or `r` with the region's code.
        namespace: what the plugin owns, such as `cn.shanxi.riders`; unless said, `cn.` with the name.
        station: the kind of station that it applies to; unless said, `pithead`.
        industry: the industry that it applies to; all of them unless said.
        out: the folder to write it into.

    Raises:
        InvalidValueError: a region, a name, a namespace, a kind, an industry or a title that cannot be used, or a
            folder that is there already.
    """
    applies = _applies(region, namespace, station, industry)
    chosen = _checked_name(name or namespace.rpartition(".")[2] or _ascii(title) or f"r{applies['region']}")
    if not _TITLE.fullmatch(title.strip()):
        raise InvalidValueError(title, Words(zh="名称，不含引号和反斜线", en="a title without quotes and backslashes"))
    folder = out / f"stationkit-{chosen}"
    if folder.exists():
        raise InvalidValueError(
            str(folder), Words(zh="还不存在的文件夹（已有的不覆盖）", en="a folder that is not there yet")
        )
    words = {
        "title": title.strip(),
        "name": chosen,
        "package": f"stationkit_{chosen}",
        "namespace": namespace or f"cn.{chosen}",
        "applies": ", ".join(f'{key} = "{value}"' for key, value in applies.items()),
        "whom": "，".join(applies.values()),
    }
    written = tuple(
        _write(folder / Template(place).substitute(words), source, words) for place, source in _FILES.items()
    )
    return NewPlugin(folder=folder, package=words["package"], files=written)


def _applies(region: str, namespace: str, station: str, industry: str) -> Mapping[str, str]:
    """Give whom the rulebook applies to, checked."""
    if not region and not (namespace and station):
        expected = Words(
            zh="六位行政区划代码；不写的，命名空间和站点类型都要写明",
            en="the region's six digits; without them a namespace and a kind of station",
        )
        raise InvalidValueError(region, expected)
    if namespace and _NAMESPACE.fullmatch(namespace) is None:
        raise InvalidValueError(namespace, Words(zh="如 cn.shanxi.riders", en="a namespace such as cn.shanxi.riders"))
    given = {"station": _one_of(station or StationKind.PITHEAD.value, StationKind)}
    given |= {"industry": _one_of(industry, Industry)} if industry else {}
    return given | ({"region": str(RegionCode(region))} if region else {})


def _one_of(word: str, kind: type[StationKind] | type[Industry]) -> str:
    known = [one.value for one in kind]
    if word not in known:
        raise InvalidValueError(word, Words(zh="、".join(known), en=f"one of {', '.join(known)}"))
    return word


def _ascii(title: str) -> str:
    """Give a title as a name where it is one already; other scripts have no table here, and nothing is guessed."""
    plain = title.strip().lower().replace(" ", "")
    return plain if _NAME.fullmatch(plain) else ""


def _checked_name(name: str) -> str:
    if _NAME.fullmatch(name) is None:
        raise InvalidValueError(
            name,
            Words(zh="小写字母和数字，字母开头，如 jincheng", en="lower-case letters and digits, such as jincheng"),
        )
    return name


def _write(path: Path, source: str, words: Mapping[str, str]) -> Path:
    text = files(__package__).joinpath("template", f"{source}.txt").read_text(encoding="utf-8")
    path.parent.mkdir(parents=True, exist_ok=True)
    # Spreadsheets take a CSV file for UTF-8 only where it begins with the mark.
    path.write_text(Template(text).substitute(words), encoding="utf-8-sig" if path.suffix == ".csv" else "utf-8")
    return path
