"""What every long-running part does: put together, started, served, logged."""
