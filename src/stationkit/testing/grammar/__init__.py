"""Hypothesis strategies for the whole grammar of rulebooks: every shape, verb, move and policy, in every place."""
