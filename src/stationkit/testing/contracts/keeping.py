"""Contracts about what an author ships: dates with both sides, clauses with rules, items with cases."""

from datetime import date, timedelta

from stationkit.errors import StationkitError
from stationkit.rules.documents import RulebookDocument
from stationkit.testing.contracts.model import breach
from stationkit.testing.coverage import cover
from stationkit.testing.subjects import Subject

__all__ = ["clauses_have_rules", "dates_have_two_sides", "items_have_cases"]


def dates_have_two_sides(subject: Subject) -> None:
    """On the day before and on the day of every date, exactly one version governs, or none at the ends; each loads."""
    versions = [one for one in subject.host.rulebooks.values() if one.id == subject.document.id]
    days = sorted({day for one in versions for day in (one.effective.since, one.effective.until) if day is not None})
    for day in days:
        for side in (day - timedelta(days=1), day):
            told = _wrong_on(side, versions, subject, days)
            if told is not None:
                raise breach("dates", subject, *told)


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
