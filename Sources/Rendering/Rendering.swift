/// Answers as a person at a terminal reads them.
enum Rendering {}
