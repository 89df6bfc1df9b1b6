"""Linear layers whose bfloat16 weights are laid out once as oneDNN wants them, instead of at each call.

The operators are those that `torch.compile` emits for a frozen model, here without a compiler on the user's machine. They are not documented, so they are tried
first, and a layer for which they are absent, fail or give anything else stays as it is.
"""

import torch
from torch.nn import Linear, Module
from torch.nn.functional import linear

_ROWS = 32  # of the input that the layout is chosen for: tokens of a question


class PackedLinear(Linear):
    """A layer for inference, with the weights of another one."""

    def __init__(self, layer: Linear) -> None:
        """Raises AttributeError or RuntimeError where PyTorch lacks the operators."""
        super().__init__(layer.in_features, layer.out_features, bias=layer.bias is not None, device="meta")
        self.weight, self.bias = layer.weight, layer.bias
        self._packed = torch.ops.mkldnn._reorder_linear_weight(layer.weight.detach(), _ROWS)

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        packed: torch.Tensor = torch.ops.mkldnn._linear_pointwise(
            input, self._packed, self.bias, "none", [], ""
        )
        return packed


def pack_linear(model: Module) -> int:
    """Exchange the linear layers of a bfloat16 model for packed ones where they give the same to the last bit; how many were exchanged."""
    exchanged = 0
    for parent in list(model.modules()):
        for name, layer in list(parent.named_children()):
            if (
                type(layer) is Linear
                and layer.weight.dtype is torch.bfloat16
                and (packed := _packed(layer)) is not None
            ):
                setattr(parent, name, packed)
                exchanged += 1
    return exchanged


@torch.inference_mode()
def _packed(layer: Linear) -> PackedLinear | None:
    probe = torch.linspace(-1, 1, _ROWS * layer.in_features).reshape(1, _ROWS, layer.in_features).bfloat16()
    try:
        packed = PackedLinear(layer)
        same = torch.equal(packed(probe), linear(probe, layer.weight, layer.bias))
    except (AttributeError, RuntimeError, TypeError):
        return None
    return packed if same else None
