"""A user's own table and own points, on the perceptron's page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from nets.models.perceptron.settings import DRAWN

Open = Callable[..., Any]  # the fixture `visit`


def test_own_table(visit: Open) -> None:
    page = visit("zh")
    page.at.file_uploader(key="own_table").upload(
        "花.csv", "花瓣,颜色,种类\n".encode("gbk") + b"1.5,r,a\n2.5,g,b\n" * 9
    )
    page.at.run()
    page.at.run()
    assert not page.at.exception
    assert not page.errors
    assert (page.session.experiment.data.name, page.session.experiment.classes) == ("csv", 2)
    assert any("18 行" in caption.value for caption in page.at.caption)
    assert "花瓣" in page.strings()
    page.train(30)
    assert not page.at.exception
    assert page.at.get_by_key("own_table_target").options == ["花瓣", "颜色", "种类"]
    page.set_widget("own_table_target", "颜色")
    assert page.session.experiment.data.target == "颜色"
    assert not page.errors
    assert "花瓣" not in str(page.link)
    again = visit("zh", page.session.experiment.strings() | {"data.target": "没有这一列"})
    assert not again.at.exception
    assert len(again.errors) == 1
    assert again.session.experiment.data == page.session.experiment.replace({"data.target": ""}).data


UNFIT = {
    "prose": "It was the best of times, it was the worst of times.\nIt was, so to speak, an age.\n",
    "one row": "a,b\n1,2\n",
    "a picture": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)),
    "nothing": "",
    "one column": "a\n1\n2\n3\n4\n5\n",
}


@pytest.mark.parametrize("case", UNFIT)
def test_a_file_that_is_no_table_is_explained(visit: Open, case: str) -> None:
    page, content = visit("en"), UNFIT[case]
    page.train(3)
    run, experiment = page.run, page.session.experiment
    page.at.file_uploader(key="own_table").upload("x.csv", content if isinstance(content, bytes) else content.encode())
    page.at.run()
    page.at.run()
    assert not page.at.exception
    assert len(page.errors) == 1
    assert (page.run, page.session.experiment) == (run, experiment)
    assert page.at.get_by_key("perceptron/data.name").value == "circles"


def test_own_points_begin_with_those_at_hand(visit: Open) -> None:
    page = visit()
    page.set_widget("perceptron/data.name", "points")
    assert not page.at.exception
    assert not page.errors
    assert len(page.session.experiment.data.points) >= 6
    page.train(30)
    assert not page.errors
    assert {"brush", "plane"} <= page.shown_keys()
    page.set_widget("perceptron/data.name", "moons")
    assert page.session.experiment.data.name in DRAWN
