"""Helping authors and reviewers: drafts, next steps, status changes, review reports."""
