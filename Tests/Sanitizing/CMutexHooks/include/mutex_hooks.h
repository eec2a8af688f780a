/// Nothing to call: linked into a build for ThreadSanitizer, this room tells it what a contended `Mutex` orders.
