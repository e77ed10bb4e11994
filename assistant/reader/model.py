"""The reader's network: the bundled MiniLM with a span head, and how its weights are kept.

Extractive question answering after Devlin et al. 2019 (arXiv:1810.04805, section 4.3): a start
and an end score for every token; the first token stands for "no answer". The word embeddings
are the bundled model's own and never trained, so that only the layers above them are shipped.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

WEIGHTS = Path(__file__).parent / "weights.safetensors"
_FROZEN = "backbone.embeddings.word_embeddings.weight"


def headed(title: str, text: str) -> tuple[str, int]:
    """What the reader reads, the text under its title, and where in it the text begins."""
    head = f"{' '.join(title.split())}: " if title else ""
    return head + text, len(head)


class SpanModel(nn.Module):
    """Question and passage tokens in, start and end scores out."""

    def __init__(self, backbone: Any) -> None:
        super().__init__()
        self.backbone = backbone
        self.head = nn.Linear(backbone.config.hidden_size, 2)
        backbone.embeddings.word_embeddings.weight.requires_grad_(False)

    @classmethod
    def from_bundled(cls, folder: str, attention: str | None = None) -> SpanModel:
        """The bundled encoder with an untrained head, without dropout.

        ``attention`` names transformers' way to compute it: in training on a CPU the plain one
        (``eager``) is faster than torch's fused one. Dropout would take a third of a step there.
        """
        from transformers import AutoModel

        backbone = AutoModel.from_pretrained(
            folder,
            local_files_only=True,
            add_pooling_layer=False,
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
            attn_implementation=attention,
        )
        return cls(backbone)

    def forward(self, **tokens: Tensor) -> tuple[Tensor, Tensor]:
        """(start, end) scores, each of shape (batch, tokens); padding is at minus infinity."""
        hidden = self.backbone(**tokens).last_hidden_state
        scores = self.head(hidden).float()
        scores = scores.masked_fill(tokens["attention_mask"].unsqueeze(-1) == 0, -1e4)
        return scores[..., 0], scores[..., 1]

    def save(self, path: Path) -> None:
        """Writes what was trained, in bfloat16."""
        from safetensors.torch import save_file

        state = {k: v.to(torch.bfloat16).contiguous() for k, v in self.state_dict().items()}
        state.pop(_FROZEN)
        save_file(state, path)

    def load(self, path: Path) -> None:
        """Reads what ``save`` wrote; the frozen embeddings are there already."""
        from safetensors.torch import load_file

        missing, unexpected = self.load_state_dict(load_file(path), strict=False)
        if unexpected or set(missing) != {_FROZEN}:
            raise ValueError(f"{path} is not a reader of this shape: {missing} {unexpected}")
