"""What one row cannot show by itself: ids used twice, references to nothing, aliases that would name a reporter."""

from collections.abc import Iterator, Mapping

import attrs

from stationkit.dossiers.rows import Candidate
from stationkit.errors import nearest
from stationkit.stations.events import EventKind
from stationkit.words import Words

__all__ = ["check_together"]

Candidates = Mapping[str, tuple[Candidate, ...]]


def check_together(found: Candidates) -> Candidates:
    """Give the candidates of every table, with those refused that cannot stand beside the others.

    The checks run until nothing changes: a hazard whose station is set aside takes its events with it.
    """
    checked: Candidates = {name: _unique(rows) for name, rows in found.items()}
    checked = _safe_reporters(checked)
    while True:
        following = {name: tuple(_referring(rows, name, checked)) for name, rows in checked.items()}
        following["sheets"] = _whole_items(following.get("sheets", ()))
        if _bad(following) == _bad(checked):
            return following
        checked = following


def _bad(found: Candidates) -> int:
    return sum(1 for rows in found.values() for row in rows if row.problems)


def _unique(rows: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """Let each id stand once: the same content again is a repetition, other content is refused."""
    first: dict[tuple[object, ...], Candidate] = {}
    checked = []
    for row in rows:
        key = tuple(getattr(row.value, name) for name in row.table.key) if row.value is not None else ()
        known = first.setdefault(key, row) if key else row
        checked.append(row if known is row else _again(row, known, key))
    return tuple(checked)


def _again(row: Candidate, known: Candidate, key: tuple[object, ...]) -> Candidate:
    if row.value == known.value:
        return row.repeating(known.row.number)
    told, number = "/".join(str(part) for part in key if part != ""), known.row.number
    what = Words(
        zh=f"{told} 已在第 {number} 行，内容不同", en=f"{told} stands in row {number} already, with other content"
    )
    return row.blame(row.table.key[0], what, Words(zh="一个编号一种内容", en="one content for one id"))


@attrs.frozen
class _Reference:
    field: str
    table: str
    words: Words


_STATION = _Reference("station", "stations", Words(zh="站点", en="station"))
_REFERENCES: Mapping[str, tuple[_Reference, ...]] = {
    **dict.fromkeys(
        ("coverage", "teams", "members", "workers", "hazards", "violations", "activities", "incidents", "readings"),
        (_STATION,),
    ),
    **dict.fromkeys(("counts", "sheets"), (_STATION,)),
    "hazard_events": (_Reference("case", "hazards", Words(zh="隐患", en="hazard")),),
}


def _referring(rows: tuple[Candidate, ...], name: str, found: Candidates) -> Iterator[Candidate]:
    references = [(one, _ids(found.get(one.table, ()))) for one in _REFERENCES.get(name, ())]
    for row in rows:
        checked = row
        for reference, known in references if row.value is not None else ():
            asked = getattr(row.value, reference.field)
            if asked not in known:
                checked = checked.blame(reference.field, *_nothing_there(reference.words, asked, known))
        yield checked


def _nothing_there(kind: Words, asked: str, known: frozenset[str]) -> tuple[Words, Words]:
    close = ", ".join(nearest(asked, known))
    what = Words(zh=f"没有这个{kind.zh}：{asked}", en=f"no such {kind.en}: {asked}")
    return what, Words(zh=close, en=f"one of {close}") if close else Words()


def _ids(rows: tuple[Candidate, ...]) -> frozenset[str]:
    return frozenset(row.value.id for row in rows if row.value is not None)


def _safe_reporters(found: Candidates) -> Candidates:
    """Refuse reports whose actor is a member, or the same alias in two cases: either would tell who reports."""
    members = _ids(found.get("members", ()))
    cases: dict[str, set[str]] = {}
    for row in found.get("hazard_events", ()):
        if _is_report(row):
            cases.setdefault(row.value.actor, set()).add(row.value.case)
    shared = {alias for alias, ids in cases.items() if alias and len(ids) > 1}
    return {**found, "hazard_events": tuple(_masked(row, members, shared) for row in found.get("hazard_events", ()))}


def _is_report(row: Candidate) -> bool:
    return row.value is not None and row.value.kind == EventKind.REPORT


def _masked(row: Candidate, members: frozenset[str], shared: set[str]) -> Candidate:
    if not _is_report(row):
        return row
    alias = Words(zh="只用于这一隐患的代号，如 r-7f3a", en="an alias for this case alone, such as r-7f3a")
    if row.value.actor in members:
        return row.blame("actor", Words(zh="报告人不能写人员编号", en="a reporter must not be named"), alias)
    if row.value.actor in shared:
        return row.blame("actor", Words(zh="同一代号用于多条隐患", en="one alias in several cases"), alias)
    return row


def _whole_items(rows: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """Set aside every line of an item of which one is bad: the rest would read as an item without that fault."""
    bad = [row for row in rows if row.problems]
    what = Words(zh="同一评分项另有无法使用的行", en="another line of this item could not be used")
    return tuple(
        row if row.problems or not any(_same_item(row, one) for one in bad) else row.blame("item", what) for row in rows
    )


def _same_item(row: Candidate, bad: Candidate) -> bool:
    """Tell whether a bad line may be about the same item: what could not be read may be anything."""
    return all(bad.plain.get(name) in (None, row.plain.get(name)) for name in ("station", "item"))
