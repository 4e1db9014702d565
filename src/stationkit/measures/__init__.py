"""From records to facts: the one door from the stations to the rules."""
