"""What makes records alike, in words and in structure."""
