"""Answers from a fetched version of an encoder, without Headwater: python answer.py FOLDER TASK TEXT [SECOND TEXT]"""
import json
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file
from transformers import AutoModel, AutoTokenizer

folder, name, texts = Path(sys.argv[1]), sys.argv[2], sys.argv[3:]
base = folder / "base" if (folder / "base").is_dir() else folder
model = AutoModel.from_pretrained(base, add_pooling_layer=False)
if base != folder:  # adapters beside a trunk
    from peft import PeftModel
    model = PeftModel.from_pretrained(model, folder)
task = next(t for t in json.loads((folder / "manifest.json").read_text())["tasks"] if t["task"] == name)
module = load_file(folder / "heads.safetensors")
weight, bias = module[f"heads.{name}.weight"], module[f"heads.{name}.bias"]

tokens = AutoTokenizer.from_pretrained(base)(
    *texts, return_tensors="pt", truncation=True, max_length=task["maxInputTokens"], return_offsets_mapping=True)
places = tokens.pop("offset_mapping")[0]
with torch.no_grad():
    states = model.eval()(**tokens).last_hidden_state[0]
pooling = json.loads((base / "config.json").read_text()).get("headwater_pooling", "mean")
pooled = {"mean": states.mean(0), "first": states[0], "last": states[-1]}[pooling]
logits = weight @ (pooled / (pooled.square().mean() + 1e-12).sqrt()) + bias  # of unit scale

if task["kind"] == "CLASSIFICATION":
    best = logits.softmax(0).max(0)
    print(task["labels"][best.indices], f"{best.values:.4f}")
elif task["kind"] == "REGRESSION":
    low, high = task["scoreScale"]["minimum"], task["scoreScale"]["maximum"]
    print(f"{low + (high - low) * logits.sigmoid().item():.4f}")
elif task["kind"] == "SPAN_EXTRACTION":  # of a passage that fits into one input
    start, end = (states @ weight.T + bias).T
    passage = [i for i, text in enumerate(tokens.sequence_ids()) if text == 1]
    spans = [(i, j) for i in passage for j in passage if i <= j < i + task["maxTargetTokens"]]
    first, last = max(spans, key=lambda span: start[span[0]] + end[span[1]])
    print(texts[1][places[first][0]:places[last][1]])
