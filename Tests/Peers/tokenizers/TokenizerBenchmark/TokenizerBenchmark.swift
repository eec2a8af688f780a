import Glibc
import Tokenizers

/// Encodes files of lines, as many as it is told, and says for each how long that took: the Swift half of
/// Tests/Peers/tokenizers/compare.
///
///     TokenizerBenchmark FOLDER
///
/// reads the names of files from standard input, one a line, and answers each with a line of four numbers: seconds of
/// this thread's processor time, tokens, the sum of their ids, the sum of their offsets.
@main
enum TokenizerBenchmark {
  static func main() throws {
    guard CommandLine.arguments.count == 2 else {
      print("usage: TokenizerBenchmark FOLDER < NAMES")
      exit(2)
    }
    let tokenizer = try Tokenizer(folder: CommandLine.arguments[1])
    while let name = readLine() {
      guard let texts = lines(of: name) else {
        print("cannot read \(name)")
        exit(1)
      }
      var encodings: [Encoding] = []
      encodings.reserveCapacity(texts.count)
      let start = processorSeconds()
      for text in texts { encodings.append(tokenizer.encode(text, limit: nil)) }
      let seconds = processorSeconds() - start
      let tokens = encodings.reduce(0) { $0 + $1.ids.count }
      let ids = encodings.reduce(0) { $1.ids.reduce($0) { $0 + Int($1) } }
      let offsets = encodings.reduce(0) { sum, encoding in
        zip(encoding.starts, encoding.ends).reduce(sum) { $0 + Int($1.0) + Int($1.1) }
      }
      print(seconds, tokens, ids, offsets)
      fflush(nil)
    }
  }

  /// The lines of a file, each a String with storage of its own; nil where it cannot be read.
  private static func lines(of name: String) -> [String]? {
    guard let file = fopen(name, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
    return bytes.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
  }

  private static func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
