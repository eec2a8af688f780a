import Foundation
import TestSupport
import Testing

/// The installed service in a systemd that has really booted.
@Suite(
  .serialized, .enabled(if: binariesAreHere, "ENCODINGS_BINARIES names no folder"),
  .enabled(if: BootedMachine.obstacle == nil, "\(BootedMachine.obstacle ?? "")"))
struct ServiceTests {
  private static let question = #"encctl trace "Time flies like an arrow." 2"#

  @Test func membersOfTheGroupAreAnsweredAndOthersToldWhichGroup() async throws {
    try await withInstalledMachine { machine in
      try await machine.expect("systemctl start encodingsd")
      let answer = try await machine.expect(Self.question, as: "ann")
      #expect(answer.contains("resid_mid") && answer.contains("▶"))
      print(answer)
      let refused = try await machine.run(Self.question, as: "bob")
      #expect(refused.status == 3, "\(refused)")
      #expect(refused.complaint.contains("sudo usermod -aG encodings $USER"), "\(refused)")
      let status = try await machine.expect("systemctl status --no-pager encodingsd")
      #expect(status.contains("Status: \"Serving tiny"), "\(status)")
    }
  }

  @Test func theFirstQuestionStartsTheDaemon() async throws {
    try await withInstalledMachine { machine in
      #expect(try await machine.run("systemctl is-active encodingsd.service").output.trimmed == "inactive")
      #expect(try await machine.expect("systemctl is-active encodingsd.socket").trimmed == "active")
      try await machine.expect(Self.question, as: "ann")
      #expect(try await machine.expect("systemctl is-active encodingsd.service").trimmed == "active")
    }
  }

  @Test func nothingIsLostInRestartsAndReloads() async throws {
    try await withInstalledMachine { machine in
      try await machine.expect("systemctl start encodingsd")
      for (verb, times) in [("restart", 5), ("reload", 20)] {
        let load = try machine.start(
          "for i in $(seq 300); do encctl trace \"time flies $i\" 1 >/dev/null || echo lost; done; echo done",
          as: "ann")
        for _ in 0..<times {
          // The limit of starts in an interval is an operator's protection, and not what is tested here.
          try await machine.expect("systemctl reset-failed encodingsd; systemctl \(verb) encodingsd")
          try await Task.sleep(for: .milliseconds(100))
        }
        let ended = try await load.end(within: 120)
        #expect(ended.output == "done\n", "\(verb): \(ended)\n\(ended.output.prefix(300))")
        print(
          "\(times) × systemctl \(verb) beside 300 questions: \(ended.output.trimmed), \(ended.complaint)")
      }
    }
  }

  @Test func stoppingCompletesWhatWasAccepted() async throws {
    try await withInstalledMachine { machine in
      try await machine.expect("systemctl start encodingsd")
      // Long enough that most still wait when the last has been accepted. Who connects later than that is nobody's
      // to answer: systemd closes the socket it comes by.
      let load = try machine.start(
        "for i in $(seq 40); do (encctl trace \"$(seq -s ' ' $i 400)\" --truncate >/dev/null; echo $?) & done; wait",
        as: "ann")
      try await machine.expect(
        "asked=0; accepted=0; while [ $((accepted - asked)) -lt 40 ]; do asked=$((asked + 1)); accepted=$(encctl metrics | "
          + "sed -n 's/^encodings_connections_accepted_total //p'); done; "
          + "systemctl stop encodingsd.socket encodingsd.service")
      let ended = try await load.end()
      let outcomes = Dictionary(grouping: ended.output.split(separator: "\n")) { $0 }.mapValues(\.count)
      print("systemctl stop beside 40 questions, exit statuses: \(outcomes)")
      // Answered, or told that it shuts down: no connection is lost.
      #expect(outcomes.values.reduce(0, +) == 40 && outcomes["0", default: 0] > 0)
      #expect(Set(outcomes.keys).isSubset(of: ["0", "4"]), "\(outcomes) \(ended.complaint)")
      let result = try await machine.expect("systemctl show --value -p Result encodingsd").trimmed
      #expect(result == "success")
    }
  }

  @Test(arguments: ["compute", "NIO-ELT-1-#1", "NIO-ELT-1-#2", "killed"])
  func aDaemonThatStandsStillIsStartedAnew(_ what: String) async throws {
    try await withInstalledMachine { machine in
      try await machine.expect(
        "mkdir -p /etc/systemd/system/encodingsd.service.d && "
          + "printf '[Service]\\nWatchdogSec=2\\n' >/etc/systemd/system/encodingsd.service.d/fast.conf && "
          + "systemctl daemon-reload && systemctl start encodingsd")
      try await machine.expect(Self.question, as: "ann")
      let daemon = try await machine.daemonOnHost()
      var holder: Program?
      if what == "killed" {
        kill(daemon, SIGKILL)
      } else {
        let script = RepositoryRoot.file("Tests/IntegrationTests/Booted/stop_thread.py")
        holder = try Program("/usr/bin/env", ["python3", script, "\(daemon)", what])
      }
      let start = ContinuousClock.now
      var restarts = "0"
      for _ in 0..<300 where restarts == "0" {
        restarts = try await machine.expect("systemctl show --value -p NRestarts encodingsd").trimmed
        try await Task.sleep(for: .milliseconds(100))
      }
      print("\(what): restarted \(restarts) time(s), noticed after \(start.duration(to: .now))")
      #expect(restarts == "1", "\(holder?.complaint ?? "")")
      try await machine.expect(Self.question, as: "ann")
      let journal = try await machine.expect("journalctl -u encodingsd --no-pager")
      #expect(journal.contains(what == "killed" ? "status=9/KILL" : "Watchdog timeout"))
      holder?.send(SIGTERM)
      _ = try await holder?.end()
    }
  }

  @Test func whoeverIsNotRootMayHaveADaemonOfTheirOwn() async throws {
    try await withInstalledMachine { machine in
      try await machine.expect("mkdir /home/bob && chown bob /home/bob && loginctl enable-linger bob")
      let runtime = "/run/user/\(try await machine.expect("id -u bob").trimmed)"
      let own = "export HOME=/home/bob XDG_RUNTIME_DIR=\(runtime); "
      try await machine.expect(
        "for i in $(seq 300); do test -S \(runtime)/systemd/private && break; sleep 0.1; done")
      // As the README says it; the machine's daemon does not answer bob.
      try await machine.expect(own + "systemctl --user enable --now encodingsd.socket", as: "bob")
      let answer = try await machine.expect(own + Self.question, as: "bob")
      #expect(answer.hasPrefix("roberta-mini ") && answer.contains("▶"), "\(answer)")
      #expect(
        try await machine.expect("stat -c '%a %U' \(runtime)/encodings/encodings.sock").trimmed == "600 bob")
      try await machine.expect(own + "systemctl --user reload encodingsd && encctl status", as: "bob")
      try await machine.expect(own + "systemctl --user disable --now encodingsd.socket encodingsd", as: "bob")
      #expect(try await machine.run(own + "encctl status", as: "bob").status == 3)
    }
  }

  @Test func theJournalHasTheFieldsAndNoText() async throws {
    try await withInstalledMachine { machine in
      try await machine.expect(#"encctl trace "xyzzyplugh arrow" 1 && encctl tokenize xyzzyplugh"#, as: "ann")
      let user = try await machine.expect("id -u ann").trimmed
      let journal = try await machine.expect("journalctl --sync; journalctl -u encodingsd -o json --no-pager")
      let entries = try journal.split(separator: "\n").map { line in
        try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      }
      let traced = try #require(entries.first { $0["METHOD"] as? String == "trace" }, "\(journal)")
      for field in [
        "REQUEST_ID", "PEER_UID", "PEER_PID", "OUTCOME", "QUEUED_US", "COMPUTE_US", "TOTAL_US", "TOKENS",
      ] {
        #expect(traced[field] is String, "\(field): \(traced)")
      }
      #expect(traced["PEER_UID"] as? String == user && traced["OUTCOME"] as? String == "ok")
      #expect(!journal.contains("xyzzy"))
    }
  }

  @Test func theSandboxIsInForce() async throws {
    let unit = RepositoryRoot.file("Deploy/systemd/encodingsd.service")
    try await withInstalledMachine { machine in
      try await machine.expect(Self.question, as: "ann")
      // The values at run time, of the very unit that answered.
      let exposure = try await machine.expect("systemd-analyze security --no-pager encodingsd.service")
      print(exposure.split(separator: "\n").last ?? "")
      let level = exposure.firstMatch(of: #/exposure level for encodingsd.service: ([0-9.]+)/#)
      #expect(try #require(level.flatMap { Double($0.output.1) }) <= 1.0)
      let status = try String(contentsOfFile: "/proc/\(await machine.daemonOnHost())/status", encoding: .utf8)
      for line in ["NoNewPrivs:\t1", "Seccomp:\t2", "CapEff:\t0000000000000000", "CapBnd:\t0000000000000000"]
      {
        #expect(status.contains(line), "\(status)")
      }
      let text = try String(contentsOfFile: unit, encoding: .utf8)
      for directive in text.split(separator: "\n") where directive.hasSuffix("=yes") {
        let name = directive.dropLast(4)
        let value = try await machine.expect("systemctl show --value -p \(name) encodingsd").trimmed
        #expect(value == "yes", "\(directive) is \(value)")
      }
    }
  }
}
