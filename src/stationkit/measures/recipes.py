"""Recipes: what a rulebook says about where a measure comes from, read strictly into one of a few forms.

A recipe is checked against the vocabulary of records before anything is counted: an unknown record, field, word or key
is a problem with the nearest right spelling, never an empty count.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

import attrs

from stationkit.errors import Problem
from stationkit.identifiers import is_node_id
from stationkit.measures.fields import FieldKind, RecordField, RecordType
from stationkit.measures.filters import Filter, read_filter
from stationkit.measures.vocabulary import CADENCES, HOMES, PEOPLE, RECORD_TYPES, STATION_FIELDS
from stationkit.measures.windows import Window, parse_window
from stationkit.rules.model import Measure
from stationkit.rules.reading import Collector, TableReader
from stationkit.words import Words

__all__ = [
    "Cadence",
    "Counted",
    "Days",
    "FromFunction",
    "PerPersonMonth",
    "Recipe",
    "Reported",
    "Share",
    "StationField",
    "check_recipe",
    "read_recipe",
]


@attrs.frozen(kw_only=True)
class Counted:
    """`count`, `flag`, `sum` and `distinct`: over the records that pass; *field* for the last two."""

    form: str
    of: RecordType
    where: Filter
    window: Window
    field: RecordField | None = None


@attrs.frozen(kw_only=True)
class Share:
    """`ratio`: of the records that pass *over*, those that pass *where* too."""

    of: RecordType
    where: Filter
    over: Filter
    window: Window


@attrs.frozen(kw_only=True)
class Days:
    """`days`: from one day of each record to another; the longest, the shortest or all together."""

    of: RecordType
    where: Filter
    start: RecordField
    end: RecordField
    take: str
    window: Window


@attrs.frozen(kw_only=True)
class PerPersonMonth:
    """`per_person_month`: records, or a number that arrives as a number, per holder of a role and month."""

    of: RecordType | None
    where: Filter
    count: str
    role: str
    window: Window


@attrs.frozen(kw_only=True)
class Cadence:
    """`cadence`: visits made of visits due, by how far from home a worker works."""

    violating: bool
    every: Mapping[str, int]
    window: Window


@attrs.frozen(kw_only=True)
class StationField:
    """`station`: a property of the station itself."""

    field: RecordField


@attrs.frozen(kw_only=True)
class Reported:
    """`reported`: a number that arrives as a number."""

    name: str


@attrs.frozen(kw_only=True)
class FromFunction:
    """`function`: what a plugin's measure function gives."""

    name: str


Recipe: TypeAlias = Counted | Share | Days | PerPersonMonth | Cadence | StationField | Reported | FromFunction

_NUMBERS = ("count", "decimal")
_KINDS: Mapping[str, tuple[str, ...]] = {
    "count": _NUMBERS,
    "sum": _NUMBERS,
    "distinct": _NUMBERS,
    "days": _NUMBERS,
    "flag": ("flag",),
    "ratio": ("ratio",),
    "cadence": ("ratio",),
    "per_person_month": ("decimal",),
    "station": ("choice", "count", "decimal"),
    "reported": (*_NUMBERS, "flag"),
    "function": ("count", "decimal", "ratio", "flag", "choice"),
}
"""Which kinds of measure each form of recipe can answer."""


def check_recipe(measure: Measure) -> tuple[Problem, ...]:
    """Say what is wrong with the recipe of a measure; nothing where it is sound or where there is none."""
    to = Collector()
    if measure.recipe:
        read_recipe(measure, to)
    return tuple(to.problems)


def read_recipe(measure: Measure, to: Collector) -> Recipe | None:
    """Read the recipe of a measure; problems go *to* the collector, and then there is no recipe."""
    before = len(to.problems)
    path = f"measure.{measure.id}"
    if measure.list:
        expected = Words(zh="删去取数方法，列表的事实由外部给出", en="no recipe: the facts of a list come from outside")
        to.say(path, f"列表 {measure.list} 的指标", f"a measure of the list {measure.list}", expected)
    if len(measure.recipe) != 1:
        listed = "、".join(sorted(measure.recipe))
        to.say(path, f"应有一个取数方法，写了：{listed}", f"one recipe, not {len(measure.recipe)}: {listed}", _FORMS)
        return None
    ((form, raw),) = measure.recipe.items()
    reader = _READERS.get(form)
    if reader is None:
        to.unknown(path, Words(zh="取数方法", en="recipe"), form, _READERS)
        return None
    _check_kind(measure, form, to)
    recipe = reader(raw, f"{path}.{form}", form, to)
    return recipe if len(to.problems) == before else None


def _check_kind(measure: Measure, form: str, to: Collector) -> None:
    allowed = _KINDS[form]
    if measure.kind not in allowed:
        listed = ", ".join(allowed)
        where = f"measure.{measure.id}.kind"
        expected = Words(zh=listed, en=f"one of {listed}")
        to.say(where, f"{form} 得不出 {measure.kind}", f"{form} does not give a {measure.kind}", expected)


def _counted(raw: object, path: str, form: str, to: Collector) -> Recipe | None:
    table = TableReader(raw, path, to)
    of = _record(table, to)
    if of is None:
        return None
    recipe = Counted(form=form, of=of, where=_filter(table, "where", of, to), window=_window(table, to))
    if form in ("sum", "distinct"):
        kind = FieldKind.NUMBER if form == "sum" else None
        recipe = attrs.evolve(recipe, field=_field(table, "field", of, kind, to))
    table.finish()
    return recipe


def _share(raw: object, path: str, _: str, to: Collector) -> Recipe | None:
    table = TableReader(raw, path, to)
    of = _record(table, to)
    if of is None:
        return None
    where, over = _filter(table, "where", of, to), _filter(table, "over", of, to)
    recipe = Share(of=of, where=where, over=over, window=_window(table, to))
    table.finish()
    return recipe


def _days(raw: object, path: str, _: str, to: Collector) -> Recipe | None:
    table = TableReader(raw, path, to)
    of = _record(table, to)
    if of is None:
        return None
    start, end = (_field(table, key, of, FieldKind.DAY, to) for key in ("from", "to"))
    take = table.choice("take", ("longest", "shortest", "total"), "longest")
    where, window = _filter(table, "where", of, to), _window(table, to)
    table.finish()
    if start is None or end is None:
        return None
    return Days(of=of, where=where, start=start, end=end, take=take, window=window)


def _per_person_month(raw: object, path: str, _: str, to: Collector) -> Recipe | None:
    table = TableReader(raw, path, to)
    if ("of" in table) == ("count" in table):
        to.say(path, "of 与 count 写一个", "either of or count", Words(zh="of 或 count", en="of or count"))
        return None
    of = _record(table, to) if "of" in table else None
    where = _filter(table, "where", of, to) if of else Filter()
    role = table.text("role", required=True)
    if role and role not in PEOPLE:
        to.unknown(table.at("role"), Words(zh="角色", en="role"), role, PEOPLE)
    recipe = PerPersonMonth(of=of, where=where, count=_count_name(table, to), role=role, window=_window(table, to))
    table.finish()
    return recipe


def _count_name(table: TableReader, to: Collector) -> str:
    name = table.text("count")
    if name and not is_node_id(name):
        to.say(table.at("count"), f"不是名称：{name}", f"not a name: {name}", _NAME)
    return name


def _cadence(raw: object, path: str, _: str, to: Collector) -> Recipe | None:
    table = TableReader(raw, path, to)
    table.choice("of", ("visits",), "visits")
    per = table.choice("per", ("violating worker", "worker"), "violating worker")
    every = _every(table.table("every"), to)
    recipe = Cadence(violating=per == "violating worker", every=every, window=_window(table, to))
    table.finish()
    return recipe


def _every(table: TableReader, to: Collector) -> Mapping[str, int]:
    every = {}
    for home in table.entries():
        if home not in HOMES:
            to.unknown(table.at(home), Words(zh="居住距离", en="home distance"), home, HOMES)
        every[home] = CADENCES[table.choice(home, CADENCES, "month")]
    if not every:
        expected = Words(zh='如 same-area = "month"', en='such as same-area = "month"')
        to.say(table.path, "没有写周期", "no cadence is given", expected)
    return every


def _station(raw: object, path: str, _: str, to: Collector) -> Recipe | None:
    if isinstance(raw, str) and raw in STATION_FIELDS:
        return StationField(field=STATION_FIELDS[raw])
    to.unknown(path, Words(zh="站点属性", en="property of a station"), str(raw), STATION_FIELDS)
    return None


def _reported(raw: object, path: str, _: str, to: Collector) -> Recipe | None:
    if isinstance(raw, str) and is_node_id(raw):
        return Reported(name=raw)
    to.say(path, f"不是名称：{raw!r}", f"not a name: {raw!r}", _NAME)
    return None


def _function(raw: object, path: str, _: str, to: Collector) -> Recipe | None:
    if isinstance(raw, str) and "/" in raw:
        return FromFunction(name=raw)
    expected = Words(zh="命名空间/名称", en="namespace/name")
    to.say(path, f"不是函数名：{raw!r}", f"not the name of a function: {raw!r}", expected)
    return None


def _record(table: TableReader, to: Collector) -> RecordType | None:
    name = table.text("of", required=True)
    if name in RECORD_TYPES:
        return RECORD_TYPES[name]
    if name:
        to.unknown(table.at("of"), Words(zh="记录", en="record"), name, RECORD_TYPES)
    return None


def _filter(table: TableReader, key: str, of: RecordType, to: Collector) -> Filter:
    return read_filter(table.take(key, {}), table.at(key), of, to)


def _field(table: TableReader, key: str, of: RecordType, kind: FieldKind | None, to: Collector) -> RecordField | None:
    name = table.text(key, required=True)
    fitting = [one.name for one in of.fields.values() if kind in (None, one.kind)]
    if name in fitting:
        return of.fields[name]
    if name:
        to.unknown(table.at(key), Words(zh=f"{of.name} 的字段", en=f"field of {of.name}"), name, fitting)
    return None


def _window(table: TableReader, to: Collector) -> Window:
    return to.attempt(table.at("window"), lambda: parse_window(table.take("window", "period")), Window())


_FORMS = Words(zh="count、ratio、sum 等之一", en="one of count, ratio, sum and so on")
_NAME = Words(zh="小写名称，如 supervisor-reports", en="a lower-case name such as supervisor-reports")

_READERS: Mapping[str, Callable[[object, str, str, Collector], Recipe | None]] = {
    "count": _counted,
    "flag": _counted,
    "sum": _counted,
    "distinct": _counted,
    "ratio": _share,
    "days": _days,
    "per_person_month": _per_person_month,
    "cadence": _cadence,
    "station": _station,
    "reported": _reported,
    "function": _function,
}
