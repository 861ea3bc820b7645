/// The keys and indices that lead to a value; a pointer is only made of them when it is asked for.
public struct JSONPath: Sendable {
  private enum Step: Sendable {
    case key(JSONString)
    case index(Int)
  }

  private var steps: [Step] = []

  /// The place as a pointer.
  public var pointer: JSONPointer {
    JSONPointer(
      tokens: steps.map { step in
        switch step {
        case .key(let key): key
        case .index(let index): JSONString(String(index))
        }
      })
  }

  fileprivate mutating func enter(_ key: JSONString) { steps.append(.key(key)) }
  fileprivate mutating func enter(_ index: Int) { steps.append(.index(index)) }
  fileprivate mutating func leave() { steps.removeLast() }
}

extension JSONValue {
  /// Calls `body` with this value and everything in it, and the way to each, in written order.
  ///
  /// - Parameter body: Returns whether to go on into the value it was given.
  public func walk(_ body: (JSONValue, JSONPath) -> Bool) {
    var path = JSONPath()
    walk(&path, body)
  }

  private func walk(_ path: inout JSONPath, _ body: (JSONValue, JSONPath) -> Bool) {
    guard body(self, path) else { return }
    switch self {
    case .object(let object):
      for member in object.members {
        path.enter(member.key)
        member.value.walk(&path, body)
        path.leave()
      }
    case .array(let elements):
      for (index, element) in elements.enumerated() {
        path.enter(index)
        element.walk(&path, body)
        path.leave()
      }
    default: return
    }
  }

  /// Calls `body` with each text in this value, and the way to it.
  public func forEachString(_ body: (JSONString, JSONPath) -> Void) {
    walk { value, path in
      if case .string(let text) = value { body(text, path) }
      return true
    }
  }
}
