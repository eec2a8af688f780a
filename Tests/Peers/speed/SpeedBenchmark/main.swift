import Checkpoints
import Encoders
import Glibc
import Kernels

// Measures one thing a line, so that a driver can take turns between this and others: `forward TOKENS [TEXTS]`, `read`,
// `peak`, `product ROWS COLUMNS WIDTH`, `panelled ROWS COLUMNS WIDTH [BITS]`, `fixed ROWS COLUMNS WIDTH`,
// `norm ROWS WIDTH`, `activate COUNT`, `softmax ROWS WIDTH`.
// The answer is a line: milliseconds, then bytes and operations where they are the point.
// `peak` is that of the best units, whatever the level.

let level =
  CommandLine.arguments.count == 3
  ? VectorLevel.available.first { "\($0)" == CommandLine.arguments[2] } : VectorLevel.best
guard 2...3 ~= CommandLine.arguments.count, let level else {
  print("usage: SpeedBenchmark MODEL [LEVEL] < COMMANDS")
  exit(2)
}
let bench: Bench
do {
  bench = try Bench(model: CommandLine.arguments[1], kernels: Kernels(level: level))
} catch {
  print(error)
  exit(1)
}
while let line = readLine() {
  let words = line.split(separator: " ").map(String.init)
  let numbers = words.dropFirst().compactMap { Int($0) }
  guard let found = bench.measure(words.first ?? "", numbers) else {
    print("unknown: \(line)")
    exit(2)
  }
  print(found.milliseconds, found.bytes, found.operations)
  // Into a pipe nothing would come before its buffer is full.
  fflush(nil)
}
