"""Text files: CSV, TSV and the tables of Markdown; which encoding a text is in."""
