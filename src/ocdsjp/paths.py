"""Where the files that ship with ocdsjp lie: schemas/ and mappings/, in a checkout or inside the wheel."""

from functools import cache
from pathlib import Path

from ocdsjp.errors import StoreError

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent.parent


@cache
def shipped(name: str) -> Path:
    """The folder or file ``name`` (``schemas``, ``mappings``, ``dagster.yaml``) that came with this installation.

    A checkout wins over the wheel's copy, so that an edited schema takes effect at once.

    Raises:
        StoreError: If neither is there, which means a broken installation.
    """
    for place in (_CHECKOUT / name, _PACKAGE / "_data" / name):
        if place.exists():
            return place
    raise StoreError(f"{name} is missing from this installation of ocdsjp")
