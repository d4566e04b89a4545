"""Issue trackers: what an export of one says of actions, and what that changes in records."""
