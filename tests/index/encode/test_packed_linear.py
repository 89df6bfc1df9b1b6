"""Packed linear layers give the same output, and are not used where they cannot."""

import pytest
import torch

from index.encode.packed_linear import PackedLinear, pack_linear


class Model(torch.nn.Module):
    def __init__(self, dtype: torch.dtype) -> None:
        super().__init__()
        self.inner = torch.nn.Sequential(
            torch.nn.Linear(48, 96), torch.nn.GELU(), torch.nn.Linear(96, 48, bias=False)
        )
        self.outer = torch.nn.Linear(48, 16)
        self.to(dtype)

    def forward(self, read: torch.Tensor) -> torch.Tensor:
        return torch.as_tensor(self.outer(self.inner(read)))


def can_pack() -> bool:
    model = Model(torch.bfloat16)
    return pack_linear(model) == 3


@pytest.mark.skipif(not can_pack(), reason="this PyTorch or processor has no packed layers")
def test_a_packed_model_gives_the_same_to_the_last_bit() -> None:
    model = Model(torch.bfloat16)
    read = [torch.randn(2, rows, 48).bfloat16() for rows in (1, 7, 20, 300)]
    with torch.inference_mode():
        before = [model(r) for r in read]
        assert pack_linear(model) == 3
        assert all(torch.equal(model(r), b) for r, b in zip(read, before, strict=True))
    assert isinstance(model.outer, PackedLinear)
    assert pack_linear(model) == 0


def test_float32_layers_are_not_packed() -> None:
    assert pack_linear(Model(torch.float32)) == 0


@pytest.mark.parametrize("fault", [AttributeError, RuntimeError])
def test_layers_are_not_packed_where_packing_fails(
    monkeypatch: pytest.MonkeyPatch, fault: type[Exception]
) -> None:
    def fail(self: PackedLinear, layer: torch.nn.Linear) -> None:
        raise fault

    monkeypatch.setattr(PackedLinear, "__init__", fail)
    model = Model(torch.bfloat16)
    assert pack_linear(model) == 0
    assert type(model.outer) is torch.nn.Linear


def test_layers_are_not_packed_where_the_output_would_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        PackedLinear,
        "forward",
        lambda self, read: torch.zeros(*read.shape[:-1], self.out_features, dtype=read.dtype),
    )
    assert pack_linear(Model(torch.bfloat16)) == 0
