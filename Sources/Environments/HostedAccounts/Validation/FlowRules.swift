internal import IntegrationModel
internal import LosslessJSON

/// What holds a flow together.
enum FlowRules {
  private static let branchNameMax = 300

  /// Returns what is wrong with the steps of a flow; what was wrong before may stay.
  static func problems(
    in document: JSONValue, of kind: ResourceKind, stored: JSONValue?
  ) -> [AccountError.Problem] {
    guard kind == .flows else { return [] }
    return bothForms(document, stored) + branches(document, stored)
  }

  private static func bothForms(
    _ document: JSONValue, _ stored: JSONValue?
  ) -> [AccountError.Problem] {
    func hasBoth(_ flow: JSONValue?) -> Bool {
      !(flow?["pageProcessors"]?.array ?? []).isEmpty && !(flow?["routers"]?.array ?? []).isEmpty
    }
    guard hasBoth(document), !hasBoth(stored) else { return [] }
    return [
      AccountError.Problem(
        "invalid_field", "a flow has pageProcessors or routers, not both", field: "routers")
    ]
  }

  private static func branches(
    _ document: JSONValue, _ stored: JSONValue?
  ) -> [AccountError.Problem] {
    guard document["routers"] != stored?["routers"] else { return [] }
    let routers = document["routers"]?.array ?? []
    return routers.enumerated().flatMap { number, router -> [AccountError.Problem] in
      (router["branches"]?.array ?? []).enumerated().compactMap { position, branch in
        guard let name = branch["name"]?.text, name.unicodeScalars.count > branchNameMax
        else { return nil }
        let field = "routers[\(number)].branches[\(position)].name"
        return AccountError.Problem(
          "invalid_field", "'\(field)' has more than \(branchNameMax) characters", field: field)
      }
    }
  }
}

/// What an API may not have.
enum APIRules {
  /// Returns the members that APIs do not know; what was there before may stay.
  static func problems(
    in document: JSONValue, of kind: ResourceKind, stored: JSONValue?
  ) -> [AccountError.Problem] {
    guard kind == .apis, let settings = document["settings"], !settings.isNull,
      settings != .object([:]), settings != stored?["settings"]
    else { return [] }
    return [
      AccountError.Problem(
        "invalid_field", "JSON settings are not available for APIs", field: "settings")
    ]
  }
}
