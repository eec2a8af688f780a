import Tracing

/// What a catalog comes upon while it loads models.
enum LoadingEvent: Sendable, Hashable {
  case loading(name: String)
  /// The folder `first`, before this one, has its name.
  case ignored(folder: String, first: String)
  case refused(name: String, LoadingError)

  var words: String {
    switch self {
    case .loading(let name): "loading \(name)"
    case .ignored(let folder, let first): "ignoring \(folder): \(first) has the same name and comes before it"
    case .refused(let name, let error): "cannot serve \(name): \(error.words)"
    }
  }
}
