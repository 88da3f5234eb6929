"""Which body a row belongs to."""

import pytest

from ocdsjp.errors import NotationError
from ocdsjp.mapping.bodies import Bodies, Body, load_bodies

INVENTED = Body("992011", "潮鳴市", "海原県", "7000020992011")


def test_local_governments_are_known_by_code_and_name():
    assert Bodies().by_code("110001").name == "埼玉県"
    assert Bodies().resolve("埼玉県", "").code == "110001"


def test_own_tables_count_too_and_first():
    bodies = Bodies((INVENTED,))
    assert bodies.by_code("992011") == INVENTED
    assert bodies.resolve(" 潮鳴市 ", "海原県") == INVENTED
    assert bodies.resolve("潮鳴市", "") == INVENTED


def test_a_body_without_prefecture_is_found_from_any():
    agency = Body("00X001", "架空庁", "", None)
    assert Bodies((agency,)).resolve("架空庁", "海原県") == agency


def test_a_further_name_of_a_body_gives_the_body_under_its_official_name():
    official, short = Body("00X001", "独立行政法人架空機構", "", None), Body("00X001", "架空機構", "", None)
    assert Bodies((official, short)).resolve("架空機構", "") == official


@pytest.mark.parametrize(("name", "prefecture"), [("架空市", ""), ("潮鳴市", "埼玉県"), ("", "")])
def test_unknown_bodies_are_not_guessed(name, prefecture):
    with pytest.raises(NotationError) as caught:
        Bodies((INVENTED,)).resolve(name, prefecture)
    assert caught.value.rule.id == "body-unknown"


def test_an_unknown_code_is_refused():
    with pytest.raises(NotationError):
        Bodies((INVENTED,)).by_code("992012")


def test_a_name_that_several_bodies_bear_needs_its_prefecture():
    with pytest.raises(NotationError) as caught:
        Bodies().resolve("府中市", "")
    assert caught.value.rule.id == "local-government-ambiguous"
    assert Bodies().resolve("府中市", "東京都").prefecture == "東京都"


def test_tables_are_read_from_files_that_exist(tmp_path):
    table = tmp_path / "local_governments.csv"
    table.write_text(
        "code,name,prefecture,corporate_number\n992011,潮鳴市,海原県,7000020992011\n99X001,組合,,\n", "utf-8"
    )
    bodies = load_bodies(table, tmp_path / "none.csv")
    assert bodies.entries == (INVENTED, Body("99X001", "組合", "", None))


def test_a_body_is_a_party():
    assert INVENTED.party.name == "潮鳴市"
    assert INVENTED.party.number == "7000020992011"
