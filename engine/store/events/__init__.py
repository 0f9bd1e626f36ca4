"""Events as they were received, and notes of what still follows from them."""
