"""The language of the interface, and the translation of texts."""

import pickle
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from nets.experiment.user_error import Key, Problem
from ui.text import i18n as words


@pytest.fixture(autouse=True)
def catalogue(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    entries = {"Loss": "损失", "{count} steps": "{count} 步", "{key} is odd.": "{key} 不对。"}
    monkeypatch.setattr(words, "catalogue", lambda language: entries if language == "zh" else {})
    yield
    words.use("en")


def test_english_text_is_the_source() -> None:
    assert words._("Loss") == "Loss"
    assert words._("{count} steps", count=3) == "3 steps"


def test_translation_is_looked_up_and_filled() -> None:
    words.use("zh")
    assert words._("Loss") == "损失"
    assert words._("{count} steps", count=3) == "3 步"


def test_missing_translation_falls_back_to_english() -> None:
    words.use("zh")
    assert words._("Never written") == "Never written"


def test_braces_stay_without_values() -> None:
    assert words._("a set is {1, 2}") == "a set is {1, 2}"


def test_problem_is_translated() -> None:
    words.use("zh")
    assert words.problem(Problem("{key} is odd.", key="fit.lr")) == "fit.lr 不对。"


def test_setting_keeps_its_title_in_a_problem_after_pickling() -> None:
    restored = pickle.loads(pickle.dumps(Problem("{key} is odd.", key=Key("fit.lr", "Loss"))))
    assert str(restored) == "fit.lr is odd."
    assert words.problem(restored) == "Loss (fit.lr) is odd."
    words.use("zh")
    assert words.problem(restored) == "损失 (fit.lr) 不对。"


@pytest.mark.parametrize(
    ("tag", "spoken"), [("zh-CN", "zh"), ("zh_TW", "zh"), ("ZH", "zh"), ("en-GB", "en"), ("fr", "en"), ("", "en")]
)
def test_language_tag_selects_a_language(tag: str, spoken: str) -> None:
    assert words.use(tag) == spoken
    assert words.language() == spoken


def test_long_texts_fall_back_to_english(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "LOCALES", tmp_path)
    for language, name in [("en", "home"), ("en", "about"), ("zh", "home")]:
        (tmp_path / language).mkdir(exist_ok=True)
        (tmp_path / language / f"{name}.md").write_text(f"{name} in {language}", encoding="utf-8")
    words.use("zh")
    assert words.text("home") == "home in zh"
    assert words.text("about") == "about in en"


def _page() -> None:
    import streamlit as st

    from ui.text.i18n import language, use

    use(st.session_state.pop("pressed", None))
    st.text(language())

    @st.fragment
    def live() -> None:
        st.text(f"live {language()}")

    live()
    st.button("later", on_click=lambda: st.session_state.update(heard=language()))


def _texts(app: AppTest) -> list[str]:
    assert not app.exception
    return [text.value for text in app.text]


def test_session_reads_the_url_then_remembers() -> None:
    app = AppTest.from_function(_page)
    app.query_params["lang"] = "zh-CN"
    assert _texts(app.run()) == ["zh", "live zh"]
    del app.query_params["lang"]
    assert _texts(app.run()) == ["zh", "live zh"]
    assert _texts(app.button[0].click().run()) == ["zh", "live zh"]
    assert app.session_state["heard"] == "zh"


def test_choice_wins_and_unknown_language_is_ignored() -> None:
    app = AppTest.from_function(_page)
    app.query_params["lang"] = "fr"
    assert _texts(app.run()) == ["en", "live en"]
    app.session_state["pressed"] = "zh"
    assert _texts(app.run()) == ["zh", "live zh"]


def test_sessions_do_not_share_their_language() -> None:
    first, second = AppTest.from_function(_page), AppTest.from_function(_page)
    first.query_params["lang"] = "zh"
    assert _texts(first.run())[0] == "zh"
    assert _texts(second.run())[0] == "en"
    assert _texts(first.run())[0] == "zh"
    assert words.language() == "en"


def test_browser_decides_without_a_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streamlit.runtime.context.ContextProxy.locale", "zh-HK")
    assert _texts(AppTest.from_function(_page).run())[0] == "zh"


@pytest.mark.parametrize(
    "address", ["http://evil.example/x", "HTTPS://evil.example", "www.evil.example", "me@evil.example"]
)
def test_bare_address_in_untrusted_text_does_not_become_a_link(address: str) -> None:
    text = words.plain(f"see {address}").replace("\\", "")
    assert text.replace(words.WORD_JOINER, "") == f"see {address}"
    assert address not in text


@pytest.mark.parametrize("text", ["3 @ 4", "wwwing", "http: a", "ww.w", "@"])
def test_text_without_an_address_is_unchanged(text: str) -> None:
    assert words.WORD_JOINER not in words.plain(text)


def test_control_and_direction_characters_are_replaced() -> None:
    assert words.plain("a\x08b\x1b\u202ec\ud800") == "a\ufffdb\ufffd\ufffdc\ufffd"
    assert words.plain("👩\u200d👧 กำ") == "👩\u200d👧 กำ", "what joins characters stays"
