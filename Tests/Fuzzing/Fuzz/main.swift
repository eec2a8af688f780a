import CFuzzer
import Glibc

/// `fuzz TARGET [libFuzzer's flags and corpus folders]`; see Tests/Fuzzing/README.md.
let name = CommandLine.arguments.dropFirst().first ?? ""
guard let target = FuzzTarget(rawValue: name) else {
  let names = FuzzTarget.allCases.map(\.rawValue).joined(separator: "|")
  print("usage: fuzz \(names) [-flag=value …] [CORPUS …]")
  exit(2)
}
let chosen = target

var count = CommandLine.argc - 1
var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv + 1
exit(
  LLVMFuzzerRunDriver(&count, &arguments) { data, size in
    chosen.run(UnsafeRawBufferPointer(start: data, count: size))
    return 0
  })
