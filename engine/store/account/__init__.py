"""The account's rows: settings, keys, sessions, senders, secrets."""
