"""A fragment that raises, a button whose callback raises, and a text after them."""

import streamlit as st

from ui.fragments.error_boundary import draw_failed_action, fragment
from ui.text.i18n import use


@fragment("broken")
def broken() -> None:
    """Raise an error until the session switches it off."""
    if not st.session_state.get("healed"):
        raise KeyError("secret")
    st.write("drawn anew")


@fragment("buttons")
def buttons() -> None:
    """Two buttons of a fragment."""
    st.button("heal", on_click=lambda: st.session_state.update(healed=True))
    st.button("fail", on_click=lambda: {}["secret"])


use()
draw_failed_action()
broken()
buttons()
st.write("last words")
