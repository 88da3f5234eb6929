"""Which connector a mapping file's ``collect:`` block asks for."""

from pathlib import Path

from ocdsjp.collect.ckan import Ckan
from ocdsjp.collect.folder import Folder
from ocdsjp.collect.http import Http
from ocdsjp.collect.kkj import Kkj
from ocdsjp.collect.options import Collect
from ocdsjp.collect.pportal import Pportal
from ocdsjp.collect.rss import Rss
from ocdsjp.collect.sighting import Connector


def connector(declared: Collect, inbox: Path) -> Connector:
    """The connector of a source.

    Args:
        declared: What its mapping says; exactly one way is given.
        inbox: The folder against which folder sources resolve.
    """
    made: list[Connector] = []
    if declared.folder is not None:
        made.append(Folder(inbox, declared.folder))
    if declared.http is not None:
        made.append(Http(declared.http))
    if declared.rss is not None:
        made.append(Rss(declared.rss))
    if declared.ckan is not None:
        made.append(Ckan(declared.ckan))
    if declared.kkj is not None:
        made.append(Kkj(declared.kkj))
    if declared.pportal is not None:
        made.append(Pportal(declared.pportal))
    [only] = made
    return only
