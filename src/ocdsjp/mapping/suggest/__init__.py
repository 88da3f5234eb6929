"""From an unseen file to a draft of its mapping: what each column seems to be, how sure that is, and why.

``suggest`` looks at a file, ``to_mapping_yaml`` writes the draft. Certainty goes before completeness: what is not sure
stays open for a person and never acts. Nothing here maps data; that is the rest of ``mapping``.
"""

from ocdsjp.mapping.suggest.inquiry import suggest
from ocdsjp.mapping.suggest.model import (
    BlockGuess,
    Choice,
    ColumnGuess,
    KeyGuess,
    NoDataGuess,
    PublisherGuess,
    Reason,
    Suggestion,
)
from ocdsjp.mapping.suggest.render import to_mapping_yaml

__all__ = [
    "BlockGuess",
    "Choice",
    "ColumnGuess",
    "KeyGuess",
    "NoDataGuess",
    "PublisherGuess",
    "Reason",
    "Suggestion",
    "suggest",
    "to_mapping_yaml",
]
