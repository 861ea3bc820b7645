/// Decides which paths may stand in a bundle; the same rules hold for reading and writing.
struct BundlePath: Hashable {
  /// The path as it stands in the archive.
  let bytes: [UInt8]

  /// The bytes as text; a valid path is always UTF-8.
  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Whether the path names a folder.
  var isFolder: Bool { bytes.last == slash }

  /// The folders on the way, outermost first, each with its closing slash; without the path itself.
  var folders: [BundlePath] {
    bytes.indices.dropLast().filter { bytes[$0] == slash }
      .map { BundlePath(bytes: Array(bytes[...$0])) }
  }

  /// Refuses a path that is not plain, relative and short, and says why.
  func check(_ limits: BundleLimits) throws(BundleError) {
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw failure(.pathNotText, "is not UTF-8")
    }
    guard !bytes.isEmpty else { throw failure(.invalidPath, "is empty") }
    guard bytes.count <= limits.pathLengthMax else {
      throw failure(.invalidPath, "is longer than \(limits.pathLengthMax) bytes")
    }
    try checkCharacters()
    try checkComponents(limits)
  }

  private func checkCharacters() throws(BundleError) {
    if bytes.contains(0) { throw failure(.pathEscape, "contains a NUL") }
    if bytes.contains(UInt8(ascii: "\\")) { throw failure(.pathEscape, "contains a backslash") }
    if bytes.contains(where: { $0 < 0x20 || $0 == 0x7f }) {
      throw failure(.invalidPath, "contains a control character")
    }
    if bytes[0] == slash { throw failure(.pathEscape, "is absolute") }
    if bytes.count > 1, bytes[1] == UInt8(ascii: ":"), isLetter(bytes[0]) {
      throw failure(.pathEscape, "starts with a drive letter")
    }
  }

  private func checkComponents(_ limits: BundleLimits) throws(BundleError) {
    let inner = isFolder ? bytes.dropLast() : bytes[...]
    let components = inner.split(separator: slash, omittingEmptySubsequences: false)
    for component in components {
      if component.elementsEqual("..".utf8) { throw failure(.pathEscape, "contains '..'") }
      if component.isEmpty || component.elementsEqual(".".utf8) {
        throw failure(.invalidPath, "has an empty component or '.'")
      }
    }
    guard components.count <= limits.depthMax else {
      throw failure(.tooDeep, "is nested deeper than \(limits.depthMax)")
    }
  }

  /// Makes the error that says what is wrong with the path.
  func failure(_ code: BundleError.Code, _ what: String) -> BundleError {
    BundleError(code: code, message: "unsafe bundle refused: path \(quoted) \(what)", path: text)
  }

  /// The path for messages: in quotes, shortened, without anything a terminal would act on.
  var quoted: String {
    var shown = ""
    for scalar in text.unicodeScalars.prefix(120) {
      let isControl = scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)
      shown += isControl ? "\\x\(String(scalar.value, radix: 16))" : String(scalar)
    }
    return text.unicodeScalars.count > 120 ? "'\(shown)…'" : "'\(shown)'"
  }
}

/// Notices paths that cannot stand side by side: twice the same, or one both file and folder.
struct BundlePathSet {
  private var paths: Set<BundlePath> = []

  /// Adds a path that stands in the archive.
  mutating func insert(_ path: BundlePath) throws(BundleError) {
    guard paths.insert(path).inserted else { throw path.failure(.duplicatePath, "is there twice") }
  }

  /// Refuses the set if a file stands where another path has a folder.
  func checkFolders() throws(BundleError) {
    for path in paths {
      for folder in path.folders + (path.isFolder ? [path] : []) {
        let file = BundlePath(bytes: folder.bytes.dropLast())
        if paths.contains(file) { throw file.failure(.fileAsFolder, "is both a file and a folder") }
      }
    }
  }
}

private let slash = UInt8(ascii: "/")

private func isLetter(_ byte: UInt8) -> Bool {
  (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
}
