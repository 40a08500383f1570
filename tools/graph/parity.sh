#!/usr/bin/env bash
# Compares the graphs with transformers under the same seeded weights, and writes
# test/golden/depth-anything.json. Needs Debian's python3-torch (or torch >= 1.13 in the Python
# that PYTHON names), node, and PyPI; its Python environment is in the given folder, or a temporary one.
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=${1:-$(mktemp -d)}
mkdir -p "$folder"

if [ ! -x "$folder/venv/bin/python" ]; then
  "${PYTHON:-/usr/bin/python3}" -m venv --system-site-packages "$folder/venv"
  "$folder/venv/bin/pip" install --quiet \
    'transformers==4.46.3' 'onnx==1.17.0' 'onnxruntime==1.20.1' 'numpy<2'
fi
for version in v1 v2; do
  for size in tiny small; do
    npx tsx tools/graph/main.ts "$size" "$version" "$folder/$size-$version.onnx"
  done
  npx tsx tools/graph/main.ts tiny "$version" "$folder/tiny-$version-metric.onnx" 1 20
done
"$folder/venv/bin/python" tools/graph/parity.py "$folder"
