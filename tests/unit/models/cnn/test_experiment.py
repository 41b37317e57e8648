"""The experiment refuses what cannot be, tells its sizes, and survives JSON, links and the command line."""

import pytest

from nets.experiment.layer_cost import costs
from nets.experiment.source_excerpts import excerpt
from nets.experiment.user_error import Problem
from nets.models.cnn.experiment import Convolutional
from nets.models.cnn.formulas import formulas, sources
from nets.models.cnn.geometry import size
from nets.models.cnn.settings import Net

REFUSED = {
    "a kernel larger than the image": (
        {"net.kernel": "9", "net.padding": "0"},
        "net.kernel",
        "⌊(8 + 2·0 − 1·(9 − 1) − 1) / 1⌋ + 1 = 0",
    ),
    "dilation that reaches too far": ({"net.dilation": "8"}, "net.kernel", "− 8·(3 − 1) − 1"),
    "no place to pool": ({"net.channels": "8,8,8,8"}, "net.pool_size", "Block 4 leaves maps with an edge of 1"),
    "no blocks": ({"net.channels": ""}, "net.channels", "at least one block"),
    "an mlp of no size": (
        {"net.kind": "mlp", "net.channels": "", "net.hidden": ""},
        "net.hidden",
        "give it a layer, or a block",
    ),
    "too many blocks": ({"net.channels": "1,1,1,1,1,1,1"}, "net.channels", "At most 6"),
    "kernels for other blocks": ({"net.kernel": "3,3,3"}, "net.kernel", "one for each of the 2, not 3"),
    "one class": ({"data.classes": "3"}, "data.classes", "at least two classes"),
    "a class twice": ({"data.classes": "3,3"}, "data.classes", "only once"),
    "no such class": ({"data.classes": "3,10"}, "data.classes", "There is no class 10: the classes of these data go"),
    "no classes left": ({"data.classes": "0,1,2,3,4,5,6,7,8", "net.pretrain": 9}, "net.pretrain", "two other classes"),
    "no such class before": ({"data.classes": "0,1", "net.pretrain": 9, "net.before": "11,12"}, "net.before", "12"),
    "too many parameters": (
        {"net.channels": "128,128,128", "net.pool": "none", "net.hidden": "512"},
        "net.channels",
        "parameters; 2000000 is the limit",
    ),
    "too slow": (
        {"data.name": "mnist5k", "net.channels": "128,128", "fit.batch": 512, "net.pool": "none"},
        "net.channels",
        "",
    ),
    "no images": ({"data.name": "own"}, "data.name", "There are no images of yours yet"),
    "an even stranger kernel": ({"net.kernel": "0"}, "net.kernel", "from 1 to 15"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_is_refused_with_a_sentence_and_its_setting(case) -> None:
    changes, key, words = REFUSED[case]
    with pytest.raises(Problem) as raised:
        Convolutional().replace(changes)
    assert raised.value.values["key"] == key
    assert words in str(raised.value)


def test_a_link_keeps_what_fits() -> None:
    strings = {"net.kernel": "9", "net.padding": "0", "net.channels": "4", "fit.seed": "3", "data.magic": "1"}
    kept, problems = Convolutional.salvage(strings)
    assert kept.net.channels == (4,)
    assert kept.fit.seed == 3
    assert len(problems) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"net.kind": "mlp", "fit.lr": 0.01},
        {"data.classes": (7, 5, 9), "net.pretrain": 100, "net.before": (1, 2), "net.freeze": "convolutions"},
        {"data.name": "mnist1d", "net.channels": (3, 4), "net.kernel": (5, 3)},
    ],
)
def test_there_and_back(changes) -> None:
    experiment = Convolutional().replace(changes)
    assert Convolutional.from_json(experiment.model_dump_json()) == experiment
    assert Convolutional.from_strings(experiment.strings()) == experiment
    assert len(experiment.strings()) == len(changes)


def test_the_size_formula_counts_places() -> None:
    for edge in range(1, 12):
        for kernel in range(1, 5):
            for stride in range(1, 4):
                for padding in range(3):
                    for dilation in range(1, 4):
                        reach = dilation * (kernel - 1)
                        places = [p for p in range(-padding, edge + padding, stride) if p + reach < edge + padding]
                        assert max(0, size(edge, kernel, stride, padding, dilation)) == len(places)


def test_costs_of_a_known_net() -> None:
    """LeNet-like: sums done by hand."""
    experiment = Convolutional().replace({"data.name": "mnist5k", "net.channels": "6,16", "net.kernel": "5",
                                          "net.padding": "2,0", "net.hidden": "120,84"})  # fmt: skip
    assert [layer.parameters for layer in experiment.layers()] == [156, 2416, 48120, 10164, 850]
    assert [layer.multiply_adds for layer in experiment.layers()] == [117600, 240000, 48000, 10080, 840]
    assert [layer.field for layer in experiment.layers()] == [5, 14, 0, 0, 0]
    assert [layer.maps for layer in experiment.layers()][:2] == [(6, 28, 28), (16, 10, 10)]
    assert experiment.parameters == 61706
    names = [each.name for each in costs(experiment.layers(), experiment.fit)]
    assert names == ["blocks.0", "blocks.1", "hidden.0", "hidden.1", "output"]


def test_settings_matter_where_they_do_something() -> None:
    settings_by_key = Convolutional.settings_by_key()
    cnn, logistic = Convolutional(), Convolutional().replace({"net.kind": "logistic"})
    assert settings_by_key["net.kernel"].matters(cnn)
    assert not settings_by_key["net.kernel"].matters(logistic)
    assert not settings_by_key["net.pretrain"].matters(cnn)
    assert not settings_by_key["data.rotate"].matters(Convolutional().replace({"data.name": "mnist1d"}))


EXPLAINED = [
    {},
    {"net.kind": "mlp"},
    {"net.kind": "logistic"},
    {"net.norm": True, "net.pool": "average", "net.dropout": 0.1, "data.shift": 0.1},
    {"data.name": "mnist1d", "net.channels": "4,4,4,4,4", "net.pool": "none"},
]


@pytest.mark.parametrize("changes", EXPLAINED)
def test_formulas_hold_the_current_sizes_and_sources_are_there(changes) -> None:
    experiment = Convolutional().replace(changes)
    latex = "".join(line for formula in formulas(experiment) for line in formula.latex)
    assert latex.count("{") == latex.count("}")
    assert str(experiment.parameters) in latex
    for block in experiment.blocks[:4]:
        assert f"= {block.maps[0]}" in latex
    for source in sources(experiment):
        assert excerpt(source).text


def test_every_setting_that_is_one_for_each_block_can_be() -> None:
    net = Net(channels=(1, 2, 3), kernel=(5, 3, 1))
    assert net.each("kernel") == (5, 3, 1)
    assert net.each("stride") == (1, 1, 1)
