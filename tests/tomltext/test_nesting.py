"""How deep a text nests, told quickly or token by token: the two never disagree about a limit."""

from unittest.mock import patch

from hypothesis import example, given, settings
from hypothesis import strategies as st

from stationkit.tomltext.places import nesting

PIECES = ("[", "]", "{", "}", "=", ".", "a", '"', "'", '"""', "'''", "#", "\n", " ", "\\", "a.b", '"["')


@settings(max_examples=200)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join), st.integers(1, 6))
@example('a = "[[[[" # [[[[\n', 1)
@example("a = '''[[\n[['''\n[[[", 2)
@example("a.a.a.a.a.a = 1", 2)
def test_the_quick_look_never_contradicts_the_slow_one(text: str, limit: int) -> None:
    """Only whether the limit is passed matters."""
    quick = nesting(text, limit) > limit
    with patch("stationkit.tomltext.places._is_plainly_flat", lambda *_: False):
        assert quick == (nesting(text, limit) > limit)
