"""The contracts as pytest tests: one decorator, one test for each contract, expected failures strict."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from stationkit.errors import UnknownNameError
from stationkit.testing.contracts.listing import CONTRACTS
from stationkit.testing.contracts.model import Contract, ContractBreachError
from stationkit.testing.subjects import Subject, subject_of
from stationkit.words import Words

if TYPE_CHECKING:
    import pytest

__all__ = ["keep_breach", "parametrize_with_contracts"]


def parametrize_with_contracts(
    reference: str,
    *,
    plugins: Iterable[str] | None = None,
    folder: Path | None = None,
    expected_failures: Mapping[str, str] | None = None,
    only: Iterable[str] = (),
    keep: Path | None = None,
) -> "pytest.MarkDecorator":
    """Give the mark that runs a test once for each contract, as the argument `contract`.

        @parametrize_with_contracts("cn.shanxi.jincheng/pithead-star")
        def test_contract(contract):
            contract()

    Args:
        reference: the rulebook's id.
        plugins: modules to load; nothing for the installed plugins.
        folder: where the author's files lie; unless said, beside the rulebook.
        expected_failures: contract -> ground; unless given, those of `explained.toml`. One that holds after all fails.
        only: the contracts to run; all of them unless said.
        keep: a folder that a breach is written to, as a case file.

    Raises:
        UnknownNameError: a name is no contract.
    """
    import pytest

    names = None if plugins is None else tuple(plugins)

    @cache
    def subject() -> Subject:
        return subject_of(reference, plugins=names, folder=folder)

    grounds = subject().grounds("contracts") if expected_failures is None else expected_failures
    wanted = tuple(only)
    _check((*grounds, *wanted))
    chosen = [one for one in CONTRACTS if not wanted or one.name in wanted]
    rows = [_parameter(one, grounds.get(one.name, ""), subject, keep) for one in chosen]
    return pytest.mark.parametrize("contract", rows)


def _check(names: Iterable[str]) -> None:
    known = tuple(one.name for one in CONTRACTS)
    for name in names:
        if name not in known:
            raise UnknownNameError(Words(zh="约定", en="contract"), name, known)


def _parameter(contract: Contract, ground: str, subject: Callable[[], Subject], keep: Path | None) -> object:
    import pytest

    def check() -> None:
        try:
            contract.check(subject())
        except ContractBreachError as error:
            keep_breach(error, keep)
            raise

    marks = [pytest.mark.xfail(strict=True, raises=ContractBreachError, reason=ground)] if ground else []
    return pytest.param(check, id=contract.name, marks=marks)


def keep_breach(error: ContractBreachError, folder: Path | None) -> Path | None:
    """Write the case of a breach to a folder; nothing where there is no folder, or no case."""
    if folder is None or not error.case:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"breach-{error.contract}.toml"
    path.write_text(error.case, encoding="utf-8")
    return path
