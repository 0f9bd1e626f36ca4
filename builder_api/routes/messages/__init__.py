"""Routes of messages: the library, bodies looked at, the inbox."""
