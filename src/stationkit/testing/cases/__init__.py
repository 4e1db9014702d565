"""Cases: what is given, and what must come of it; written in TOML or filled in as rows of a table."""
