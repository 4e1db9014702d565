"""Additions: what a plugin adds to what is there already: guards before steps, texts for codes, days on calendars."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

import attrs

from stationkit.calendars.tables import Overlay
from stationkit.errors import InvalidDocumentError, Problem
from stationkit.hooks.ordering import Place
from stationkit.identifiers import is_node_id
from stationkit.procedures.refusals import Blocker, Guard
from stationkit.words import Words

__all__ = ["MessageCatalogue", "Messages", "PlacedOverlay", "ProcedureGuard"]


@attrs.frozen(kw_only=True)
class ProcedureGuard(Place):
    """A guard before the steps of a procedure; it can only forbid.

    Attributes:
        procedure: id of the procedure: hazard, award, mentoring, certification, or one that a plugin brings.
        guard: the guard; its name is `namespace/name`, and the blockers of several stand in their order.
    """

    procedure: str
    guard: Guard

    @property
    def id(self) -> str:
        """The guard's name."""
        return self.guard.name


@attrs.frozen(kw_only=True)
class PlacedOverlay(Place):
    """Days of a place or an employer, on the calendar below."""

    overlay: Overlay

    @property
    def id(self) -> str:
        """The overlay's id."""
        return self.overlay.id


def _read_only(texts: Mapping[str, Words]) -> Mapping[str, Words]:
    return MappingProxyType(dict(texts))


@attrs.frozen(kw_only=True)
class MessageCatalogue(Place):
    """Texts for codes of blockers, findings and events, in both languages; `{words}` stands for the text below.

    Attributes:
        id: `namespace/name`.
        texts: code -> text.

    Raises:
        InvalidDocumentError: a code is none, or its text lacks a language; with all of them.
    """

    id: str
    texts: Mapping[str, Words] = attrs.field(converter=_read_only)

    def __attrs_post_init__(self) -> None:
        problems = tuple(problem for code, words in self.texts.items() for problem in _text_problems(code, words))
        if problems:
            raise InvalidDocumentError(self.id, problems)


def _text_problems(code: object, words: Any) -> Iterable[Problem]:
    if not isinstance(code, str) or not is_node_id(code):
        expected = Words(zh="小写词，如 out-of-turn", en="a lower-case word such as out-of-turn")
        yield Problem(str(code), Words(zh=f"不是代码：{code!r}", en=f"not a code: {code!r}"), expected)
    if type(words) is not Words:
        expected = Words(zh='Words(zh="…", en="…")', en='Words(zh="…", en="…")')
        yield Problem(str(code), Words(zh="不是双语文字", en="not words in two languages"), expected)
        return
    for language, text in (("zh", words.zh), ("en", words.en)):
        if not text.strip():
            what = Words(zh=f"缺少 {language} 文字", en=f"no text in {language}")
            yield Problem(str(code), what, Words(zh="两种语言都写", en="a text in both languages"))


@attrs.frozen
class Messages:
    """All catalogues together, the later above the earlier."""

    catalogues: tuple[MessageCatalogue, ...] = ()

    def text(self, code: str, words: Words = Words()) -> Words:
        """Give the text of a code: that of the uppermost catalogue that has one, else the *words* below."""
        told = words
        for catalogue in self.catalogues:
            if code in catalogue.texts:
                own = catalogue.texts[code]
                told = Words(zh=own.zh.replace("{words}", told.zh), en=own.en.replace("{words}", told.text("en")))
        return told

    def of(self, blocker: Blocker) -> Words:
        """Give the text of a blocker."""
        return self.text(blocker.code, blocker.words)

    def without(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Give those of the *codes* for which no catalogue has a text: nothing where the catalogues are complete."""
        known = {code for catalogue in self.catalogues for code in catalogue.texts}
        return tuple(sorted(set(codes) - known))
