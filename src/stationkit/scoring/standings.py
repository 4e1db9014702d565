"""A standing as plain data, and back again as far as the next round needs it: what came out, and what lasts."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from stationkit.errors import InvalidValueError
from stationkit.numbers import number_text, read_number
from stationkit.rules.outcomes import Absent, NodeValue
from stationkit.scoring.documents import ledger_line, plain_value
from stationkit.scoring.ranking import Place
from stationkit.scoring.rounds import Award, Order, Standing
from stationkit.words import Words

__all__ = ["past_of", "standing_document"]


def standing_document(standing: Standing) -> dict[str, Any]:
    """Give a standing as plain data; `previous` and `orders` are what the next round reads (`past_of`)."""
    return {
        "round": standing.round.id,
        "period": str(standing.round.period),
        "rulebook": standing.rulebook,
        "awards": [_award(one) for one in standing.awards],
        "rankings": {
            name: [{"group": group, "places": [_place(one) for one in places]} for group, places in groups.items()]
            for name, groups in standing.rankings.items()
        },
        "orders": [_order(one) for one in standing.next_orders],
        "previous": {
            subject: {node: _kept(value) for node, value in values.items() if not isinstance(value, Absent)}
            for subject, values in standing.previous().items()
        },
        "ledger": [ledger_line(line) for line in standing.ledger.lines],
    }


def _award(one: Award) -> dict[str, Any]:
    return {
        "subject": one.subject,
        "grade": one.grade,
        "qualifies": plain_value(one.qualifies),
        "awarded": plain_value(one.awarded),
        "share": plain_value(one.share),
        "provisional": one.provisional,
        "reasons": [plain_value(words) for words in one.reasons],
    }


def _place(one: Place) -> dict[str, Any]:
    values = [plain_value(value) for value in one.values]
    return {"subject": one.subject, "rank": one.rank, "tied": one.tied, "values": values}


def _order(one: Order) -> dict[str, Any]:
    return {
        "subject": one.subject,
        "order": one.order,
        "from": one.since.isoformat(),
        "until": one.until.isoformat(),
        "rulebook": one.rulebook,
        "clause": one.clause,
        "ground": plain_value(one.ground),
    }


def _kept(value: NodeValue) -> Any:
    """Keep numbers apart from words: a number that is not whole is a table of its own."""
    return {"number": number_text(value)} if isinstance(value, Fraction) else value


def past_of(document: Any) -> tuple[Mapping[str, Mapping[str, NodeValue]], tuple[Order, ...]]:
    """Read what a round needs of the one before: what everybody came to, and the orders still running.

    Raises:
        InvalidValueError: the document is no standing.
    """
    try:
        previous = {
            subject: {node: _value(value) for node, value in values.items()}
            for subject, values in document["previous"].items()
        }
        orders = tuple(_read_order(one) for one in document["orders"])
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        expected = Words(zh="stationkit settle --json 的输出", en="what stationkit settle --json printed")
        raise InvalidValueError(f"{type(error).__name__}: {error}", expected) from None
    return previous, orders


def _value(raw: Any) -> NodeValue:
    if isinstance(raw, Mapping):
        return read_number(raw["number"])
    if isinstance(raw, str | bool | int):
        return raw
    raise TypeError(raw)


def _read_order(raw: Mapping[str, Any]) -> Order:
    return Order(
        subject=raw["subject"],
        order=raw["order"],
        since=date.fromisoformat(raw["from"]),
        until=date.fromisoformat(raw["until"]),
        rulebook=raw["rulebook"],
        clause=raw["clause"],
        ground=Words(zh=raw["ground"]["zh"], en=raw["ground"]["en"]),
    )
