"""Draw the frame around every page: navigation, language, and the element that keeps the browser tab alive."""

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from ui.charts.save_menu import save_buttons
from ui.components.library import library
from ui.fragments.error_boundary import draw_failed_action, error_boundary
from ui.session import browser_tabs
from ui.session.address.arrival import note_page
from ui.text.i18n import LANGUAGES, _, language, of_browser, use

# Not in a fragment: styles of a fragment replace other styles as soon as it is redrawn.
STYLE = """<style>
.stMainBlockContainer { padding-top: 3.2rem; padding-bottom: 2rem; }
.stMainBlockContainer h1 { padding: 0; font-size: 1.9rem; }
/* our own menu of each chart offers the same, in the user's language */
[data-testid="stFullScreenFrame"]:has(.stVegaLiteChart) [data-testid="stElementToolbar"],
.st-key-runs-board [aria-label="Download as CSV"] { display: none; }
.katex-display { overflow: auto hidden; padding: 2px 0; } /* a long formula on a phone */
.st-key-classical-cards { display: grid; gap: 1.2rem 1rem;
  grid-template-columns: repeat(auto-fill, minmax(min(46%, 210px), 1fr)); }
.st-key-new-net { position: fixed; bottom: 1rem; left: 50%; transform: translateX(-50%); z-index: 99;
  flex-wrap: nowrap; width: max-content; max-width: calc(100vw - 2rem); padding: 0.5rem 0.75rem; border-radius: 0.5rem;
  background: Canvas; border: 1px solid rgba(128, 128, 128, 0.4);
  box-shadow: 0 4px 16px rgba(0, 0, 0, 0.2); }
@media (max-width: 640px) {
  [data-testid="stButtonGroup"] [role="radiogroup"] { flex-wrap: wrap; overflow: visible; mask-image: none; }
  [data-testid="stMarkdown"] table { display: block; overflow-x: auto; }
  [data-testid="stMarkdown"] :is(td, th) { padding: 0.3rem 0.4rem; font-size: 0.9rem; }
}
</style>"""
ICON = Path(__file__).parents[1] / "icon.png"
PAGES = Path(__file__).parents[2] / "pages"


def main() -> None:
    """Draw the chosen page inside the frame."""
    st.set_page_config(page_title="Nets Playground", page_icon=str(ICON), layout="wide")
    use()
    _keep_language()
    page = st.navigation(_pages(), position="top", expanded=True)  # else "View 7 more" on a phone
    note_page(page.url_path, plain=not st.query_params.keys() - {"lang", "embed", "embed_options"})
    st.html(STYLE)
    with st.sidebar:
        st.segmented_control(
            _("Language"),
            list(LANGUAGES),
            default=language(),
            format_func=LANGUAGES.__getitem__,
            key="language",
            on_change=_on_change_language,
            label_visibility="collapsed",
            required=True,
        )
    library()
    save_buttons()
    browser_tabs.keep_alive()
    draw_failed_action()
    if browser_tabs.is_recognised():
        browser_tabs.current_tab().on_screen = None  # until a training page says otherwise
        with error_boundary("page"):
            page.run()


def _pages() -> dict[str, list[StreamlitPage]]:
    """Return all pages by the titles of their groups in the menu."""
    return {
        "": [st.Page(PAGES / "home.py", title=_("Home"), icon=":material/home:", default=True)],
        _("Basics"): [
            st.Page(PAGES / "neuron.py", title=_("Neuron"), icon=":material/radio_button_checked:"),
            st.Page(PAGES / "perceptron.py", title=_("Perceptron"), icon=":material/scatter_plot:"),
            st.Page(PAGES / "backpropagation.py", title=_("Backpropagation"), icon=":material/conversion_path:"),
            st.Page(PAGES / "optimizers.py", title=_("Optimizers"), icon=":material/directions_run:"),
            st.Page(PAGES / "cnn.py", title=_("CNN"), icon=":material/grid_on:"),
            st.Page(PAGES / "autoencoder.py", title=_("Autoencoder"), icon=":material/compress:"),
            st.Page(PAGES / "classical.py", title=_("Classical models"), icon=":material/forest:"),
        ],
        _("Words"): [
            st.Page(PAGES / "tokens.py", title=_("Tokens"), icon=":material/segment:"),
            st.Page(PAGES / "word2vec.py", title="Word2Vec", icon=":material/bubble_chart:"),
        ],
        _("Sequences"): [
            st.Page(PAGES / "recurrent.py", title=_("Recurrent"), icon=":material/all_inclusive:"),
            st.Page(PAGES / "encoder_decoder.py", title=_("Encoder-decoder"), icon=":material/translate:"),
            st.Page(PAGES / "captioning.py", title=_("Captioning"), icon=":material/subtitles:"),
        ],
        _("Transformers"): [
            st.Page(PAGES / "transformer.py", title="Transformer", icon=":material/hub:"),
            st.Page(PAGES / "gpt.py", title="GPT", icon=":material/auto_stories:"),
            st.Page(PAGES / "bert.py", title="BERT", icon=":material/contextual_token:"),
            st.Page(PAGES / "decoding.py", title=_("Decoding"), icon=":material/casino:"),
        ],
    }


def _keep_language() -> None:
    """Put a chosen language back into the link, which is empty on another page and is all that a reload knows."""
    if "lang" not in st.query_params and language() != of_browser():
        st.query_params["lang"] = language()


def _on_change_language() -> None:
    """Change the language, in the link as well, so that a shared link has it too."""
    st.query_params["lang"] = st.session_state["language"]


main()
