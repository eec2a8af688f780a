/// A model folder in Hugging Face layout, mapped read-only, every header field checked before use.
enum Checkpoints {}
