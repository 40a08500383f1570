"""Random scenes with exact depth: see kinds.py for what they hold and render.py for the images."""
