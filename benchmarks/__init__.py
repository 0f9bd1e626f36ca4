"""Measurements of Postroad on this machine: `make bench` runs them all and prints one table."""
