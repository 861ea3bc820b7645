internal import LosslessJSON

extension JSONPatch {
  /// Reads one operation; members that it does not need are passed over.
  static func operation(_ json: JSONValue, _ number: Int) throws(AccountError) -> Operation {
    guard let word = json["op"]?.text else {
      throw malformed("operation \(number) does not say what it does: 'op' is missing")
    }
    let path = try pointer(json, "path", number)
    switch word {
    case "add": return .add(try value(json, number), path)
    case "remove": return .remove(path)
    case "replace": return .replace(try value(json, number), path)
    case "test": return .test(try value(json, number), path)
    case "copy": return .copy(from: try pointer(json, "from", number), to: path)
    case "move":
      let from = try pointer(json, "from", number)
      guard !(path.tokens.count > from.tokens.count && path.tokens.starts(with: from.tokens)) else {
        throw malformed("operation \(number) moves a value into itself")
      }
      return .move(from: from, to: path)
    default:
      throw malformed(
        "operation \(number) is '\(word)'; one of add, remove, replace, move, copy, test is "
          + "expected")
    }
  }

  private static func value(_ json: JSONValue, _ number: Int) throws(AccountError) -> JSONValue {
    guard let value = json["value"] else { throw malformed("operation \(number) has no 'value'") }
    return value
  }

  private static func pointer(
    _ json: JSONValue, _ member: JSONString, _ number: Int
  ) throws(AccountError) -> JSONPointer {
    guard let text = json[member]?.text else {
      throw malformed("operation \(number) has no '\(member)'")
    }
    guard let pointer = try? JSONPointer(parsing: text) else {
      throw malformed("'\(member)' of operation \(number) is no JSON Pointer")
    }
    guard pointer.tokens.count <= depthMax else {
      throw malformed("'\(member)' of operation \(number) is too deep")
    }
    return pointer
  }
}
