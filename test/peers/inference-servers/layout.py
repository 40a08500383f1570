"""Prints the body of an infer request as tritonclient makes it, and the length of its JSON."""

import base64
import json
import sys

import numpy as np
from tritonclient.http import InferenceServerClient, InferInput, InferRequestedOutput

datatype = sys.argv[1]
types = {"FP32": np.float32, "FP16": np.float16, "UINT8": np.uint8}
values = np.arange(3 * 2 * 4, dtype=types[datatype]).reshape(1, 3, 2, 4)
tensor = InferInput("pixel_values", list(values.shape), datatype)
tensor.set_data_from_numpy(values, binary_data=True)
output = InferRequestedOutput("predicted_depth", binary_data=True)
body, header = InferenceServerClient.generate_request_body([tensor], outputs=[output])
print(json.dumps({"body": base64.b64encode(body).decode(), "jsonBytes": header}))
