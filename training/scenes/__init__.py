"""Random scenes with exact depth: see kinds.py for their content and render.py for the images."""
