"""Who is calling: keys, sessions, the one-time token, visitors without any."""
