"""Procedures as data: who may do what and when, refusals that list every blocker, histories recorded as they were."""
