"""The HTTP API: routes hold no rules; static UI, webhooks, live updates."""
