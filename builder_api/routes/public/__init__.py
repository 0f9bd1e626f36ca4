"""Routes that need no key: forms, preferences, links, cards, carriers' webhooks, health."""
