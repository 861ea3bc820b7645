import LosslessJSON
import TestKit

@testable import IntegrationModel

extension NeutralAccount {
  /// The same account as another environment would hold it: other ids, times and member order.
  ///
  /// Ids change wherever they are the whole of a text; in free settings they are values and stay.
  func scrambled(_ random: inout SeededRandom) -> NeutralAccount {
    var ids: [String: String] = [:]
    for id in allIDs.sorted() { ids[id] = Self.freshID(&random) }
    var other = NeutralAccount()
    other.catalog = catalog
    for (key, document) in documents.sorted(by: { $0.key < $1.key }) {
      var json = Self.replacing(document.json, ids, &random)
      for field in ["/createdAt", "/lastModified"] where json.value(at: field) != nil {
        let day = Int.random(in: 10...28, using: &random)
        json.place(.string(JSONString("2024-03-\(day)T01:02:03.004Z")), at: field)
      }
      other.add(key.kind, json, text: document.text)
    }
    return other
  }

  private var allIDs: Set<String> {
    var ids = Set(documents.keys.map(\.id))
    for (key, document) in documents where key.kind == .integrations {
      for kind in GroupKind.allCases {
        let groups = document.json[JSONString(kind.rawValue)]?.array ?? []
        ids.formUnion(groups.compactMap { $0["_id"]?.text })
      }
    }
    return ids
  }

  static func freshID(_ random: inout SeededRandom) -> String {
    (0..<24).map { _ in String(Int.random(in: 0..<16, using: &random), radix: 16) }.joined()
  }

  private static func replacing(
    _ value: JSONValue, _ ids: [String: String], _ random: inout SeededRandom
  ) -> JSONValue {
    switch value {
    case .object(let object):
      var members: [JSONObject.Member] = []
      for member in object.members.shuffled(using: &random) {
        let isFree = member.key == "settings"
        members.append(
          .init(
            key: member.key,
            value: isFree ? member.value : replacing(member.value, ids, &random)))
      }
      return .object(JSONObject(members))
    case .array(let elements): return .array(elements.map { replacing($0, ids, &random) })
    case .string(let string):
      return ids[string.text].map { .string(JSONString($0)) } ?? value
    default: return value
    }
  }
}
