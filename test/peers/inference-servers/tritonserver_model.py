"""The model.py of a graph in Triton's model repository."""

import os

import numpy as np
import onnxruntime
import triton_python_backend_utils as triton


class TritonPythonModel:
    def initialize(self, args):
        folder = os.path.join(args["model_repository"], args["model_version"])
        self.session = onnxruntime.InferenceSession(os.path.join(folder, "model.onnx"))
        [self.image], [self.depth] = self.session.get_inputs(), self.session.get_outputs()
        self.batches = isinstance(self.image.shape[0], str)

    def execute(self, requests):
        images = [
            triton.get_input_tensor_by_name(request, self.image.name).as_numpy()
            for request in requests
        ]
        if self.batches:
            ends = np.cumsum([len(image) for image in images])[:-1]
            maps = np.split(self.run(np.concatenate(images)), ends)
        else:
            maps = [self.run(image) for image in images]
        return [
            triton.InferenceResponse([triton.Tensor(self.depth.name, depth)]) for depth in maps
        ]

    def run(self, images):
        return self.session.run([self.depth.name], {self.image.name: images})[0]
