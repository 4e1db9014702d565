"""Tables of text: CSV and JSONL files to raw rows, with the number under which a person finds each."""
