public import LosslessJSON

/// Tells arrays apart by a list of path patterns; the first pattern that fits a place wins.
///
/// A pattern is a path of keys joined by dots. `[]` after a key stands for any element of that
/// array, `*` for any key, `**` for any number of keys and elements, also none:
/// `pageProcessors`, `mapping.lists[].fields`, `**.headers`.
public struct PatternIdentity: ArrayIdentity, Sendable {
  private enum Step: Hashable, Sendable {
    case key(JSONString)
    case anyKey
    case element
    case anything
  }

  private final class Table: Sendable {
    let rows: [(steps: [Step], strategy: ArrayStrategy)]

    init(_ rows: [(steps: [Step], strategy: ArrayStrategy)]) {
      self.rows = rows
    }
  }

  /// How far a pattern has come: `step` is the next one to fit.
  private struct Progress: Hashable, Sendable {
    var row: Int
    var step: Int
  }

  private let table: Table
  private let progress: [Progress]

  /// Creates the identity of a root; places that no pattern fits are `unknown`.
  public init(_ patterns: [(path: String, strategy: ArrayStrategy)] = []) {
    table = Table(patterns.map { (Self.steps($0.path), $0.strategy) })
    progress = table.rows.indices.map { Progress(row: $0, step: 0) }
  }

  private init(table: Table, progress: [Progress]) {
    self.table = table
    self.progress = progress
  }

  /// Returns the place of a member.
  public func member(_ key: JSONString) -> PatternIdentity {
    advanced { $0 == .anyKey || $0 == .key(key) }
  }

  /// The place of any element.
  public var element: PatternIdentity { advanced { $0 == .element } }

  /// The strategy of the first pattern that ends here.
  public var strategy: ArrayStrategy {
    let fitting = progress.first { place in
      table.rows[place.row].steps[place.step...].allSatisfy { $0 == .anything }
    }
    return fitting.map { table.rows[$0.row].strategy } ?? .unknown
  }

  private func advanced(where fits: (Step) -> Bool) -> PatternIdentity {
    if progress.isEmpty { return self }
    var next: [Progress] = []
    for place in progress {
      let steps = table.rows[place.row].steps
      var step = place.step
      while step < steps.count, steps[step] == .anything {
        next.appendIfAbsent(Progress(row: place.row, step: step))
        step += 1
      }
      if step < steps.count, fits(steps[step]) {
        next.appendIfAbsent(Progress(row: place.row, step: step + 1))
      }
    }
    return PatternIdentity(table: table, progress: next)
  }

  private static func steps(_ path: String) -> [Step] {
    path.split(separator: ".").flatMap { part -> [Step] in
      var name = part
      var elements: [Step] = []
      while name.hasSuffix("[]") {
        name = name.dropLast(2)
        elements.append(.element)
      }
      switch name {
      case "": return elements
      case "*": return [.anyKey] + elements
      case "**": return [.anything] + elements
      default: return [.key(JSONString(String(name)))] + elements
      }
    }
  }
}

extension Array where Element: Equatable {
  /// Appends to a list that is short enough to be searched.
  fileprivate mutating func appendIfAbsent(_ element: Element) {
    if !contains(element) { append(element) }
  }
}
