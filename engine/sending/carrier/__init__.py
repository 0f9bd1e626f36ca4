"""What a carrier is to Postroad: its protocol, its codes, and a message as it gets it."""
