"""Losses between a prediction and the true inverse depth, both (n, H, W); scale and shift are free."""
import torch

# In 1/m: below this true inverse depth, the weight of errors does not grow any more; evaluation
# ignores greater distances too.
RELATIVE_FLOOR = 0.02


def total_loss(predicted, true, relative_weight=1.0):
    """Shape of the whole, sharpness of edges, and relative error after alignment."""
    ours, theirs = _normalize(predicted), _normalize(true)
    whole = (ours - theirs).abs().mean()
    return whole + 0.5 * _gradient_loss(ours - theirs) + relative_weight * _relative_loss(predicted, true)


def _normalize(depth):
    flat = depth.flatten(1)
    middle = flat.median(1).values.view(-1, 1, 1)
    deviation = (depth - middle).abs().mean((1, 2), keepdim=True)
    return (depth - middle) / (deviation + 1e-3)


def _gradient_loss(difference, scales=4):
    loss = 0.0
    for _ in range(scales):
        across = (difference[:, :, 1:] - difference[:, :, :-1]).abs().mean()
        down = (difference[:, 1:] - difference[:, :-1]).abs().mean()
        loss = loss + across + down
        difference = difference[:, ::2, ::2]
    return loss / scales


def _relative_loss(predicted, true):
    scale, shift = align(predicted.flatten(1), true.flatten(1))
    aligned = predicted * scale.view(-1, 1, 1) + shift.view(-1, 1, 1)
    return ((aligned - true).abs() / true.clamp(min=RELATIVE_FLOOR)).clamp(max=3).mean()


def align(predicted, true):
    """Scale and shift (n,) that fit predicted (n, k) to true (n, k) best (least squares)."""
    mean_p, mean_t = predicted.mean(1, keepdim=True), true.mean(1, keepdim=True)
    centered = predicted - mean_p
    variance = (centered * centered).mean(1).clamp(min=1e-6)
    scale = (centered * (true - mean_t)).mean(1) / variance
    return scale, mean_t.squeeze(1) - scale * mean_p.squeeze(1)
