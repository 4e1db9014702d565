"""Inspecting: what a function's code says that it does, before anybody calls it.

The code is read as a tree, from the function on through every function, class and value of the plugin's own that it
names. A name counts by the object behind it: `from time import time as t` hides nothing.
"""

import ast
import builtins
import inspect
from collections.abc import Mapping
from pathlib import Path
from types import FunctionType, MethodType, ModuleType
from typing import Any

import attrs

from stationkit.hooks.misdeeds import misdeed_of

__all__ = ["Sighting", "inspect_function"]

_MUTATORS = {"add", "append", "appendleft", "clear", "difference_update", "discard", "extend", "extendleft", "insert"}
_MUTATORS |= {"intersection_update", "pop", "popitem", "popleft", "remove", "reverse", "rotate", "setdefault", "sort"}
_MUTATORS |= {"subtract", "symmetric_difference_update", "update", "__setitem__"}
_NOTHING: Any = object()


@attrs.frozen(order=True)
class Sighting:
    """A misdeed by its code, the place where it was seen, and what was seen there."""

    code: str
    place: str
    detail: str


def inspect_function(function: object, files: frozenset[str]) -> tuple[Sighting, ...]:
    """Read a function and everything of the plugin's own *files* that it reaches."""
    reader = _Reader(files)
    reader.reach(function)
    return tuple(sorted(reader.seen))


class _Reader:
    """Follows names from function to function; each is read once."""

    def __init__(self, files: frozenset[str]) -> None:
        self.files = files
        self.seen: set[Sighting] = set()
        self._done: set[int] = set()
        self._kept: list[object] = []  # so that no id is used twice
        self._trees: dict[str, ast.Module] = {}

    def reach(self, value: object) -> None:
        """Read a function, a method, a class or an instance of the plugin's own."""
        plain = inspect.unwrap(value) if callable(value) else value
        plain = plain.__func__ if isinstance(plain, MethodType) else plain
        if id(plain) in self._done:
            return
        self._done.add(id(plain))
        self._kept.append(plain)
        if isinstance(plain, FunctionType):
            self._read_function(plain)
        elif isinstance(plain, type):
            if self._is_own_class(plain):
                for member in vars(plain).values():
                    self.reach(getattr(member, "__func__", getattr(member, "fget", member)))
        elif self._is_own_class(type(plain)):
            self.reach(type(plain))
        else:
            for inside in ("func", "call"):  # functools.partial, and functions declared to the library
                if callable(inner := getattr(plain, inside, None)):
                    self.reach(inner)

    def _is_own_class(self, form: type) -> bool:
        module = inspect.getmodule(form)
        return getattr(module, "__file__", None) in self.files

    def _read_function(self, function: FunctionType) -> None:
        file = function.__code__.co_filename
        node = self._node_of(function, file) if file in self.files else None
        if node is not None:
            _Walk(self, file, _Names(function)).read(node)

    def _node_of(self, function: FunctionType, file: str) -> ast.AST | None:
        first = function.__code__.co_firstlineno
        for node in ast.walk(self.tree(file)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                decorated = getattr(node, "decorator_list", [])
                if min(one.lineno for one in (node, *decorated)) == first:
                    return node
        return None

    def tree(self, file: str) -> ast.Module:
        """Give the tree of a file."""
        if file not in self._trees:
            self._trees[file] = ast.parse(Path(file).read_text(encoding="utf-8"))
        return self._trees[file]

    def read_value(self, name: str, module: Mapping[str, Any]) -> None:
        """Read how a value of a plugin's module was made, where it was made."""
        file = module.get("__file__")
        key = hash((file, name))
        if file not in self.files or key in self._done:
            return
        self._done.add(key)
        for node in self.tree(file).body:
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            value = getattr(node, "value", None)
            if value is not None and any(isinstance(one, ast.Name) and one.id == name for one in targets):
                _Walk(self, file, _Names(None, module)).read(value)


class _Names:
    """What the names inside one function mean: its arguments and locals are its own, the rest are objects."""

    def __init__(self, function: FunctionType | None, module: Mapping[str, Any] | None = None) -> None:
        self.module: Mapping[str, Any] = function.__globals__ if function is not None else module or {}
        self.arguments: frozenset[str] = frozenset()
        self.defaults: dict[str, Any] = {}
        self.own: frozenset[str] = frozenset()
        self.imported: dict[str, Any] = {}
        self.free: dict[str, Any] = {}
        if function is not None:
            self._of(function)

    def _of(self, function: FunctionType) -> None:
        code = function.__code__
        count = code.co_argcount + code.co_kwonlyargcount
        self.arguments = frozenset(code.co_varnames[:count])
        self.own = frozenset(code.co_varnames)
        self.free = dict(inspect.getclosurevars(function).nonlocals)
        signature = inspect.signature(function).parameters.values()
        self.defaults = {one.name: one.default for one in signature if one.default is not inspect.Parameter.empty}

    def meaning(self, name: str) -> Any:
        """Give the object behind a name; nothing for what is the function's own."""
        if name in self.imported:
            return self.imported[name]
        if name in self.own:
            return _NOTHING
        for names in (self.free, self.module, vars(builtins)):
            if name in names:
                return names[name]
        return _NOTHING


class _Walk(ast.NodeVisitor):
    """Reads one tree and tells the reader what it saw."""

    def __init__(self, reader: _Reader, file: str, names: _Names) -> None:
        self.reader, self.file, self.names = reader, file, names

    def read(self, node: ast.AST) -> None:
        """Read the body of a function (not its decorators, which ran at import), or an expression."""
        body = getattr(node, "body", node)
        parts = body if isinstance(body, list) else [body]
        for part in parts:
            self._imports(part)
            self.names.own |= _bound(part)
        for part in parts:
            self.visit(part)

    def _imports(self, tree: ast.AST) -> None:
        """Take note of what the function imports for itself, without importing anything here that is not there."""
        import sys

        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                for one in node.names:
                    name = one.name if one.asname else one.name.partition(".")[0]
                    self.names.imported[one.asname or name] = sys.modules.get(name, ModuleType(name))
            elif isinstance(node, ast.ImportFrom) and node.module:
                module = sys.modules.get(node.module, ModuleType(node.module))
                for one in node.names:
                    value = getattr(module, one.name, module)
                    self.names.imported[one.asname or one.name] = value

    def _saw(self, node: ast.AST, code: str, detail: str) -> None:
        if code:
            self.reader.seen.add(Sighting(code, f"{self.file}:{getattr(node, 'lineno', 0)}", detail))

    # -- names ----------------------------------------------------------------------------------------------

    def visit_Name(self, node: ast.Name) -> None:
        """Judge a name by its object, and follow it where it is the plugin's own."""
        if isinstance(node.ctx, ast.Load):
            self._judge(node, self.names.meaning(node.id), None, node.id)
            if node.id in self.names.module and node.id not in self.names.own:
                self.reader.read_value(node.id, self.names.module)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        """Judge `module.name` and `class.name` as a whole, anything else by its parts."""
        owner = self._resolved(node.value)
        if isinstance(owner, ModuleType | type):
            value = inspect.getattr_static(owner, node.attr, _NOTHING)
            value = getattr(owner, node.attr, _NOTHING) if value is not _NOTHING else value
            if value is not _NOTHING:
                self._judge(node, value, owner, node.attr)
                return
        self.generic_visit(node)

    def _resolved(self, node: ast.AST) -> Any:
        if isinstance(node, ast.Name):
            return self.names.meaning(node.id)
        if isinstance(node, ast.Attribute):
            owner = self._resolved(node.value)
            if isinstance(owner, ModuleType | type):
                return getattr(owner, node.attr, _NOTHING)
        return _NOTHING

    def _judge(self, node: ast.AST, value: Any, owner: object, name: str) -> None:
        if value is _NOTHING:
            return
        code = misdeed_of(value, owner, name if owner is not None else "")
        self._saw(node, code, ast.unparse(node))
        if not code:
            self.reader.reach(value)

    # -- changes --------------------------------------------------------------------------------------------

    def visit_Global(self, node: ast.Global) -> None:
        """A function that rebinds names of its module keeps something."""
        self._saw(node, "global-state", f"global {', '.join(node.names)}")

    def visit_Nonlocal(self, node: ast.Nonlocal) -> None:
        """A function that rebinds names around it keeps something."""
        self._saw(node, "global-state", f"nonlocal {', '.join(node.names)}")

    def visit_Assign(self, node: ast.Assign) -> None:
        """Look at what is assigned to."""
        for target in node.targets:
            self._changed(target)
        self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        """Look at what is assigned to."""
        self._changed(node.target)
        self.generic_visit(node)

    def visit_Delete(self, node: ast.Delete) -> None:
        """Look at what is deleted."""
        for target in node.targets:
            self._changed(target)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        """Look at calls of methods that change what they belong to."""
        if isinstance(node.func, ast.Attribute) and node.func.attr in _MUTATORS:
            self._changed(node.func)
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        """A float is inexact wherever it stands."""
        if isinstance(node.value, float | complex):
            self._saw(node, "float", repr(node.value))

    def _changed(self, target: ast.AST) -> None:
        """Something inside a value is changed: whose value is it?"""
        if not isinstance(target, ast.Attribute | ast.Subscript):
            return
        base: ast.AST = target
        while isinstance(base, ast.Attribute | ast.Subscript):
            base = base.value
        if not isinstance(base, ast.Name):
            return
        if base.id in self.names.defaults and not isinstance(self.names.defaults[base.id], str | int | None):
            self._saw(target, "global-state", ast.unparse(target))
        elif base.id in self.names.arguments and base.id != "self":
            self._saw(target, "mutation", ast.unparse(target))
        elif base.id not in self.names.own and self.names.meaning(base.id) is not _NOTHING:
            self._saw(target, "global-state", ast.unparse(target))


def _bound(tree: ast.AST) -> frozenset[str]:
    """Give the names that a tree binds: its locals, and those of the functions and comprehensions inside."""
    stored = {one.id for one in ast.walk(tree) if isinstance(one, ast.Name) and not isinstance(one.ctx, ast.Load)}
    return frozenset(stored | {one.arg for one in ast.walk(tree) if isinstance(one, ast.arg)})
