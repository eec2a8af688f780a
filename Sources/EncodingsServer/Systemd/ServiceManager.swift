import CSystemd
import Glibc
import Tracing

/// What the daemon tells the service manager that started it; nothing happens without one.
package struct ServiceManager: Sendable {
  package init() {}

  /// Says what the daemon is doing, in words that may come from outside, for `systemctl status`.
  package func status(_ words: String) {
    notify("STATUS=\(words.inOneLine())")
  }

  /// Says that requests are served.
  package func ready(_ words: String) {
    notify("READY=1\nSTATUS=\(words.inOneLine())")
  }

  /// Says that the configuration is being read again; `ready` ends it.
  package func reloading() {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    let microseconds = UInt64(now.tv_sec) &* 1_000_000 &+ UInt64(now.tv_nsec) / 1000
    notify("RELOADING=1\nMONOTONIC_USEC=\(microseconds)\nSTATUS=Reading the configuration again")
  }

  /// Says that no more requests are accepted.
  package func stopping() {
    notify("STOPPING=1\nSTATUS=Finishing accepted requests")
  }

  /// Says that the daemon is alive.
  package func alive() {
    notify("WATCHDOG=1")
  }

  /// Within which time the service manager wants to hear `alive`; nil if it does not.
  package func watchdogMicroseconds() -> UInt64? {
    var interval: UInt64 = 0
    return sd_watchdog_enabled(0, &interval) > 0 ? interval : nil
  }

  private func notify(_ state: String) {
    _ = sd_notify(0, state)
  }
}
