"""Partitions: the 47 prefectures and the nation.

Not municipalities: a partition of an asset costs about 20 ms of event log in every run whatever its work is, so 1,788
of them would cost more than the work. Inside a partition the engine spreads the units.
"""

import dagster as dg

from ocdsjp.japan.local_governments import PREFECTURES
from ocdsjp.japan.text import match_key
from ocdsjp.mapping.load import Source

NATION = "00"
"""Sources and publishers of no single prefecture; also the invented places of the sample, whose number is 99."""

AREAS = (NATION, *(prefecture.code for prefecture in PREFECTURES))
"""JIS X 0401 codes of the prefectures, after the nation."""

areas = dg.StaticPartitionsDefinition(list(AREAS))

_CODES_BY_NAME = {match_key(prefecture.name): prefecture.code for prefecture in PREFECTURES}
_LENGTH_OF_CODE = 6


def area_of(publisher_code: str) -> str:
    """The prefecture in which a publisher lies, by its 団体コード; the nation for any other code."""
    first = publisher_code[:2]
    # A corporate number (13 digits) begins with its check digit, which says nothing of a place.
    return first if len(publisher_code) == _LENGTH_OF_CODE and first in AREAS else NATION


def area_of_source(source: Source) -> str:
    """The area of a source: of its one publisher, or the prefecture that its mapping states for all its rows."""
    publisher = source.mapping.publisher
    if publisher.code is not None:
        return area_of(publisher.code)
    constant = None if publisher.prefecture is None else publisher.prefecture.constant
    return _CODES_BY_NAME.get(match_key(str(constant)), NATION) if constant is not None else NATION
