/// One of Unicode's four normalisation forms.
enum CanonicalForm: String, Sendable, Hashable {
  case decomposed = "NFD"
  case composed = "NFC"
  case compatiblyDecomposed = "NFKD"
  case compatiblyComposed = "NFKC"

  private var isCompatible: Bool { self == .compatiblyDecomposed || self == .compatiblyComposed }
  private var isComposed: Bool { self == .composed || self == .compatiblyComposed }

  func apply(to text: inout AlignedText) {
    // What starts below the first decomposition is in every form already.
    guard text.scalars.contains(where: { $0 >= CanonicalForms.firstOfInterest }) else { return }
    let forms = CanonicalForms.shared
    var edits = decomposed(text, forms)
    if isComposed { edits = CanonicalForm.composed(edits, forms) }
    text.apply(edits)
  }

  /// The full decomposition in canonical order: marks between two starters by class, those of a class as they came.
  private func decomposed(_ text: AlignedText, _ forms: CanonicalForms) -> [TextEdit] {
    var edits: [TextEdit] = []
    edits.reserveCapacity(text.count + text.count / 4)
    var marks: [(level: UInt32, edit: TextEdit)] = []
    for scalar in text.scalars {
      var change: Int32 = 0
      forms.decompose(scalar, compatible: isCompatible) { part in
        let edit = TextEdit(scalar: part, change: change)
        let level = forms.combiningClass(of: part)
        if level == 0 {
          CanonicalForm.flush(&marks, to: &edits)
          edits.append(edit)
        } else {
          marks.append((level, edit))
        }
        change = 1
      }
    }
    CanonicalForm.flush(&marks, to: &edits)
    return edits
  }

  private static func flush(_ marks: inout [(level: UInt32, edit: TextEdit)], to edits: inout [TextEdit]) {
    guard !marks.isEmpty else { return }
    if marks.count == 1 {
      edits.append(marks[0].edit)
    } else {
      let order = marks.indices.sorted { (marks[$0].level, $0) < (marks[$1].level, $1) }
      for index in order { edits.append(marks[index].edit) }
    }
    marks.removeAll(keepingCapacity: true)
  }

  /// Joins each starter with the marks behind it that nothing blocks (Unicode Standard, definition D117).
  private static func composed(_ edits: [TextEdit], _ forms: CanonicalForms) -> [TextEdit] {
    var result: [TextEdit] = []
    result.reserveCapacity(edits.count)
    var starter: Int?
    var lastLevel: UInt32 = 0
    for edit in edits {
      let level = forms.combiningClass(of: edit.scalar)
      if let index = starter {
        // Between the starter and here stand only marks of class `lastLevel` or less, or nothing (0).
        let isNext = index == result.count - 1
        if isNext || lastLevel < level, let joined = forms.compose(result[index].scalar, edit.scalar) {
          // A part of a scalar that decomposed joins for nothing; a scalar of its own is swallowed.
          result[index] = TextEdit(scalar: joined, change: result[index].change + edit.change - 1)
          continue
        }
      }
      if level == 0 { starter = result.count }
      lastLevel = level
      result.append(edit)
    }
    return result
  }
}
