"""Draw the settings of the CNN page: the data, the net with its blocks, and transfer learning."""

from __future__ import annotations

from nets.models.cnn.experiment import Convolutional
from nets.models.cnn.settings import EACH, MAX_BLOCKS, MAX_HIDDEN
from ui.page_parts.dataset_download import download_panel
from ui.panels.cnn.comparison_variants import variant_switches
from ui.panels.cnn.upload_images import own_pictures
from ui.panels.images.class_select import classes
from ui.session.training_session import TrainingSession, of_family
from ui.text.i18n import _
from ui.widgets.number_list import each_switch, for_all_or_each, number_list
from ui.widgets.settings_form import control, restart_note, section, training_section

DATA = ("examples", "train_share", "shift", "rotate", "scale", "noise", "label_noise", "seed")


def draw_settings(session: TrainingSession) -> None:
    """Draw every setting of data, net and training."""
    restart_note(session)
    with section(_("Data"), "database", hidden=session.hides("data")):
        control(session, "data.name")
        own_pictures(session)
        download_panel(session)
        classes(session, "data.classes")
        for name in DATA:
            control(session, f"data.{name}")
    with section(_("Net"), "hub", hidden=session.hides("net")):
        control(session, "net.kind")
        _blocks(session)
        number_list(session, "net.hidden", _("Layer {number}"), 0, MAX_HIDDEN, 32)
        for name in ("activation", "dropout", "init"):
            control(session, f"net.{name}")
        variant_switches(session)
    with section(_("Transfer"), "move_up", expanded=False, hidden=session.hides("net")):
        control(session, "net.pretrain")
        classes(session, "net.before")
        control(session, "net.freeze")
    training_section(session)


def _blocks(session: TrainingSession) -> None:
    """Draw the blocks: channels, and what all blocks share or each has for itself."""
    each = [f"net.{name}" for name in EACH]
    count = len(of_family(session, Convolutional).net.channels)
    number_list(session, "net.channels", _("Block {number}"), 1, MAX_BLOCKS, 16, each)
    each_switch(session, each, count)
    for key in each:
        for_all_or_each(session, key)
    for name in ("pool", "pool_size", "norm"):
        control(session, f"net.{name}")
