"""PDF files: from painted lines and characters to grids and records."""
