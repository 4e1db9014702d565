"""References: how a rulebook names what it reads.

`node` is the value of a node; `node.attribute` one of its attributes (`points`, `share`, `attainable`, `counted`);
`item.cause` the number of faults written down; `item.inspected` whether the sheet was inspected; `so-far` the running
value of the node that is being worked on.
"""

import attrs

from stationkit.errors import InvalidValueError
from stationkit.identifiers import is_node_id
from stationkit.words import Words

__all__ = ["ATTRIBUTES", "SO_FAR", "Reference", "parse_reference"]

ATTRIBUTES = ("points", "share", "attainable", "counted")


@attrs.frozen
class Reference:
    """The name of a node, and of one of its attributes or causes where the text has a dot."""

    node: str
    attribute: str = ""

    def __str__(self) -> str:
        return f"{self.node}.{self.attribute}" if self.attribute else self.node


SO_FAR = Reference("so-far")


def parse_reference(text: object) -> Reference:
    """Read `node`, `node.attribute` or `item.cause`.

    Raises:
        InvalidValueError: the text has another form.
    """
    if isinstance(text, str):
        node, dot, attribute = text.partition(".")
        if is_node_id(node) and (not dot or is_node_id(attribute)):
            return Reference(node, attribute)
    raise InvalidValueError(
        text,
        Words(zh="名称，如 closed-loop 或 closed-loop.share", en="a name such as closed-loop or closed-loop.share"),
    )
