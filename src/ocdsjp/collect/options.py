"""Where the files of a source come from: the ``collect:`` block of a mapping file, as a model. No fetching here."""

import re
from datetime import date
from pathlib import PurePosixPath
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from ocdsjp.collect.templates import variables

_HOST = re.compile(r"[^\s/?#@:*\\{}\[\]]+|\[[0-9A-Fa-f:.]+\]")
_MOST_ADDRESSES = 100_000


class Strict(BaseModel):
    """Refuses unknown keys: a misspelt key must never be silently without effect."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _many(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _host_of(url: str) -> str | None:
    # A tenth of a second of imports, which mappings of local files need not wait for.
    from ocdsjp.collect.client.addresses import host_of  # noqa: PLC0415

    return host_of(url)


def declared_host(url: str) -> str:
    """The host that a declared URL names; it may hold no variable, so that a mapping says whom it asks.

    Raises:
        ValueError: If there is none, it is no address of the web, or has a password or control characters in it.
    """
    host = _host_of(url.partition("{")[0]) and _host_of(re.sub("[{}]", "_", url))
    if not url.startswith(("http://", "https://")) or not host or "{" in url.split("/")[2]:
        raise ValueError(f"{url}: an address of the form https://host/path is meant")
    return host


Many = Annotated[tuple[str, ...], BeforeValidator(_many, json_schema_input_type=str | tuple[str, ...])]
"""One text, which may stand without a list, or several."""


class WebOptions(Strict):
    """What every source on the web may say."""

    hosts: Many = Field(
        (), description="other hosts that may be asked, beside those of the declared URLs（許可するホスト名）"
    )
    max_requests: int = Field(1_000, ge=1, le=100_000, description="requests of one look at most（1回の要求数の上限）")
    max_bytes: int = Field(
        200_000_000, ge=1, le=4_000_000_000, description="size of one file at most, decompressed（1ファイルの上限）"
    )

    @model_validator(mode="after")
    def _says_whom_it_asks(self) -> "WebOptions":
        for host in self.hosts:
            if not _HOST.fullmatch(host) or not _host_of(f"http://{host}"):
                raise ValueError(f"{host}: the name of a host alone is meant, such as www.example.jp")
        declared: str | tuple[str, ...] = getattr(self, "url", ())
        for url in (declared,) if isinstance(declared, str) else declared:
            declared_host(url)
        return self

    def allowed(self, *urls: str) -> frozenset[str]:
        """The hosts that may be asked: those of the declared URLs and those that are named beside them."""
        named = (f"http://{host}" for host in self.hosts)  # compared as a URL's host is: lower case, IDNA
        return frozenset(host for url in (*named, *urls) if (host := _host_of(url)))


class CkanOptions(WebOptions):
    """A CKAN catalogue: all resources of the datasets that any of the four ways names, if their format fits."""

    url: str = Field(
        pattern="^https?://", description="address of the catalogue, such as `https://data.bodik.jp`（カタログの場所）"
    )
    datasets: Many = Field((), description="names of datasets（データセットの名前）")
    organizations: Many = Field((), description="names of organisations（組織の名前）")
    tags: Many = Field((), description="tags（タグ）")
    search: str | None = Field(None, description="words to search for, in the catalogue's own syntax（検索語）")
    formats: Many = Field(min_length=1, description="formats of resources, such as CSV or XLSX（リソースの形式）")
    resources: Many = Field(
        (), description="patterns for names of resources, such as `*契約*`; default: all（リソース名のパターン）"
    )

    @model_validator(mode="after")
    def _some_datasets(self) -> "CkanOptions":
        if not (self.datasets or self.organizations or self.tags or self.search):
            raise ValueError("give at least one of datasets, organizations, tags and search")
        return self


class KkjOptions(WebOptions):
    """官公需情報ポータルサイト 検索API: notices by prefecture and day of issue."""

    url: str = Field("https://www.kkj.go.jp/api/", pattern="^https?://", description="address of the API")
    prefectures: tuple[Annotated[str, Field(pattern=r"^(0[1-9]|[1-3]\d|4[0-7])$")], ...] = Field(
        min_length=1, description='two digits each, in quotation marks, such as "07"（都道府県コード2桁）'
    )
    categories: tuple[Literal[1, 2, 3], ...] = Field(
        (), description="1 物品, 2 工事, 3 役務; default: all, also notices without one（カテゴリー）"
    )
    since: date | None = Field(None, description="first month to ask for, as one of its days（最初の月）")
    months: int = Field(
        2, ge=1, le=240, description="without since: how many months back, the present one included（何か月分か）"
    )

    @model_validator(mode="after")
    def _each_once(self) -> "KkjOptions":
        for several in (self.prefectures, self.categories):
            if len(set(several)) < len(several):
                raise ValueError(f"each once: {several}")
        return self


class PportalOptions(WebOptions):
    """調達ポータル 落札実績オープンデータ: a file for each fiscal year, and one for each of the last days."""

    url: str = Field(
        "https://api.p-portal.go.jp/pps-web-biz/UAB03/OAB0301", pattern="^https?://", description="address of the files"
    )
    since: int = Field(2013, ge=2013, le=2100, description="first fiscal year（最初の年度）")
    days: int = Field(
        40, ge=0, le=60, description="daily files of how many days back; they are kept for two months（差分の日数）"
    )


class FiscalYears(Strict):
    """The fiscal years that `{fiscal_year}` and `{reiwa}` in a URL run over."""

    first: int = Field(ge=1950, le=2100, description="the first one, such as 2022（最初の年度、西暦）")
    last: int | None = Field(None, ge=1950, le=2100, description="the last one; default: the present one（最後の年度）")


class HttpOptions(WebOptions):
    """Files at addresses that are known, or that follow a pattern over days, months or fiscal years."""

    url: Many = Field(
        min_length=1,
        description="address or addresses; `{date:%Y%m%d}`, `{month:%Y%m}`, `{fiscal_year}` and `{reiwa:02}` "
        "are filled in（URL。日付・年度は変数で）",
    )
    days: int = Field(1, ge=1, le=3_660, description="`{date}`: so many days up to today（今日までの日数）")
    months: int = Field(1, ge=1, le=1_200, description="`{month}`: so many months up to this one（今月までの月数）")
    fiscal_years: FiscalYears | None = Field(None, description="default: the present one（年度の範囲）")
    form: dict[str, str] | None = Field(
        None, description="fields of a form to send (POST); variables are filled in（送信するフォーム）"
    )
    form_encoding: Literal["utf-8", "cp932", "euc_jp"] = Field(
        "utf-8", description="character encoding of the form（フォームの文字コード）"
    )
    missing: Literal["error", "skip"] = Field(
        "error",
        description="skip: it is right that some addresses have no file, such as those of holidays（404 の扱い）",
    )

    @model_validator(mode="after")
    def _templates(self) -> "HttpOptions":
        form = self.form or {}
        names = set[str]().union(*map(variables, (*self.url, *form.values())))
        addresses = len(self.url) * max(1, self.days * ("date" in names), self.months * ("month" in names))
        if addresses > _MOST_ADDRESSES:
            raise ValueError(f"{addresses} addresses; at most {_MOST_ADDRESSES} are meant for one source")
        try:
            "".join((*form, *form.values())).encode(self.form_encoding)
        except UnicodeEncodeError as error:
            raise ValueError(f"form: {error.object[error.start]!r} does not exist in {self.form_encoding}") from error
        return self


class RssOptions(WebOptions):
    """A feed (RSS 1.0, RSS 2.0 or Atom) that announces files or pages."""

    url: str = Field(pattern="^https?://", description="address of the feed（フィードのURL）")
    follow: Literal["feed", "links", "enclosures"] = Field(
        "feed",
        description="what the files are: the feed itself, the pages that its entries link to, or their enclosures"
        "（フィード自体・リンク先・添付）",
    )


def _pattern(value: str) -> str:
    if not value.strip() or "\0" in value or any("**" in it and it != "**" for it in PurePosixPath(value).parts):
        raise ValueError(f"{value!r}: a pattern such as shionari/*.csv or shionari/**/*.csv is meant")
    return value


class Collect(Strict):
    """Where the files of this source come from; exactly one of these."""

    folder: Annotated[str, AfterValidator(_pattern)] | None = Field(
        None, description="pattern below the inbox, such as `saitama/*.csv`"
    )
    http: HttpOptions | None = Field(None, description="files at addresses on the web（URL のファイル）")
    rss: RssOptions | None = Field(None, description="a feed and what it announces（フィード）")
    ckan: CkanOptions | None = Field(None, description="a CKAN catalogue（CKAN のデータカタログ）")
    kkj: KkjOptions | None = Field(None, description="官公需情報ポータルサイト 検索API")
    pportal: PportalOptions | None = Field(None, description="調達ポータル 落札実績オープンデータ")

    @model_validator(mode="after")
    def _one_way(self) -> "Collect":
        if len(self.declared()) != 1:
            raise ValueError(f"give exactly one of {', '.join(type(self).model_fields)}")
        return self

    def declared(self) -> tuple[str, ...]:
        """The names of the ways that are given."""
        return tuple(name for name in type(self).model_fields if getattr(self, name) is not None)
