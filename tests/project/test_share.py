"""What test processes have in common is made once, by whoever comes first, and is whole when another sees it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tests.support.share import Share


def test_it_is_made_once_however_many_ask_together(tmp_path):
    start, made = Barrier(4), []

    def make(folder):
        made.append(folder)
        (folder / "words").write_text("good morning")

    def ask(_number):
        start.wait()
        return (Share(tmp_path / "all").once("thing", make) / "words").read_text()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, range(4))) == ["good morning"] * 4
    assert len(made) == 1


def test_what_one_could_not_make_the_next_one_makes(tmp_path):
    def fail(folder):
        (folder / "half").touch()
        raise ValueError

    with pytest.raises(ValueError):
        Share(tmp_path).once("thing", fail)
    made = Share(tmp_path).once("thing", lambda folder: (folder / "all").touch())
    assert [path.name for path in made.iterdir()] == ["all"]
