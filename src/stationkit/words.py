"""Text for people, in Chinese and English: made where a thing is known, chosen at the edge.

Nothing in the library picks a language by itself. A `Words` carries both; whoever prints asks for one.
"""

from typing import Literal

import attrs

__all__ = ["Language", "Words"]

Language = Literal["zh", "en"]


@attrs.frozen
class Words:
    """One text in Chinese and English; where only one is known, it serves for both."""

    zh: str = ""
    en: str = ""

    def text(self, language: Language = "zh") -> str:
        """Give the text in *language*, or in the other one where this one is empty."""
        return (self.zh or self.en) if language == "zh" else (self.en or self.zh)

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)

    def __str__(self) -> str:
        if self.zh and self.en and self.zh != self.en:
            return f"{self.zh} / {self.en}"
        return self.zh or self.en
