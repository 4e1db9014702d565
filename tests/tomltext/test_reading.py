"""TOML files: whatever the bytes, a table or one clear refusal, from every reader alike."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stationkit.calendars.reading import read_calendar_table, read_overlay, read_shift_table
from stationkit.errors import InvalidDocumentError
from stationkit.procedures.ladders import read_escalation_ladder
from stationkit.procedures.policies import read_deadline_policy
from stationkit.tomltext.reading import parse_toml

READERS = (read_calendar_table, read_overlay, read_shift_table, read_deadline_policy, read_escalation_ladder)
STRANGE = {
    "gbk": 'title = "某矿期限规定"'.encode("gbk"),
    "binary": bytes(range(256)),
    "empty": b"",
    "no-toml": b"title = ",
    "long-number": b"a = " + b"9" * 5000,
    "deep": b"a = " + b"[" * 2000,
    "large": b"#" * 1_100_000,
    "mark": "\ufefftitle = 1".encode(),
}


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("content", STRANGE.values(), ids=STRANGE)
def test_a_strange_file_is_refused_with_its_name(
    tmp_path: Path, read: Callable[[Path], object], content: bytes
) -> None:
    """An office saves what its editor saves: that is told, and never a traceback."""
    path = tmp_path / "mine.toml"
    path.write_bytes(content)
    with pytest.raises(InvalidDocumentError, match=r"mine\.toml"):
        read(path)


@given(st.text())
def test_any_text_is_tables_or_refused(text: str) -> None:
    """Nothing else comes out."""
    found: object = {}
    with suppress(InvalidDocumentError):
        found = parse_toml(text, "<text>")
    assert isinstance(found, dict)
