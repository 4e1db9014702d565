"""The scaffold: a new plugin from a template inside this package, whose tests are green at once. No network, no git."""

import re
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from string import Template

import attrs

from stationkit.errors import InvalidValueError
from stationkit.identifiers import RegionCode
from stationkit.words import Words

__all__ = ["NewPlugin", "write_plugin"]

_NAME = re.compile(r"[a-z][a-z0-9]*")
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


def write_plugin(title: str, *, region: str, name: str = "", out: Path = Path()) -> NewPlugin:
    """Write a new plugin.

    Args:
        title: what the region is called, in any script.
        region: its six digits.
        name: the ASCII name for package, entry point and rulebook; unless said, the title where it is ASCII already,
            else `r` with the region's code.
        out: the folder to write it into.

    Raises:
        InvalidValueError: a region, a name or a title that cannot be used, or a folder that is there already.
    """
    code = RegionCode(region)
    chosen = _checked_name(name or _ascii(title) or f"r{code}")
    if not _TITLE.fullmatch(title.strip()):
        raise InvalidValueError(title, Words(zh="名称，不含引号和反斜线", en="a title without quotes and backslashes"))
    folder = out / f"stationkit-{chosen}"
    if folder.exists():
        raise InvalidValueError(
            str(folder), Words(zh="还不存在的文件夹（已有的不覆盖）", en="a folder that is not there yet")
        )
    words = {"title": title.strip(), "region": str(code), "name": chosen, "package": f"stationkit_{chosen}"}
    written = tuple(
        _write(folder / Template(place).substitute(words), source, words) for place, source in _FILES.items()
    )
    return NewPlugin(folder=folder, package=words["package"], files=written)


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
