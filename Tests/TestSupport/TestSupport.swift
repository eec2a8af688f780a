/// Folders, processes and golden files that several suites share.
enum TestSupport {}
