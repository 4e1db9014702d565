"""Checking a plugin as a whole, without pytest: its cases, its contracts, what its functions do when nobody looks."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs

from stationkit.dossiers.writing import write_dossier
from stationkit.errors import PluginError, Problem
from stationkit.hooks.host import Host, load_host
from stationkit.hooks.misdeeds import Misdeed
from stationkit.hooks.plugins import PluginInfo, is_named
from stationkit.hooks.probing import Probed, probe_whole
from stationkit.hooks.trial_dossiers import TrialDossier
from stationkit.periods import Period
from stationkit.procedures.national_policies import national_policy
from stationkit.procedures.policy_checks import policy_weaknesses
from stationkit.samples.region import make_region
from stationkit.testing.cases.collecting import FOLDER, collect_cases
from stationkit.testing.cases.model import CommandsGiven, DossierGiven
from stationkit.testing.cases.running import CaseResult, run_case
from stationkit.testing.contracts.running import ContractResult, run_contracts
from stationkit.testing.coverage import silent_guards
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
        policies: what is weak about its policies of deadlines, beside those of the nation and of other plugins.
        silent_guards: its guards that refuse nothing in any of its cases.
    """

    plugin: str
    cases: tuple[CaseResult, ...]
    contracts: tuple[tuple[str, tuple[ContractResult, ...]], ...]
    misdeeds: tuple[Misdeed, ...]
    tried: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    policies: tuple[Problem, ...] = ()
    silent_guards: tuple[str, ...] = ()

    @cached_property
    def is_clean(self) -> bool:
        """Whether every case passes, every contract holds or fails as expected, and nothing weak or wrong was seen."""
        held = all(one.passed for _, found in self.contracts for one in found)
        faults = any(one.is_fault for one in self.misdeeds) or self.policies
        return held and all(one.passed for one in self.cases) and not faults


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
        PluginError: there is no such plugin, or it is refused; with every reason.
        InvalidCasesError: a case file cannot be used.
    """
    whole = _plugin_named(name)
    subjects = whole.subjects
    tell = watch or (lambda _: None)
    tell(Words(zh="运行用例", en="running cases"))
    cases = whole.run_cases()
    contracts = []
    for subject in subjects:
        tell(Words(zh=f"验证约定：{subject.reference}", en=f"contracts of {subject.reference}"))
        contracts.append((subject.reference, run_contracts(subject, only=only)))
    tell(Words(zh="在独立进程中试运行函数", en="probing its functions in processes of their own"))
    probed = _probed(whole.info.name, whole.host, cases, seconds)
    return PluginReport(
        plugin=whole.info.name,
        cases=cases,
        contracts=tuple(contracts),
        misdeeds=probed.misdeeds,
        tried=probed.tried,
        policies=whole.weaknesses,
        silent_guards=whole.silent_guards(cases),
    )


@attrs.frozen(kw_only=True)
class _Plugin:
    """A plugin under check, among the plugins that are loaded with it.

    Attributes:
        plugins: the plugins as they were asked for; nothing for those of the entry points.
    """

    info: PluginInfo
    host: Host
    plugins: tuple[str, ...] | None

    @cached_property
    def subjects(self) -> tuple[Subject, ...]:
        """Each of its rulebooks as a subject of tests."""
        own = [one.head.reference for one in self.host.rulebooks.values() if one.plugin == self.info.name]
        if self.plugins is None:
            return tuple(subject_of(reference) for reference in own)
        return tuple(_subject(reference, self.host) for reference in own)

    def run_cases(self) -> tuple[CaseResult, ...]:
        """Run the cases beside its rulebooks, and those of its package."""
        beside = [one.folder for one in self.subjects if one.folder is not None]
        file = Path(self.info.file)
        folders = {one.resolve(): one for one in (*beside, *([file.parent] if file.name == "__init__.py" else []))}
        cases = (case for folder in folders.values() for case in collect_cases(folder / FOLDER, self.host))
        return tuple(run_case(case, self.host) for case in cases)

    @property
    def weaknesses(self) -> tuple[Problem, ...]:
        """What is weak about its policies, beside the others that hold wherever it is loaded."""
        brought = self.info.brings.get("stationkit_deadline_policies", ())
        own = [one for one in self.host.deadline_policies if one.reference in brought]
        others = [one for one in self.host.deadline_policies if one.reference not in brought]
        return policy_weaknesses(own, beside=(national_policy(), *others))

    def silent_guards(self, cases: Iterable[CaseResult]) -> tuple[str, ...]:
        """Give its guards that refuse nothing in any of its cases."""
        results = tuple(cases)
        walked = {one.case.given.procedure for one in results if isinstance(one.case.given, CommandsGiven)}
        silent = set(silent_guards(results, self.host))
        own = self.info.brings.get("stationkit_guards", ())
        return tuple(
            one.guard.name
            for one in self.host.guards
            if one.guard.name in own and (one.procedure not in walked or f"{one.procedure}/{one.guard.name}" in silent)
        )


def _probed(plugin: str, host: Host, cases: tuple[CaseResult, ...], seconds: float) -> Probed:
    """Probe a plugin's functions; those that measure on the dossiers of its cases, and on a sample where these lack."""
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


def plugin_subjects(name: str) -> tuple[str, tuple[Subject, ...]]:
    """Give a plugin's name as the host knows it, and each of its rulebooks as a subject of tests.

    Raises:
        PluginError: there is no such plugin, it is refused, or it brings no rulebook.
    """
    whole = _plugin_named(name)
    if not whole.subjects:
        what = Words(zh="没有带来评分规则", en="it brings no rulebook")
        raise PluginError(whole.info.name, (Problem("", what, Words(zh="plugin check", en="plugin check instead")),))
    return whole.info.name, whole.subjects


def _plugin_named(name: str) -> _Plugin:
    """Give a plugin by its entry point, its distribution, its package or its module; with why, where it is refused."""
    host, plugins = load_host(), None
    info = _known(name, host)
    if info is None:
        host, plugins = load_host([name], discover=True), (name,)
        info = next(one for one in host.plugins if one.name == name)
    if info.state == "refused":
        what = Words(zh=f"插件 {info.name} 被拒绝", en=f"the plugin {info.name} was refused")
        raise PluginError(info.name, (Problem("", what), *info.why))
    return _Plugin(info=info, host=host, plugins=plugins)


def _subject(reference: str, host: Host) -> Subject:
    document = host.rulebooks[reference]
    return Subject(
        host=host, document=document, resolved=host.resolve(reference), folder=author_folder(document), plugins=None
    )


def _known(name: str, host: Host) -> PluginInfo | None:
    """Find a plugin by its entry point, its distribution or its package; nothing for a module that is not installed."""
    return next((info for info in host.plugins if is_named(info, name)), None)
