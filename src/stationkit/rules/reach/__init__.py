"""What can still come out: the abstract meaning of every shape, verb, condition and move, over sets of values."""
