"""Messages: planned, claimed, settled; their receipts and links."""
