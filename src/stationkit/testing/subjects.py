"""A rulebook with what its author ships along: cases, the clause map, the grounds for what is expected to fail.

They lie beside the rulebook: `cases/`, `clauses.toml` and `explained.toml` in the folder or package that holds the
rulebook's own file. A fresh host is loaded for each subject, so that two never see each other.
"""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

import attrs

from stationkit.errors import InvalidCasesError, Problem
from stationkit.hooks.host import Host, load_host
from stationkit.identifiers import parse_rulebook_reference
from stationkit.rules.documents import RulebookDocument
from stationkit.rules.layers import ResolvedRulebook
from stationkit.testing.cases.collecting import FOLDER, collect_cases
from stationkit.testing.cases.model import Case
from stationkit.testing.clauses import ClauseMap, read_clause_map
from stationkit.testing.edges.aiming import Aimer
from stationkit.words import Words

__all__ = ["CLAUSES", "EXPLAINED", "Subject", "author_folder", "subject_of"]

CLAUSES = "clauses.toml"
EXPLAINED = "explained.toml"


@attrs.frozen(kw_only=True)
class Subject:
    """One rulebook under test.

    Attributes:
        host: the plugins among which it is tested.
        document: the author's own layer.
        resolved: the whole rulebook.
        folder: where the author's files lie; nothing where the rulebook has none.
        plugins: the plugins as they were asked for; nothing for those of the entry points.
    """

    host: Host = attrs.field(repr=False)
    document: RulebookDocument = attrs.field(repr=False)
    resolved: ResolvedRulebook
    folder: Path | None = None
    plugins: tuple[str | object, ...] | None = None

    @property
    def reference(self) -> str:
        """`id@version`."""
        return self.document.head.reference

    @cached_property
    def aimer(self) -> Aimer:
        """Facts near the rulebook's edges."""
        return Aimer(self.resolved)

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        """The author's cases of this rulebook.

        Raises:
            InvalidCasesError: a case file cannot be used.
        """
        found = collect_cases(self.folder / FOLDER, self.host) if self.folder is not None else ()
        return tuple(case for case in found if self._owns(case))

    def _owns(self, case: Case) -> bool:
        if not case.rulebook:
            return False
        name, version = parse_rulebook_reference(case.rulebook)
        return name == self.document.id and version in (None, self.document.version)

    @cached_property
    def clauses(self) -> ClauseMap | None:
        """The author's clause map, if there is one.

        Raises:
            InvalidCasesError: it cannot be read.
        """
        path = self.folder / CLAUSES if self.folder is not None else None
        return read_clause_map(path) if path is not None and path.is_file() else None

    def grounds(self, kind: str) -> Mapping[str, str]:
        """Give the grounds that the author wrote down for this rulebook: of `contracts`, or of `mutants`.

        Raises:
            InvalidCasesError: the file cannot be read, or a ground is empty.
        """
        path = self.folder / EXPLAINED if self.folder is not None else None
        if path is None or not path.is_file():
            return {}
        table = _tables(path).get(kind, {})
        own = table.get(self.document.id, {}) if isinstance(table, Mapping) else {}
        for name, ground in own.items():
            if not isinstance(ground, str) or not ground.strip():
                what = Words(zh="没有写明依据", en="no ground is written")
                raise InvalidCasesError(str(path), (Problem(f"{kind}.{self.document.id}.{name}", what),))
        return dict(own)


def _tables(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        what = Words(zh=f"TOML 语法错误：{error}", en=f"not valid TOML: {error}")
        raise InvalidCasesError(str(path), (Problem("", what),)) from None


def subject_of(reference: str, *, plugins: Iterable[str | object] | None = None, folder: Path | None = None) -> Subject:
    """Give a rulebook as a subject of tests.

    Args:
        reference: the rulebook's id, with or without version.
        plugins: modules to load; nothing for the installed plugins.
        folder: where the author's files lie; unless said, beside the rulebook's own file.

    Raises:
        UnknownNameError: no plugin brings it.
        InvalidRulebookError: it has problems.
    """
    names = None if plugins is None else tuple(plugins)
    host = load_host(names)
    resolved = host.resolve(reference)
    document = host.rulebooks[resolved.head.reference]
    return Subject(
        host=host, document=document, resolved=resolved, folder=folder or author_folder(document), plugins=names
    )


def author_folder(document: RulebookDocument) -> Path | None:
    """Give the folder in which a rulebook's own file lies: of its package, or of the file system."""
    lead, slash, _ = document.source.rpartition("/")
    if not slash:
        return None
    if Path(document.source).is_file():
        return Path(lead)
    try:
        return Path(str(files(lead)))
    except (ModuleNotFoundError, TypeError, ValueError):
        return None
