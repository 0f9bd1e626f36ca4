"""One module per command; each registers itself on the application of `cli.main`."""
