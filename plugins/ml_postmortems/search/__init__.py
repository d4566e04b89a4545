"""The search: query language, index, ranking, and the export for the browser, where each module has a twin."""
