"""What the exit codes of every command mean; 0 is fine."""

DATA_HAS_ERRORS = 1
"""The data, or what was made of them, have errors; also: something went wrong that is not the user's doing."""

WRONG_USE = 2
"""The command makes no sense as given; nothing was done. Typer uses the same for unknown options."""

INTERRUPTED = 130
"""128 + SIGINT, as shells report it."""
