"""How the catalogue's tables came to be: a step per module in ``versions``, unchanged once released."""

HEAD = "0002"
"""The newest step; stands here so that opening an up-to-date catalogue need not import Alembic."""
