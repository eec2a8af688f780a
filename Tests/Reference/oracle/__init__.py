"""The project's answers, computed a second time in float64 on the reference implementation of the models.

reference   a model folder in `transformers`, with hooks that read the taps out of its own modules
published   the public demo's reading of resid_mid
vocabulary  spaces, metrics, similarities, ranks, neighbours
questions   which questions the golden files hold the answers to
golden      writes them
selftest    checks the above against each other and against naive sorting
"""
