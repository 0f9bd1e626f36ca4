"""Examples played for real against the sample contacts, on the sandbox."""
