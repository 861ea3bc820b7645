public import LosslessJSON

/// What the user wants slots to be bound to.
public struct BindingRequests: Sendable, Equatable {
  public static func == (one: BindingRequests, other: BindingRequests) -> Bool {
    one.pairs.elementsEqual(other.pairs, by: ==)
  }

  /// Slot, id or name of the source's resource, and id or name of the target's.
  public var pairs: [(from: String, to: String)]

  public init(_ pairs: [(from: String, to: String)] = []) {
    self.pairs = pairs
  }

  /// Reads `F=T` as on the command line.
  public init(options: [String]) throws {
    pairs = try options.map { option in
      guard let equals = option.firstIndex(of: "="), equals != option.startIndex else {
        throw LifecycleError(
          .usage, "bad_binding", "'\(option)' is not a binding",
          hint: "write FROM=TO, such as netsuite=5f8d… or netsuite='NetSuite sandbox'")
      }
      return (String(option[..<equals]), String(option[option.index(after: equals)...]))
    }
  }

  /// Adds the bindings of a file: `{"bindings":{"connections/netsuite":"id or name"}}`.
  public mutating func add(file json: JSONValue) throws {
    guard let members = json["bindings"]?.object else {
      throw LifecycleError(
        .usage, "bad_binding", "the bindings file has no object 'bindings'",
        hint: "write {\"bindings\": {\"connections/netsuite\": \"id or name\"}}")
    }
    for member in members {
      guard let value = member.value.text else {
        throw LifecycleError(
          .usage, "bad_binding", "'\(member.key.text)' is bound to something that is no text",
          hint: "write the id or the exact name, in quotes")
      }
      pairs.append((member.key.text, value))
    }
  }
}
