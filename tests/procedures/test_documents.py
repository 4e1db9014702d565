"""Documents are values: each says what it must, becomes its command, and can be compared with a history."""

from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stationkit.errors import InvalidDocumentError, InvalidValueError, UnknownNameError
from stationkit.procedures import documents
from stationkit.procedures.documents import DOCUMENTS, Document, check_documents, document_class
from stationkit.procedures.hazard import HAZARD, HazardCase, decide, evolve
from stationkit.stations.converting import structure, unstructure
from stationkit.stations.hazards import HandlingMode, HazardLevel, Implementation, PlanElement
from stationkit.stations.people import Role
from stationkit.testing.values import values_of

START = datetime(2026, 3, 1, 8, tzinfo=UTC)
HEAD: dict[str, Any] = {"case": "h-1", "ground": "as found"}
STORY: tuple[tuple[type[Document], Role, dict[str, Any]], ...] = (
    (documents.HazardCard, Role.SUPERVISOR, {"place": "2采区", "seen": "顶板离层"}),
    (
        documents.GradingRecord,
        Role.MINE_MANAGER,
        {"level": HazardLevel.MAJOR, "mode": HandlingMode.TIMED, "class_code": "ventilation", "verified": "v"},
    ),
    (documents.StopOrder, Role.MINE_MANAGER, {"place": "2采区"}),
    (documents.SupervisionLetter, Role.MINE_MANAGER, {"unit": "通风队", "required": "全面治理"}),
    (documents.TreatmentPlan, Role.MINE_MANAGER, {one.value: "写明" for one in PlanElement}),
    (
        documents.RectificationNotice,
        Role.SAFETY_DEPARTMENT,
        {"rectifier": "bo", "unit": "u", "limit": START + timedelta(days=30), "standard": "s", "measures": "m"},
    ),
)


def told() -> list[Document]:
    """Give the documents of a major hazard up to its notice."""
    return [
        form(
            number=f"no-{place}",
            actor=f"a-{role}",
            role=role,
            signed_at=START + place * timedelta(hours=1),
            **HEAD,
            **own,
        )
        for place, (form, role, own) in enumerate(STORY)
    ]


def test_a_history_can_be_decided_from_its_documents() -> None:
    """Each document is its command."""
    case = HazardCase(id="h-1")
    for document in told():
        command = document.command(f"e-{document.number}")
        events = decide(case, command)
        assert events, str(events)
        case = evolve(case, command)
    assert (case.state, case.plan) == ("notified", frozenset(PlanElement))


@pytest.mark.parametrize("form", DOCUMENTS, ids=lambda form: form.__name__)
def test_every_document_names_itself_and_belongs_to_a_step(form: type[Document]) -> None:
    """In both languages, and each to a step of its own."""
    assert form.title.zh
    assert form.title.en
    assert document_class(form.kind) is form
    assert any(one.kind == form.kind for one in HAZARD.transitions)


@pytest.mark.parametrize("form", DOCUMENTS, ids=lambda form: form.__name__)
def test_what_a_document_must_say_cannot_be_left_out(form: type[Document]) -> None:
    """All that is missing is told at once, with its path."""
    with pytest.raises(InvalidDocumentError) as caught:
        structure({}, form)
    owed = {field.name for field in attrs.fields(form) if field.default is attrs.NOTHING}
    assert {problem.where for problem in caught.value.problems} == {f"$.{name}" for name in owed}


@given(st.data())
@settings(deadline=None, max_examples=40)
def test_documents_convert_to_plain_data_and_back(data: st.DataObject) -> None:
    """A file of documents is JSON like everything else."""
    form = data.draw(
        st.sampled_from(
            [one for one in DOCUMENTS if one not in (documents.RestorationDecision, documents.GradingRecord)]
        )
    )
    document = data.draw(values_of(form))
    assert structure(unstructure(document), form) == document


def test_a_document_agrees_with_its_own_command() -> None:
    """And with no other."""
    found = told()
    history = [one.command(f"e-{place}") for place, one in enumerate(found)]
    assert check_documents(history, found) == ()
    late = attrs.evolve(history[5], limit=START + timedelta(days=60))
    (finding,) = check_documents([*history[:5], late], found)
    assert (finding.kind, finding.code, finding.event) == ("contested", "document-differs", "e-5")
    assert "limit" in finding.words.en


def test_what_is_missing_on_either_side_is_a_gap() -> None:
    """A notice without its event, an event without its notice, a number used twice."""
    found = told()
    history = [one.command(f"e-{place}") for place, one in enumerate(found)]
    codes = {one.code for one in check_documents(history[:-1], found[1:])}
    assert codes == {"document-missing", "document-alone"}
    again = attrs.evolve(found[0], ground="other")
    assert "number-twice" in {one.code for one in check_documents(history, [*found, again])}


def test_a_regulators_stop_ends_with_three_signatures() -> None:
    """The employer's own does not need them."""
    head = {"number": "no-1", "actor": "r", "signed_at": START, "place": "2采区", **HEAD}
    with pytest.raises(InvalidValueError):
        documents.RestorationDecision(role=Role.REGULATOR, signatures=("a", "b"), **head)
    assert documents.RestorationDecision(role=Role.REGULATOR, signatures=("a", "b", "c"), **head)
    assert documents.RestorationDecision(role=Role.MINE_MANAGER, **head)


def test_a_write_off_says_what_is_in_place() -> None:
    """The five implementations go into its event."""
    record = documents.WriteOffRecord(
        number="no-1", actor="a", role=Role.ACCEPTOR, signed_at=START, implementations=frozenset(Implementation), **HEAD
    )
    assert record.command("e").implementations == frozenset(Implementation)


def test_a_kind_without_a_document_of_its_own_is_told() -> None:
    """With the kinds that have one."""
    with pytest.raises(UnknownNameError):
        document_class("recur")
