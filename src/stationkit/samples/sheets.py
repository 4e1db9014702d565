"""What an assessor looks at under a rulebook: its items with the faults that are written down."""

from stationkit.rules.layers import ResolvedRulebook
from stationkit.rules.model import Computed
from stationkit.rules.shapes.checklist import Checklist
from stationkit.samples.region import SheetItem

__all__ = ["sheet_items"]


def sheet_items(resolved: ResolvedRulebook) -> tuple[SheetItem, ...]:
    """Give the items of a rulebook's sheet, in its order."""
    causes: dict[str, list[str]] = {}
    for fault in resolved.program.faults:
        causes.setdefault(fault.item, []).append(fault.cause)
    return tuple(_item(resolved, item, tuple(found)) for item, found in causes.items())


def _item(resolved: ResolvedRulebook, item: str, causes: tuple[str, ...]) -> SheetItem:
    node = resolved.rulebook.nodes[item]
    is_checklist = isinstance(node, Computed) and isinstance(node.shape, Checklist)
    return SheetItem(
        rulebook=resolved.layers[0].reference.partition("@")[0],
        item=item,
        causes=() if is_checklist else causes,
        present=causes if is_checklist else (),
    )
