/// What a person may call an integration.
enum IntegrationName {
  /// The longest name that the platform takes, in characters.
  private static let countMax = 100

  /// Refuses what cannot be a name.
  ///
  /// - Throws: ``LifecycleError`` `bad_name`.
  static func check(_ name: String) throws {
    guard !name.allSatisfy(\.isWhitespace) else {
      throw refusal("this one is empty or only space", hint: "give a name that is not only space")
    }
    guard name.count <= countMax else {
      throw refusal("this one \(name.count)", hint: "give a shorter one")
    }
  }

  private static func refusal(_ what: String, hint: String) -> LifecycleError {
    LifecycleError(
      .usage, "bad_name", "a name has 1 to \(countMax) characters, and \(what)", hint: hint)
  }
}
