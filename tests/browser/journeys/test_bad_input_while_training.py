"""A broken zip, a broken table and a hostile link while a run trains: it continues, and each gets one sentence."""

from __future__ import annotations

from urllib.parse import urlencode

from tests.support.browser_user import LONG

HOSTILE = {
    "data.name": "<img src=x onerror=alert(1)>",
    "fit.lr": "1e999",
    "net.hidden": "1000000",
    "data.points": "nan,0,0",
    "<script>alert(2)</script>": "1",
}


def test_run_continues_and_each_bad_input_gets_one_sentence(tab, tmp_path):
    here = tab(f"/perceptron?{LONG}", locale="zh-CN").ready()
    here.train(100)
    alerts = here.page.locator('[data-testid="stAlert"]')

    def check_sentence(words: str) -> None:
        """Check that the sentence is shown once, and that the run makes steps."""
        alerts.filter(has_text=words).first.wait_for()
        assert alerts.filter(has_text=words).count() == 1
        step = here.step()
        here.wait(lambda: here.step() > step + 10)

    (tmp_path / "broken.zip").write_bytes(b"PK\3\4" + bytes(500))
    uploads = here.page.locator('[class*="st-key-keep-upload"] input[type=file]')
    uploads.set_input_files(tmp_path / "broken.zip")
    check_sentence("压缩包已损坏或不完整")
    (tmp_path / "broken.csv").write_bytes(b'a,b\n1,2\n3,4\n5,6\n7,8\n9,"10\n')
    here.page.get_by_role("button", name="自己的表格").click()
    here.page.locator(".st-key-own_table input[type=file]").set_input_files(tmp_path / "broken.csv")
    check_sentence("引号没有闭合")
    assert here.address_setting("data.name") is None
    other = tab(f"/perceptron?{LONG}&{urlencode(HOSTILE)}", locale="zh-CN").ready()
    alerts = other.page.locator('[data-testid="stAlert"]')
    other.wait(lambda: alerts.count() == len(HOSTILE))
    words = " ".join(alerts.all_inner_texts())
    assert "<img src=x onerror=alert(1)>" in words
    assert "没有名为 <script>alert(2)</script> 的设置" in words
    assert other.page.locator('[data-testid="stAlert"] img').count() == 0
    assert "1e999" not in other.page.url
    other.train(50)
    step = here.step()
    here.wait(lambda: here.step() > step + 10)


def test_too_large_files_are_not_uploaded(tab, tmp_path):
    here = tab(f"/perceptron?{LONG}", locale="zh-CN").ready()
    here.train(50)
    with (tmp_path / "large.csv").open("wb") as file:
        file.truncate(210_000_000)
    sent: list[str] = []
    here.page.on("request", lambda request: sent.append(request.url) if "upload_file" in request.url else None)
    here.page.get_by_role("button", name="自己的表格").click()
    here.page.locator(".st-key-own_table input[type=file]").set_input_files(tmp_path / "large.csv")
    words = "(box) => getComputedStyle(box, '::after').content"
    here.wait(lambda: "最多 20 MB" in here.page.locator(".st-key-own_table").evaluate(words))
    step = here.step()
    here.wait(lambda: here.step() > step + 10)
    assert not sent
