"""Coverage: what an author's cases touch, by clause, item, edge, veto and refusal code, in one report.

An edge is covered when cases fall on both sides of it; a veto when it spoke in one case and was silent in another. A
case covers an item when it is scored there and the case expects something that rests on it.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

import attrs

from stationkit.hooks.host import Host
from stationkit.procedures.machine import Procedure, Transition
from stationkit.procedures.refusals import Context
from stationkit.rules.building import build_program
from stationkit.rules.conditions import Condition, condition_references
from stationkit.rules.expressions import CaseRow, Cases, Literal
from stationkit.rules.layers import ResolvedRulebook
from stationkit.rules.model import Computed, Grade
from stationkit.rules.outcomes import Absent
from stationkit.rules.program import Program
from stationkit.rules.reading import Collector
from stationkit.rules.shapes.afterwards import After
from stationkit.rules.shapes.plain import Plain
from stationkit.scoring.engine import Assessment
from stationkit.stations.events import Event
from stationkit.testing.cases.model import Case, CommandsGiven, Expected
from stationkit.testing.cases.running import CaseResult, run_case
from stationkit.testing.citations import Citation, find_citations, own_nodes
from stationkit.testing.edges.finding import Edge, find_edges
from stationkit.testing.edges.probing import Probed
from stationkit.testing.procedures import Walked, begin, walked_in
from stationkit.testing.subjects import Subject
from stationkit.words import Words

__all__ = ["Coverage", "EdgeCover", "Veto", "VetoCover", "cover", "silent_guards", "vetoes_of"]


@attrs.frozen(kw_only=True)
class Veto:
    """A line that takes, lowers or ends under a condition: a gate, a cap, a move, a reason for no rating."""

    node: str
    name: str
    clause: str
    when: Condition


@attrs.frozen
class EdgeCover:
    """An edge, and on which of its sides cases fall: `under`, `on`, `over`."""

    edge: Edge
    sides: frozenset[str]

    @property
    def is_covered(self) -> bool:
        """Whether cases fall on both sides: where the edge itself belongs is told by its operator."""
        return self.edge.operator in _SPLITS and any(
            first & self.sides and second & self.sides for first, second in _SPLITS[self.edge.operator]
        )


_UNDER, _ON, _OVER = frozenset({"under"}), frozenset({"on"}), frozenset({"over"})
_SPLITS: Mapping[str, tuple[tuple[frozenset[str], frozenset[str]], ...]] = {
    ">=": ((_UNDER, _ON | _OVER),),
    "<": ((_UNDER, _ON | _OVER),),
    ">": ((_UNDER | _ON, _OVER),),
    "<=": ((_UNDER | _ON, _OVER),),
    "=": ((_ON, _UNDER | _OVER),),
    "!=": ((_ON, _UNDER | _OVER),),
    "slope": ((_UNDER, _ON | _OVER), (_UNDER | _ON, _OVER)),
    "line": ((_UNDER, _ON | _OVER), (_UNDER | _ON, _OVER)),
    "ceiling": ((_UNDER | _ON, _OVER),),
}


@attrs.frozen
class VetoCover:
    """A veto, and whether it spoke in a case and was silent in one."""

    veto: Veto
    spoke: bool
    silent: bool

    @property
    def is_covered(self) -> bool:
        """Whether cases show both."""
        return self.spoke and self.silent


@attrs.frozen(kw_only=True)
class Coverage:
    """The report; edges and vetoes are those of the author's own layer, as what lies below has cases of its own.

    Attributes:
        results: what came of each case.
        citations: clause -> the rules of the author's own layer that cite it.
        case_clauses: clause -> the cases of it.
    """

    subject: Subject = attrs.field(repr=False)
    results: tuple[CaseResult, ...] = attrs.field(repr=False)
    citations: tuple[Citation, ...]
    covered_items: frozenset[str]
    edges: tuple[EdgeCover, ...]
    vetoes: tuple[VetoCover, ...]
    refusals: tuple[str, ...]
    silent_guards: tuple[str, ...]
    case_clauses: Mapping[str, tuple[str, ...]]

    @property
    def failing(self) -> tuple[str, ...]:
        """Names of the cases that do not pass."""
        return tuple(one.case.name for one in self.results if not one.passed)

    @property
    def items_without_case(self) -> tuple[str, ...]:
        """Items that no case scores and asks about."""
        items = [node.id for node in self.subject.resolved.rulebook.computed if node.role == "item"]
        return tuple(name for name in items if name not in self.covered_items)

    @cached_property
    def cited(self) -> tuple[str, ...]:
        """The clauses that the author's own rules cite, each once."""
        return tuple(dict.fromkeys(one.clause for one in self.citations if one.clause))

    @property
    def clauses_without_rule(self) -> tuple[str, ...]:
        """Clauses of the map that no rule cites and that do not say why."""
        clauses = self.subject.clauses.clauses if self.subject.clauses is not None else ()
        cited = frozenset(self.cited) | self._cited_elsewhere()
        return tuple(one.id for one in clauses if one.id not in cited and not one.no_rule)

    def _cited_elsewhere(self) -> frozenset[str]:
        """The map is that of the whole plugin: what its other rulebooks cite has its rule there."""
        plugin = self.subject.document.plugin
        others = [one for one in self.subject.host.rulebooks.values() if plugin and one.plugin == plugin]
        return frozenset(
            citation.clause
            for one in others
            if one.head.reference != self.subject.reference
            for citation in find_citations(self.subject.host.resolve_document(one), one.head.reference)
        )

    @property
    def rules_without_clause(self) -> tuple[str, ...]:
        """The author's items, groups and grades that cite no clause."""
        return tuple(one.place for one in self.citations if not one.clause)

    @property
    def unknown_clauses(self) -> tuple[str, ...]:
        """Clauses that rules cite and the map does not have; nothing where there is no map."""
        if self.subject.clauses is None:
            return ()
        known = {one.id for one in self.subject.clauses.clauses}
        return tuple(name for name in self.cited if name not in known)

    @property
    def clauses_without_case(self) -> tuple[str, ...]:
        """Cited clauses of which there is no case."""
        return tuple(name for name in self.cited if not self.case_clauses.get(name))

    @property
    def edges_one_sided(self) -> tuple[EdgeCover, ...]:
        """Edges that cases do not show both sides of."""
        return tuple(one for one in self.edges if not one.is_covered)

    @property
    def vetoes_one_sided(self) -> tuple[VetoCover, ...]:
        """Vetoes that no case makes speak, or keeps silent."""
        return tuple(one for one in self.vetoes if not one.is_covered)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left uncovered."""
        gaps = (self.failing, self.items_without_case, self.clauses_without_rule, self.rules_without_clause)
        more = (self.unknown_clauses, self.clauses_without_case, self.edges_one_sided, self.vetoes_one_sided)
        return not any((*gaps, *more))


def cover(subject: Subject) -> Coverage:
    """Run the author's cases and see what they touch.

    Raises:
        InvalidCasesError: a case file or the clause map cannot be used.
    """
    results = tuple(run_case(case, subject.host) for case in subject.cases)
    assessed = tuple(one for one in results if one.assessment is not None)
    citations = find_citations(subject.resolved, subject.reference)
    own = own_nodes(subject.resolved, subject.reference)
    return Coverage(
        subject=subject,
        results=results,
        citations=citations,
        covered_items=frozenset(_items(assessed)),
        edges=tuple(one for one in _edges(subject.resolved, assessed) if one.edge.node in own),
        vetoes=tuple(one for one in _vetoes(subject.resolved, assessed) if one.veto.node in own),
        refusals=tuple(dict.fromkeys(code for one in results for code in one.refusals)),
        silent_guards=tuple(silent_guards(results, subject.host)),
        case_clauses=_case_clauses(citations, results),
    )


# -- items and clauses ---------------------------------------------------------------------------------------


def _items(results: Iterable[CaseResult]) -> Iterator[str]:
    for one in results:
        found = one.assessment
        if found is None:
            continue
        asked = _asked(one.case.expect, found)
        yield from (
            item.id.rpartition("/")[2]
            for item in found.items
            if item.outcome == "scored" and item.id.rpartition("/")[2] in asked
        )


def _asked(expect: Expected, found: Assessment) -> frozenset[str]:
    """Give the nodes on which what is expected rests."""
    needs = found.resolved.program.needs
    named = {name.partition(".")[0] for name in expect.nodes} | {line.node.rpartition("/")[2] for line in expect.lines}
    if expect.score is not None or expect.lost is not None:
        named.add(found.headline.score)
    if expect.star is not None or expect.qualifies is not None:
        named.add(found.headline.stars)
    seen: set[str] = set()
    pending = list(named)
    while pending:
        one = pending.pop()
        if one not in seen:
            seen.add(one)
            pending.extend(needs.get(one, ()))
    return frozenset(seen)


def _case_clauses(citations: Iterable[Citation], results: Iterable[CaseResult]) -> dict[str, tuple[str, ...]]:
    """Give the cases of each clause: those that name it, and those that expect something of a node that cites it."""
    found: dict[str, dict[str, None]] = {}
    by_node: dict[str, list[str]] = {}
    for citation in citations:
        by_node.setdefault(citation.node, []).append(citation.clause)
    for one in results:
        for clause in (*one.case.clauses, *_clauses_of(one.case, by_node), *_spoken(one)):
            found.setdefault(clause, {}).setdefault(one.case.id)
    return {clause: tuple(cases) for clause, cases in found.items()}


def _clauses_of(case: Case, by_node: Mapping[str, list[str]]) -> Iterator[str]:
    for name in (*case.expect.nodes, *(line.node for line in case.expect.lines)):
        yield from by_node.get(name.rpartition("/")[2].partition(".")[0], ())


def _spoken(result: CaseResult) -> Iterator[str]:
    """Give the clauses by which points or stars moved in a case that asks for the score or the star."""
    asks = result.case.expect.score is not None or result.case.expect.star is not None
    if asks and result.assessment is not None:
        yield from (
            line.rule.clause for line in result.assessment.ledger.lines if line.before is not None or line.cause
        )
        yield from (item.clause for item in result.assessment.items if item.outcome == "scored")


# -- edges ---------------------------------------------------------------------------------------------------


def _edges(resolved: ResolvedRulebook, results: tuple[CaseResult, ...]) -> Iterator[EdgeCover]:
    frames = [Probed(resolved.program.run(one.assessment.facts), resolved) for one in results if one.assessment]
    for edge in find_edges(resolved):
        if not resolved.program.scopes.get(edge.reference.partition(".")[0]):
            yield EdgeCover(edge, frozenset(_sides(edge, frames)))


def _sides(edge: Edge, frames: list[Probed]) -> Iterator[str]:
    for probed in frames:
        value = probed.value(edge.reference, share=edge.percent)
        if value is not None and not isinstance(value, Absent | bool | str):
            yield "on" if value == edge.number else "under" if value < edge.number else "over"


# -- vetoes --------------------------------------------------------------------------------------------------


def vetoes_of(resolved: ResolvedRulebook) -> tuple[Veto, ...]:
    """Give every conditional line behind a node, and every reason for which there is no rating."""
    return tuple(veto for node in resolved.rulebook.explained for veto in _of_node(node, resolved))


def _of_node(node: Computed | Grade, resolved: ResolvedRulebook) -> Iterator[Veto]:
    clause = resolved.rules[node.id].clause
    for place, line in enumerate(node.then):
        if isinstance(node, Grade) or isinstance(line, After):
            when: Condition | None = getattr(line, "when", None)
            if when is not None and not _is_running(when, node.id):
                own = getattr(line, "clause", "") or clause
                yield Veto(node=node.id, name=f"then[{place}] {getattr(line, 'verb', '')}", clause=own, when=when)
    for reason in node.not_ratable if isinstance(node, Grade) else ():
        yield Veto(node=node.id, name=f"not_ratable {reason.code}", clause=clause, when=reason.when)


def _is_running(when: Condition, node: str) -> bool:
    """A condition of the running value can only be asked while it runs; its edge is covered as an edge."""
    return any(str(name) in ("so-far", node) for _, name in condition_references(when))


def _vetoes(resolved: ResolvedRulebook, results: tuple[CaseResult, ...]) -> Iterator[VetoCover]:
    vetoes = vetoes_of(resolved)
    program = _asking(resolved, vetoes)
    if program is None:
        return
    frames = [program.run(one.assessment.facts) for one in results if one.assessment is not None]
    for place, veto in enumerate(vetoes):
        slot = program.slots[_probe(place)]
        if not program.scopes.get(_probe(place)):
            values = [frame.values[slot] for frame in frames]
            yield VetoCover(veto, spoke=1 in values, silent=0 in values)


def _asking(resolved: ResolvedRulebook, vetoes: tuple[Veto, ...]) -> Program | None:
    """Give the program with a step for each condition: 1 where it holds, so that it means what the rulebook means."""
    steps = {
        _probe(place): Computed(
            id=_probe(place),
            role="step",
            shape=Plain(Cases((CaseRow(veto.when, Literal(1)), CaseRow(None, Literal(0))))),
            title=Words(en="a condition"),
        )
        for place, veto in enumerate(vetoes)
    }
    rulebook = attrs.evolve(resolved.rulebook, nodes={**resolved.rulebook.nodes, **steps})
    return build_program(rulebook, resolved.program.functions, Collector(), resolved.rules)


def _probe(place: int) -> str:
    return f"asked-condition-{place}"


# -- refusals ------------------------------------------------------------------------------------------------


def silent_guards(results: Iterable[CaseResult], host: Host) -> Iterator[str]:
    """Give the guards of the procedures that cases walk, those of plugins too, that refused nothing in any of them."""
    known = walked_in(host)
    walks = [(one.case.id, one.case.given) for one in results if isinstance(one.case.given, CommandsGiven)]
    for name in dict.fromkeys(given.procedure for _, given in walks):
        walked = known[name]
        spoken = {
            guard for case, given in walks if given.procedure == name for guard in _spoken_guards(case, given, walked)
        }
        guards = (*walked.procedure.invariants, *walked.procedure.guards, *walked.procedure.extra)
        yield from (f"{name}/{guard.name}" for guard in guards if guard.name not in spoken)


def _spoken_guards(case: str, given: CommandsGiven, walked: Walked) -> Iterator[str]:
    state = begin(walked, case)
    for step in given.steps:
        transition = walked.procedure.transition(state.state, step.command.kind)
        if transition is not None:
            yield from _speaking(walked.procedure, transition, (state, step.command, step.context))
        if not walked.procedure.may(state, step.command, step.context):
            state = walked.procedure.evolve(state, step.command)


def _speaking(procedure: Procedure, transition: Transition, asked: tuple[Any, Event, Context]) -> Iterator[str]:
    """Give the guards that have something against a command: the procedure's own, then those of plugins."""
    own = (guard.name for guard in procedure.guards_of(transition) if guard.blockers(*asked))
    added = (guard for guard in procedure.extra if guard.stands_before(transition.kind))
    yield from (*own, *(guard.name for guard in added if guard.foreign_blockers(*asked)))
