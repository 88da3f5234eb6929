"""The gate is a proof: what it lets pass is valid and gives no check over fields anything to say."""

import copy

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ocdsjp.ocds.profile import load_profile
from ocdsjp.quality import gate
from ocdsjp.quality.checks import Target, checks_of
from ocdsjp.quality.fields import plant, survey
from ocdsjp.quality.validation import validate_release

_profile = load_profile()
_codes = {name: frozenset(codelist.codes) for name, codelist in _profile.codelists.items()}
_gate = gate.build(_profile.release_schema, _codes)
_fields = plant(_profile.release_schema, _codes)

_odd_texts = ["", " ", "\u3000", "\x1c", "x", "a#b", "open", "https://a"]
_odd_dates = ["1970-01-01T00:00:00Z", "2025-04-01T00:00:60Z", "2025-04-01"]
_odd_numbers = [None, True, 0, 2**53, -(2**60), 1e300]
_odd_shapes = [[], {}, [[]], [{}], [""], {"x": {}}, {"x": {"y": [" "]}}, ["open"]]
_odd_values = st.sampled_from([*_odd_texts, *_odd_dates, *_odd_numbers, *_odd_shapes])
_odd_names = st.sampled_from(["foo", "title_en", "title_", "amendment", "details", "ocid", "id", "status", "a/b"])


def _places(value, path=()):
    if isinstance(value, dict | list):
        yield path
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, child in items:
            yield from _places(child, (*path, key))
    else:
        yield path


def _changed(value, path, new, name):
    """``value`` with something odd at ``path``: in place of what was there, or as one more member."""
    value = copy.deepcopy(value)
    here = value
    for step in path[:-1]:
        here = here[step]
    if path and not name:
        here[path[-1]] = new
        return value
    target = here[path[-1]] if path else value
    if isinstance(target, dict):
        target[name or "foo"] = new
    elif isinstance(target, list):
        target.append(new)
    return value


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=500)
@given(data=st.data())
def test_what_passes_has_no_problem(release, data):
    for _ in range(data.draw(st.integers(0, 2))):
        place = data.draw(st.sampled_from(list(_places(release))))
        release = _changed(release, place, data.draw(_odd_values), data.draw(st.none() | _odd_names))
    if _gate.is_valid(release):
        assert validate_release(release) == []
        notes = survey(release, _fields)
        assert [problem for each in checks_of(Target.SURVEY) for problem in each.problems(notes, release)] == []


def test_an_ordinary_release_passes(release):
    assert _gate.is_valid(release)


def test_an_id_that_shows_nothing_does_not_pass(release):
    assert not any(_gate.is_valid({**release, "id": blank}) for blank in (" ", "\x1c", "\u3000"))


def test_members_that_no_schema_names_are_looked_into():
    free = {"properties": {"ocid": {}, "id": {}, "free": {"type": "object"}}}
    strict = gate.build(free, {})
    assert strict.is_valid({"free": {"a": {"b": [1, "x", None]}}})
    assert not strict.is_valid({"free": {"a": {"b": [""]}}})
    assert not strict.is_valid({"free": {"a": {"b": {}}}})
    assert not strict.is_valid({"free": {"a": 2**53}})
