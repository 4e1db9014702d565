"""Checking a plugin as a whole, without pytest: its cases, its contracts, what its functions do when nobody looks."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs

from stationkit.dossiers.writing import write_dossier
from stationkit.errors import UnknownNameError
from stationkit.hooks.host import Host, load_host
from stationkit.hooks.misdeeds import Misdeed
from stationkit.hooks.plugins import is_named
from stationkit.hooks.probing import Probed, probe_whole
from stationkit.hooks.trial_dossiers import TrialDossier
from stationkit.periods import Period
from stationkit.samples.region import make_region
from stationkit.testing.cases.collecting import FOLDER, collect_cases
from stationkit.testing.cases.model import DossierGiven
from stationkit.testing.cases.running import CaseResult, run_case
from stationkit.testing.contracts.running import ContractResult, run_contracts
from stationkit.testing.subjects import Subject, author_folder, subject_of
from stationkit.words import Words

__all__ = ["PluginReport", "check_plugin", "plugin_subjects"]


@attrs.frozen(kw_only=True)
class PluginReport:
    """What came of a plugin's check.

    Attributes:
        plugin: the plugin's name, as the host knows it.
        cases: every case of the plugin, those of procedures too.
        contracts: rulebook -> what came of its contracts.
        misdeeds: what its functions were seen doing.
        tried: measure function -> the dossiers that it was tried on.
    """

    plugin: str
    cases: tuple[CaseResult, ...]
    contracts: tuple[tuple[str, tuple[ContractResult, ...]], ...]
    misdeeds: tuple[Misdeed, ...]
    tried: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)

    @cached_property
    def is_clean(self) -> bool:
        """Whether every case passes, every contract holds or fails as expected, and nothing was seen."""
        held = all(one.passed for _, found in self.contracts for one in found)
        return held and all(one.passed for one in self.cases) and not any(one.is_fault for one in self.misdeeds)


def check_plugin(
    name: str, *, only: Iterable[str] = (), watch: Callable[[Words], None] | None = None, seconds: float = 5
) -> PluginReport:
    """Check a plugin.

    Args:
        name: its entry point, its distribution, or a module that can be imported.
        only: the contracts to run; all of them unless said.
        watch: told what is being done.
        seconds: how long one call of a function may take.

    Raises:
        UnknownNameError: there is no such plugin, or it brings no rulebook.
        InvalidCasesError: a case file cannot be used.
    """
    plugin, subjects = plugin_subjects(name)
    tell = watch or (lambda _: None)
    tell(Words(zh="运行用例", en="running cases"))
    cases = _cases(subjects)
    contracts = []
    for subject in subjects:
        tell(Words(zh=f"验证约定：{subject.reference}", en=f"contracts of {subject.reference}"))
        contracts.append((subject.reference, run_contracts(subject, only=only)))
    tell(Words(zh="在独立进程中试运行函数", en="probing its functions in processes of their own"))
    probed = _probed(plugin, subjects, cases, seconds)
    return PluginReport(
        plugin=plugin, cases=cases, contracts=tuple(contracts), misdeeds=probed.misdeeds, tried=probed.tried
    )


def _probed(plugin: str, subjects: tuple[Subject, ...], cases: tuple[CaseResult, ...], seconds: float) -> Probed:
    """Probe a plugin's functions; those that measure on the dossiers of its cases, and on a sample where these lack."""
    host = subjects[0].host
    if not any(host.function_plugins[name] == plugin for name in host.measures):
        return probe_whole(plugin, seconds=seconds)
    with TemporaryDirectory() as folder:
        write_dossier(make_region(stations=24, seed=7, period=Period.parse(_SAMPLED)), folder)
        spare = TrialDossier(name="stationkit sample", folder=folder, periods=(_SAMPLED,), is_spare=True)
        return probe_whole(plugin, seconds=seconds, dossiers=(*_case_dossiers(cases), spare))


_SAMPLED = "2026H1"


def _case_dossiers(cases: tuple[CaseResult, ...]) -> Iterator[TrialDossier]:
    periods: dict[Path, dict[str, None]] = {}
    for case in (one.case for one in cases):
        if isinstance(case.given, DossierGiven):
            periods.setdefault(case.given.folder.resolve(), {})[str(case.given.period)] = None
    for folder, asked in periods.items():
        yield TrialDossier(name=f"{FOLDER}/{folder.name}", folder=str(folder), periods=tuple(asked))


def _cases(subjects: tuple[Subject, ...]) -> tuple[CaseResult, ...]:
    folders = dict.fromkeys(subject.folder for subject in subjects if subject.folder is not None)
    host = subjects[0].host
    return tuple(run_case(case, host) for folder in folders for case in collect_cases(folder / FOLDER, host))


def plugin_subjects(name: str) -> tuple[str, tuple[Subject, ...]]:
    """Give a plugin's name as the host knows it, and each of its rulebooks as a subject of tests.

    Raises:
        UnknownNameError: there is no such plugin, or it brings no rulebook.
        PluginError: it cannot be loaded.
    """
    host = load_host()
    plugin = _known(name, host)
    plugins: tuple[str, ...] | None = None
    if plugin is None:
        host, plugins = load_host([name], discover=True), (name,)
        plugin = name
    own = [one.head.reference for one in host.rulebooks.values() if one.plugin == plugin]
    if not own:
        raise UnknownNameError(Words(zh="带有评分规则的插件", en="plugin that brings a rulebook"), name, _names(host))
    if plugins is None:
        return plugin, tuple(subject_of(reference) for reference in own)
    return plugin, tuple(_subject(reference, host) for reference in own)


def _subject(reference: str, host: Host) -> Subject:
    document = host.rulebooks[reference]
    return Subject(
        host=host, document=document, resolved=host.resolve(reference), folder=author_folder(document), plugins=None
    )


def _names(host: Host) -> tuple[str, ...]:
    return tuple(one.name for one in host.plugins)


def _known(name: str, host: Host) -> str | None:
    """Find a plugin by its entry point, its distribution or its package; nothing for a module that is not installed."""
    return next((info.name for info in host.plugins if is_named(info, name)), None)
