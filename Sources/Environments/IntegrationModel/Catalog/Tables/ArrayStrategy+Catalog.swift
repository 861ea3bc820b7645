import LosslessJSON
import StructuralDiff

extension ArrayStrategy {
  /// Reads the catalog's notation, or returns `nil` for words that name no strategy.
  init?(catalogWords words: [String]) {
    switch words.first {
    case "set": self = .set
    case "ordered-set": self = .orderedSet
    case "atomic": self = .atomic
    case "positional": self = .positional
    case "parallel": self = .parallelGroup(words.last ?? "")
    case "ordered": self = .orderedKeyed(ElementKey(catalogWords: words.dropFirst()))
    case "keyed": self = .keyed(ElementKey(catalogWords: words.dropFirst()))
    default: return nil
    }
  }

  /// Whether the elements have no order at all, so that the neutral form sorts them.
  var isUnordered: Bool { self == .set }
}

extension ElementKey {
  fileprivate init(catalogWords words: some Sequence<String>) {
    let renamed = words.filter { $0.hasPrefix("=") }.map {
      Alternative(catalogWord: String($0.dropFirst()), isUnique: true)
    }
    let alternatives = words.filter { !$0.hasPrefix("=") }.map { word in
      word.hasSuffix("!")
        ? Alternative(catalogWord: String(word.dropLast()), isUnique: true)
        : Alternative(catalogWord: word, isUnique: false)
    }
    self.init(alternatives, fallback: .position, renamed: renamed)
  }
}

extension ElementKey.Alternative {
  fileprivate init(catalogWord word: String, isUnique: Bool) {
    self.init(
      word.split(separator: "+").map { ElementKey.Part(catalogWord: $0) }, isUnique: isUnique)
  }
}

extension ElementKey.Part {
  fileprivate init(catalogWord word: Substring) {
    let isOptional = word.hasSuffix("?")
    let fields = (isOptional ? word.dropLast() : word).split(separator: ",")
    self.init(
      anyOf: fields.map { Self.way($0.hasSuffix("~") ? $0.dropLast() : $0) },
      foldsCase: fields.contains { $0.hasSuffix("~") }, isOptional: isOptional)
  }

  private static func way(_ field: Substring) -> [JSONString] {
    field == "." ? [] : field.split(separator: "/").map { JSONString(String($0)) }
  }
}
