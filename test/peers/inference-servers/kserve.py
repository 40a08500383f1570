"""Serves graphs with KServe, each as a custom model: kserve.py PORT NAME=GRAPH..."""

import os
import sys

# This file has the name of the package that it imports.
sys.path.remove(os.path.dirname(os.path.abspath(__file__)))

import onnxruntime
from kserve import InferOutput, InferResponse, Model, ModelServer
from kserve.utils.utils import generate_uuid


class Depth(Model):
    def __init__(self, name, graph):
        super().__init__(name)
        self.session = onnxruntime.InferenceSession(graph)
        self.ready = True

    def predict(self, payload, headers=None):
        [image] = payload.inputs
        name = self.session.get_outputs()[0].name
        [depth] = self.session.run([name], {image.name: image.as_numpy()})
        output = InferOutput(name=name, shape=list(depth.shape), datatype="FP32")
        output.set_data_from_numpy(depth, binary_data=True)
        return InferResponse(
            response_id=generate_uuid(), model_name=self.name, infer_outputs=[output]
        )


port, *models = sys.argv[1:]
server = ModelServer(http_port=int(port), enable_grpc=False, workers=1)
server.start([Depth(*model.split("=", 1)) for model in models])
