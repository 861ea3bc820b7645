/// Demands a doc comment on every public declaration and every requirement of a public protocol.
///
/// Left out are imports, extensions, cases (their enum has the comment) and witnesses: a member
/// whose name a protocol asks for needs no second story.
struct DocCommentRule {
  /// How many comments the targets still owe; a number may only sink, and no target is added.
  static let debts: [String: Int] = [:]

  /// The names asked for by protocols of the tree.
  private let requirements: Set<String>
  /// The types that name a protocol or superclass, wherever they do.
  private let conforming: Set<String>

  /// Takes protocols and types from the declarations in the sources.
  init(sources: [SwiftText]) {
    conforming = Set(sources.flatMap(\.scopes).filter(\.hasParents).map(\.name))
    requirements = sources.reduce(into: []) { names, text in
      for (index, word) in text.words.enumerated() {
        guard text.scopes[word.scope].kind == "protocol" else { continue }
        if let declaration = Declaration(at: index, in: text) { names.insert(declaration.name) }
      }
    }
  }

  /// Returns the declarations of the file that lack a comment.
  func violations(in text: SwiftText) -> [Violation] {
    text.words.indices.compactMap { index -> Violation? in
      guard let declaration = subject(at: index, in: text),
        !isWitness(declaration, in: text), !hasComment(above: declaration.line, in: text)
      else { return nil }
      return text.violation(
        at: declaration.line, "public '\(declaration.name)' has no doc comment; say what it is for")
    }
  }

  /// Returns the violations of every target that owes more comments than `debts` grants it.
  static func overdue(_ violations: [Violation], debts: [String: Int] = debts) -> [Violation] {
    let byTarget = Dictionary(grouping: violations) {
      SourceFile(path: $0.path, text: "").target ?? ""
    }
    return byTarget.filter { $0.value.count > debts[$0.key] ?? 0 }.values.flatMap(\.self)
  }

  /// The public declaration that starts at a word, if one does.
  private func subject(at index: Int, in text: SwiftText) -> Declaration? {
    let word = text.words[index]
    let scope = text.scopes[word.scope]
    if word.text == "public" || word.text == "open" {
      if word.before == UInt8(ascii: ".") || word.after == UInt8(ascii: "(") { return nil }
      return Declaration(after: index, in: text)
    }
    guard scope.kind == "protocol", scope.isPublic else { return nil }
    return Declaration(at: index, in: text)
  }

  private func isWitness(_ declaration: Declaration, in text: SwiftText) -> Bool {
    if Self.standardWitnesses.contains(declaration.name) { return true }
    let scope = text.scopes[declaration.scope]
    return scope.kind != "protocol" && conforming.contains(scope.name)
      && requirements.contains(declaration.name)
  }

  /// Whether a comment ends right above, attributes and plain comments between them aside.
  private func hasComment(above line: Int, in text: SwiftText) -> Bool {
    for above in text.lines[..<(line - 1)].reversed() {
      let trimmed = above.drop { $0 == " " }
      if trimmed.hasPrefix("///") || trimmed.hasSuffix("*/") { return true }
      guard trimmed.hasPrefix("@") || trimmed.hasPrefix("//") || trimmed.hasPrefix("#if") else {
        return false
      }
    }
    return false
  }

  /// Asked for by protocols of the standard library.
  private static let standardWitnesses: Set<String> = [
    "==", "<", ">", "<=", ">=", "hash", "description", "debugDescription", "makeIterator", "next",
    "startIndex", "endIndex", "index", "makeAsyncIterator", "rawValue", "Element", "Index",
    "Iterator", "allCases", "customMirror",
  ]
}

/// Names what a declaration declares and where.
struct Declaration {
  let name: String
  let line: Int
  let scope: Int

  /// The declaration whose keyword is the word at `index`; `nil` if the word is none.
  init?(at index: Int, in text: SwiftText) {
    let word = text.words[index]
    guard Self.keywords.contains(word.text), word.before != UInt8(ascii: "."),
      let name = Self.name(after: index, in: text)
    else { return nil }
    self.name = name
    (line, scope) = (word.line, word.scope)
  }

  /// The declaration that the modifier at `index` belongs to; `nil` for imports and extensions.
  init?(after index: Int, in text: SwiftText) {
    var keyword = index + 1
    while keyword < text.words.count, Self.isModifier(at: keyword, in: text) { keyword += 1 }
    guard keyword < text.words.count, let found = Declaration(at: keyword, in: text)
    else { return nil }
    (name, line, scope) = (found.name, text.words[index].line, found.scope)
  }

  private static func isModifier(at index: Int, in text: SwiftText) -> Bool {
    let word = text.words[index]
    if word.text == "class", index + 1 < text.words.count {
      return keywords.contains(text.words[index + 1].text)
    }
    return modifiers.contains(word.text)
  }

  private static func name(after index: Int, in text: SwiftText) -> String? {
    let word = text.words[index]
    if word.text == "init" || word.text == "subscript" { return word.text }
    let rest = text.code[word.end...].drop { $0 == UInt8(ascii: " ") }
    let symbols = rest.prefix { "=<>!+-*/%&|^~".utf8.contains($0) }
    if word.text == "func", !symbols.isEmpty { return String(decoding: symbols, as: UTF8.self) }
    return index + 1 < text.words.count ? text.words[index + 1].text : nil
  }

  private static let keywords: Set<String> = [
    "func", "var", "let", "init", "subscript", "struct", "class", "enum", "actor", "protocol",
    "typealias", "associatedtype", "macro",
  ]
  private static let modifiers: Set<String> = [
    "static", "final", "mutating", "nonmutating", "private", "fileprivate", "internal", "package",
    "set", "nonisolated", "override", "required", "convenience", "lazy", "weak", "unowned",
    "indirect", "consuming", "borrowing", "isolated", "unsafe", "prefix", "postfix", "infix",
    "dynamic",
  ]
}
