import Foundation
import TestSupport
import Testing

/// The package's life: installed, upgraded over a running daemon, removed, purged, each on a fresh machine.
@Suite(
  .serialized, .enabled(if: binariesAreHere, "ENCODINGS_BINARIES names no folder"),
  .enabled(if: BootedMachine.obstacle == nil, "\(BootedMachine.obstacle ?? "")"))
struct PackageTests {
  @Test func lintianFindsNoErrors() async throws {
    let package = try #require(TestData.existing(variable: "ENCODINGS_PACKAGE"))
    let ended = try await Program("/usr/bin/lintian", ["--allow-root", "--fail-on", "error", package]).end()
    print(ended.output)
    #expect(ended.status == 0, "\(ended)\n\(ended.output)")
  }

  @Test func anInstalledPackageHasAllItsParts() async throws {
    try await withInstalledMachine { machine in
      for path in [
        "/usr/share/man/man1/encctl.1.gz", "/usr/share/man/man8/encodingsd.8.gz",
        "/usr/share/man/man7/encodings-protocol.7.gz", "/usr/share/bash-completion/completions/encctl",
        "/usr/share/zsh/vendor-completions/_encctl", "/usr/share/fish/vendor_completions.d/encctl.fish",
        "/etc/encodings/encodingsd.json", "/usr/lib/systemd/user/encodingsd.socket",
      ] { try await machine.expect("test -s \(path)") }
      try await machine.expect("bash -n /usr/share/bash-completion/completions/encctl")
      try await machine.expect("encodingsd --check-config")
      #expect(
        try await machine.expect("stat -c '%a %U %G' /run/encodings/encodings.sock").trimmed
          == "660 root encodings")
      let models = try await machine.expect("encctl models", as: "ann")
      #expect(models.contains("tiny"))
      print(models)
    }
  }

  @Test func theReadmesCommandsInstallIt() async throws {
    let package = try #require(TestData.existing(variable: "ENCODINGS_PACKAGE"))
    let commands = try Readme().commands(under: "Install the service")
    // The package is built already, by the command that is the first.
    try #require(commands.count >= 5 && commands.first == "Deploy/package")
    let model = tinyModel("tiny-bert-f32")
    let place = "/root/" + (package as NSString).lastPathComponent
    try await withMachine(files: [package: place]) { machine in
      try await machine.expect("useradd ann")
      for name in ["config.json", "tokenizer.json", "model.safetensors"] {
        try await machine.install("\(model)/\(name)", as: "/var/lib/encodings/models/tiny/\(name)")
      }
      for command in commands.dropFirst() {
        guard command.hasPrefix("sudo ") else {
          let answer = try await machine.expect(command, as: "ann")
          #expect(answer.contains("▶"), "\(command): \(answer)")
          continue
        }
        try await machine.expect("cd /root && USER=ann && \(command.dropFirst("sudo ".count))")
      }
    }
  }

  @Test func anUpgradeKeepsTheDaemonAnswering() async throws {
    let newer = try #require(TestData.existing(variable: "ENCODINGS_NEWER_PACKAGE"))
    try await withInstalledMachine { machine in
      try await machine.expect("systemctl start encodingsd")
      let before = try await machine.expect("systemctl show --value -p MainPID encodingsd").trimmed
      let load = try machine.start(
        "for i in $(seq 400); do encctl status >/dev/null || echo lost; done; echo done", as: "ann")
      try await machine.install(newer, as: "/root/newer.deb")
      try await machine.expect("dpkg -i /root/newer.deb")
      let ended = try await load.end(within: 120)
      #expect(ended.output == "done\n", "\(ended)\n\(ended.output.prefix(300))")
      let after = try await machine.expect("systemctl show --value -p MainPID encodingsd").trimmed
      #expect(before != after && after != "0")
      try await machine.expect("encctl trace 'Time flies.' 1", as: "ann")
    }
  }

  @Test func removingStopsItAndPurgingLeavesNothing() async throws {
    let package = try #require(TestData.existing(variable: "ENCODINGS_PACKAGE"))
    try await withMachine(files: [package: "/root/encodings.deb"]) { machine in
      let list =
        "find / -xdev \\( -path /proc -o -path /sys -o -path /run -o -path /tmp -o -path /var/log "
        + "-o -path /var/lib/dpkg -o -path /var/cache -o -path /root -o -path /var/tmp "
        // At midnight the machine's own timer copies the list of packages.
        + "-o -path /var/backups -o -path /var/lib/systemd \\) -prune -o -print | sort; ls -d /var/cache/encodings /run/encodings 2>/dev/null"
      let users = "cut -d: -f1 /etc/passwd /etc/group | sort"
      let before = try await machine.run(list).output
      let usersBefore = try await machine.expect(users)
      try await machine.expect("dpkg -i /root/encodings.deb && systemctl start encodingsd && encctl status")
      #expect(try await machine.expect(users) != usersBefore)
      try await machine.expect("dpkg --remove encodings")
      #expect(try await machine.run("grep -lx encodingsd /proc/[0-9]*/comm").status == 1)
      #expect(try await machine.run("test -e /run/encodings/encodings.sock").status == 1)
      try await machine.expect("test -e /etc/encodings/encodingsd.json")
      try await machine.expect("dpkg --purge encodings")
      let left = Set(try await machine.run(list).output.split(separator: "\n"))
        .subtracting(before.split(separator: "\n"))
        // The copies that the tools for accounts make of what they change.
        .subtracting([
          "/etc/passwd-", "/etc/group-", "/etc/shadow-", "/etc/gshadow-", "/etc/subuid-", "/etc/subgid-",
        ])
      #expect(left.isEmpty, "\(left.sorted())")
      #expect(try await machine.expect(users) == usersBefore)
      #expect(try await machine.expect("systemctl --failed --no-legend").trimmed.isEmpty)
    }
  }
}
