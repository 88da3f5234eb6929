"""Excel workbooks, old and new."""
