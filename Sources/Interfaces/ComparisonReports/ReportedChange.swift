import LosslessJSON
import StructuralDiff

/// One change: its place, what happened there, and its lines.
struct ReportedChange {
  private let change: Change

  init(_ change: Change) {
    self.change = change
  }

  func add(to markup: inout Markup) {
    markup.add("p", class: "path") { markup in
      markup.add("code", Self.words(change.path, change.elements))
      markup.say(" ")
      let (word, tone) = Self.verdict(change.operation)
      markup.add("span", word, class: "badge \(tone)")
      if let from = change.fromPath {
        markup.add("span", " from \(Self.words(from, []))", class: "faint")
      }
    }
    guard change.operation != .move else { return }
    markup.add("div", class: "lines") { markup in
      for line in ChangedLines(change).lines { Self.add(line, to: &markup) }
    }
  }

  private static func verdict(_ operation: Change.Operation) -> (word: String, tone: String) {
    switch operation {
    case .add: ("added", "good")
    case .remove: ("removed", "bad")
    case .replace: ("changed", "accent")
    case .move: ("moved", "move")
    }
  }

  /// The place as people read it: members by name, elements by number and what they are called.
  private static func words(_ path: JSONPointer, _ elements: [ElementName]) -> String {
    guard !path.tokens.isEmpty else { return "the whole document" }
    return path.tokens.enumerated().map { depth, token in
      let text = token.text
      guard Int(text) != nil else { return text }
      let name = elements.first { $0.path.tokens.count == depth + 1 }?.name
      return "[\(text)]" + (name.map { " \($0)" } ?? "")
    }.joined(separator: " › ")
  }

  private static let signs: [ChangedLines.Line.Kind: String] = [.removed: "−", .added: "+"]

  private static func add(_ line: ChangedLines.Line, to markup: inout Markup) {
    guard line.kind != .gap else { return markup.add("div", line.text, class: "line gap") }
    markup.add("div", class: "line \(line.kind.rawValue)") { markup in
      for number in [line.left, line.right] {
        markup.add("i", number.map(String.init) ?? "", class: "number")
      }
      markup.add("i", signs[line.kind] ?? "", class: "sign")
      markup.add("code") { markup in
        guard let mark = line.mark, !mark.isEmpty else { return markup.say(line.text) }
        let text = Array(line.text)
        markup.say(String(text[..<mark.lowerBound]))
        markup.add("mark", String(text[mark]))
        markup.say(String(text[mark.upperBound...]))
      }
    }
  }
}
