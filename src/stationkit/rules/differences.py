"""Differences between two rulebooks, or two versions of one: clause by clause, by meaning and not by spelling.

Each difference says what was and what is, and, where that is decided, whether it is stricter or laxer (`strictness`).
Text is made at the edge.
"""

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any

import attrs

from stationkit.rules.documents import NODE_TABLES, OTHER_TABLES, head_meaning
from stationkit.rules.layers import ResolvedRulebook
from stationkit.rules.meaning import meaning
from stationkit.rules.strictness import Verdict, compare_nodes
from stationkit.words import Words

__all__ = ["Part", "RuleDifference", "find_differences"]


@attrs.frozen
class Part:
    """One value that is another: its path within the node, what was, what is; nothing where there was or is none."""

    path: str
    was: object = None
    now: object = None


@attrs.frozen(kw_only=True)
class RuleDifference:
    """What differs in one node, one cause, or the head.

    Attributes:
        change: `added`, `removed` or `changed`.
        kind: `head`, or the kind of node: `item`, `group`, `grade`, `measure`, …
        node: its id; empty for the head.
        cause: the cause within it; empty where it is the node itself.
        title: what it is called, in the later rulebook where it is there.
        clause: by which clause.
        parts: the values that are others.
        verdict: whether the later one is stricter, as far as that was asked and decided.
    """

    change: str
    kind: str
    node: str = ""
    cause: str = ""
    title: Words = Words()
    clause: str = ""
    parts: tuple[Part, ...] = ()
    verdict: Verdict | None = None


def find_differences(first: ResolvedRulebook, then: ResolvedRulebook) -> tuple[RuleDifference, ...]:
    """Give every difference between two resolved rulebooks, in the order of the later one."""
    before, after = meaning(first.tables), meaning(then.tables)
    found = list(_head(first, then))
    for kind in (*NODE_TABLES, *OTHER_TABLES):
        was, now = before.get(kind) or {}, after.get(kind) or {}
        for name in dict.fromkeys((*now, *was)):
            if was.get(name) != now.get(name):
                found += _node(kind, str(name), was.get(name), now.get(name), first, then)
    return tuple(found)


def _head(first: ResolvedRulebook, then: ResolvedRulebook) -> Iterator[RuleDifference]:
    parts = tuple(_parts(head_meaning(first.head), head_meaning(then.head), ""))
    if parts:
        yield RuleDifference(change="changed", kind="head", title=then.head.title, parts=parts)


def _node(
    kind: str, name: str, was: Any, now: Any, first: ResolvedRulebook, then: ResolvedRulebook
) -> Iterator[RuleDifference]:
    holder = then if now is not None else first
    told: dict[str, Any] = {
        "kind": kind,
        "node": name,
        "title": _title(now if now is not None else was),
        "clause": _clause(name, holder),
    }
    if was is None or now is None:
        yield RuleDifference(change="removed" if now is None else "added", parts=tuple(_marks(now or was)), **told)
        return
    before, after = (_without_causes(table) for table in (was, now))
    parts = tuple(_parts(before, after, ""))
    if parts:
        verdict = None
        if kind in NODE_TABLES and kind != "measure":
            own = {**after, "deduct": was["deduct"]} if "deduct" in was and "deduct" in now else now
            verdict = compare_nodes(kind, name, was, own, then.tables)
        yield RuleDifference(change="changed", parts=parts, verdict=verdict, **told)
    if isinstance(was, Mapping) and was.get("deduct") != now.get("deduct"):
        yield from _causes(was, now, told, then)


def _without_causes(table: Any) -> Any:
    return {key: one for key, one in table.items() if key != "deduct"} if isinstance(table, Mapping) else table


def _causes(was: Any, now: Any, told: dict[str, Any], then: ResolvedRulebook) -> Iterator[RuleDifference]:
    """Give what differs cause by cause, each compared by itself."""
    before, after = _by_id(was.get("deduct")), _by_id(now.get("deduct"))
    for cause in dict.fromkeys((*after, *before)):
        old, new = before.get(cause), after.get(cause)
        if old == new:
            continue
        row: Any = new if new is not None else old
        own = {**told, "cause": cause, "title": told["title"], "clause": row.get("clause") or told["clause"]}
        rows = [new if name == cause else one for name, one in before.items() if name != cause or new is not None]
        if old is None:
            rows.append(new)
        verdict = compare_nodes(told["kind"], told["node"], was, {**was, "deduct": rows}, then.tables)
        change = "added" if old is None else "removed" if new is None else "changed"
        parts = _parts(old, new, "") if change == "changed" else _marks(row)
        yield RuleDifference(change=change, parts=tuple(parts), verdict=verdict, **own)


def _by_id(rows: Any) -> dict[str, Any]:
    listed = rows if isinstance(rows, list) else []
    return {str(row.get("id")): row for row in listed if isinstance(row, Mapping)}


def _title(table: Any) -> Words:
    title = table.get("title", "") if isinstance(table, Mapping) else ""
    return Words(zh=title) if isinstance(title, str) else Words(zh=title.get("zh", ""), en=title.get("en", ""))


def _clause(name: str, resolved: ResolvedRulebook) -> str:
    return resolved.rules[name].clause if name in resolved.rules else ""


def _marks(table: Any) -> Iterator[Part]:
    """Give of something new or gone what people look for first: its marks and its value."""
    for key in ("full", "weight", "points", "value", "loses") if isinstance(table, Mapping) else ():
        if key in table:
            yield Part(key, now=table[key])


def _parts(was: Any, now: Any, path: str) -> Iterator[Part]:
    """Give the values that differ, as deep as they are alike in form."""
    if was == now:
        return
    if isinstance(was, Mapping) and isinstance(now, Mapping):
        for key in dict.fromkeys((*now, *was)):
            yield from _parts(was.get(key), now.get(key), f"{path}.{key}" if path else str(key))
    elif isinstance(was, list) and isinstance(now, list) and max(len(was), len(now)) > 1:
        for place, (one, other) in enumerate(zip_longest(was, now)):
            yield from _parts(one, other, f"{path}[{place}]")
    else:
        yield Part(path, was, now)
