"""Contracts: what every rulebook of every author promises, tested with facts aimed at its edges."""
