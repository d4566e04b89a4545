"""An archive of postmortems in Markdown brought in as drafts: files, maps of their headings, times, words kept."""
