#!/usr/bin/env bash
# Compares ways to run the Small graph on a CPU: rewrites of the graph, int8 weights, OpenVINO and
# PyTorch, against onnxruntime; and reports what int8 does to the bundled models. Creates a Python
# environment (some gigabytes, PyPI) in .venv beside it. Not part of `npm run bench` or CI; takes four
# minutes once the environment exists. `compare.sh optimize` tries what onnxruntime's own options and
# fusions add to that, on one thread: twenty minutes.
set -euo pipefail
cd "$(dirname "$0")"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

if [ ! -x .venv/bin/python ]; then
  "${PYTHON:-/usr/bin/python3}" -m venv .venv
  .venv/bin/pip install --quiet -r requirements.txt
fi
npx tsx ../../tools/graph/main.ts small v2 "$folder/small-v2.onnx"
if [ "${1:-}" = optimize ]; then
  .venv/bin/python optimize.py "$folder/small-v2.onnx"
  exit
fi
.venv/bin/python compare.py "$folder"
.venv/bin/python int8.py
