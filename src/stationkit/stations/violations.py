"""Violations: the three violations, and the mentoring that follows each."""

from datetime import date

import attrs

from stationkit.stations.fields import Named, an_id, day, described, members_checked

__all__ = ["MentoringStep", "Violation", "ViolationKind", "due_passes"]


class ViolationKind(Named):
    """The three violations (三违)."""

    ORDERING = "ordering", "违章指挥", "ordering against the rules"
    WORKING = "working", "违章作业", "working against the rules"
    DISCIPLINE = "discipline", "违反劳动纪律", "breach of labour discipline"


class MentoringStep(Named):
    """The seven passes (七关) of help-and-education (帮教), in their order; each is one step of the mentoring.

    Source: a coal mine's rule on those who broke a rule (三违人员管理制), a copy: reconstructed.
    """

    SELF_CRITICISM = "self-criticism", "书面检查与保证", "written self-criticism and guarantee"
    TEAM_LEADER_TALK = "team-leader-talk", "班组长谈话", "talk with the team leader"
    SYSTEM_LEADER_TALK = "system-leader-talk", "系统负责人谈话", "talk with the leader of the system"
    PARTY_SECRETARY_TALK = "party-secretary-talk", "党支部书记谈话", "talk with the party secretary"
    PITHEAD_EXPOSURE = "pithead-exposure", "井口曝光", "exposure broadcast at the pithead"
    FAMILY_GUARANTEE = "family-guarantee", "家属联保", "joint guarantee of the family"
    SUSPENSION_TRAINING = "suspension-training", "停工培训", "suspension and training"


_ONLY_SERIOUS = frozenset({MentoringStep.PITHEAD_EXPOSURE, MentoringStep.SUSPENSION_TRAINING})


def due_passes(*, serious: bool) -> tuple[MentoringStep, ...]:
    """Give the passes that a violation asks for: all seven, or five (1, 2, 3, 4, 6) where it is a general one.

    Source: the same rule as of the passes themselves.
    """
    return tuple(step for step in MentoringStep if serious or step not in _ONLY_SERIOUS)


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class Violation:
    """One violation."""

    id: str = described("编号", "id", validator=an_id)
    station: str = described("站点", "the station's id", validator=an_id)
    kind: ViolationKind = described("类别", "which of the three")
    on: date = described("日期", "the day", validator=day)
    worker: str = described("职工", "the worker's id", default="")
    team: str = described("班组", "the team's id", default="")
    serious: bool | None = described("是否严重", "whether it is serious; empty where not known", default=None)
    mentoring: frozenset[MentoringStep] = described("已过关", "passes of mentoring done", default=frozenset())
    mentored_on: date | None = described("帮教完成日期", "the day mentoring ended", default=None, validator=day)
    returned_on: date | None = described("返岗日期", "the day of return to the post", default=None, validator=day)

    @property
    def open_passes(self) -> tuple[MentoringStep, ...] | None:
        """The passes that are due and not done, in their order; nothing where the weight decides and is not known."""
        if_serious, if_general = (
            tuple(step for step in due_passes(serious=serious) if step not in self.mentoring)
            for serious in (True, False)
        )
        if self.serious is None:
            return if_general if if_general == if_serious else None
        return if_serious if self.serious else if_general
