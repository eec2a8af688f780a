import Testing

@testable import EncodingsServer

/// Where things lie when nobody says otherwise.
@Suite struct DefaultPathsTests {
  @Test func ofTheSystem() {
    let paths = DefaultPaths(environment: ["XDG_RUNTIME_DIR": "/x", "HOME": "/root"], isSystem: true)
    #expect(paths.socket == "/run/encodings/encodings.sock")
    #expect(paths.configuration == "/etc/encodings/encodingsd.json")
    #expect(paths.modelFolders == ["/var/lib/encodings/models", "/usr/share/encodings/models"])
    #expect(paths.cache == "/var/cache/encodings")
  }

  @Test func ofAUser() {
    let paths = DefaultPaths(
      environment: [
        "XDG_RUNTIME_DIR": "/run/user/7", "XDG_CONFIG_HOME": "/c", "XDG_DATA_HOME": "/d",
        "XDG_CACHE_HOME": "/k",
      ], isSystem: false)
    #expect(paths.socket == "/run/user/7/encodings/encodings.sock")
    #expect(paths.configuration == "/c/encodings/encodingsd.json")
    #expect(paths.modelFolders == ["/d/encodings/models", "/usr/share/encodings/models"])
    #expect(paths.cache == "/k/encodings")
  }

  @Test func ofAUserWithOnlyAHome() {
    let paths = DefaultPaths(environment: ["HOME": "/home/a", "XDG_CONFIG_HOME": ""], isSystem: false)
    #expect(paths.socket == nil)
    #expect(paths.configuration == "/home/a/.config/encodings/encodingsd.json")
    #expect(paths.modelFolders == ["/home/a/.local/share/encodings/models", "/usr/share/encodings/models"])
    #expect(paths.cache == "/home/a/.cache/encodings")
  }

  @Test func ofAUserWithNothing() {
    let paths = DefaultPaths(environment: [:], isSystem: false)
    #expect(paths.socket == nil && paths.configuration == nil && paths.cache == nil)
    #expect(paths.modelFolders == ["/usr/share/encodings/models"])
  }

  @Test(arguments: [true, false]) func ofAUnitAreTheServiceManagers(_ isSystem: Bool) {
    let paths = DefaultPaths(
      environment: ["RUNTIME_DIRECTORY": "/run/a:/run/b", "CACHE_DIRECTORY": "/var/cache/a"],
      isSystem: isSystem)
    #expect(paths.socket == "/run/a/encodings.sock")
    #expect(paths.cache == "/var/cache/a")
  }
}
