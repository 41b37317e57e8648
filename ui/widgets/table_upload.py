"""Draw a file chooser for a user's own table, and how the table was read."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from nets.datasets.tables import upload_table as table_file
from nets.datasets.tables.upload_table import TableFile
from nets.experiment.user_error import Problem
from nets.models.perceptron.examples import examples
from nets.models.perceptron.settings import Data
from ui.fragments.server_value import on_user_change, show_value
from ui.session.requests.uploads import Uploads
from ui.text.i18n import _, problem
from ui.widgets.file_upload import draw_progress, upload_to_worker
from ui.widgets.selectbox import selectbox

MAX_UPLOAD = 20  # MB; the browser refuses a larger file, the server with a reason one that is too large to read


def choose_table(
    key: str, fragment: str, uploads: Uploads, on_take: Callable[[str], None], on_refuse: Callable[[Problem], None]
) -> None:
    """Draw a file chooser. Calls `on_take` with the text of the file, or `on_refuse` if it cannot be read."""

    def take(parsed: tuple[str, TableFile]) -> None:
        table_file.remember(*parsed)
        on_take(parsed[0])

    with st.popover(_("Own table …"), icon=":material/upload_file:", width="stretch"):
        st.caption(
            _("A CSV file: names in the first line, one example a line. It stays on this server and is never shared.")
        )
        read = lambda content: uploads.read(  # noqa: E731
            key, fragment, table_file.parse, content, on_read=take, on_refuse=on_refuse
        )
        upload_to_worker(uploads, _("CSV file"), ("csv", "tsv", "txt"), key, MAX_UPLOAD, read)
    draw_progress(uploads, key, outside=True)


def table_summary(data: Data, key: str, on_choose: Callable[[str], None]) -> None:
    """Draw how the table was read; `on_choose` is called with the column to predict."""
    table = table_file.read(data.csv)
    usable = [column.name for column in table.columns if column.usable]
    target = data.target or table.default_target
    names = usable if target in usable else [*usable, target]
    show_value(key, target)
    selectbox(
        _("Target column"),
        names,
        key=key,
        help=_("The column to predict. The others are what it is predicted from."),
        on_change=on_user_change(key, on_choose),
    )
    st.caption(_("{rows} rows, {columns} columns.", rows=table.rows, columns=len(table.columns)))
    for note in examples(data).notes:
        st.caption(problem(note))
