"""The twin of the command line for agents: what is published, read-only, over the Model Context Protocol."""
