import Tracing

/// What a catalog comes upon while it loads models.
enum LoadingEvent: Sendable, Hashable {
  case loading(name: String)
  /// A folder before this one has its name.
  case ignored(folder: String)
  case refused(name: String, LoadingError)

  var words: String {
    switch self {
    case .loading(let name): "loading \(name)"
    case .ignored(let folder): "ignoring \(folder): another model has its name"
    case .refused(let name, let error): "cannot serve \(name): \(error.words)"
    }
  }
}
