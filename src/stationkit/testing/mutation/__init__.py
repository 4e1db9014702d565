"""Mutants: wrong versions of an author's rulebook, and which of them the author's cases do not notice."""
