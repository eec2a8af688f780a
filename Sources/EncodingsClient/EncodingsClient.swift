/// A blocking client of the daemon's socket: one connection, one call at a time, on the calling thread.
///
///     var connection = try Connection(to: SocketPath.chosen())
///     let result = try connection.call(.trace, TraceParameters(text: "Time flies.")).value
///
/// It needs POSIX and `FoundationEssentials` only, so that a program that links it starts in milliseconds. Every way
/// a call can fail is a case of `ClientError`, whose `message` says what to do; no partial answer is ever returned.
public enum EncodingsClient {}
