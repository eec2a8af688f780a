import EncodingsProtocol
import Foundation
import Synchronization

/// A listener in a directory of its own that plays a script to the first connection, on a thread of its own, since
/// the client under test blocks the one it is called on.
final class ScriptedDaemon: Sendable {
  let directory: String
  let path: String
  private let finished = DispatchSemaphore(value: 0)

  init(script: @escaping @Sendable (inout ScriptedPeer) -> Void) throws {
    directory = try temporaryDirectory()
    path = directory + "/d.sock"
    let listener = try boundSocket(path)
    listen(listener, 8)
    Thread.detachNewThread { [finished] in
      let descriptor = accept(listener, nil, nil)
      var peer = ScriptedPeer(descriptor: descriptor)
      script(&peer)
      close(peer.descriptor)
      close(listener)
      finished.signal()
    }
  }

  /// Waits until the script has ended.
  func finish() { finished.wait() }

  deinit { try? FileManager.default.removeItem(atPath: directory) }
}

/// The daemon's end of one connection.
struct ScriptedPeer {
  let descriptor: Int32
  private var decoder = FrameDecoder(limit: 1 << 24)

  init(descriptor: Int32) { self.descriptor = descriptor }

  /// The next request; nil at the end of the stream.
  mutating func request() -> Request? {
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      if let body = try? decoder.next() {
        guard case .single(.success(let request)) = try? Incoming.parse(body) else { return nil }
        return request
      }
      let count = read(descriptor, &buffer, buffer.count)
      guard count > 0 else { return nil }
      decoder.append(buffer[..<count])
    }
  }

  func send(_ bytes: some Collection<UInt8>) {
    let bytes = Array(bytes)
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      sent += count
    }
  }

  func frame(_ body: [UInt8]) {
    send((try? FrameEncoder.frame(body, limit: .max)) ?? [])
  }
}

func temporaryDirectory() throws -> String {
  var template = Array("/tmp/encclient-XXXXXX".utf8CString)
  guard mkdtemp(&template) != nil else { throw POSIXError(.ENOENT) }
  return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
}

/// A socket bound to `path` that does not listen yet.
func boundSocket(_ path: String) throws -> Int32 {
  var address = sockaddr_un()
  address.sun_family = sa_family_t(AF_UNIX)
  withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
  let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
  let bound = withUnsafePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
    }
  }
  guard descriptor >= 0, bound == 0 else { throw POSIXError(.EADDRNOTAVAIL) }
  return descriptor
}
