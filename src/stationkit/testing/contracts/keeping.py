"""Contracts about what an author ships: dates with both sides, clauses with rules, items with cases."""

from collections.abc import Iterator
from datetime import date, timedelta

from stationkit.errors import StationkitError
from stationkit.rules.documents import RulebookDocument
from stationkit.rules.model import Parameter
from stationkit.testing.contracts.model import breach
from stationkit.testing.coverage import cover
from stationkit.testing.subjects import Subject

__all__ = ["clauses_have_rules", "dates_have_two_sides", "items_have_cases"]


def dates_have_two_sides(subject: Subject) -> None:
    """On both sides of every date one version governs, and loads; where a value changes on a day, cases show both."""
    versions = [one for one in subject.host.rulebooks.values() if one.id == subject.document.id]
    days = sorted({day for one in versions for day in (one.effective.since, one.effective.until) if day is not None})
    for day in days:
        for side in (day - timedelta(days=1), day):
            told = _wrong_on(side, versions, subject, days)
            if told is not None:
                raise breach("dates", subject, *told)
    for name, day in _changing(subject):
        asked = [case.on for case in subject.cases if case.on is not None]
        if not (any(on < day for on in asked) and any(on >= day for on in asked)):
            zh, en = (
                f"{name} 自 {day} 起变化，两侧没有都有用例（用例写 on）",
                f"{name} changes on {day}; cases show one side only",
            )
            raise breach("dates", subject, zh, en)


def _changing(subject: Subject) -> Iterator[tuple[str, date]]:
    """Give the parameters whose value changes on a day within the time of the rulebook, each with the day."""
    effective = subject.document.effective
    for node in subject.resolved.rulebook.nodes.values():
        if isinstance(node, Parameter):
            yield from ((node.id, row.since) for row in node.dated[1:] if effective.covers(row.since))


def _wrong_on(
    day: date, versions: list[RulebookDocument], subject: Subject, days: list[date]
) -> tuple[str, str] | None:
    governing = [one.head.reference for one in versions if one.effective.covers(day)]
    if len(governing) > 1:
        listed = ", ".join(governing)
        return f"{day} 有两个版本同时生效：{listed}", f"on {day} two versions govern: {listed}"
    if not governing and days[0] <= day < days[-1]:
        return f"{day} 没有版本生效", f"on {day} no version governs"
    try:
        if governing:
            subject.host.resolve(subject.document.id, on=day)
    except StationkitError as error:
        first = error.problems[0]
        return f"{day} 的版本不能装入：{first.text('zh')}", f"the version of {day} does not load: {first.text('en')}"
    return None


def clauses_have_rules(subject: Subject) -> None:
    """Every item, group and grade names a clause; every clause of the map has a rule, or says why it needs none."""
    coverage = cover(subject)
    for zh, en, names in (
        ("没有条款的规则", "rules without a clause", coverage.rules_without_clause),
        ("没有规则的条款", "clauses without a rule", coverage.clauses_without_rule),
        ("条款表里没有的条款", "clauses that the map does not have", coverage.unknown_clauses),
    ):
        if names:
            raise breach("clauses", subject, f"{zh}：{'、'.join(names)}", f"{en}: {', '.join(names)}")


def items_have_cases(subject: Subject) -> None:
    """Every item is scored in at least one case that expects something of it, and every case passes."""
    coverage = cover(subject)
    for zh, en, names in (
        ("未通过的用例", "cases that fail", coverage.failing),
        ("没有用例的评分项", "items without a case", coverage.items_without_case),
    ):
        if names:
            raise breach("cases", subject, f"{zh}：{'、'.join(names)}", f"{en}: {', '.join(names)}")
