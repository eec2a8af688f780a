/// A blocking client of the daemon's socket.
enum EncodingsClient {}
