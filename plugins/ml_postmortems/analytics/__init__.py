"""What the archive says about recurrence, speed and trends: numbers with their N, interval and ids; no formatting."""
