"""``mappings/publication.yaml``: who publishes, under which ocid prefix and terms."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from ocdsjp.errors import UsageError
from ocdsjp.ocds.ids import PLACEHOLDER_PREFIX, is_prefix
from ocdsjp.ocds.profile import load_profile
from ocdsjp.publish.meta import Licence, PublicationMeta


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Labels(_Strict):
    """A text in both languages."""

    ja: str
    en: str


class Publisher(_Strict):
    """Who publishes the OCDS version, which is not the municipality."""

    name: str
    uri: str
    scheme: str | None = None
    id: str | None = None


class LicenceTerms(_Strict):
    """The licence of the publication."""

    id: str
    url: str
    title: Labels


class Contact(_Strict):
    """Whom to write to."""

    name: Labels
    email: str


class Policy(_Strict):
    """The whole file."""

    publisher: Publisher
    ocid_prefix: str
    base_url: str
    licence: LicenceTerms
    policy_url: str
    language: Literal["ja"]
    title: Labels
    description: Labels
    contact: Contact

    @field_validator("ocid_prefix")
    @classmethod
    def _form(cls, prefix: str) -> str:
        if not is_prefix(prefix):
            raise ValueError("an ocid prefix is `ocds-` and six lower-case letters or digits")
        return prefix

    @property
    def preview(self) -> bool:
        """Whether the prefix is still the placeholder, so that everything published must say so."""
        return self.ocid_prefix == PLACEHOLDER_PREFIX

    def meta(self, published: str) -> PublicationMeta:
        """The facts of a publication whose content last changed at ``published`` (RFC 3339, +09:00)."""
        base = self.base_url.rstrip("/")
        return PublicationMeta(
            published=published,
            publisher=self.publisher.name,
            publisher_uri=self.publisher.uri,
            base_url=base,
            licence=Licence(self.licence.id, self.licence.url, self.licence.title.en),
            policy_url=self.policy_url,
            title_ja=self.title.ja,
            title_en=self.title.en,
            description_ja=self.description.ja,
            description_en=self.description.en,
            extensions=load_profile().extension_urls_with(f"{base}/extensions"),
            preview=self.preview,
        )


def load_policy(mappings: Path) -> Policy:
    """The policy in a mappings folder.

    Raises:
        UsageError: If the file is missing, is no YAML, or breaks the form.
    """
    path = mappings / "publication.yaml"
    try:
        return Policy.model_validate(YAML(typ="safe", pure=True).load(path.read_bytes()))
    except FileNotFoundError:
        raise UsageError(f"{path} is missing: it states who publishes") from None
    except (YAMLError, ValidationError) as error:
        raise UsageError(f"{path}: {error}") from None
