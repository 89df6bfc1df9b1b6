"""Linear layers whose bfloat16 weights are laid out for oneDNN once, instead of at each call.

The operators are those that `torch.compile` emits for a frozen model; here they need no compiler on the
user's machine. They are undocumented, so each is tried first: a layer for which they are absent, fail or
give another result stays as it is.
"""

import torch
from torch.nn import Linear, Module
from torch.nn.functional import linear

_ROWS = 32  # of the input that the layout is chosen for: tokens of a question


class PackedLinear(Linear):
    """A layer for inference, with the weights of another one."""

    def __init__(self, layer: Linear) -> None:
        """Pack the weights of a layer.

        Raises:
            AttributeError, RuntimeError: PyTorch lacks the operators.
        """
        super().__init__(layer.in_features, layer.out_features, bias=layer.bias is not None, device="meta")
        self.weight, self.bias = layer.weight, layer.bias
        self._packed = torch.ops.mkldnn._reorder_linear_weight(layer.weight.detach(), _ROWS)

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        output: torch.Tensor = torch.ops.mkldnn._linear_pointwise(
            input, self._packed, self.bias, "none", [], ""
        )
        return output


def pack_linear(model: Module) -> int:
    """Replace the linear layers of a bfloat16 model by packed ones where these give the same to the last bit.

    Returns how many were replaced.
    """
    replaced = 0
    for parent in list(model.modules()):
        for name, layer in list(parent.named_children()):
            if type(layer) is not Linear or layer.weight.dtype is not torch.bfloat16:
                continue
            if (packed := _pack_if_equal(layer)) is not None:
                setattr(parent, name, packed)
                replaced += 1
    return replaced


@torch.inference_mode()
def _pack_if_equal(layer: Linear) -> PackedLinear | None:
    probe = torch.linspace(-1, 1, _ROWS * layer.in_features).reshape(1, _ROWS, layer.in_features).bfloat16()
    try:
        packed = PackedLinear(layer)
        equal = torch.equal(packed(probe), linear(probe, layer.weight, layer.bias))
    except (AttributeError, RuntimeError, TypeError):
        return None
    return packed if equal else None
