"""Edges: where a rulebook changes its mind, and facts that stand on, just under and just over each of them."""
