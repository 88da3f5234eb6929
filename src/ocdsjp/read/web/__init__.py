"""Web pages: from markup to grids."""
