"""Pages that people outside see: forms, preferences, proofs. No scripts, nothing from elsewhere."""
