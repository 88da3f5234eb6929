"""Connectors: where the files of a source are, and their bytes. What is in them is the readers' business."""
