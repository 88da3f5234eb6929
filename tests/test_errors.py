"""One tree of errors, and the way of an error from a worker back to its parent."""

import inspect
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp import errors
from ocdsjp.errors import MappingError, NotationError, OcdsjpError, ReadError, RuledError
from ocdsjp.findings import Rule

TOO_LONG = Rule(
    id="too-long",
    ja="『{value}』は{most}字を超えます。",
    en='"{value}" has more than {most} characters.',
    mend_ja="縮めてください。",
    mend_en="Shorten it.",
)

ruled = pytest.mark.parametrize("kind", [RuledError, NotationError, ReadError, MappingError])


def test_every_error_is_in_the_tree_that_the_docstring_draws():
    kinds = [it for _, it in inspect.getmembers(errors, inspect.isclass) if issubclass(it, Exception)]
    assert all(issubclass(it, OcdsjpError) for it in kinds)
    assert [it.__name__ for it in kinds if it is not RuledError and it.__name__ not in str(errors.__doc__)] == []


def test_a_notation_that_cannot_be_read_is_a_value_error_too():
    assert issubclass(NotationError, ValueError)


@ruled
def test_the_rule_speaks_both_languages_with_value_and_details(kind):
    error = kind(TOO_LONG, "架空の長い件名", most=3)
    assert error.rule.message("ja", error.value, error.detail) == "『架空の長い件名』は3字を超えます。縮めてください。"
    assert str(error) == '"架空の長い件名" has more than 3 characters. Shorten it.'


@ruled
@given(value=st.none() | st.text() | st.integers(), most=st.text() | st.integers())
def test_an_error_comes_back_from_a_worker_as_it_was(kind, value, most):
    error = kind(TOO_LONG, value, most=most)
    back = pickle.loads(pickle.dumps(error))  # noqa: S301 - made in the line itself
    assert type(back) is kind
    assert (back.rule, back.value, back.detail, str(back)) == (error.rule, error.value, error.detail, str(error))


def test_what_is_given_is_kept_as_text_and_nothing_stays_none():
    error = RuledError(TOO_LONG, 12, most=1)
    assert (error.value, error.detail) == ("12", {"most": "1"})
    assert RuledError(TOO_LONG, most=1).value is None
