"""Sample regions: believable, invented, the same for the same seed, with histories made through the procedure."""
