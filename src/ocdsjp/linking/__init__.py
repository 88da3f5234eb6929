"""Decides which rows of which sources are the same contracting process; reads no file, writes no release."""
