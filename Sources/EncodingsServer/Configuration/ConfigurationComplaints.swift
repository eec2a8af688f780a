import Kernels
import Tracing

extension Configuration {
  /// What will keep the daemon from listening on a socket of its own, or a named model from being loaded, a line each.
  /// Models are loaded to find that out; their digests, which take longer, are not computed.
  package var complaints: [String] { (socketComplaints + modelComplaints).map { $0.inOneLine() } }

  private var socketComplaints: [String] {
    if socket.isEmpty { return [] }
    guard UnixAddress(path: socket) != nil else {
      return [
        "socket: a path has 1 to \(UnixAddress.limit) bytes, none of them 0, and this one has \(socket.utf8.count)"
      ]
    }
    return ListeningSocket.isOther(socket) ? ["socket: \(ListeningError.notASocket(path: socket))"] : []
  }

  private var modelComplaints: [String] {
    var seen: [[UInt8]: String] = [:]
    var complaints: [String] = []
    for folder in models.map(Folders.withName) {
      if let other = seen.updateValue(folder, forKey: Array(Folders.name(of: folder).utf8)) {
        complaints.append("models: \(other) and \(folder) have one name, so only the first is served")
      }
      if !Folders.isAbsent(folder + "/config.json") {
        do throws(LoadingError) {
          _ = try Tracer(folder: folder, workers: WorkerPool())
        } catch {
          complaints.append("models: \(error.words)")
        }
        continue
      }
      let advice = folder.hasPrefix("~") ? "; write the whole path: ~ means nothing here" : ""
      complaints.append("models: there is no \(folder)/config.json\(advice)")
    }
    return complaints
  }
}
