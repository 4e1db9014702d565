"""The pages of procedures: who "anyone" is in their tables is told below them, role by role."""

import re
from pathlib import Path

import pytest

from stationkit.procedures.award import award_procedure
from stationkit.procedures.award_case import AwardKind
from stationkit.procedures.award_policy import ILLUSTRATIVE_POLICY, weekdays_only
from stationkit.procedures.hazard import HAZARD
from stationkit.procedures.machine import Procedure
from stationkit.stations.events import EventKind

DOCS = Path(__file__).resolve().parents[2] / "docs"
AWARD = award_procedure(ILLUSTRATIVE_POLICY, weekdays_only)


@pytest.mark.parametrize(
    ("page", "sentence", "procedure", "kind"),
    [
        ("procedures.md", r"\*Anyone\* 任何人 is ", HAZARD, EventKind.REPORT),
        ("procedures.md", r"\*Anyone competent\* to grade up is\s", HAZARD, EventKind.UPGRADE),
        ("award.md", r"\*Anyone\* 任何人 is ", AWARD, AwardKind.OBJECT),
    ],
)
def test_the_page_names_the_roles_of_anyone(page: str, sentence: str, procedure: Procedure, kind: str) -> None:
    """The same as the procedure's, none missing and none too many."""
    (told,) = re.findall(sentence + r"([^.]*)\.", (DOCS / page).read_text(encoding="utf-8"))
    (way,) = [one for one in procedure.transitions if one.kind == kind]
    assert set(re.findall(r"`([a-z-]+)`", told)) == {str(role) for role in way.roles}
