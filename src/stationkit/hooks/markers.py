"""The two markers: `hookimpl` for plugins, `hookspec` for our own specifications."""

import pluggy

__all__ = ["API_VERSION", "PROJECT", "hookimpl", "hookspec"]

PROJECT = "stationkit"
"""The project name of the hooks, and the entry-point group."""

API_VERSION = (1, 0)
"""The version of the hook interface; a plugin may name the one it needs as `stationkit_api = (1, 0)`."""

hookimpl = pluggy.HookimplMarker(PROJECT)
hookspec = pluggy.HookspecMarker(PROJECT)
