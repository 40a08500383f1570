"""Serves graphs with Triton from a model repository: tritonserver.py PORT NAME=GRAPH...

The repository is made in the working directory. The server is that of the package nvidia-pytriton,
which has no backend but the one for Python.
"""

import os
import shutil
import sys
from pathlib import Path

import onnxruntime
import pytriton

types = {"tensor(float)": "TYPE_FP32"}


def tensor(node, batches):
    dims = [-1 if isinstance(side, str) else side for side in node.shape]
    return f'{{ name: "{node.name}", data_type: {types[node.type]}, dims: {dims[batches:]} }}'


def config(graph):
    """A batch waits for its second image for as long as a test may take."""
    session = onnxruntime.InferenceSession(graph)
    [image], [depth] = session.get_inputs(), session.get_outputs()
    batches = isinstance(image.shape[0], str)
    batching = "dynamic_batching { max_queue_delay_microseconds: 60000000 }"
    return f"""
backend: "python"
max_batch_size: {2 if batches else 0}
input [ {tensor(image, batches)} ]
output [ {tensor(depth, batches)} ]
instance_group [ {{ kind: KIND_CPU, count: 1 }} ]
{batching if batches else ""}
"""


port, *models = sys.argv[1:]
package = Path(pytriton.__file__).parent
server = package / "tritonserver"
version = f"{sys.version_info.major}.{sys.version_info.minor}"
repository = Path("repository").absolute()
for model in models:
    name, graph = model.split("=", 1)
    folder = repository / name
    (folder / "1").mkdir(parents=True, exist_ok=True)
    (folder / "config.pbtxt").write_text(config(graph))
    shutil.copy(graph, folder / "1" / "model.onnx")
    shutil.copy(Path(__file__).with_name("tritonserver_model.py"), folder / "1" / "model.py")

# The backend, and beside it its process of this version of Python.
backends = Path("backends").absolute()
shutil.copytree(server / "backends", backends, dirs_exist_ok=True)
stub = "triton_python_backend_stub"
shutil.copy(server / "python_backend_stubs" / version / stub, backends / "python" / stub)

os.environ["LD_LIBRARY_PATH"] = str(package.parent / "nvidia_pytriton.libs")
# The model.py runs in the environment of the first python3.
os.environ["PATH"] = f'{Path(sys.executable).parent}:{os.environ["PATH"]}'
binary = str(server / "bin" / "tritonserver")
options = {
    "model-repository": repository,
    "backend-directory": backends,
    "http-address": "127.0.0.1",
    "http-port": port,
    "allow-grpc": "false",
    "allow-metrics": "false",
}
os.execv(binary, [binary, *(f"--{name}={value}" for name, value in options.items())])
