"""Routes of the sandbox: virtual phones and the local mailbox."""
