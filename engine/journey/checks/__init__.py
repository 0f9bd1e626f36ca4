"""The checks of a journey: each room judges one side of it, `all_checks` asks them all."""
