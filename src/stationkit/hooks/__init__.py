"""Hooks: what a plugin may register, and the host that loads, checks and remembers who brought what."""
