/// The daemon behind the socket: connections, scheduler, limits, metrics, systemd.
enum EncodingsServer {}
