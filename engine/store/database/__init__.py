"""The database itself: connections, dialects, tables, conflicts, leases and kept answers."""
