"""Rehearsal files at the terminal: reading them, and showing what came of them."""
