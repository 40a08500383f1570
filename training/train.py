"""Trains tiny-v1 and tiny-v2; can be interrupted and resumes from its checkpoint.

    python train.py --minutes 40                        both heads over one encoder
    python train.py --minutes 15 --version tiny-v2      one version by itself, from the joint weights
    python train.py --minutes 15 --version tiny-v1

The schedule is in minutes of training, on whatever machine: a GPU is used where there is one.
"""
import argparse
import copy
import math
import os
import signal
import sys
import time

import numpy as np
import torch

from data import Shards
from losses import total_loss
from model import TAPS, TinyDepth, fold

# Share of the schedule at each input size (height, width), small first: cheap images teach most.
# The last ones are close to the size that the nodes use: on images twice as large as its training
# images, a model's error nearly doubles.
JOINT_SIZES = ((0.3, (112, 154)), (0.65, (168, 224)), (1.01, (224, 308)))
SINGLE_SIZES = ((0.3, (168, 224)), (0.75, (224, 308)), (1.01, (252, 336)))
BATCH = 16
EMA = 0.998
CHECKPOINT_SECONDS = 120


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--minutes", type=float, required=True)
    arguments.add_argument("--version", choices=list(TAPS))
    arguments.add_argument("--data", default="data")
    arguments.add_argument("--runs", default="runs")
    arguments.add_argument("--encoder", help="ImageNet weights, for the first run")
    arguments.add_argument("--pause-file", help="training waits while this file is there")
    arguments.add_argument("--threads", type=int, default=os.cpu_count())
    options = arguments.parse_args()
    os.makedirs(options.runs, exist_ok=True)
    torch.set_num_threads(options.threads)
    Training(options).run()


class Training:
    def __init__(self, options):
        self.options = options
        name = options.version or "joint"
        self.path = os.path.join(options.runs, f"{name}.pt")
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.sizes = SINGLE_SIZES if options.version else JOINT_SIZES
        self.peak_rate = 5e-4 if options.version else 1.5e-3
        # In the end the relative error is what counts.
        self.relative_weight = 2.0 if options.version else 1.0
        versions = [options.version] if options.version else list(TAPS)
        # Channels last: depthwise convolutions on a CPU are ten times faster this way.
        self.model = self._first_weights(versions).to(self.device, memory_format=torch.channels_last)
        self.average = copy.deepcopy(self.model)
        self.optimizer = torch.optim.AdamW(self._parameter_groups(), weight_decay=0.02)
        self.seconds = 0.0
        self.step = 0
        self.shards = Shards(options.data)
        self._restore()
        signal.signal(signal.SIGTERM, self._stop)

    def _first_weights(self, versions):
        model = TinyDepth(versions)
        if self.options.version:
            joint = torch.load(os.path.join(self.options.runs, "joint.pt"), map_location="cpu")["average"]
            model.load_state_dict({key: joint[key] for key in model.state_dict()})
            # The averages of the batch norms have settled by now, and a step without them is a third faster.
            return fold(model)
        if self.options.encoder:
            model.encoder.load_imagenet(torch.load(self.options.encoder, map_location="cpu"))
        return model

    def _parameter_groups(self):
        # The encoder is pretrained: it gets a lower learning rate than the new head.
        return [
            {"params": self.model.encoder.parameters(), "share": 0.35},
            {"params": self.model.heads.parameters(), "share": 1.0},
        ]

    def run(self):
        total = self.options.minutes * 60
        saved = time.monotonic()
        losses = []
        while self.seconds < total:
            self._wait_while_paused()
            began = time.monotonic()
            losses.append(self._one_step(self.seconds / total))
            self.seconds += time.monotonic() - began
            if self.step % 50 == 0:
                print(f"{self.seconds / 60:6.2f} min  step {self.step}  loss {np.mean(losses[-50:]):.4f}  scenes {len(self.shards.images)}", flush=True)
            if time.monotonic() - saved > CHECKPOINT_SECONDS:
                self._save()
                self.shards.refresh()
                saved = time.monotonic()
        self._save()

    def _one_step(self, progress):
        rate = self.peak_rate * min(1, self.step / 100 + 0.05) * 0.5 * (1 + math.cos(math.pi * min(progress, 1)))
        for group in self.optimizer.param_groups:
            group["lr"] = rate * group["share"] + 1e-6
        height, width = next(size for end, size in self.sizes if progress < end)
        rng = np.random.default_rng((self.step, 11))
        if rng.random() < 0.3:
            width = height
        images, true = self.shards.batch(rng, BATCH, height, width)
        self.model.train()
        # The heads are two thirds of the work: each gets a part of the batch, the encoder all of it.
        dealt = self.model.dealt(images.to(self.device, memory_format=torch.channels_last))
        losses = [self._loss(depth, true[k :: len(dealt)]) for k, depth in enumerate(dealt)]
        loss = sum(losses) / len(losses)
        self.optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        self.step += 1
        self._follow()
        return float(loss.detach())

    def _loss(self, depth, true):
        return total_loss(depth, true.to(self.device), self.relative_weight)

    def _follow(self):
        keep = min(EMA, (self.step + 1) / (self.step + 10))
        with torch.no_grad():
            for mine, other in zip(self.average.state_dict().values(), self.model.state_dict().values()):
                if mine.dtype.is_floating_point:
                    mine.mul_(keep).add_(other, alpha=1 - keep)
                else:
                    mine.copy_(other)

    def _wait_while_paused(self):
        pause = self.options.pause_file
        while pause and os.path.exists(pause):
            time.sleep(1)

    def _stop(self, *_):
        self._save()
        sys.exit("stopped; started again, training goes on from here")

    def _save(self):
        state = {
            "model": self.model.state_dict(),
            "average": self.average.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "seconds": self.seconds,
            "step": self.step,
        }
        torch.save(state, self.path + ".new")
        os.replace(self.path + ".new", self.path)

    def _restore(self):
        if os.path.exists(self.path):
            state = torch.load(self.path, map_location=self.device)
            self.model.load_state_dict(state["model"])
            self.average.load_state_dict(state["average"])
            self.optimizer.load_state_dict(state["optimizer"])
            self.seconds, self.step = state["seconds"], state["step"]


if __name__ == "__main__":
    main()
