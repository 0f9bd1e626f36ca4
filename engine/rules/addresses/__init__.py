"""Phone numbers and e-mail addresses: how they are read, compared, and where their owners are."""
