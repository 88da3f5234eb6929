"""Files of records without rows and columns: XML, JSON, feeds and databases."""
