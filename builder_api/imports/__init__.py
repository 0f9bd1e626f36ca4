"""Imports over HTTP: the look at a file before, and the report as it grows."""
