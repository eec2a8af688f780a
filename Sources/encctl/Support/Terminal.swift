import ArgumentParser
import Glibc
import Rendering

/// When colours are written.
enum ColourChoice: String, CaseIterable, ExpressibleByArgument {
  case auto, always, never
}

extension Layout {
  /// The layout of standard output: the terminal's width, else `COLUMNS`, else 80; colours as chosen, and with `auto`
  /// only on a terminal that is not dumb, and if NO_COLOR is not set.
  static func standardOutput(colour: ColourChoice) -> Layout {
    var size = winsize()
    let isTerminal = isatty(STDOUT_FILENO) == 1
    let hasSize = isTerminal && ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    let width = hasSize ? Int(size.ws_col) : environment("COLUMNS").flatMap { Int($0) } ?? 80
    let isColoured =
      switch colour {
      case .always: true
      case .never: false
      case .auto: isTerminal && environment("NO_COLOR") == nil && environment("TERM") != "dumb"
      }
    return Layout(width: width > 0 ? width : 80, isColoured: isColoured)
  }

  /// A variable that is set, and not to nothing.
  private static func environment(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }
}
