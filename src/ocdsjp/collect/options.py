"""Where the files of a source come from: the ``collect:`` block of a mapping file, as a model. No fetching here."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from ocdsjp.collect.templates import variables


class Strict(BaseModel):
    """Refuses unknown keys: a misspelt key must never be silently without effect."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _many(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _host_of(url: str) -> str | None:
    # A tenth of a second of imports, which mappings of local files need not wait for.
    from ocdsjp.collect.addresses import host_of  # noqa: PLC0415

    return host_of(url)


def declared_host(url: str) -> str:
    """The host that a declared URL names; it may hold no variable, so that a mapping says whom it asks.

    Raises:
        ValueError: If there is none, or it is no address of the web.
    """
    host = _host_of(url.partition("{")[0])
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
        for text in (*self.url, *(self.form or {}).values()):
            variables(text)
        for url in self.url:
            declared_host(url)
        return self


class RssOptions(WebOptions):
    """A feed (RSS 1.0, RSS 2.0 or Atom) that announces files or pages."""

    url: str = Field(pattern="^https?://", description="address of the feed（フィードのURL）")
    follow: Literal["feed", "links", "enclosures"] = Field(
        "feed",
        description="what the files are: the feed itself, the pages that its entries link to, or their enclosures"
        "（フィード自体・リンク先・添付）",
    )

    @model_validator(mode="after")
    def _has_host(self) -> "RssOptions":
        declared_host(self.url)
        return self


class Collect(Strict):
    """Where the files of this source come from; exactly one of these."""

    folder: str | None = Field(None, description="pattern below the inbox, such as `saitama/*.csv`")
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
