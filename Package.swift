// swift-tools-version: 6.1
import PackageDescription

/// libFuzzer without a main function. `Deploy/fuzz` names it, for a build of its own; then every room counts its edges.
let fuzzer = Context.environment["ENCODINGS_FUZZER"]

/// "address" or "thread" where `Deploy/sanitize` builds.
let sanitizer = Context.environment["ENCODINGS_SANITIZER"]

/// Whether `Deploy/levels` builds: kernels for AVX-512 that need AVX2, and of the rooms those that compute.
let split = Context.environment["ENCODINGS_SPLIT"] != nil

/// What every Swift target of this package is compiled with: language mode 6, and no warning let through. Release
/// builds can be tested too, so that what is tested is what is delivered, and is built once.
let strict: [SwiftSetting] =
  (fuzzer == nil ? [] : [.unsafeFlags(["-sanitize=fuzzer"])]) + [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .unsafeFlags(["-warnings-as-errors", "-enable-testing"]),
  ]

let optimized: [CSetting] =
  (split ? [.define("ENCODINGS_SPLIT", to: "1"), .unsafeFlags(["-Wno-psabi"])] : []) + [
    .unsafeFlags(["-O3", "-Wall", "-Wextra", "-Werror", "-fno-math-errno"])
  ]

/// The executables carry Swift's libraries, so that they run where no toolchain is. Said here and not with
/// `--static-swift-stdlib`, under which tests do not build: so one build serves tests and users alike.
///
/// Not so for `Deploy/sanitize`: ThreadSanitizer learns what Swift's own locks and tasks order from the shared libraries.
let standalone: [LinkerSetting] =
  sanitizer != nil
  ? []
  : [
    .unsafeFlags([
      "-static-stdlib", "-l_FoundationCShims", "-l_FoundationCollections", "-lswiftSynchronization",
    ])
  ]

let nio: [Target.Dependency] = [
  .product(name: "NIOCore", package: "swift-nio"),
  .product(name: "NIOPosix", package: "swift-nio"),
  .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
]

/// Swift 6.3.1's optimiser crashes where it splits these tests' coroutines; tests need not be fast.
let unoptimised: [SwiftSetting] = [.unsafeFlags(["-Onone"])]

let package = Package(
  name: "encodings",
  products: [
    .executable(name: "encodingsd", targets: ["encodingsd"]),
    .executable(name: "encctl", targets: ["encctl"]),
    .library(name: "EncodingsClient", targets: ["EncodingsClient"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    .systemLibrary(
      name: "COpenBLAS", path: "Tests/COpenBLAS", pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
    .systemLibrary(name: "CAllocator"),
    .target(name: "CKernels", cSettings: optimized),
    .target(name: "Kernels", dependencies: ["CKernels"], swiftSettings: strict),
    .target(name: "CMappingGuard", cSettings: optimized),
    .target(name: "Checkpoints", dependencies: ["CMappingGuard"], swiftSettings: strict),
    .target(name: "Tokenizers", swiftSettings: strict),
    .target(name: "Encoders", dependencies: ["Checkpoints", "Kernels"], swiftSettings: strict),
    .target(name: "Tracing", dependencies: ["Encoders", "Tokenizers", "Kernels"], swiftSettings: strict),
    .target(name: "EncodingsProtocol", swiftSettings: strict),
    .target(name: "EncodingsClient", dependencies: ["EncodingsProtocol"], swiftSettings: strict),
    .target(name: "Rendering", dependencies: ["EncodingsProtocol"], swiftSettings: strict),
    .target(
      name: "EncodingsServer",
      dependencies: [
        "Tracing", "Encoders", "Checkpoints", "Kernels", "EncodingsProtocol", "CSystemd", "CAllocator",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "DequeModule", package: "swift-collections"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ] + nio,
      // A link to the protocol's own copy, so that there is one.
      resources: [.embedInCode("Document/openrpc.json")],
      swiftSettings: strict),
    .executableTarget(
      name: "encodingsd",
      dependencies: [
        "EncodingsServer",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict, linkerSettings: standalone),
    .executableTarget(
      name: "encctl",
      dependencies: [
        "EncodingsClient", "EncodingsProtocol", "Rendering",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict, linkerSettings: standalone),

    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
    .testTarget(
      name: "KernelsTests", dependencies: ["Kernels", "CKernels", "COpenBLAS", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "CheckpointsTests", dependencies: ["Checkpoints", "TestSupport"], swiftSettings: strict),
    .executableTarget(
      name: "TokenizerBenchmark", dependencies: ["Tokenizers"],
      path: "Tests/Peers/tokenizers/TokenizerBenchmark", swiftSettings: strict),
    .target(name: "CSpeedFloors", path: "Tests/Peers/speed/CSpeedFloors", cSettings: optimized),
    .executableTarget(
      name: "SpeedBenchmark", dependencies: ["Encoders", "Checkpoints", "Kernels", "CSpeedFloors"],
      path: "Tests/Peers/speed/SpeedBenchmark", swiftSettings: strict),
    .testTarget(name: "TokenizersTests", dependencies: ["Tokenizers", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "EncodersTests", dependencies: ["Encoders", "Checkpoints", "Kernels", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "TracingTests", dependencies: ["Tracing", "Encoders", "Kernels", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "EncodingsProtocolTests", dependencies: ["EncodingsProtocol", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "EncodingsClientTests", dependencies: ["EncodingsClient", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "RenderingTests", dependencies: ["Rendering"], exclude: ["Golden"], swiftSettings: strict),
    .testTarget(
      name: "EncodingsServerTests",
      dependencies: [
        "EncodingsServer", "TestSupport", .product(name: "NIOEmbedded", package: "swift-nio"),
      ],
      swiftSettings: strict + unoptimised),
    .testTarget(
      name: "IntegrationTests", dependencies: ["EncodingsClient", "EncodingsProtocol", "TestSupport"],
      exclude: ["Booted/stop_thread.py"],
      swiftSettings: strict),
  ]
)

if split {
  let computing = ["Kernels", "Checkpoints", "Tokenizers", "Encoders", "Tracing"]
  let names =
    computing + ["KernelsTests", "EncodersTests", "TracingTests"]
    + ["CKernels", "CMappingGuard", "COpenBLAS", "TestSupport"]
  package.targets.removeAll { !names.contains($0.name) }
  package.products = []
  package.dependencies = []
}

if sanitizer == "thread" {
  package.targets.append(.target(name: "CMutexHooks", path: "Tests/Sanitizing/CMutexHooks"))
  for target in package.targets where target.name == "Tokenizers" {
    target.dependencies.append("CMutexHooks")
  }
}

if let fuzzer {
  package.targets += [
    .systemLibrary(name: "CFuzzer", path: "Tests/Fuzzing/CFuzzer"),
    .executableTarget(
      name: "fuzz", dependencies: ["CFuzzer", "Checkpoints", "EncodingsProtocol", "Tokenizers"],
      path: "Tests/Fuzzing/Fuzz", swiftSettings: strict,
      linkerSettings: [.unsafeFlags(["-Xlinker", fuzzer]), .linkedLibrary("stdc++")]),
  ]
}
