"""Every error of the library, as one tree.

    StationkitError
    ├── InvalidValueError        a single value is malformed (also a ValueError)
    ├── InvalidDocumentError     a document has problems: all of them, each with its path
    │   ├── InvalidRulebookError a rulebook does not load
    │   ├── InvalidFactsError    facts do not fit the rulebook that is to read them
    │   ├── InvalidDossierError  a dossier folder cannot be read at all
    │   └── InvalidCasesError    a file of cases cannot be used
    ├── UnknownNameError         nothing goes by that name; says what would have been right
    ├── AmbiguousRulebookError   no rulebook, or more than one, is the most specific
    ├── AmbiguousLimitError      several time limits are equally specific
    ├── CalendarNotAnnouncedError  certainty was asked of a year whose working days are not announced
    ├── DefinitionError          a procedure whose graph makes no sense
    ├── RefusedError             a command that the procedure refuses
    ├── PluginError              a plugin that cannot be loaded, or clashes with another
    └── LedgerMismatchError      a ledger whose replay does not give what its lines say

Errors hold data; their text is derived. Messages say what is wrong, where, and what would have been right.
"""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import TYPE_CHECKING

import attrs

from stationkit.words import Language, Words

if TYPE_CHECKING:
    from typing import Any

__all__ = [
    "AmbiguousLimitError",
    "AmbiguousRulebookError",
    "CalendarNotAnnouncedError",
    "DefinitionError",
    "InvalidCasesError",
    "InvalidDocumentError",
    "InvalidDossierError",
    "InvalidFactsError",
    "InvalidRulebookError",
    "InvalidValueError",
    "LedgerMismatchError",
    "MixedRulebooksError",
    "PluginError",
    "Problem",
    "RefusedError",
    "StationkitError",
    "UnknownNameError",
    "nearest",
    "right_names",
    "shown",
]


_LISTED = 30  # the longest closed set, the roles, fits
_FEW = 8  # so many names are told in full
_SHOWN = 80  # enough to recognise a value in a message


def nearest(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """Give up to three of the *known* names that look most like *name*, best first; else the first known."""
    names = sorted(known)
    return tuple(get_close_matches(name, names, n=3, cutoff=0.5) or names[:_LISTED])


def right_names(name: str, known: Iterable[str]) -> Words:
    """Say what would have been right in place of a name: one of all where there are few, else such as the nearest.

    >>> str(right_names("dya", ["day", "year"]))
    'day, year / one of day, year'
    """
    names = sorted(known)
    if len(names) <= _FEW:
        listed = ", ".join(names)
        return Words(zh=listed, en=f"one of {listed}") if names else Words()
    close = ", ".join(nearest(name, names)[:_FEW])
    return Words(zh=f"{close} 等", en=f"a name such as {close}")


def shown(value: object) -> str:
    """Give a value as a message shows it: as Python writes it, cut where it is long."""
    if isinstance(value, int) and value.bit_length() > 4 * _SHOWN:
        return f"{type(value).__name__} …"  # so long that Python refuses to write it
    told = repr(value[:_SHOWN] if isinstance(value, str | bytes) else value)
    return told if len(told) <= _SHOWN + 2 else f"{told[:_SHOWN]}…"


@attrs.frozen
class Problem:
    """One thing that is wrong: where it is, what it is, and what would have been right.

    Attributes:
        where: its path, `item.visits.deduct[0].points`.
        place: the file and the line, `star.toml:31`, where the document is one that has lines.
    """

    where: str
    what: Words
    expected: Words = Words()
    place: str = ""

    def text(self, language: Language = "zh") -> str:
        """Give the problem as one line."""
        line = ": ".join(filter(None, (self.place, self.where, self.what.text(language))))
        if not self.expected:
            return line
        lead = "；应为 " if language == "zh" else "; expected "
        return f"{line}{lead}{self.expected.text(language)}"

    def __str__(self) -> str:
        return self.text("zh") + (f" / {self.text('en')}" if self.what.zh != self.what.en and self.what.en else "")


class StationkitError(Exception):
    """Base of every error that the library raises on purpose."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, each with its place; at least one."""
        return (Problem("", Words(en=str(self))),)


@attrs.define
class InvalidValueError(StationkitError, ValueError):
    """A single value is malformed: what it is, and what would have been right."""

    value: object
    expected: Words

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The one problem, without a place: whoever knows the place adds it."""
        told = shown(self.value)
        what = Words(zh=f"无效的值 {told}", en=f"invalid value {told}")
        return (Problem("", what, self.expected),)

    def __str__(self) -> str:
        return str(self.problems[0])


@attrs.define
class InvalidDocumentError(StationkitError):
    """A document has problems; `problems` holds all of them, not just the first."""

    source: str
    found: tuple[Problem, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every problem of the document, each with its path."""
        return self.found

    def text(self, language: Language = "zh") -> str:
        """Give a line for the document and a line for each problem."""
        count = f"{len(self.found)} 处问题" if language == "zh" else f"{len(self.found)} problem(s)"
        head = f"{self.source}: {count}"
        return "\n".join([head, *(f"  {problem.text(language)}" for problem in self.found)])

    def __str__(self) -> str:
        return self.text("zh")


@attrs.define
class InvalidRulebookError(InvalidDocumentError):
    """A rulebook does not load."""


@attrs.define
class InvalidFactsError(InvalidDocumentError):
    """Facts do not fit the rulebook that is to read them."""


@attrs.define
class InvalidDossierError(InvalidDocumentError):
    """A dossier folder cannot be read at all; bad rows alone never raise this."""


@attrs.define
class InvalidCasesError(InvalidDocumentError):
    """A file of cases cannot be used: every problem, each with its case and path, or its sheet and cell."""


@attrs.define
class UnknownNameError(StationkitError, LookupError):
    """Nothing goes by that name: what kind of thing it should have been, and the names that exist."""

    kind: Words
    name: str
    known: tuple[str, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The one problem, with the nearest names that exist."""
        what = Words(zh=f"没有这个{self.kind.zh}：{self.name}", en=f"unknown {self.kind.en}: {self.name}")
        return (Problem("", what, right_names(self.name, self.known)),)

    def __str__(self) -> str:
        return str(self.problems[0])


@attrs.define
class AmbiguousRulebookError(StationkitError):
    """No rulebook applies, or several are equally specific: `candidates` lists them."""

    subject: str
    candidates: tuple[str, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The one problem, with the candidates."""
        listed = ", ".join(self.candidates)
        if not self.candidates:
            return (
                Problem(
                    self.subject,
                    Words(zh="没有适用的评分规则", en="no rulebook applies"),
                    Words(zh="安装适用的插件，或用 --rulebook", en="a plugin whose rulebook applies, or --rulebook"),
                ),
            )
        what = Words(zh=f"有多个同样具体的评分规则：{listed}", en=f"several rulebooks are equally specific: {listed}")
        return (Problem(self.subject, what, Words(zh="用 --rulebook 指定其中一个", en="one of them by --rulebook")),)

    def __str__(self) -> str:
        return str(self.problems[0])


@attrs.define
class AmbiguousLimitError(StationkitError):
    """Several time limits for one step are equally specific: `candidates` lists them as `policy@version#limit`.

    The case is named where a whole dossier was asked about.
    """

    step: str
    candidates: tuple[str, ...]
    case: str = ""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The one problem, with the candidates."""
        listed = ", ".join(self.candidates)
        what = Words(zh=f"有多个同样具体的期限：{listed}", en=f"several limits are equally specific: {listed}")
        expected = Words(
            zh="其中一个写得更具体，或只留一个", en="one of them more specific than the others, or only one of them"
        )
        return (Problem(f"{self.case} {self.step}".strip(), what, expected),)

    def __str__(self) -> str:
        return str(self.problems[0])


@attrs.define
class CalendarNotAnnouncedError(StationkitError):
    """Certainty was asked of years whose working days are not announced, or were not yet known."""

    calendar: str
    years: tuple[int, ...]
    known_at: str = ""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The one problem: which years, and as of when."""
        years = ", ".join(map(str, self.years))
        then = Words(zh=f"（截至 {self.known_at}）", en=f" (as known on {self.known_at})") if self.known_at else Words()
        what = Words(
            zh=f"{years} 年的节假日安排尚未公布{then.zh}", en=f"the working days of {years} are not announced{then.en}"
        )
        expected = Words(
            zh="载入该年的表（stationkit calendar check 可先检查），或接受暂定结果",
            en="the year's table loaded (`stationkit calendar check` checks it), or a provisional answer accepted",
        )
        return (Problem(self.calendar, what, expected),)

    def __str__(self) -> str:
        return str(self.problems[0])


@attrs.define
class MixedRulebooksError(StationkitError):
    """Results that were made under different rulebooks cannot be compared; score them on one."""

    rulebooks: tuple[str, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Which rulebooks they were."""
        listed = "、".join(self.rulebooks)
        what = Words(zh=f"结果出自不同的规则，不能比较：{listed}", en=f"made under different rulebooks: {listed}")
        expected = Words(zh="先按同一规则重新评分", en="all of them scored again on one rulebook")
        return (Problem("", what, expected),)

    def __str__(self) -> str:
        return str(self.problems[0])


@attrs.define
class DefinitionError(StationkitError):
    """A procedure whose graph makes no sense; each problem comes with the shortest path that shows it."""

    source: str
    found: tuple[Problem, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every problem of the definition."""
        return self.found

    def __str__(self) -> str:
        return "\n".join([f"{self.source}:", *(f"  {problem}" for problem in self.found)])


@attrs.define
class RefusedError(StationkitError):
    """A command that the procedure refuses; `refusal` lists every blocker."""

    refusal: "Any"

    def __str__(self) -> str:
        return str(self.refusal)


@attrs.define
class PluginError(StationkitError):
    """A plugin that cannot be loaded or clashes with another; raised `from` the original where there is one."""

    plugin: str
    found: tuple[Problem, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every problem of the plugin."""
        return self.found

    def __str__(self) -> str:
        return "\n".join([f"plugin {self.plugin}:", *(f"  {problem}" for problem in self.found)])


@attrs.define
class LedgerMismatchError(StationkitError):
    """A ledger whose replay does not give what its lines say; `place` is the first wrong line, counted from 1."""

    place: int
    target: str
    what: Words

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The one problem, with the line."""
        return (Problem(f"line {self.place} ({self.target})", self.what),)

    def __str__(self) -> str:
        return str(self.problems[0])
