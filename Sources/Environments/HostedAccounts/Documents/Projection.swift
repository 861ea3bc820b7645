public import LosslessJSON

/// Which members of documents a list shows.
public struct Projection: Sendable, Equatable {
  private enum Mode: Equatable {
    case including
    case excluding
  }

  private let mode: Mode
  private let paths: [[JSONString]]

  /// What every document shows whatever is asked for.
  private static let minimum: [[JSONString]] = [["_id"], ["name"]]
  private static let pathCountMax = 200

  /// Reads the values of the parameters `include` and `exclude`: paths with dots, between commas.
  ///
  /// - Returns: `nil` where neither is given.
  /// - Throws: `.malformed` with `invalid_query_params` for both together, or for no path.
  public init?(include: String?, exclude: String?) throws(AccountError) {
    switch (include, exclude) {
    case (nil, nil): return nil
    case (let list?, nil): try self.init(.including, list)
    case (nil, let list?): try self.init(.excluding, list)
    case (_?, _?):
      throw AccountError(
        .malformed, "invalid_query_params", "include and exclude cannot be used together")
    }
  }

  private init(_ mode: Mode, _ list: String) throws(AccountError) {
    let paths = list.split(separator: ",").map { path in
      path.split(separator: ".").map { JSONString(String($0)) }
    }
    guard !paths.isEmpty, paths.count <= Self.pathCountMax, paths.allSatisfy({ !$0.isEmpty })
    else {
      throw AccountError(
        .malformed, "invalid_query_params",
        "a list of 1 to \(Self.pathCountMax) paths such as 'name,http.relativeURI' is expected")
    }
    self.mode = mode
    self.paths = mode == .including ? paths + Self.minimum : paths
  }

  /// The members that are asked for, if the columns of a table have them all.
  var stamps: Set<JSONString>? {
    let keys = paths.map { $0[0] }
    let isPlain = mode == .including && paths.allSatisfy { $0.count == 1 }
    return isPlain && keys.allSatisfy(Self.columns.contains) ? Set(keys) : nil
  }

  private static let columns: Set<JSONString> = ["_id", "name", "createdAt", "lastModified"]

  /// Returns what the document shows.
  public func applied(to document: JSONValue) -> JSONValue {
    switch mode {
    case .including: Self.keep(paths.map { $0[...] }, of: document)
    case .excluding:
      Self.drop(paths.filter { !Self.minimum.contains($0) }.map { $0[...] }, document)
    }
  }

  /// Arrays are looked through: a path speaks of all their elements.
  private static func keep(_ paths: [ArraySlice<JSONString>], of value: JSONValue) -> JSONValue {
    if paths.contains(where: \.isEmpty) { return value }
    switch value {
    case .array(let elements): return .array(elements.map { keep(paths, of: $0) })
    case .object(let object):
      let members = object.compactMap { member -> JSONObject.Member? in
        let below = paths.filter { $0.first == member.key }.map { $0.dropFirst() }
        guard !below.isEmpty else { return nil }
        return JSONObject.Member(key: member.key, value: keep(below, of: member.value))
      }
      return .object(JSONObject(members))
    default: return value
    }
  }

  private static func drop(_ paths: [ArraySlice<JSONString>], _ value: JSONValue) -> JSONValue {
    if paths.isEmpty { return value }
    switch value {
    case .array(let elements): return .array(elements.map { drop(paths, $0) })
    case .object(let object):
      let members = object.compactMap { member -> JSONObject.Member? in
        let below = paths.filter { $0.first == member.key }.map { $0.dropFirst() }
        if below.contains(where: \.isEmpty) { return nil }
        return JSONObject.Member(key: member.key, value: drop(below, member.value))
      }
      return .object(JSONObject(members))
    default: return value
    }
  }
}
