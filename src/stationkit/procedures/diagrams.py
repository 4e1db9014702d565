"""Pictures of procedures: Mermaid state diagrams, in Chinese or English."""

from stationkit.procedures.machine import Procedure
from stationkit.words import Language

__all__ = ["mermaid"]


def mermaid(procedure: Procedure, language: Language = "zh") -> str:
    """Draw a procedure as a Mermaid state diagram."""
    lines = ["stateDiagram-v2"]
    lines += [f'    state "{state.words.text(language)}" as {_id(state.id)}' for state in procedure.states]
    lines.append(f"    [*] --> {_id(procedure.start)}")
    for one in procedure.transitions:
        for source in one.sources:
            words = procedure.kind_words(one.kind).text(language)
            lines.append(f"    {_id(source)} --> {_id(one.target_from(source))}: {words}")
    lines += [f"    {_id(state.id)} --> [*]" for state in procedure.states if state.is_end]
    return "\n".join([*lines, ""])


def _id(name: str) -> str:
    return name.replace("-", "_")
