public import LosslessJSON

/// The names of an integration's groups of flows and APIs, by the ids made for them.
public struct GroupTable: Sendable, Equatable {
  /// The names by id, for each kind of group.
  public var names: [GroupKind: [String: String]]

  public init(_ names: [GroupKind: [String: String]] = [:]) {
    self.names = names
  }

  /// The ids by name, for the way back.
  public func id(of name: String, in kind: GroupKind) -> String? {
    names[kind]?.first { $0.value == name }?.key
  }
}

extension GroupTable {
  /// Names the groups of an integration's document; a group that had a name keeps it.
  public init(naming document: JSONValue, prior: GroupTable) {
    self.init()
    for kind in GroupKind.allCases {
      let groups = document[JSONString(kind.rawValue)]?.array ?? []
      var used: Set<String> = []
      var names: [String: String] = [:]
      for group in groups {
        guard let id = group["_id"]?.text, let name = prior.names[kind]?[id] else { continue }
        names[id] = name
        used.insert(name)
      }
      for group in groups {
        guard let id = group["_id"]?.text, names[id] == nil else { continue }
        let base = Slug.of(group["name"]?.text ?? "", fallback: "group")
        var name = base
        var number = 2
        while !used.insert(name).inserted {
          name = Slug.numbered(base, number)
          number += 1
        }
        names[id] = name
      }
      if !names.isEmpty { self.names[kind] = names }
    }
  }
}
