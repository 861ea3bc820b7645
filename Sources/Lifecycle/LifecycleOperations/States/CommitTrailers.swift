/// The lines `key: value` at the end of our commit messages.
struct CommitTrailers {
  static let revision = "ilm-revision"
  static let target = "ilm-target"
  static let form = "ilm-form"
  static let content = "ilm-content"
  static let integration = "ilm-integration"
  static let revertTo = "ilm-revert-to"
  /// The id of the integration whose bundle a commit stands for.
  static let bundle = "ilm-bundle"
  /// What a pull took its changes from.
  static let remote = "ilm-remote"
  /// The remote's commit of a pull that left something out.
  static let takenFrom = "ilm-taken-from"

  private var values: [String: String] = [:]

  init(_ message: String) {
    for line in message.split(separator: "\n") where line.hasPrefix("ilm-") {
      guard let colon = line.firstRange(of: ": ") else { continue }
      values[String(line[..<colon.lowerBound])] = String(line[colon.upperBound...])
    }
  }

  subscript(key: String) -> String? { values[key] }

  /// Writes a message: subject, empty line, trailers.
  static func message(_ subject: String, _ trailers: [(String, String?)]) -> String {
    let lines = trailers.compactMap { key, value in value.map { "\(key): \($0)" } }
    return subject + "\n\n" + lines.joined(separator: "\n") + "\n"
  }
}
