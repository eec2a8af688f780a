import ArgumentParser
import EncodingsProtocol

/// A value of a list; one that is not in it is refused with the list and the nearest of its values.
@Sendable func choice(_ argument: String, among choices: [String]) throws -> String {
  guard choices.contains(argument) else {
    throw ValidationError(
      "It must be one of \(choices.joined(separator: ", "))\(suggestionClause(for: argument, among: choices))"
    )
  }
  return argument
}
