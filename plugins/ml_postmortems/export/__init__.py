"""Results for programs, one module a format: bytes and text made of the same reports that pages and commands show."""
