"""From facts and a resolved rulebook to an explained score: the engine and its ledger."""
