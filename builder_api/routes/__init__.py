"""Routes by subject; each calls the engine and says its answer, and holds no rules."""
