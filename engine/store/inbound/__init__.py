"""What people sent: replies, the inbox, forms filled in."""
