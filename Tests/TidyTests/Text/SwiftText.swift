/// Holds the words of a Swift file with what surrounds them; comments and literals are left out.
struct SwiftText: Sendable {
  /// Holds one identifier or keyword.
  struct Word: Sendable {
    let text: String
    let line: Int
    /// The nearest byte before the word that is no blank, 0 at the start of the file.
    let before: UInt8
    /// The byte right behind the word, 0 at the end of the file.
    let after: UInt8
    /// Where the word ends in the code.
    let end: Int
    /// The innermost braces around the word: an index into ``SwiftText/scopes``.
    let scope: Int
  }

  /// Describes one pair of braces.
  struct Scope: Sendable {
    /// `struct`, `protocol` and so on; empty for braces of functions and statements.
    let kind: String
    /// The name of the type; empty for other braces.
    let name: String
    let isPublic: Bool
    /// Whether the declaration names a protocol or a superclass.
    let hasParents: Bool
    let parent: Int
    let line: Int
    var lastLine = 0
    /// The name of the function the braces belong to; empty for other braces.
    let function: String
  }

  let file: SourceFile
  let code: [UInt8]
  let lines: [Substring]
  private(set) var words: [Word] = []
  private(set) var scopes = [
    Scope(kind: "", name: "", isPublic: false, hasParents: false, parent: 0, line: 1, function: "")
  ]

  init(_ file: SourceFile) {
    self.file = file
    code = CodeBlanking.code(of: file.text)
    lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
    readWords()
  }

  /// The modules the file imports, with the lines.
  var imports: [(module: String, line: Int)] {
    words.indices.compactMap { index in
      guard words[index].text == "import", index + 1 < words.count else { return nil }
      let isKind = Self.importKinds.contains(words[index + 1].text)
      let module = words[min(index + (isKind ? 2 : 1), words.count - 1)]
      return module.line == words[index].line ? (module.text, module.line) : nil
    }
  }

  /// The names of all functions the file declares.
  var declaredFunctions: Set<String> {
    var names: Set<String> = []
    for (index, word) in words.enumerated().dropLast() where word.text == "func" {
      names.insert(words[index + 1].text)
    }
    return names
  }

  /// Makes a violation at a word of the file.
  func violation(at line: Int, _ message: String) -> Violation {
    Violation(path: file.path, line: line, message: message)
  }

  private static let importKinds: Set<String> = [
    "struct", "class", "enum", "protocol", "func", "var", "let", "typealias",
  ]
}

extension SwiftText {
  /// A declaration whose braces have not opened yet.
  private struct Opening {
    var kind = ""
    var name = ""
    var function = ""
    var isPublic = false
    var line = 0
    var end = 0
  }

  private mutating func readWords() {
    var (cursor, line, before, scope) = (0, 1, UInt8(0), 0)
    var opening = Opening()
    while cursor < code.count {
      let byte = code[cursor]
      if isWordByte(byte) {
        let end = code[cursor...].firstIndex { !isWordByte($0) } ?? code.count
        let word = Word(
          text: String(decoding: code[cursor..<end], as: UTF8.self), line: line, before: before,
          after: end < code.count ? code[end] : 0, end: end, scope: scope)
        words.append(word)
        note(word, in: &opening)
        (cursor, before) = (end, code[end - 1])
        continue
      }
      if byte == UInt8(ascii: "\n") { line += 1 }
      if byte == UInt8(ascii: "{") { scope = open(opening, parent: scope, line, cursor, &opening) }
      if byte == UInt8(ascii: "}") {
        scopes[scope].lastLine = line
        scope = scopes[scope].parent
        opening = Opening()
      }
      if byte != UInt8(ascii: " "), byte != UInt8(ascii: "\n") { before = byte }
      cursor += 1
    }
  }

  private func note(_ word: Word, in opening: inout Opening) {
    if word.before == UInt8(ascii: ".") { return }
    if Self.typeKeywords.contains(word.text), word.before != UInt8(ascii: ":") {
      let modifiers = words.dropLast().suffix(3).filter { $0.line == word.line }
      let isPublic = modifiers.contains { $0.text == "public" }
      opening = Opening(kind: word.text, isPublic: isPublic, line: word.line, end: word.end)
    } else if Self.memberKeywords.contains(word.text) {
      opening = Opening(function: word.text, line: word.line)
    } else if opening.name.isEmpty, !opening.kind.isEmpty {
      opening.name = word.text
    } else if opening.function == "func" {
      opening.function = word.text
    }
  }

  private mutating func open(
    _ declaration: Opening, parent: Int, _ line: Int, _ cursor: Int, _ opening: inout Opening
  ) -> Int {
    let isType = !declaration.kind.isEmpty
    let isMember = !declaration.function.isEmpty
    scopes.append(
      Scope(
        kind: declaration.kind, name: declaration.name, isPublic: declaration.isPublic,
        hasParents: isType && code[declaration.end..<cursor].contains(UInt8(ascii: ":")),
        parent: parent, line: isType || isMember ? declaration.line : line,
        function: declaration.function))
    opening = Opening()
    return scopes.count - 1
  }

  private func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...0xff:
      true
    default: false
    }
  }

  static let typeKeywords: Set<String> = [
    "struct", "class", "enum", "actor", "protocol", "extension",
  ]
  private static let memberKeywords: Set<String> = [
    "func", "init", "subscript", "var", "let", "deinit",
  ]
}
