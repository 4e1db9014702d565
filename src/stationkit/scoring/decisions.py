"""Decisions of a round as ledger lines: each names its subject, its rule and its cut, and all of them replay."""

from collections.abc import Iterable, Mapping

from stationkit.numbers import number_text
from stationkit.rules.lines import Effect, LedgerLine, RuleReference
from stationkit.rules.outcomes import Absent, NodeValue
from stationkit.rules.settlements import Quota, Ranking
from stationkit.scoring.cohorts import CohortValue
from stationkit.scoring.engine import Assessment
from stationkit.scoring.quotas import Filled
from stationkit.scoring.ranking import Place
from stationkit.scoring.rounds import Order
from stationkit.words import Words

__all__ = ["Decisions"]


class Decisions:
    """Gathers the lines of one settlement, in the order of the decisions."""

    def __init__(self) -> None:
        self.lines: list[LedgerLine] = []

    def _write(
        self,
        target: str,
        effect: Effect,
        before: NodeValue | None,
        after: NodeValue,
        rule: RuleReference,
        words: Words,
        facts: tuple[str, ...] = (),
    ) -> None:
        self.lines.append(LedgerLine(rule, effect, target, before, after, after, (), facts, words))

    def cohorts(self, values: Iterable[CohortValue], assessed: Mapping[str, Assessment]) -> None:
        """Write what each subject's place among the others came to."""
        for one in values:
            rule = assessed[one.subject].resolved.rules[one.node]
            where = one.group or "…"
            words = Words(zh=f"{where} 内 {one.size} 个对象中", en=f"among {one.size} of {where}")
            self._write(f"{one.subject}/{one.node}", Effect.SET, None, one.value, rule, words)

    def place(self, ranking: Ranking, group: str, place: Place, size: int, rulebook: str) -> None:
        """Write a place: of how many, in which group, by which values."""
        rule = RuleReference(node=ranking.id, clause=ranking.clause, title=ranking.title, rulebook=rulebook)
        facts = tuple(f"{place.subject}/{key.of}" for key in ranking.by)
        tied = Words(zh=f"，{place.tied + 1} 个并列", en=f", tied with {place.tied}") if place.tied else Words()
        where = f"（{group}）" if group else ""
        words = Words(
            zh=f"{size} 个中第 {place.rank} 名{where}{tied.zh}" if place.rank else "没有可排的值",
            en=f"place {place.rank} of {size}{f' in {group}' if group else ''}{tied.en}"
            if place.rank
            else "no value to rank by",
        )
        after: NodeValue = place.rank if place.rank is not None else Absent("missing")
        effect = Effect.SET if place.rank is not None else Effect.OUTCOME
        self._write(f"{place.subject}/{ranking.id}", effect, None, after, rule, words, facts)

    def qualifies(self, subject: str, value: NodeValue, rule: RuleReference) -> None:
        """Write what a subject qualifies for by its own facts."""
        words = Words(zh="按本站事实可评", en="by its own facts")
        self._write(f"{subject}/{rule.node}", Effect.OUTCOME, None, value, rule, words)

    def quota(
        self, quota: Quota, group: str, filled: Filled, falls: Mapping[str, int | str], rule: RuleReference
    ) -> None:
        """Write a quota: how many places it has, its cut, and everybody whom it moves."""
        target = f"{rule.node}={quota.word}" + (f"@{group}" if group else "")
        places = Words(zh="名额", en="places")
        self._write(target, Effect.SET, None, filled.places_given, rule, places)
        for subject in filled.fallen:
            words = quota_words(quota, filled)
            self._write(f"{subject}/{rule.node}", Effect.OUTCOME, quota.word, falls[subject], rule, words, (target,))

    def order(self, order: Order) -> None:
        """Write a lasting effect."""
        rule = RuleReference(node=order.order, clause=order.clause, rulebook=order.rulebook)
        words = Words(
            zh=f"{order.ground.zh}：{order.since} 至 {order.until}（不含）",
            en=f"{order.ground.text('en')}: from {order.since} until {order.until}, that day not included",
        )
        self._write(f"{order.subject}/{order.order}", Effect.OUTCOME, None, "ordered", rule, words)


def quota_words(quota: Quota, filled: Filled) -> Words:
    """Say where the cut of a quota lies."""
    cut = "、".join(_shown(value) for value in filled.cut) or "—"
    edge = Words(
        zh=f"，末位并列 {len(filled.tied)} 个（{_EDGE_ZH[quota.edge]}）",
        en=f", {len(filled.tied)} tie at the edge ({quota.edge})",
    )
    tied = edge if filled.tied else Words()
    return Words(
        zh=f"{quota.word} 的名额 {filled.places_given} 个，入围线 {cut}{tied.zh}",
        en=f"{filled.places_given} places for {quota.word}, cut at {cut}{tied.en}",
    )


def _shown(value: NodeValue) -> str:
    if isinstance(value, Absent):
        return value.kind
    return str(value) if isinstance(value, bool | str) else number_text(value)


_EDGE_ZH = {"share": "共享余额", "leave": "都不入围", "extend": "都入围"}
