"""Pieces of source for scripts of convolutional nets; they compute what `net.py` computes, in the same order."""

from __future__ import annotations

from nets.models.perceptron.script import DROP

__all__ = ["AUGMENT", "BLOCK", "DATA", "DROP", "MOVE", "NORM", "PRETRAIN", "REPORT"]

NORM = '''
class Norm(nn.Module):
    """Batch norm (Ioffe & Szegedy 2015); frozen, or with a single number a channel, it uses what it remembers."""

    def __init__(self, channels):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels))
        self.register_buffer("running_mean", torch.zeros(channels))
        self.register_buffer("running_var", torch.ones(channels))

    def forward(self, x):
        batch = self.training and x.numel() > x.shape[1] and self.weight.requires_grad
        return functional.batch_norm(x, self.running_mean, self.running_var, self.weight, self.bias, batch, 0.1)
'''

BLOCK = '''
class Block(nn.Module):
    """A convolution and its activation."""

    def __init__(self, inputs, channels, kernel, stride, padding, dilation):
        super().__init__()
        self.steps = (stride, padding, dilation)
        self.weight = nn.Parameter(torch.zeros(channels, inputs, <kernel>))
        self.bias = nn.Parameter(torch.zeros(channels))
'''

DATA = '''
inputs, targets = data["inputs"], data["targets"]  # the training part in the order of the app
mean, deviation = data["mean"].item(), data["deviation"].item()
size = len(inputs)


def pixels(raw):
    """Images as the net gets them."""
    return (raw.float() - mean) / deviation
'''

AUGMENT = '''
def augmented(x):
    """Every image changed at random in a way of its own."""
'''

MOVED = '''
def moved(x, by, angle, size):
    """Images moved by shares of the edge, turned and resized: every pixel looks up where it came from."""
<line>    cosine, sine = angle.cos() / size, angle.sin() / size
    right, down = -2 * by[:, 0], -2 * by[:, 1]
    rows = [torch.stack([cosine, sine, cosine * right + sine * down], dim=1)]
    rows += [torch.stack([-sine, cosine, cosine * down - sine * right], dim=1)]
    grid = functional.affine_grid(torch.stack(rows, dim=1), list(x.shape), align_corners=False)
    black = -mean / deviation
    return <whole>
'''
LOOKED_UP = "functional.grid_sample(x - black, grid, align_corners=False) + black"
LINE = """    x, angle = x.unsqueeze(2), torch.zeros_like(angle)  # a line is an image one pixel high
    by = torch.cat([by, torch.zeros_like(by)], dim=1)
"""
MOVE = {
    1: MOVED.replace("<line>", LINE).replace("<whole>", f"({LOOKED_UP}).squeeze(2)"),
    2: MOVED.replace("<line>", "").replace("<whole>", LOOKED_UP),
}

REPORT = '''
def report():
    """Figures of the first 200 training images and of the first 400 test images, as the app measures them."""
    figures = {}
    net.eval()
    with torch.no_grad():
        for part, prefix, most in (("train", "", 200), ("test", "test_", 400)):
            seen = pixels(data[prefix + "inputs"][:most])
            outputs = torch.cat([net(few) for few in seen.split(100)])
            wanted = data[prefix + "targets"][:most]
            figures[part + "_loss"] = functional.cross_entropy(outputs, wanted).item()
            figures[part + "_accuracy"] = (outputs.argmax(dim=1) == wanted).float().mean().item()
    net.train()
    return figures
'''

PRETRAIN = """
first_inputs, first_targets = data["first_inputs"], data["first_targets"]  # other classes, to pre-train on
net.dropout = 0.0
optimizer = torch.optim.Adam(net.parameters(), 0.003, fused=True)
first_order = torch.empty(0, dtype=torch.int64)
for _step in range(<steps>):
    if not len(first_order):
        first_order = torch.randperm(len(first_inputs), generator=generator)
    loss = loss_of(first_inputs, first_targets, first_order[:32])
    first_order = first_order[32:]
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
optimizer.zero_grad()
"""
