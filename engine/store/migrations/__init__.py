"""Bringing a database to the tables of this release, and asking whether it is there."""
