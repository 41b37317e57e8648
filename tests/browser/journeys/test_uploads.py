"""A file that takes a worker seconds: the page shows the progress, the upload is cancelled, then it is learnt."""

from __future__ import annotations

from tests.support.upload_files import png, zip_files


def test_zip_of_large_images_is_cancelled_and_then_learnt(tab, tmp_path):
    picture = png((5800, 5800), "RGBA")
    (tmp_path / "large.zip").write_bytes(zip_files({f"{name}/{i}.png": picture for name in "ab" for i in range(4)}))
    here = tab("/cnn?net.channels=4", locale="en").ready()
    here.page.get_by_role("button", name="Own images").click()
    chooser = here.page.locator('[class*="st-key-own_images"] input[type=file]')
    reading = here.page.locator(".st-key-own_images-reading")
    chooser.set_input_files(tmp_path / "large.zip")
    reading.get_by_text("Reading").first.wait_for()
    cancel = reading.get_by_role("button", name="Cancel")
    here.repeat_until(lambda: cancel.click(), lambda: not reading.count(), times=9, seconds=4)
    assert here.address_setting("data.name") is None
    chooser.set_input_files(tmp_path / "large.zip")
    reading.get_by_text("%").first.wait_for()
    here.wait(lambda: here.address_setting("data.name") == "own")
    reading.wait_for(state="detached")
    here.page.get_by_text("Read: a").first.wait_for()
