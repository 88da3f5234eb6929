"""Exit codes are a promise to scripts; that each command keeps it is tested with the command."""

import signal

from ocdsjp.cli.exit_codes import DATA_HAS_ERRORS, INTERRUPTED, WRONG_USE


def test_bad_data_wrong_use_and_interruption_are_told_apart_from_each_other_and_from_success():
    assert len({0, DATA_HAS_ERRORS, WRONG_USE, INTERRUPTED}) == 4


def test_an_interruption_is_reported_as_shells_do():
    assert INTERRUPTED == 128 + signal.SIGINT


def test_an_unknown_option_is_wrong_use_like_an_argument_that_makes_no_sense(ocdsjp, tmp_path):
    assert ocdsjp("run", "--no-such-option").code == WRONG_USE
    assert ocdsjp("verify", tmp_path / "nowhere").code == WRONG_USE


def test_help_states_the_codes(ocdsjp):
    assert f"{DATA_HAS_ERRORS} the data have errors, {WRONG_USE} wrong use" in ocdsjp("--help").out
