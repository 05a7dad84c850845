# %% [markdown]
# # {{heading}}
#
# This repeats in PyTorch what mindgap {{version}} trained as run `{{run}}`: {{summary}}.
#
# **The same:** the pictures ({{split}}), the layers, how the first weights are distributed (uniform within
# ±1/√(fan in), PyTorch's own default), the preprocessing, {{recipe}}.
#
# **Not the same:** {{different}}. So the figure will be another one, as it would be with another seed; `mindgap train
# --seeds 5` shows how far seeds of a recipe spread.
#
# It needs `pip install torch`{{and_torchvision}}.

# %%
import base64
import copy
import gzip
import hashlib
import struct
import sys
import zlib
from pathlib import Path

import torch
from torch import nn

EPOCHS, BATCH, SEED = {{epochs}}, {{batch}}, {{seed}}
# Stop when the validation loss has not improved for so many epochs, and keep the best; None: to the end.
PATIENCE = {{patience}}
MEAN, STD = {{mean}}, {{std}}
SET, FOLDER = {{set_literal}}, Path({{folder}})
torch.manual_seed(SEED)

# %% [markdown]
# ## The pictures
#
# {{where}}

# %%
{{download}}{{idx}}

# Of each picture of the training part: 0 for none, 1 to learn from, 2 for validation.
ROLES = {{roles}}
all_pictures, all_labels = read_part(FOLDER, {{train_part}}, {{train_digest}})
train, validation = marked(ROLES, 1), marked(ROLES, 2)
train_pictures, train_labels = all_pictures[train], all_labels[train]
validation_pictures, validation_labels = all_pictures[validation], all_labels[validation]
print(f"{len(train)} pictures to learn from, {len(validation)} for validation")

# %% [markdown]
# ## The network
#
# {{depth}}, and the output layer: {{parameters}} parameters.

# %%
model = nn.Sequential(
{{layers}}
)
print(sum(parameter.numel() for parameter in model.parameters()), "parameters")

# %% [markdown]
# ## The training
#
# mindgap's own figures, epoch by epoch:
#
{{history}}

# %%
optimizer = {{optimizer}}


@torch.no_grad()
def measure(pictures: torch.Tensor, labels: torch.Tensor) -> tuple[float, int]:
    """Mean loss in nats, and right answers."""
    model.eval()
    loss, right = 0.0, 0
    for batch, truth in zip(pictures.split(1000), labels.split(1000)):
        logits = model(preprocess(batch))
        loss += nn.functional.cross_entropy(logits, truth, reduction="sum").item()
        right += int((logits.argmax(1) == truth).sum())
    return loss / len(labels), right


best, best_loss, best_epoch = None, float("inf"), 0
for epoch in range(1, EPOCHS + 1):
    model.train()
    total, right = 0.0, 0
    for places in torch.randperm(len(train_labels)).split(BATCH):
        logits = model(preprocess(train_pictures[places]))
        loss = nn.functional.cross_entropy(logits, train_labels[places])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(places)
        right += int((logits.argmax(1) == train_labels[places]).sum())
    n = len(train_labels)
    told = f"epoch {epoch}: training loss {total / n:.4f}, {100 * right / n:.1f} %"
    if validation:
        loss, right = measure(validation_pictures, validation_labels)
        told += f"; validation loss {loss:.4f}, {100 * right / len(validation):.1f} %"
    print(told)
    if PATIENCE is not None and validation:
        if loss < best_loss:
            best, best_loss, best_epoch = copy.deepcopy(model.state_dict()), loss, epoch
        elif epoch - best_epoch >= PATIENCE:
            break
if best is not None:
    model.load_state_dict(best)
{{tested}}
