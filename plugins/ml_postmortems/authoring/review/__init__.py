"""What the reviewer reads: the report on a pull request, and what each part of it is computed from."""
