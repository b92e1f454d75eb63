"""Training of the model that reads beside the rules: `python -m moderation.screening.training` (`make train`).

Needs requirements/train.txt, which nothing else does. What it makes, and from what, is told by docs/screening.md.
"""
