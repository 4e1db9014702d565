"""Findings: demands not met, sheets that faults contradict, failed functions, ratios over nothing, overdue reviews."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from stationkit.errors import StationkitError
from stationkit.numbers import Ratio, number_text
from stationkit.periods import Period
from stationkit.rules.conditions import Condition, condition_references
from stationkit.rules.facts import Known, Missing
from stationkit.rules.frame import Frame
from stationkit.rules.layers import ResolvedRulebook
from stationkit.rules.model import Computed, Grade, Parameter
from stationkit.scoring.outcomes import Finding, ItemOutcome
from stationkit.scoring.paid_twice import paid_twice
from stationkit.words import Words

__all__ = ["find_all"]


def find_all(frame: Frame, resolved: ResolvedRulebook, items: Sequence[ItemOutcome]) -> tuple[Finding, ...]:
    """Give every finding of one calculation."""
    return (
        *_demands(frame, resolved),
        *_differing(items),
        *_not_computed(items),
        *_failed_measures(frame),
        *_empty_ratios(frame),
        *_review(frame, resolved),
        *paid_twice(frame, resolved),
        *_absent(resolved),
    )


def _demands(frame: Frame, resolved: ResolvedRulebook) -> Iterator[Finding]:
    for name, test in resolved.program.requirements.items():
        node = resolved.rulebook.nodes[name]
        if not isinstance(node, Computed | Grade) or node.requires is None:
            continue
        facts = tuple(dict.fromkeys(str(one) for kind, one in condition_references(node.requires) if kind == "name"))
        for prefix, inner in _frames(frame, name, resolved.program.scopes.get(name, "")):
            holds = test(inner)
            if holds is not True:
                code, clause = ("requires-open" if holds is None else "requires-unmet"), resolved.rules[name].clause
                told = tuple(f"{prefix}{fact}" for fact in facts)
                words = _demand(node.requires, code)
                yield Finding(code=code, node=f"{prefix}{name}", clause=clause, words=words, facts=told)


def _frames(frame: Frame, node: str, scope: str) -> Iterator[tuple[str, Frame]]:
    """Give where a node was calculated, with how the ledger names it there: once for each key of its list."""
    if not scope:
        yield "", frame
    for (name, key), inside in frame.inside.items():
        if name == scope and node in inside:
            yield f"{key}/", inside[node][0]


def _demand(requires: Condition, code: str) -> Words:
    if code == "requires-open":
        return Words(zh=f"要求能否满足未知：{requires}", en=f"not known whether the demand is met: {requires}")
    return Words(zh=f"未满足要求：{requires}", en=f"a demand is not met: {requires}")


def _differing(items: Sequence[ItemOutcome]) -> Iterator[Finding]:
    for item in items:
        given = item.assessor_score
        if given is None or item.points is None or given == item.points:
            continue
        sheet, ours = number_text(given), number_text(item.points)
        words = Words(
            zh=f"评审员给 {sheet} 分，按所列问题应得 {ours} 分",
            en=f"the assessor gave {sheet}, the faults written down give {ours}",
        )
        yield Finding(code="assessor-differs", node=item.id, clause=item.clause, words=words)


def _not_computed(items: Sequence[ItemOutcome]) -> Iterator[Finding]:
    for item in items:
        if item.outcome == "not-computed":
            yield Finding(code="not-computed", node=item.id, clause=item.clause, words=item.why, facts=item.facts)


def _failed_measures(frame: Frame) -> Iterator[Finding]:
    """A plugin's measure function failed: the station cannot do anything about it, the plugin's author can."""
    for name, answer in frame.facts.answers.items():
        if isinstance(answer, Missing) and answer.failed:
            words = Words(zh=f"取数函数失败：{answer.why}", en=f"a measure function failed: {answer.why}")
            yield Finding(code="measure-failed", node=name, words=words, facts=(name,))


def _empty_ratios(frame: Frame) -> Iterator[Finding]:
    for name, answer in frame.facts.answers.items():
        if isinstance(answer, Known) and isinstance(answer.value, Ratio) and not answer.value.whole:
            words = Words(
                zh="分母为零，按规则的 when_empty 处理", en="over nothing: when_empty of the rulebook decides"
            )
            yield Finding(code="empty-ratio", node=name, words=words, facts=(name,))


def _review(frame: Frame, resolved: ResolvedRulebook) -> Iterator[Finding]:
    """The numbers of a rulebook and its parameters should have been looked at again before the round's end."""
    day = _last_day(frame.facts.period) or resolved.on
    due = {resolved.head.id: (resolved.head.effective.review_by, "")}
    due |= {
        node.id: (node.review_by, node.clause)
        for node in resolved.rulebook.nodes.values()
        if isinstance(node, Parameter)
    }
    for name, (review_by, clause) in due.items():
        if day is not None and review_by is not None and review_by < day:
            words = Words(zh=f"应在 {review_by} 前复核", en=f"was to be reviewed by {review_by}")
            yield Finding(code="review-due", node=name, clause=clause, words=words)


def _last_day(period: str) -> date | None:
    """Give the last day of a period; nothing where it is none of ours, as in a foreign scheme."""
    try:
        return Period.parse(period).end - timedelta(days=1) if period else None
    except StationkitError:
        return None


def _absent(resolved: ResolvedRulebook) -> Iterator[Finding]:
    """A plugin that should have been heard could have changed the rules, or which rulebook was chosen."""
    for plugin in resolved.absent_plugins:
        code = "plugin-absent" if plugin.expected else "plugin-refused"
        zh, en = plugin.why.text("zh"), plugin.why.text("en")
        words = Words(zh=f"插件 {plugin.name} 未发声：{zh}", en=f"plugin {plugin.name} did not speak: {en}")
        yield Finding(code=code, node=resolved.head.id, words=words)
