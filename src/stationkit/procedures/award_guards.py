"""The guards of the award procedure under one policy, each with what it reads and who could lift what it finds."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import attrs

from stationkit.procedures.award_case import AwardCase, AwardKind, CheckResult, ObjectionResult, who_acts
from stationkit.procedures.award_policy import UNION_LEVELS, AwardPolicy, EndsAt
from stationkit.procedures.days import day_after, day_of
from stationkit.procedures.refusals import Blocker, Check, Context, Guard
from stationkit.stations.events import Event
from stationkit.stations.people import Role
from stationkit.words import Words

__all__ = ["AwardRules"]


def _guard(name: str, check: Check, *reads: str, needs_steps: bool = False) -> Guard:
    return Guard(name=name, check=check, reads=reads, needs_steps=needs_steps)


def _before(kind: AwardKind, name: str, check: Check, *reads: str, needs_steps: bool = False) -> Guard:
    return Guard(name=name, check=check, reads=reads, kinds=(kind,), needs_steps=needs_steps)


def _blocker(code: str, zh: str, en: str, *roles: Role, earliest: datetime | None = None, clause: str = "") -> Blocker:
    words = Words(zh=zh, en=en)
    return Blocker(code=code, words=words, lifted_by=frozenset(roles), earliest=earliest, clause=clause)


@attrs.frozen(kw_only=True)
class AwardRules:
    """The guards of the procedure under one policy."""

    policy: AwardPolicy
    ends_at: EndsAt

    def always(self) -> Iterator[Guard]:
        """Give what no plugin can take away."""
        yield _before(
            AwardKind.AWARD, "publicity-run", self.publicity_run, "publicity_end", "publicised_at", needs_steps=True
        )
        yield _before(AwardKind.AWARD, "objections-settled", _objections_settled, "objections", "upheld")
        yield _before(AwardKind.AWARD, "star-found", self.star_found, "found", "check", "applied", needs_steps=True)
        yield Guard(
            name="application-known",
            check=_application_known,
            reads=("applied",),
            kinds=(AwardKind.AWARD,),
            finds_gaps=True,
        )
        yield _before(AwardKind.AWARD, "not-own-award", _apart, "applicants", "inspectors")
        yield _before(AwardKind.AWARD, "record-clean", self.record_clean, "record", "own_marks")
        yield _before(AwardKind.RESTORE, "record-clean-to-restore", self.record_clean, "star", "record", "own_marks")
        for kind in (AwardKind.AWARD, AwardKind.RESTORE):
            yield Guard(
                name=f"record-known-to-{kind}",
                check=self.record_known,
                reads=("star", "record"),
                kinds=(kind,),
                looks_around=True,
            )
        yield _before(AwardKind.RESTORE, "in-term-to-restore", _in_term, "term_end")

    def own(self) -> Iterator[Guard]:
        """Give the guards that transitions name."""
        yield _guard("known-star", self.known_star)
        yield _guard("not-above-claim", self.not_above_claim, "claimed")
        yield _guard("deciding-level", self.deciding_level, "applied", "star")
        yield _guard("not-the-applicant", _not_the_applicant, "applicants")
        yield _guard("known-result", _known_result)
        yield _guard("star-said", _star_said)
        yield _guard("whole-inspection", self.star_found, "found", "check", "applied", needs_steps=True)
        yield _guard("long-enough", self.long_enough)
        yield _guard("publicity-open", _publicity_open, "publicity_end")
        yield _guard("new-objection", _new_objection, "heard")
        yield _guard("open-objection", _open_objection, "objections", needs_steps=True)
        yield _guard("not-the-objector", _not_the_objector, "objections")
        yield _guard("right-term", self.right_term)
        yield _guard("in-term", _in_term, "term_end")
        yield _guard("lower-star", self.lower_star, "star")
        yield _guard("passed-since", _passed_since, "suspended_at", "passed_at", needs_steps=True)
        yield _guard("term-over", _term_over, "term_end")

    def known_star(self, _: AwardCase, command: Event) -> Iterator[Blocker]:
        """The star is one of the policy's."""
        if command.sub_level and self.policy.star(command.sub_level) is None:
            known = "、".join(one.id for one in self.policy.stars)
            yield _blocker(
                "unknown-star", f"没有这个星级：{command.sub_level}（有 {known}）", f"no such star (there are {known})"
            )

    def not_above_claim(self, case: AwardCase, command: Event) -> Iterator[Blocker]:
        """Nobody applies for more than they found themselves."""
        if self._less(case.claimed, command.sub_level):
            yield _blocker(
                "above-self-assessment",
                f"申报星级高于自评（{case.claimed}）",
                f"applies for more than the self-assessment found ({case.claimed})",
                Role.STATION_HEAD,
            )

    def deciding_level(self, case: AwardCase, command: Event) -> Iterator[Blocker]:
        """A star is decided by its own level of the union, or by a higher one."""
        star = self.policy.star(case.star or case.applied or command.sub_level)
        if star is None or command.role not in UNION_LEVELS:
            return
        able = UNION_LEVELS[UNION_LEVELS.index(star.decided_by) :]
        if command.role not in able:
            words = star.decided_by.words
            yield _blocker(
                "level-too-low",
                f"{star.words.zh}由{words.zh}以上决定",
                f"{star.words.en} are decided by a {words.en} or a higher one",
                *able,
            )

    def star_found(self, case: AwardCase, command: Event) -> Iterator[Blocker]:
        """An inspection passed, whole, and found at least the star."""
        star = command.sub_level if command.kind == AwardKind.AWARD else case.applied
        if case.check != CheckResult.PASSED:
            words = next((one.words for one in CheckResult if one == case.check), Words(zh="没有", en="none"))
            zh, en = f"考评结果为“{words.zh}”，须为合格", f"the inspection is {words.en}, not passed"
            yield _blocker("not-found", zh, en, *UNION_LEVELS)
        found = self.policy.star(case.found)
        if found is None or self._less(case.found, star):
            told = Words(zh="没有星级", en="no star") if found is None else found.words
            yield _blocker(
                "below-star", f"考评只达到：{told.zh}", f"the inspection found only: {told.en}", *UNION_LEVELS
            )
        if self._less(case.applied, star):
            yield _blocker("above-application", f"申报的是 {case.applied}", f"only {case.applied} was applied for")

    def long_enough(self, _: AwardCase, command: Event) -> Iterator[Blocker]:
        """The publicity is announced for its full length at least."""
        days = self.policy.publicity
        least = self.ends_at(command.happened_at, days.value)
        if command.limit is not None and command.limit < least:
            yield _blocker(
                "publicity-too-short",
                f"公示不少于 {days.value} 个工作日，至 {least}",
                f"it must be public for at least {days.value} working days, until {least}",
                clause=days.source,
            )

    def publicity_run(self, case: AwardCase, command: Event) -> Iterator[Blocker]:
        """The publicity has run to the end that its notice says, and for its full length whatever the notice says."""
        end = case.publicity_end
        if end is not None and case.publicised_at is not None:
            end = max(end, self.ends_at(case.publicised_at, self.policy.publicity.value))
        if end is None:
            yield _blocker(
                "not-public", "没有公示", "it was not made public", *UNION_LEVELS, clause=self.policy.publicity.source
            )
        elif command.happened_at < end:
            yield _blocker(
                "publicity-runs",
                f"公示期至 {end}",
                f"it is public until {end}",
                earliest=end,
                clause=self.policy.publicity.source,
            )

    def record_clean(self, case: AwardCase, command: Event) -> Iterator[Blocker]:
        """No mark within its look-back bars the star."""
        star = command.sub_level if command.kind == AwardKind.AWARD else case.star
        day, record = day_of(command.happened_at), case.whole_record
        for rule, mark in self.policy.barring(star, record, day):
            words, months = mark.kind.words, rule.months.value
            yield _blocker(
                f"barred-{mark.kind}",
                f"{mark.on} {words.zh}，{months} 个月内不得授予或恢复",
                f"{words.en} on {mark.on}: barred for {months} months",
                earliest=day_after(rule.last_day(mark)),
                clause=rule.months.source,
            )

    def record_known(self, case: AwardCase, command: Event, _: Context) -> Iterator[Blocker]:
        """Records cover the days that are looked back on; of a history from outside nobody asks that."""
        star = command.sub_level if command.kind == AwardKind.AWARD else case.star
        day = day_of(command.happened_at)
        for rule in self.policy.unknown(star, case.whole_record, day):
            words, window, known = rule.mark.words, rule.window(day), rule.known_from(case.whole_record, day)
            yield _blocker(
                f"unknown-{rule.mark}",
                f"{window} 有无{words.zh}没有记录可查",
                f"whether there was a {words.en} in {window} is not known",
                Role.BASIC_UNION,
                earliest=None if known is None else day_after(known - timedelta(days=1)),
                clause=rule.months.source,
            )

    def right_term(self, _: AwardCase, command: Event) -> Iterator[Blocker]:
        """The document says the end of the term that the policy gives."""
        due = self.policy.term_end(command.happened_at)
        if command.limit is not None and command.limit != due:
            term = self.policy.term
            yield _blocker(
                "wrong-term",
                f"星级有效期 {term.value} 个月，至 {due}",
                f"a star is awarded for {term.value} months, until {due}",
                clause=term.source,
            )

    def lower_star(self, case: AwardCase, command: Event) -> Iterator[Blocker]:
        """A downgrade leads down."""
        if not self._less(command.sub_level, case.star):
            yield _blocker("not-lower", f"须低于现有星级 {case.star}", f"a downgrade leads below {case.star}")

    def _less(self, star: str, other: str) -> bool:
        """Tell whether both are stars and *star* is the lesser; that one is none has been said elsewhere."""
        known = self.policy.star(star) is not None and self.policy.star(other) is not None
        return known and self.policy.is_below(star, other)


def _star_said(_: AwardCase, command: Event) -> Iterator[Blocker]:
    if command.result in (CheckResult.PASSED, CheckResult.PROVISIONAL) and not command.sub_level:
        yield _blocker("star-not-said", "没有写考评达到的星级", "it does not say which star was found")


def _known_result(_: AwardCase, command: Event) -> Iterator[Blocker]:
    known = ObjectionResult if command.kind == AwardKind.SETTLE else CheckResult
    if command.result and command.result not in set(known):
        listed = ", ".join(known)
        yield _blocker("unknown-result", f"没有这个结果（有 {listed}）", f"no such result (there are {listed})")


def _not_the_applicant(case: AwardCase, command: Event) -> Iterator[Blocker]:
    if who_acts(command) & case.applicants:
        yield _blocker(
            "applicant-decides",
            "自评或申报的人（及受其委托者）不能考评、公示或决定",
            "whoever assessed themselves or applied, or acts for them, neither inspects nor decides",
            *UNION_LEVELS,
        )


def _apart(case: AwardCase, command: Event) -> Iterator[Blocker]:
    yield from _not_the_applicant(case, command)
    if who_acts(command) & case.inspectors:
        yield _blocker(
            "inspector-awards",
            "考评的人（及受其委托者）不能授予",
            "whoever inspected, or acts for them, does not award",
            *UNION_LEVELS,
        )


def _publicity_open(case: AwardCase, command: Event) -> Iterator[Blocker]:
    if case.publicity_end is not None and command.happened_at >= case.publicity_end:
        yield _blocker(
            "publicity-over", f"公示期已于 {case.publicity_end} 届满", f"the publicity ended at {case.publicity_end}"
        )


def _new_objection(case: AwardCase, command: Event) -> Iterator[Blocker]:
    if command.linked in case.heard:
        yield _blocker(
            "objection-twice", f"异议 {command.linked} 已登记", f"objection {command.linked} is already there"
        )


def _application_known(case: AwardCase, _: Event) -> Iterator[Blocker]:
    if not case.applied:
        yield _blocker("application-unknown", "没有记录申报的星级", "the star applied for is not known")


def _open_objection(case: AwardCase, command: Event) -> Iterator[Blocker]:
    if not case.open_objections or (command.linked and command.linked not in case.open_objections):
        listed = ", ".join(case.open_objections) or "-"
        yield _blocker(
            "no-such-objection", f"没有待处理的异议 {command.linked}（有 {listed}）", f"not open (open are {listed})"
        )


def _not_the_objector(case: AwardCase, command: Event) -> Iterator[Blocker]:
    if {(command.linked, one) for one in who_acts(command)} & case.objections:
        yield _blocker(
            "objector-settles",
            "提出异议的人、其委托人及受其委托者不能处理该异议",
            "who objected, for whom they did, or who acts for either, does not settle it",
            *UNION_LEVELS,
        )


def _objections_settled(case: AwardCase, _: Event) -> Iterator[Blocker]:
    for name in case.open_objections:
        yield _blocker("objection-open", f"异议 {name} 尚未处理", f"objection {name} is not settled", *UNION_LEVELS)
    for name in sorted(case.upheld):
        yield _blocker(
            "objection-upheld",
            f"异议 {name} 成立，须重新考评",
            f"objection {name} was upheld: inspect again",
            *UNION_LEVELS,
        )


def _in_term(case: AwardCase, command: Event) -> Iterator[Blocker]:
    if case.term_end is not None and command.happened_at >= case.term_end:
        yield _blocker(
            "expired",
            f"星级已于 {case.term_end} 期满，只能另行申报",
            f"the star expired at {case.term_end}: only a new application leads on",
        )


def _passed_since(case: AwardCase, _: Event) -> Iterator[Blocker]:
    if case.passed_at is None or (case.suspended_at is not None and case.passed_at < case.suspended_at):
        yield _blocker(
            "no-passed-review", "暂停之后须复核合格", "no review has passed since the suspension", *UNION_LEVELS
        )


def _term_over(case: AwardCase, command: Event) -> Iterator[Blocker]:
    if case.term_end is not None and command.happened_at < case.term_end:
        yield _blocker(
            "in-term-still", f"有效期至 {case.term_end}", f"its term runs until {case.term_end}", earliest=case.term_end
        )
