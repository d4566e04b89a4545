"""Issue trackers: what an export says of actions, and what a tracker lacks."""
