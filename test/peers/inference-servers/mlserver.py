"""Serves graphs with MLServer, which knows JSON alone: mlserver.py PORT NAME=GRAPH..."""

import asyncio
import os
import sys

# This file has the name of the package that it imports.
sys.path.remove(os.path.dirname(os.path.abspath(__file__)))

import onnxruntime
from mlserver import MLModel, MLServer, ModelSettings, Settings
from mlserver.codecs import NumpyCodec
from mlserver.settings import ModelParameters
from mlserver.types import InferenceResponse


class Depth(MLModel):
    async def load(self):
        self.session = onnxruntime.InferenceSession(self.settings.parameters.uri)
        return True

    async def predict(self, payload):
        [image] = payload.inputs
        name = self.session.get_outputs()[0].name
        pixels = NumpyCodec.decode_input(image)
        [depth] = self.session.run([name], {image.name: pixels})
        return InferenceResponse(
            model_name=self.name, outputs=[NumpyCodec.encode_output(name, depth)]
        )


async def main():
    port, *models = sys.argv[1:]
    settings = Settings(
        host="127.0.0.1",
        http_port=int(port),
        grpc_port=int(port) + 1,
        metrics_port=int(port) + 2,
        parallel_workers=0,
    )
    named = [model.split("=", 1) for model in models]
    await MLServer(settings).start(
        [
            ModelSettings(
                name=name, implementation=Depth, parameters=ModelParameters(uri=graph)
            )
            for name, graph in named
        ]
    )


asyncio.run(main())
