"""The coach: what is missing in portions of about ten minutes, with forms to fill in and answers of good records."""
