import IntegrationModel
import LosslessJSON

/// Finds ids in what a pull brings that name nothing in the environment pulled into.
final class DanglingReferences {
  private let account: AccountKnowledge
  private let scanner: ResourceScanner

  /// Prepares to look for what the account does not have.
  init(in account: AccountKnowledge, _ catalog: FieldCatalog) {
    self.account = account
    scanner = ResourceScanner(catalog: catalog)
  }

  /// One warning for each reference to nothing that a document does not hold yet.
  ///
  /// - Parameter now: The neutral document that is replaced, if there is one.
  func warnings(
    _ name: LogicalName, _ content: JSONValue, replacing now: JSONValue?
  ) throws -> [Plan.Warning] {
    let sites = try self.sites(in: content, of: name)
    guard !sites.isEmpty else { return [] }
    let known = Set(try now.map { try self.sites(in: $0, of: name) }?.map(\.id) ?? [])
    return try sites.filter { try !known.contains($0.id) && !isThere($0) }.map { site in
      let lost = now?.value(at: site.pointer)?["$resource"]?.text
      return Plan.Warning(
        code: "dangling_reference", name: name.description,
        message: "'\(site.pointer)' of '\(name)' will name \(site.kinds[0].singular) "
          + "'\(site.id)', which is not there" + (lost.map { ", in the place of '\($0)'" } ?? ""))
    }
  }

  private func isThere(_ site: ReferenceSite) throws -> Bool {
    try site.kinds.contains { try account.name(of: ResourceKey($0, site.id)) != nil }
  }

  /// The ids that a neutral document still holds where a reference belongs.
  private func sites(in content: JSONValue, of name: LogicalName) throws -> [ReferenceSite] {
    var holdsID = false
    content.forEachString { text, _ in
      if text.utf8.count == 24, !TextLint.ids(in: text.utf8).isEmpty { holdsID = true }
    }
    guard holdsID else { return [] }
    return scanner.summary(
      of: try JSONDocument(parsing: content.canonicalBytes()), key: ResourceKey(name.kind, ""),
      containerID: nil, version: ""
    ).references.filter { !$0.kinds.isEmpty && !$0.isEnvironment && $0.looksLikeID }
  }
}
