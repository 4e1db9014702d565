"""Contracts about single results: bounded, deterministic, pure, order-free, no hidden input."""

import attrs
from hypothesis import strategies as st

from stationkit.rules.expressions import Literal
from stationkit.rules.facts import Answer, Facts, Known, SheetScore
from stationkit.rules.model import Computed
from stationkit.rules.outcomes import Absent
from stationkit.rules.shapes.afterwards import After
from stationkit.rules.shapes.causes import Causes
from stationkit.scoring.engine import Assessment, Scorer, assess
from stationkit.scoring.outcomes import ItemOutcome
from stationkit.scoring.pins import pin
from stationkit.testing.contracts.model import breach, hold
from stationkit.testing.edges.pools import facts_at
from stationkit.testing.facts import points_of
from stationkit.testing.subjects import Subject, subject_of

__all__ = ["bounded", "deterministic", "no_hidden_input", "order_free", "pure"]


def _facts(subject: Subject) -> st.SearchStrategy[Facts]:
    return points_of(subject.aimer).map(lambda point: facts_at(point, subject.resolved))


# -- bounded -------------------------------------------------------------------------------------------------


def bounded(subject: Subject) -> None:
    """No item earns more than its full marks or less than its floor, unless the rulebook says so."""

    def check(facts: Facts) -> None:
        found = assess(facts, subject.resolved)
        for item in found.items:
            told = _out_of_bounds(item, subject)
            if told is not None:
                raise breach("bounded", subject, *told, facts)

    hold(check, _facts(subject))


def _out_of_bounds(item: ItemOutcome, subject: Subject) -> tuple[str, str] | None:
    if item.outcome == "not-computed":
        return f"{item.id} 未能计算：{item.why.zh}", f"{item.id} was not computed: {item.why.en}"
    if item.points is None:
        return None
    node = subject.resolved.rulebook.nodes[item.id.rpartition("/")[2]]
    if not isinstance(node, Computed):
        return None
    if item.points > item.full and not _may_exceed(node):
        return f"{item.id} 得 {item.points} 分，标准分 {item.full}", f"{item.id} earns {item.points} of {item.full}"
    if item.points < 0 and not _may_fall_below(node):
        return f"{item.id} 得 {item.points} 分，低于 0", f"{item.id} earns {item.points}, below 0"
    return None


def _may_exceed(node: Computed) -> bool:
    """A bonus with a ceiling above the full marks, or with none, is said in the rulebook; so is a value set by hand."""
    return any(isinstance(verb, After) and verb.verb in ("add", "gate", "hold") for verb in node.then)


def _may_fall_below(node: Computed) -> bool:
    floors = [node.shape.floor] if isinstance(node.shape, Causes) else []
    floors += [verb.low for verb in node.then if isinstance(verb, After) and verb.verb == "deduct"]
    return any(not isinstance(floor, Literal) or floor.value < 0 for floor in floors)


# -- deterministic -------------------------------------------------------------------------------------------


def deterministic(subject: Subject) -> None:
    """The same facts give the same ledger, in this host and in a fresh one, explained or not; the ledger replays."""
    fresh = subject_of(subject.reference, plugins=subject.plugins, folder=subject.folder).resolved

    def check(facts: Facts) -> None:
        first = assess(facts, subject.resolved)
        again, elsewhere = assess(facts, subject.resolved), assess(facts, fresh)
        if first.ledger != again.ledger or first.ledger != elsewhere.ledger:
            raise breach("deterministic", subject, "同样的事实，账目不同", "the same facts give another ledger", facts)
        quick = Scorer(subject.resolved)(facts)
        star = first.star.value if first.star is not None else None
        if (quick.score, quick.star) != (first.score, star):
            raise breach("deterministic", subject, "不解释时结果不同", "unexplained, it comes to something else", facts)
        first.ledger.replay()

    hold(check, _facts(subject))


# -- pure ----------------------------------------------------------------------------------------------------


def pure(subject: Subject) -> None:
    """Scoring changes neither the facts nor the rulebook, and one station leaves nothing behind for the next."""

    def check(facts: Facts, other: Facts) -> None:
        before, first = pin(facts, subject.resolved), _result(assess(facts, subject.resolved))
        assess(other, subject.resolved)
        after, second = pin(facts, subject.resolved), _result(assess(facts, subject.resolved))
        if before != after:
            raise breach("pure", subject, "评分改动了事实", "scoring changed the facts", facts)
        if first != second:
            raise breach(
                "pure", subject, "先评了别的站，结果就变了", "another station before it changes the result", facts
            )

    digest = subject.document.digest
    hold(check, _facts(subject), _facts(subject))
    if subject.document.digest != digest:
        raise breach("pure", subject, "评分改动了规则", "scoring changed the rulebook")


def _result(found: Assessment) -> tuple[object, ...]:
    items = tuple((item.id, item.outcome, item.points) for item in found.items)
    return found.score, found.star.value if found.star is not None else None, items


# -- order-free ----------------------------------------------------------------------------------------------


def order_free(subject: Subject) -> None:
    """Neither the order of the answers nor of sub-subjects, nor the order in which plugins are loaded, matters."""
    turned = _turned_host(subject)

    def check(facts: Facts) -> None:
        expected = _unordered(assess(facts, subject.resolved))
        if _unordered(assess(_turned(facts), subject.resolved)) != expected:
            raise breach(
                "order-free", subject, "换个顺序，结果不同", "in another order it comes to something else", facts
            )
        if turned is not subject and _unordered(assess(facts, turned.resolved)) != expected:
            raise breach(
                "order-free", subject, "插件换个顺序，结果不同", "with plugins in another order it differs", facts
            )

    hold(check, _facts(subject))


def _turned_host(subject: Subject) -> Subject:
    if subject.plugins is None or len(subject.plugins) < 2:
        return subject
    return subject_of(subject.reference, plugins=tuple(reversed(subject.plugins)), folder=subject.folder)


def _turned(facts: Facts) -> Facts:
    lists = {
        name: {key: _turned(inner) for key, inner in reversed(tuple(keyed.items()))}
        for name, keyed in reversed(tuple(facts.lists.items()))
    }
    return attrs.evolve(facts, answers=dict(reversed(tuple(facts.answers.items()))), lists=lists)


def _unordered(found: Assessment) -> tuple[object, ...]:
    score, star, items = _result(found)
    return score, star, frozenset(items) if isinstance(items, tuple) else items


# -- no hidden input -----------------------------------------------------------------------------------------


def no_hidden_input(subject: Subject) -> None:
    """Only answers decide: no name, period, source, record or self-score; and nodes change with what they read."""

    def check(facts: Facts, name: str) -> None:
        expected = _result(assess(facts, subject.resolved))
        if _result(assess(_renamed(facts, subject), subject.resolved)) != expected:
            words = (
                "名称、期间、来源或自评分改变了结果",
                "the name, the period, a source or a self-score changes the result",
            )
            raise breach("no-hidden-input", subject, *words, facts)
        _check_reads(subject, facts, name)

    names = [leaf.name for leaf in subject.aimer.leaves if not leaf.list] or [""]
    hold(check, _facts(subject), st.sampled_from(names))


def _renamed(facts: Facts, subject: Subject) -> Facts:
    items = [node.id for node in subject.resolved.rulebook.computed if node.role == "item"]
    return attrs.evolve(
        facts,
        subject="another",
        period="2031H2",
        answers={name: _from_elsewhere(answer) for name, answer in facts.answers.items()},
        sheets={item: SheetScore(self_score=0, assessor_score=0) for item in items},
    )


def _from_elsewhere(answer: Answer) -> Answer:
    if not isinstance(answer, Known):
        return answer
    return attrs.evolve(answer, source="elsewhere", evidence=("sha256:0",), records=("r-0",), ground="another ground")


def _check_reads(subject: Subject, facts: Facts, name: str) -> None:
    without = attrs.evolve(facts, answers={key: answer for key, answer in facts.answers.items() if key != name})
    program = subject.resolved.program
    before, after = program.run(facts), program.run(without)
    for node in subject.resolved.rulebook.explained:
        reads = {leaf.name for leaf in subject.aimer.cone(node.id)}
        slot = program.slots[node.id]
        if not program.scopes.get(node.id) and name not in reads and _unlike(before.values[slot], after.values[slot]):
            words = (f"{node.id} 不读 {name}，却随它变化", f"{node.id} does not read {name}, yet changes with it")
            raise breach("no-hidden-input", subject, *words, facts)


def _unlike(one: object, other: object) -> bool:
    if isinstance(one, Absent) and isinstance(other, Absent):
        return one.kind != other.kind
    return one != other
