"""Workers: many stations assessed in processes of their own, each with a time limit that no plugin can get around."""
