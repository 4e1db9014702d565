"""Bytes of a file to text: UTF-8 with or without a mark, GB18030 where it is not UTF-8, and nothing else.

Spreadsheets on Chinese machines save CSV in the national encoding, so it is read; what is no text at all is one clear
problem and never a page of broken rows.
"""

import re
from pathlib import Path

from stationkit.errors import Problem
from stationkit.words import Words

__all__ = ["MAX_BYTES", "decode_text", "is_text", "read_text"]

MAX_BYTES = 512 * 1024 * 1024
"""The largest file that is read; a larger dossier is split by station or by year."""

_UNWRITABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_EXPECTED = Words(
    zh="UTF-8 或 GB18030 编码的文本文件（CSV 或 JSONL）",
    en="a text file in UTF-8 or GB18030 (CSV or JSONL)",
)


def read_text(path: Path) -> str | Problem:
    """Read a whole file as text, or say why it is none."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            return _too_large(path.name, size)
        return decode_text(path.read_bytes(), path.name)
    except OSError as error:
        reason = error.strerror or str(error)
        what = Words(zh=f"文件打不开：{reason}", en=f"the file cannot be opened: {reason}")
        return Problem(path.name, what, _EXPECTED)


def is_text(text: str) -> bool:
    """Tell whether *text* can stand in a file: no control characters, no lone surrogates."""
    return _UNWRITABLE.search(text) is None


def decode_text(data: bytes, name: str) -> str | Problem:
    """Decode *data* as UTF-8, else as GB18030; a mark of another format or a null byte shows that it is neither."""
    for mark, words in _MARKS:
        if data.startswith(mark):
            return Problem(name, words, _EXPECTED)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    return Problem(name, Words(zh="文件不是文本", en="the file is not text"), _EXPECTED)


_MARKS = (
    (b"PK\x03\x04", Words(zh="这是 Excel 工作簿或压缩包，不是文本", en="this is a workbook or an archive, not text")),
    (b"\xd0\xcf\x11\xe0", Words(zh="这是旧版 Excel 工作簿，不是文本", en="this is an old workbook, not text")),
    (b"\xff\xfe", Words(zh="这是 UTF-16 文本", en="this is UTF-16 text")),
    (b"\xfe\xff", Words(zh="这是 UTF-16 文本", en="this is UTF-16 text")),
)


def _too_large(name: str, size: int) -> Problem:
    limit = MAX_BYTES // (1024 * 1024)
    what = Words(zh=f"文件过大（{size} 字节）", en=f"the file is too large ({size} bytes)")
    return Problem(name, what, Words(zh=f"不超过 {limit} MB", en=f"at most {limit} MB"))
