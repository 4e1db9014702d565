"""Who is mentioned in what a case remembers: ids of people are among its texts."""

from collections.abc import Iterator

__all__ = ["mentioned"]


def mentioned(value: object) -> Iterator[str]:
    """Give every text in a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | frozenset):
        for one in value:
            yield from mentioned(one)
    elif (fields := getattr(type(value), "__attrs_attrs__", None)) is not None:
        yield from mentioned(tuple(getattr(value, field.name) for field in fields))
