from ocdsjp.mapping.suggest.model import PublisherGuess, Reason


def test_only_sure_and_likely_columns_act(guess):
    assert guess(field="tender/title", certainty="sure").active
    assert guess(field="tender/title", certainty="likely").active
    assert not guess(certainty="open").active
    assert not guess(certainty="ignored").active


def test_publisher_is_known_by_code_or_by_a_column():
    why = Reason("", "")
    assert PublisherGuess("992011", None, None, None, why).known
    assert PublisherGuess(None, "団体名", None, None, why).known
    assert not PublisherGuess(None, None, None, None, why).known
