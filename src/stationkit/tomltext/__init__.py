"""TOML as text: read, written from plain values, and searched for the place of a key; nothing here knows rulebooks."""
