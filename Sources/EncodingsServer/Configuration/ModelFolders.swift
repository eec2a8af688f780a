extension Configuration {
  /// What will keep a named model from being served, as far as the folders' names and `config.json` tell, a line each;
  /// none for a configuration that names no models.
  package var modelComplaints: [String] {
    var seen: [String: String] = [:]
    var complaints: [String] = []
    for folder in models.map(Folders.withName) {
      if let other = seen.updateValue(folder, forKey: Folders.name(of: folder)) {
        complaints.append("models: \(other) and \(folder) have one name, so only the first is served")
      }
      guard !Folders.exists(folder + "/config.json") else { continue }
      let advice = folder.hasPrefix("~") ? "; write the whole path: ~ means nothing here" : ""
      complaints.append("models: there is no \(folder)/config.json\(advice)")
    }
    return complaints
  }
}
