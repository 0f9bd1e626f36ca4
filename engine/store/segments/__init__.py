"""Segments, and the facts that conditions read of many contacts at once."""
