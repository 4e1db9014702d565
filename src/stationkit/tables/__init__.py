"""Facts from a table: one subject a row, scored by any rulebook, without a word about stations."""
