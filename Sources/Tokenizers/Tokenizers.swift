/// From a text to a model's token ids, with the place of each token in the text.
enum Tokenizers {}
