"""Routes of the account: its settings, keys, senders, sessions."""
