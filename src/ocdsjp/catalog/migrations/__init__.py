"""How the catalogue's tables came to be, one step per module in ``versions``. A step never changes once released."""

HEAD = "0001"
"""The newest step; stands here so that opening an up-to-date catalogue need not import Alembic."""
