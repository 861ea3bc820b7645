import Bundles
import IntegrationModel
import LosslessJSON

/// Lays documents out as the files of a bundle.
enum BundleFiles {
  /// Returns the files of a document, without what the platform leaves out of bundles.
  static func entries(_ document: JSONValue, of kind: ResourceKind, id: String) -> [BundleEntry] {
    var document = (kind == .connections ? document.connectionForBundle : document).withoutMasks
    for key in BundleScope.droppedMembers { document.removeValue(at: "/\(key)") }
    if kind == .integrations {
      return [BundleEntry(path: "integration.json", bytes: document.ordered.prettyBytes())]
    }
    let file = "\(kind.rawValue)/" + bundleFileName(name: document["name"]?.text ?? "", id: id)
    var entries: [BundleEntry] = []
    if kind == .scripts, let text = document["content"]?.string {
      document.removeValue(at: "/content")
      entries.append(BundleEntry(path: file + ".js", bytes: text.utf8))
    }
    entries.append(BundleEntry(path: file + ".json", bytes: document.ordered.prettyBytes()))
    return entries
  }
}

extension JSONValue {
  /// What a bundle tells of a connection: what it is, and nothing of where it leads or who uses it.
  fileprivate var connectionForBundle: JSONValue {
    var kept = JSONObject()
    for key: JSONString in ["_id", "name", "type", "assistant"] {
      if let value = self[key] { kept[key] = value }
    }
    guard let type = self["type"]?.string, let block = self[type]?.object else {
      return .object(kept)
    }
    var inner = JSONObject()
    for key: JSONString in [
      "baseURI", "mediaType", "ping", "concurrencyLevel", "formType", "authType", "type",
      "_httpConnectorId", "_httpConnectorApiId", "_httpConnectorVersionId",
    ] {
      if let value = block[key] { inner[key] = value }
    }
    if let auth = block["auth"]?["type"] { inner["auth"] = ["type": auth] }
    kept[type] = .object(inner)
    return .object(kept)
  }

  /// The document without the members that hold masks.
  var withoutMasks: JSONValue {
    var document = self
    for place in maskedPlaces().reversed() { document.removeValue(at: place) }
    return document
  }

  /// Members sorted, with what people look for first in front.
  fileprivate var ordered: JSONValue {
    guard case .object(let object) = self else { return self }
    let first: [JSONString] = ["_id", "name"]
    let leading = first.compactMap { key in
      object[key].map { JSONObject.Member(key: key, value: $0) }
    }
    return .object(JSONObject(leading + object.sortedMembers.filter { !first.contains($0.key) }))
  }
}
