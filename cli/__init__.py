"""The command line, and the supervisor behind `postroad up`."""
