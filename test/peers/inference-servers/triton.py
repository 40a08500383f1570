"""Serves graphs with Triton (nvidia-pytriton): triton.py PORT NAME=GRAPH..."""

import sys

import numpy as np
import onnxruntime
from pytriton.decorators import batch
from pytriton.model_config import ModelConfig, Tensor
from pytriton.triton import Triton, TritonConfig

types = {"tensor(float)": np.float32, "tensor(float16)": np.float16, "tensor(uint8)": np.uint8}


def bind(triton, name, graph):
    session = onnxruntime.InferenceSession(graph)
    [image] = session.get_inputs()
    depth = session.get_outputs()[0]

    # The graphs take one image at a time.
    @batch
    def infer(**inputs):
        images = inputs[image.name]
        maps = [session.run([depth.name], {image.name: one[None]})[0][0] for one in images]
        return {depth.name: np.stack(maps)}

    triton.bind(
        model_name=name,
        infer_func=infer,
        inputs=[Tensor(name=image.name, dtype=types[image.type], shape=(3, -1, -1))],
        outputs=[Tensor(name=depth.name, dtype=np.float32, shape=(-1, -1))],
        config=ModelConfig(max_batch_size=8),
    )


port, *models = sys.argv[1:]
kinds = ["http", "grpc", "metrics"]
config = TritonConfig(
    **{f"{kind}_port": int(port) + i for i, kind in enumerate(kinds)},
    **{f"{kind}_address": "127.0.0.1" for kind in kinds},
)
with Triton(config=config) as triton:
    for model in models:
        bind(triton, *model.split("=", 1))
    triton.serve()
