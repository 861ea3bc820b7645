public import LosslessJSON
import StructuralDiff

/// What is known of the platform's documents, field by field, as data.
///
/// The catalog is a list of rules; earlier ones win where several speak of the same aspect of a
/// path. Users add rules for fields of their own with `ilm env-field`.
public struct FieldCatalog: Sendable {
  /// The rules in front of the others.
  private let own: [FieldRule]
  /// The rules behind them; `nil` for the platform's, which are read when first asked for: many
  /// commands look at no document.
  private let others: [FieldRule]?
  let workshop = AutomatonWorkshop()

  /// The catalog of the platform itself.
  public static let platform = FieldCatalog(own: [], others: nil)

  private init(own: [FieldRule], others: [FieldRule]?) {
    self.own = own
    self.others = others
  }

  /// Makes a catalog of these rules alone.
  init(rules: [FieldRule]) {
    self.init(own: [], others: rules)
  }

  var rules: [FieldRule] {
    let others = others ?? Self.platformRules
    return own.isEmpty ? others : own + others
  }

  /// Returns this catalog with fields that the user declared to belong to the environment.
  public func adding(environmentFields: [UserFieldPattern]) -> FieldCatalog {
    let added = environmentFields.map {
      FieldRule(kinds: $0.kinds, pattern: $0.pattern, meaning: .environment)
    }
    return FieldCatalog(own: added + own, others: others)
  }

  /// A catalog that tells of arrays what this one does, and need not tell anything else.
  ///
  /// Users' fields belong to the environment and say nothing of arrays.
  var arraysOnly: FieldCatalog { others == nil ? Self.platformArrays : self }

  private static let platformArrays = FieldCatalog(rules: rules(of: arrays))

  private static let platformRules = [
    references, serverFields, environmentFields, payloads, secrets, mirrors, arrays,
  ].flatMap(rules)

  // Bytes, not characters: many commands wait for this.
  private static func rules(of table: String) -> [FieldRule] {
    Array(table.utf8).split(separator: UInt8(ascii: "\n")).compactMap(rule(line:))
  }

  /// Reads `kind… path -> meaning`; a row `… -> a b` may need more words than one.
  private static func rule(line: ArraySlice<UInt8>) -> FieldRule? {
    let words = line.split(separator: UInt8(ascii: " "))
    guard let arrow = words.firstIndex(where: { $0.elementsEqual("->".utf8) }), arrow > 0 else {
      return nil
    }
    let kinds = words[..<(arrow - 1)].compactMap {
      ResourceKind(rawValue: String(decoding: $0, as: UTF8.self))
    }
    return FieldRule(
      kinds: Set(kinds), pattern: PathPattern(words[arrow - 1]),
      meaning: FieldMeaning(
        words: words[(arrow + 1)...].map { String(decoding: $0, as: UTF8.self) }))
  }
}

extension FieldMeaning {
  /// Reads the right side of a catalog row.
  fileprivate init(words: [String]) {
    let first = words.first ?? ""
    switch first {
    case "plain": self = .plainID
    case "opaque": self = .opaque
    case "secret": self = .secret
    case "secrets": self = .secretSubtree
    case "notSecret": self = .notSecret
    case "payload": self = .payload
    case "environment": self = .environment
    case "containment": self = .containment
    case "mirror": self = .mirror(Mirror(words: Array(words.dropFirst())))
    default:
      if let server = ServerField(rawValue: first) {
        self = .server(server)
      } else if let group = GroupKind(rawValue: first) {
        self = .group(group)
      } else if let strategy = ArrayStrategy(catalogWords: words) {
        self = .array(strategy)
      } else {
        self = .reference(words.compactMap { ResourceKind(rawValue: $0) })
      }
    }
  }
}

/// Two paths below one object that hold the same content.
struct Mirror: Sendable, Hashable {
  /// The copy, left out of the content where it equals the original.
  let copy: [String]
  let original: [String]

  init(words: [String]) {
    copy = words.first?.split(separator: ".").map(String.init) ?? []
    original = words.last?.split(separator: ".").map(String.init) ?? []
  }
}

/// A field that a user names, as `[KIND:]PATH` with a pointer such as `flows:/settings/**`.
public struct UserFieldPattern: Sendable, Hashable, CustomStringConvertible {
  /// The kinds that the pattern speaks of; empty means every kind.
  public let kinds: Set<ResourceKind>
  let pattern: PathPattern
  public let description: String

  /// Reads the users' notation.
  ///
  /// - Throws: ``FieldPatternError`` for an unknown kind or a path that is no pointer.
  public init(_ text: String) throws(FieldPatternError) {
    var path = text[...]
    var kinds: Set<ResourceKind> = []
    if let colon = text.firstIndex(of: ":"), !text[..<colon].contains("/") {
      let word = String(text[..<colon])
      path = text[text.index(after: colon)...]
      if word != "*" {
        guard let kind = ResourceKind(rawValue: word) else {
          throw FieldPatternError(
            message: "no kind is named '\(word)' in '\(text)'; the kinds are "
              + ResourceKind.allCases.map(\.rawValue).joined(separator: ", "))
        }
        kinds = [kind]
      }
    }
    guard path.hasPrefix("/"), path.count > 1 else {
      throw FieldPatternError(
        message: "'\(text)' is not a field; write a pointer such as flows:/schedule or "
          + "'*:/settings/**'")
    }
    self.kinds = kinds
    pattern = PathPattern(pointer: String(path))
    description = text
  }
}

/// Explains why a text names no field.
public struct FieldPatternError: Error, Sendable {
  /// What is wrong, and how it is written right.
  public let message: String
}

extension UserFieldPattern {
  /// Tells whether the pattern covers a place, or something above it, in documents of a kind.
  public func covers(_ path: JSONPointer, in kind: ResourceKind) -> Bool {
    guard kinds.isEmpty || kinds.contains(kind) else { return false }
    return Self.matches(pattern.segments[...], path.tokens[...])
  }

  private static func matches(
    _ segments: ArraySlice<PathPattern.Segment>, _ tokens: ArraySlice<JSONString>
  ) -> Bool {
    guard let segment = segments.first else { return true }
    if segment == .anyDepth {
      let rest = segments.dropFirst()
      return (tokens.startIndex...tokens.endIndex).contains { matches(rest, tokens[$0...]) }
    }
    guard let token = tokens.first, token.withUTF8({ segment.fits(key: $0) }) else { return false }
    return matches(segments.dropFirst(), tokens.dropFirst())
  }
}
