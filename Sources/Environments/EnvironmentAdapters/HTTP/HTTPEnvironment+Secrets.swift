import HTTPTransport
import IntegrationModel
import LosslessJSON
import PlatformAPI

/// Writing to documents whose credentials the account shows as masks.
///
/// A `PUT` replaces the whole document: with the mask it would overwrite the credential, without the
/// member it would erase it. Accounts for which a mask stands for what is stored say so with their
/// token's description: `"keepsMasks": true`.
extension HTTPEnvironment {
  /// Members that can be changed without sending the rest.
  private static let patchable: Set<JSONString> = ["name", "disabled", "schedule"]

  /// The call that makes a document what it is to be.
  ///
  /// - Throws: `.hiddenSecrets` where that cannot be done without a credential that is not known.
  func replacement(of old: Fetched, by body: JSONValue) throws(EnvironmentError) -> APIRequest {
    let key = old.document.key
    let path = Self.path(of: key)
    let plain = APIRequest(.put, path, body: body, expecting: old.state)
    let places = body.maskedPlaces()
    guard let place = places.first else { return plain }
    if old.document.value.hasMasks(at: places), try keepsMasks() { return plain }
    guard let operations = patch(old.document.value, body) else {
      throw EnvironmentError(
        .hiddenSecrets,
        "\(key.kind.singular) '\(key.id)' has a credential at \(place) that the account does not "
          + "show, and changing the document would replace it; make this change in the account",
        places: [key.description])
    }
    return APIRequest(.patch, path, body: .array(operations), expecting: old.state)
  }

  private func keepsMasks() throws(EnvironmentError) -> Bool {
    try tokenDescription()["keepsMasks"] == true
  }

  /// The operations of a JSON patch, or `nil` where the account takes no such patch.
  private func patch(_ old: JSONValue, _ new: JSONValue) -> [JSONValue]? {
    let (old, new) = (old.object ?? JSONObject(), new.object ?? JSONObject())
    var operations: [JSONValue] = []
    for key in Set(old.keys + new.keys).sorted(by: { $0.text < $1.text }) {
      guard old[key] != new[key] else { continue }
      guard Self.patchable.contains(key) else { return nil }
      let path = JSONValue.string(JSONString("/\(key.text)"))
      if let value = new[key] {
        operations.append([
          "op": old[key] == nil ? "add" : "replace", "path": path, "value": value,
        ])
      } else {
        operations.append(["op": "remove", "path": path])
      }
    }
    return operations
  }

  /// Sees to it that no mask is created.
  func refuseMasks(in body: JSONValue, _ what: String) throws(EnvironmentError) {
    guard let place = body.maskedPlaces().first else { return }
    throw EnvironmentError(
      .hiddenSecrets, "\(what) would get a mask for a credential at \(place); nothing was written")
  }
}

extension JSONValue {
  /// The document without some members at its top.
  func without(_ members: Set<JSONString>) -> JSONValue {
    guard case .object(var object) = self else { return self }
    object.removeAll { members.contains($0.key) }
    return .object(object)
  }

  /// Whether there is a mask at each of some places.
  fileprivate func hasMasks(at places: [String]) -> Bool {
    Set(places).isSubset(of: maskedPlaces())
  }

  /// Whether everything that is in a document is in this one, which may have more: what the account
  /// adds by itself.
  func holds(_ other: JSONValue) -> Bool {
    switch (self, other) {
    case (.object(let mine), .object(let theirs)):
      theirs.allSatisfy { member in
        ["lastModified", "__v"].contains(member.key)
          || mine[member.key].map { $0.holds(member.value) } == true
      }
    case (.array(let mine), .array(let theirs)):
      mine.count == theirs.count && zip(mine, theirs).allSatisfy { $0.holds($1) }
    default: self == other
    }
  }
}
