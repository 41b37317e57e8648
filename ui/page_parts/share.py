"""Draw how to share and keep a run: the link, the folder that reproduces its numbers, and loading such a folder."""

from __future__ import annotations

import time

import streamlit as st

from nets.engine.run import Run
from nets.engine.workers.backends import WorkerLost
from nets.experiment.user_error import N_, Problem
from nets.export import run_folder as folder
from nets.export.run_folder import Kept
from nets.families import EXPERIMENTS
from ui.components.library import mount
from ui.fragments.error_boundary import fragment
from ui.fragments.rerun import RUN_FRAGMENTS, redraw, take_notice
from ui.session.open_session import left_out, write_link
from ui.session.training_session import TrainingSession
from ui.text.i18n import _, problem
from ui.widgets.file_download import draw_download, offer_download
from ui.widgets.file_upload import draw_progress, upload

MAX_UPLOAD = 64  # MB
OPEN_SECONDS = 30.0  # how long a loaded run may take to open
UPLOAD = "keep/run"


@fragment("keep")
def share_panel(session: TrainingSession) -> None:
    """Draw link, download and upload."""
    st.subheader(_("Share and keep"))
    link, save, load = st.columns(3, gap="medium")
    with link:
        _link(session)
    with save:
        _download(session)
    with load:
        _upload(session)
    if refused := take_notice(_refusal_key(session)):
        st.error(problem(refused), icon=":material/block:")


def _refusal_key(session: TrainingSession) -> str:
    """Return the key of the reason of a refusal in the session state."""
    return f"keep-refused/{session.experiment.family}"


def _heading(words: str) -> None:
    st.markdown(f"**{words}**")


def _link(session: TrainingSession) -> None:
    """Draw a button that copies the page's current address, and what it carries."""
    _heading(_("The link"))
    copy_link()
    missing = left_out(session)
    st.caption(
        problem(missing)
        if missing
        else _("It carries every setting, not the weights: whoever opens it trains to the same numbers.")
    )


def copy_link() -> None:
    """Draw a button that copies the page's address."""
    words = {"copy": _("Copy the link"), "copied": _("Copied."), "failed": _("Copy it from the address bar.")}
    mount("copy_link", "keep-link", {"words": words})


def _download(session: TrainingSession) -> None:
    """Draw a button that packs the folder of the current run."""
    _heading(_("The folder"))
    st.button(
        _("Download the run"),
        icon=":material/download:",
        key="keep-download",
        on_click=lambda: _on_click_download(session),
        help=_("Settings, figures, weights, and a script in plain PyTorch that arrives at the same numbers."),
    )
    draw_download("keep-file")
    st.caption(_("A zip with the run as it is at this moment. `python train.py` in it needs only torch and numpy."))


def _on_click_download(session: TrainingSession) -> None:
    """Pack the run; the browser downloads it with the next drawing of the panel."""
    run = session.run
    st.session_state.pop(_refusal_key(session), None)
    try:
        content = folder.pack(run, session.engine)
    except (Problem, WorkerLost) as error:
        answer = Problem(N_("The run could not be packed: its trainer did not answer. Try again in a moment."))
        st.session_state[_refusal_key(session)] = error if isinstance(error, Problem) else answer
    else:
        name = f"{run.experiment.family}-{run.id[:6]}.zip"
        offer_download("keep-file", name, content)
    redraw("keep")


def _upload(session: TrainingSession) -> None:
    _heading(_("Load a folder"))
    st.session_state.setdefault("keep-uploads", 0)
    key = f"keep-upload-{st.session_state['keep-uploads']}"
    upload(_("A zip that was downloaded here"), ("zip",), key, MAX_UPLOAD, lambda: _on_upload(session, key))
    draw_progress(session.uploads, UPLOAD)
    st.caption(_("The run comes back with its figures and weights and goes on where it ended. Nothing in it is run."))


def _on_upload(session: TrainingSession, key: str) -> None:
    """Have a worker read the uploaded run; the current run goes on meanwhile."""
    file = st.session_state[key]
    if file is None:
        return
    st.session_state.pop(_refusal_key(session), None)
    st.session_state["keep-uploads"] += 1  # an empty uploader, so that the same file may come again
    take, refuse = lambda result: _on_read(session, *result), lambda why: _on_refuse(session, why)
    arguments = (file.getvalue(), EXPERIMENTS)
    session.uploads.read(UPLOAD, "keep", folder.read_parsed, *arguments, on_read=take, on_refuse=refuse)


def _on_read(session: TrainingSession, kept: Kept, parsed: object) -> None:
    """Make the uploaded run the current one, or keep the reason why not."""
    try:
        kept.experiment.remember(parsed)
        bring_back(session, kept)
        write_link(session)
    except Problem as error:
        st.session_state[_refusal_key(session)] = error
    redraw("keep", *RUN_FRAGMENTS, *sorted(session.redraws.with_settings))


def _on_refuse(session: TrainingSession, why: Problem) -> None:
    st.session_state[_refusal_key(session)] = why
    redraw("keep", *RUN_FRAGMENTS, *sorted(session.redraws.with_settings))


def bring_back(session: TrainingSession, kept: Kept) -> Run:
    """Make a kept run the current one, with its history and weights. Raises Problem, and changes nothing then."""
    if kept.begun.family != session.experiment.family:
        text = N_("This is a run of another page: {family}. Load it there.")
        raise Problem(text, family=kept.begun.family)
    here = next(
        (run for run in session.run_list.same(kept.about.id, kept.about.index) if run.edits == kept.edits), None
    )
    if here is not None:  # it is in the list already: no second entry for the same run
        session.return_to(here)
        return here
    run = folder.restore(kept, session.engine)
    run.resume()
    until = time.monotonic() + OPEN_SECONDS
    while not run.ready and run.state != "failed" and time.monotonic() < until:
        time.sleep(0.01)
    if not run.ready or run.state == "failed":
        run.stop()
        raise run.problem or Problem(N_("The run could not be opened: no worker answered."))
    session.adopt(run)
    session.run_list.mark(run).loaded = kept.about.id
    return run
