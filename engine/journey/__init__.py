"""The journey document, its checks, and the compiler that turns it into a plan."""
