"""The program of a rulebook over sets of values: what every node can still come to while facts are open.

It is linked once from the same values as the program that scores, and runs on facts of which some are missing. An open
fact may be answered by any value that its measure allows, may turn out not applicable, or may stay open.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from stationkit.numbers import Number
from stationkit.rules.facts import Facts
from stationkit.rules.frame import Frame
from stationkit.rules.model import Computed, Grade, Measure, Parameter, Scale
from stationkit.rules.outcomes import MISSING, NOT_COMPUTED
from stationkit.rules.program import Leaf, Program
from stationkit.rules.reach.causes import link_causes_shape
from stationkit.rules.reach.combining import link_combination
from stationkit.rules.reach.frame import ReachFrame, ReachRead
from stationkit.rules.reach.grades import link_grade
from stationkit.rules.reach.leaves import open_answer
from stationkit.rules.reach.linking import ReachLinker, Site
from stationkit.rules.reach.lists import link_for_each
from stationkit.rules.reach.loading import NOTHING_GIVEN, Given, has_open_list, load, open_keys
from stationkit.rules.reach.simple import SIMPLE
from stationkit.rules.reach.uses import Uses, count_uses, read_keys, reads_shares
from stationkit.rules.reach.values import Reach, Span, clip, join, just, numbers_of
from stationkit.rules.reach.verbs import Act, link_verb
from stationkit.rules.shapes.causes import Causes
from stationkit.rules.shapes.cohort import Cohort
from stationkit.rules.shapes.combination import Combination
from stationkit.rules.shapes.function import Named
from stationkit.rules.shapes.lists import ForEach
from stationkit.rules.shapes.policies import stand_in
from stationkit.rules.shaping import Owner

__all__ = ["ReachProgram", "link_reach"]


@attrs.frozen(kw_only=True, eq=False)
class ReachProgram:
    """A rulebook over sets of values.

    Attributes:
        program: the program that scores.
        steps: node id, slot and abstract meaning of every node outside the lists, in order.
        opens: what each fact of the subject itself can come to while it is open.
        uses: how often each node and fact is read, and by whom.
    """

    program: Program
    steps: tuple[tuple[str, int, ReachRead], ...]
    opens: Mapping[str, Reach]
    uses: Uses
    _affected: dict[object, tuple[int, ...]] = attrs.field(factory=dict)
    _above: dict[str, frozenset[int]] = attrs.field(factory=dict)
    _below: dict[str, frozenset[int]] = attrs.field(factory=dict)

    def run(
        self,
        facts: Facts,
        *,
        base: Frame | None = None,
        given: Given = NOTHING_GIVEN,
        cohort: Mapping[str, Number] | None = None,
        below: tuple[str, ...] = (),
        still: bool = False,
    ) -> ReachFrame:
        """Follow every node that something open can change.

        Args:
            facts: what is known.
            base: the frame of these facts, calculated before; without it every node is followed.
            given: what some facts of the subject itself can come to.
            cohort: as for `Program.run`.
            below: the nodes that are asked for, all of them where nothing is said.
            still: whether everything that is not *given* stays as it is in *base*, open facts too.
        """
        frame = ReachFrame(self.program.size, facts, cohort or {}, base)
        steps = self.steps
        places: Iterable[int] = range(len(steps))
        if still and base is not None:
            for key, reach in given.items():
                frame.values[self.program.slots[key]] = reach
            places = self._changed(tuple(given), below)
        else:
            found = load(frame, self.program.leaves, self.opens, given)
            if base is not None:
                places = self._changed((*found, *self.open_nodes(facts, base)), below)
        for place in places:
            name, slot, run = steps[place]
            frame.node = name
            frame.values[slot] = run(frame)
        return frame

    def roots(self, facts: Facts, base: Frame) -> tuple[str, ...]:
        """Give everything that is open: facts of the subject itself, and nodes that are open in themselves."""
        return (*self.open_leaves(facts), *self.open_nodes(facts, base))

    def open_leaves(self, facts: Facts) -> tuple[str, ...]:
        """Give the keys of the facts of the subject itself that are open."""
        return open_keys(self.program.leaves, facts)

    def _changed(self, roots: tuple[str, ...], below: tuple[str, ...]) -> tuple[int, ...]:
        key = (roots, below)
        if key not in self._affected:
            if len(self._affected) > _MAX_KEPT:
                self._affected.clear()
            places = frozenset().union(*(self._places_above(root) for root in roots))
            asked = frozenset().union(*(self._places_below(name) for name in below)) if below else places
            self._affected[key] = tuple(sorted(places & asked))
        return self._affected[key]

    def _places_above(self, root: str) -> frozenset[int]:
        """Give the places of the steps that something can change."""
        if root not in self._above:
            self._above[root] = self._places(self.uses.above([root]))
        return self._above[root]

    def _places_below(self, name: str) -> frozenset[int]:
        if name not in self._below:
            self._below[name] = self._places(self.uses.below(name))
        return self._below[name]

    def _places(self, names: frozenset[str]) -> frozenset[int]:
        return frozenset(place for place, (name, _, _) in enumerate(self.steps) if name in names)

    def open_nodes(self, facts: Facts, base: Frame) -> tuple[str, ...]:
        """Give the nodes that are open in themselves: failed functions, places in a round, lists with open facts."""
        found = []
        for name, kind in self.uses.special.items():
            value = base.values[self.program.slots[name]]
            if kind == "list":
                if value == NOT_COMPUTED or has_open_list(self.program, facts, self.uses.lists[name]):
                    found.append(name)
            elif value == NOT_COMPUTED if kind == "function" else value == MISSING:
                found.append(name)
        return tuple(found)


_MAX_KEPT = 256


# -- linking -------------------------------------------------------------------------------------------------


def link_reach(program: Program, measures: Mapping[str, Mapping[str, Measure]]) -> ReachProgram:
    """Link a program over sets; *measures* is what it can be told, by list."""
    rulebook = program.rulebook
    shapes: dict[type, Any] = {
        **SIMPLE,
        Causes: link_causes_shape,
        Combination: link_combination,
        ForEach: link_for_each,
    }
    linker = ReachLinker(program.infos, rulebook.named_sets, shapes, program.functions)
    linker.keeps_modes = _keeps_modes(program)
    steps: list[tuple[str, int, ReachRead]] = []
    opens = {name: _opens(program, name, told) for name, told in measures.items()}
    inner: dict[str, list[tuple[int, ReachRead]]] = {name: [] for name in rulebook.lists}
    for name in program.scopes:
        node = rulebook.nodes[name]
        if isinstance(node, Measure):
            continue
        slot, scope = program.slots[name], program.scopes.get(name, "")
        read = _link(node, linker, program, slot)
        if scope:
            inner[scope].append((slot, read))
        else:
            steps.append((name, slot, read))
    for name, listed in inner.items():
        linker.inside[name] = _inside(program.list_leaves.get(name, ()), opens.get(name, {}), tuple(listed))
    return ReachProgram(program=program, steps=tuple(steps), opens=opens[""], uses=count_uses(program))


def _keeps_modes(program: Program) -> bool:
    """Tell whether somebody reads a share, or rescales."""
    policies = [(node.policy.members_missing, node.policy.members_not_applicable) for node in program.rulebook.computed]
    return any("rescale" in pair for pair in policies) or reads_shares(program)


def _opens(program: Program, name: str, told: Mapping[str, Measure]) -> Mapping[str, Reach]:
    leaves = program.list_leaves.get(name, ()) if name else program.leaves
    return {leaf.key: open_answer(told[leaf.key], leaf.when_empty) for leaf in leaves}


def _inside(leaves: tuple[Leaf, ...], opens: Mapping[str, Reach], steps: tuple[tuple[int, ReachRead], ...]) -> Any:
    def run_one(frame: ReachFrame, facts: Facts) -> ReachFrame:
        inner = frame.inner(facts)
        load(inner, leaves, opens, NOTHING_GIVEN)
        for slot, read in steps:
            inner.values[slot] = read(inner)
        return inner

    return run_one


def _link(node: Computed | Grade | Parameter, linker: ReachLinker, program: Program, slot: int) -> ReachRead:
    scope = program.scopes.get(node.id, "")
    owner = Owner(id=node.id, path=node.id, slot=slot, scope=scope, rule=None, full=None)  # type: ignore[arg-type]  # nothing is written
    site = Site(id=node.id, slot=slot, owner=owner)
    if isinstance(node, Parameter):
        return (lambda _: just(MISSING)) if node.value is None else linker.number(node.value, site)
    site = attrs.evolve(site, policy=node.policy)
    if isinstance(node, Grade):
        scale = program.rulebook.scales.get(node.scale, Scale(id="", best_first=()))
        return link_grade(node, scale, linker, site)
    members = program.rulebook.members(node.id) if node.role == "group" else ()
    full = linker.number(node.full, site) if node.full is not None else None
    run = _computed(
        node,
        linker,
        attrs.evolve(site, full=full, members=members, scored=node.role != "step", keeps_modes=linker.keeps_modes),
    )
    rests_on = _plain_slots(node, program)
    return run if rests_on is None else _remembered(run, slot, rests_on)


def _plain_slots(node: Computed, program: Program) -> tuple[int, ...] | None:
    """Give the slots of the facts and parameters that a node rests on; nothing where it rests on more than those."""
    if node.role == "group" or isinstance(node.shape, ForEach | Named | Cohort):
        return None
    ground = {one.id for one in program.rulebook.nodes.values() if isinstance(one, Measure | Parameter)}
    ground |= {f"{fault.item}.{fault.cause}" for fault in program.faults}
    ground |= {f"{fault.item}.inspected" for fault in program.faults}
    names = [one for one in read_keys(node, program) if one != node.id]
    return tuple(program.slots[name] for name in dict.fromkeys(names)) if ground.issuperset(names) else None


def _remembered(run: ReachRead, slot: int, rests_on: tuple[int, ...]) -> ReachRead:
    """Remember what a node came to: the same open facts come back station after station."""
    known: dict[tuple[Reach, ...], tuple[Reach, Any, Any, str]] = {}

    def remembered(frame: ReachFrame) -> Reach:
        key = tuple([frame.values[one] or frame.value(one) for one in rests_on])
        found = known.get(key)
        if found is None:
            before = frame.loose.pop(frame.node, "")
            value = run(frame)
            why = frame.loose.get(frame.node, "")
            if before:
                frame.loose[frame.node] = before
            if len(known) > _MAX_KEPT:
                known.clear()
            found = known[key] = (value, frame.attainable[slot], frame.nominal[slot], why)
        value, frame.attainable[slot], frame.nominal[slot], why = found
        if why:
            frame.loosen(why)
        return value

    return remembered


def _computed(node: Computed, linker: ReachLinker, site: Site) -> ReachRead:
    shape = linker.shape(node.shape, site)
    verbs = [link_verb(verb, linker, site) for verb in node.then]
    bounded = _bounded_at(node)
    own_marks = node.role == "item" or (node.role == "group" and not site.members and site.full is not None)
    replaces = _replacing(site)

    def run(frame: ReachFrame) -> Reach:
        frame.ended = None
        value = shape(frame)
        ended = frame.ended
        if value.absent:
            value = replaces(frame, value)
        if ended is not None and ended.absent:
            ended = replaces(frame, ended)
        if own_marks:
            _set_marks(frame, site)
        if not verbs and bounded is None:
            return value if ended is None else join((value, ended))
        after = _afterwards(frame, (value, ended), verbs, bounded, site)
        if after != value:
            frame.modes.pop(site.slot, None)  # what the shape came to goes with its marks, not what came of it
        return after

    return run


def _bounded_at(node: Computed) -> int | None:
    """Tell before which verb an item must be within its marks, as the program that scores does."""
    if node.role != "item" or isinstance(node.shape, Causes):
        return None
    moving = (place for place, verb in enumerate(node.then) if verb.verb in ("add", "deduct"))
    return next(moving, len(node.then))


def _afterwards(
    frame: ReachFrame, start: tuple[Reach, Reach | None], verbs: list[Act], bounded: int | None, site: Site
) -> Reach:
    """Let every verb act, on what is barred from a bonus and on the rest apart."""
    value, ended = start
    frame.values[site.slot] = value if ended is None else join((value, ended))
    for place, verb in enumerate(verbs):
        if place == bounded:
            value = _within(frame, value, site)  # where a bar has fallen, nothing else decides
        value, ended = _one_verb(frame, value, ended, verb)
    if bounded == len(verbs):
        value = _within(frame, value, site)
    return value if ended is None else join((value, ended))


def _one_verb(frame: ReachFrame, value: Reach, ended: Reach | None, verb: Act) -> tuple[Reach, Reach | None]:
    frame.barred, frame.taken = [], False
    value = verb(frame, value)
    if ended is not None:
        frame.taken = True
        after = verb(frame, ended)
        frame.barred.append(after)
    frame.taken = False
    return value, join(frame.barred) if frame.barred else None


def _replacing(site: Site) -> Any:
    policies = {"missing": site.policy.if_missing, "not-applicable": site.policy.if_not_applicable}

    def replaced(frame: ReachFrame, value: Reach) -> Reach:
        found = [Reach(value.span, value.words, value.any_word)]
        for one in value.absent:
            policy = policies.get(one.kind, "undetermined")
            if policy in ("undetermined", one.kind):
                found.append(just(one))
            else:
                found.append(_stands(frame, policy, site))
        return join(found)

    return replaced


def _stands(frame: ReachFrame, policy: str, site: Site) -> Reach:
    full = None if site.full is None else site.full(frame)
    if policy == "full" and full is not None and full.span is not None:
        return Reach(full.span, absent=frozenset((MISSING,)) if full.absent else frozenset())
    return just(stand_in(policy, None))


def _within(frame: ReachFrame, value: Reach, site: Site) -> Reach:
    """Points outside the marks are not computed; without known marks there are no points."""
    marks = None if site.full is None else site.full(frame)
    numbers = value.span
    if marks is None or numbers is None:
        return value
    absent = value.absent | marks.absent
    full = marks.span
    if full is None:
        return Reach(absent=absent)
    if numbers.low >= 0 and numbers.high <= full.low:
        return attrs.evolve(value, absent=absent)
    if not full.single:
        frame.loosen("full")
    inside, is_exact = clip(numbers, 0, full.high)
    if not is_exact:
        frame.loosen("outside")
    return attrs.evolve(value, span=inside, absent=absent | {NOT_COMPUTED})


def _set_marks(frame: ReachFrame, site: Site) -> None:
    """An item's marks are its full marks, on paper and attainable, where it has a value."""
    full = site.full(frame) if site.full is not None else just(0)
    numbers = numbers_of(full) or Span(0, 0)
    low = 0 if full.absent else numbers.low
    if low != numbers.high:
        frame.loosen("full")
    frame.attainable[site.slot] = frame.nominal[site.slot] = (min(low, numbers.high), numbers.high)
