import Foundation
import TestSupport
import Testing

/// A machine with its own systemd, really booted: a container on a copy-on-write layer above a Debian root.
final class BootedMachine: Sendable {
  /// The root that all machines start from, `ENCODINGS_MACHINE_ROOT`; made by `Deploy/test` with debootstrap.
  static let root = TestData.existing(variable: "ENCODINGS_MACHINE_ROOT")

  /// Why no machine can be booted here; nil if one can.
  static let obstacle: String? = {
    if geteuid() != 0 { return "only root can boot a container" }
    if root == nil { return "ENCODINGS_MACHINE_ROOT names no root to boot" }
    if !FileManager.default.isExecutableFile(atPath: "/usr/bin/systemd-nspawn") {
      return "systemd-nspawn is not installed"
    }
    return nil
  }()

  private let folder: TemporaryDirectory
  private let nspawn: Program
  private let leader: String

  /// Boots a machine with these files of the host at these places, and waits until it has booted.
  init(files: [String: String] = [:]) async throws {
    folder = try TemporaryDirectory()
    let merged = folder("root")
    for name in ["root", "layer", "work"] {
      try FileManager.default.createDirectory(atPath: folder(name), withIntermediateDirectories: true)
    }
    let layers = "lowerdir=\(Self.root ?? ""),upperdir=\(folder("layer")),workdir=\(folder("work"))"
    try await Self.host("mount", "-t", "overlay", "overlay", "-o", layers, merged)
    do {
      for (file, place) in files { try await Self.host("install", "-D", file, merged + place) }
      nspawn = try Program(
        "/usr/bin/systemd-nspawn",
        [
          "--directory=\(merged)", "--machine=enc-\(folder.path.suffix(6).lowercased())", "--boot",
          "--register=no", "--keep-unit", "--private-network", "--console=pipe", "--link-journal=no",
          "--quiet",
        ])
    } catch {
      _ = try? await Self.host("umount", "--lazy", merged)
      throw error
    }
    do {
      leader = try await Self.leader(of: nspawn)
    } catch {
      nspawn.send(SIGKILL)
      _ = try? await Self.host("umount", "--lazy", merged)
      throw error
    }
    for _ in 0..<600 {
      let state = try await run("systemctl is-system-running").output
      if state.hasPrefix("running") || state.hasPrefix("degraded") { return }
      try await Task.sleep(for: .milliseconds(100))
    }
    throw NotServing(log: nspawn.complaint)
  }

  /// Switches it off and takes its layer away.
  func powerOff() async throws {
    _ = try await run("systemctl --no-block poweroff")
    _ = try await nspawn.end(within: 30)
    try await Self.host("umount", "--lazy", folder("root"))
  }

  /// Runs a shell command in the machine, as root or as one of its users.
  func run(_ command: String, as user: String? = nil) async throws -> Ended {
    try await start(command, as: user).end(within: 120)
  }

  /// Starts a shell command in the machine.
  func start(_ command: String, as user: String? = nil) throws -> Program {
    let shell = user.map { ["runuser", "-u", $0, "--"] } ?? []
    return try Program(
      "/usr/bin/nsenter", ["--target", leader, "--all", "--"] + shell + ["/bin/bash", "-c", command],
      environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/"])
  }

  /// Runs a command that has to succeed, and gives back what it wrote.
  @discardableResult
  func expect(_ command: String, as user: String? = nil) async throws -> String {
    let ended = try await run(command, as: user)
    try #require(ended.status == 0, "\(command): \(ended)\n\(ended.output)")
    return ended.output
  }

  /// Puts a file of the host into the running machine.
  func install(_ file: String, as place: String) async throws {
    try await Self.host("install", "-D", file, "/proc/\(leader)/root\(place)")
  }

  /// The host's number of a process that the machine knows as the service's main one.
  func daemonOnHost() async throws -> Int32 {
    let inside = try await expect("systemctl show --value -p MainPID encodingsd").trimmed
    for process in try FileManager.default.contentsOfDirectory(atPath: "/proc") {
      guard let number = Int32(process),
        let status = try? String(contentsOfFile: "/proc/\(number)/status", encoding: .utf8),
        let line = status.split(separator: "\n").first(where: { $0.hasPrefix("NSpid:") })
      else { continue }
      let name = status.contains("Name:\tencodingsd\n")
      let numbers = line.split(separator: "\t").dropFirst()
      if name, numbers.count > 1, numbers.last.map(String.init) == inside { return number }
    }
    throw NotServing(log: "no process is the daemon")
  }

  @discardableResult
  private static func host(_ command: String...) async throws -> Ended {
    let ended = try await Program("/usr/bin/env", command).end()
    try #require(ended.status == 0, "\(command): \(ended)")
    return ended
  }

  /// The machine's first process, a child of systemd-nspawn.
  private static func leader(of nspawn: Program) async throws -> String {
    let children = "/proc/\(nspawn.identifier)/task/\(nspawn.identifier)/children"
    for _ in 0..<300 where nspawn.isRunning {
      let found = (try? String(contentsOfFile: children, encoding: .utf8))?.trimmed ?? ""
      let name = (try? String(contentsOfFile: "/proc/\(found)/comm", encoding: .utf8))?.trimmed
      if name == "systemd" { return found }
      try await Task.sleep(for: .milliseconds(50))
    }
    throw NotServing(log: nspawn.complaint)
  }
}

extension String {
  /// Without white space at its ends.
  var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}

/// Boots a machine, does something with it, and switches it off whatever came of it.
func withMachine(
  files: [String: String] = [:], _ body: (BootedMachine) async throws -> Void
) async throws {
  let machine = try await BootedMachine(files: files)
  do {
    try await body(machine)
  } catch {
    print((try? await machine.run("journalctl -u encodingsd --no-pager | tail -n 30").output) ?? "")
    try await machine.powerOff()
    throw error
  }
  try await machine.powerOff()
}

/// The same with the package installed, ann in its group and bob not.
func withInstalledMachine(_ body: (BootedMachine) async throws -> Void) async throws {
  let package = try #require(TestData.existing(variable: "ENCODINGS_PACKAGE"))
  let model = tinyModel("tiny-bert-f32")
  var files = [package: "/root/encodings.deb"]
  for name in ["config.json", "tokenizer.json", "model.safetensors"] {
    files["\(model)/\(name)"] = "/var/lib/encodings/models/tiny/\(name)"
  }
  try await withMachine(files: files) { machine in
    try await machine.expect(
      "dpkg -i /root/encodings.deb && useradd ann && usermod -aG encodings ann && useradd bob")
    try await body(machine)
  }
}
