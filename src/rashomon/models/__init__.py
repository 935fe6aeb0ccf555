"""The sentence encoder and the claim-pair model: int8 files, their digests, and the calls that use them."""
