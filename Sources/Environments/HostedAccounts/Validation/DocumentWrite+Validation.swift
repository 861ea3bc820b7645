internal import IntegrationModel
internal import LosslessJSON

extension DocumentWrite {
  /// Refuses a draft with every rule that it breaks.
  ///
  /// What was wrong before may stay: somebody who renames a flow need not mend all of it.
  func validate(_ draft: DocumentDraft, stored: StoredDocument?) throws {
    var problems = draft.problems
    problems += FieldRules.of(draft.key.kind).problems(in: draft.shown, stored: stored?.body)
    problems += AliasRules.problems(in: draft.shown, of: draft.key.kind, stored: stored?.body)
    problems += FlowRules.problems(in: draft.shown, of: draft.key.kind, stored: stored?.body)
    problems += APIRules.problems(in: draft.shown, of: draft.key.kind, stored: stored?.body)
    problems += try containerProblems(draft, stored)
    problems += try referenceProblems(draft, stored)
    guard problems.isEmpty else {
      throw AccountError(.invalid, Array(problems.prefix(Self.problemCountMax)))
    }
  }

  private static let problemCountMax = 50

  /// What is wrong with where a document says it is: the integration, and the group in it.
  private func containerProblems(
    _ draft: DocumentDraft, _ stored: StoredDocument?
  ) throws -> [AccountError.Problem] {
    guard let container = draft.container else { return [] }
    let integration = ResourceKey(.integrations, container)
    let isKept = container == stored?.body["_integrationId"]?.text
    guard summary(of: integration) != nil, try isKept || session.level(of: integration) != nil
    else {
      return isKept ? [] : [Self.danglingReference(container, "_integrationId")]
    }
    return try groupProblems(draft, stored, integration, isMoved: !isKept)
  }

  private func groupProblems(
    _ draft: DocumentDraft, _ stored: StoredDocument?, _ integration: ResourceKey, isMoved: Bool
  ) throws -> [AccountError.Problem] {
    guard let (member, list) = GroupKind.ofMember(in: draft.key.kind),
      let group = draft.shown[member]?.text,
      isMoved || group != stored?.body[member]?.text
    else { return [] }
    let document = try self.stored(integration).body
    let groups = document[JSONString(list.rawValue)]?.array ?? []
    if groups.contains(where: { $0["_id"]?.text == group }) { return [] }
    return [Self.danglingReference(group, member.text)]
  }

  /// Names what the document refers to and is not there, or is not for the caller to see.
  ///
  /// Ids that the document had before may stay, so that one loose end does not block every edit.
  private func referenceProblems(
    _ draft: DocumentDraft, _ stored: StoredDocument?
  ) throws -> [AccountError.Problem] {
    let old = stored.flatMap { summary(of: $0.key) }
    let known = Set((old?.references ?? []).map(\.id))
    var problems: [AccountError.Problem] = []
    for site in draft.summary(version: 0, session.store).references
    where site.looksLikeID && !known.contains(site.id) && site.id != draft.key.id {
      if try mayName(site) { continue }
      problems.append(
        Self.danglingReference(site.id, FieldPath.text(pointer: site.pointer)))
    }
    return problems
  }

  /// Whether what a site names is there for the caller to see.
  ///
  /// Where no rule says that a text is a reference, it is one if it is the id of something; that
  /// nobody knows it is no fault then.
  private func mayName(_ site: ReferenceSite) throws -> Bool {
    guard site.kinds.isEmpty else {
      guard let target = resolve(site) else { return false }
      return try isAnnounced(target) || session.level(of: target) != nil
    }
    guard !session.seesAll, let target = try session.index().resolve(site) else { return true }
    return try session.level(of: target) != nil
  }

  private static func danglingReference(_ id: String, _ field: String) -> AccountError.Problem {
    AccountError.Problem(
      "invalid_ref", "'\(field)' names '\(id)', and there is no such resource", field: field)
  }
}

extension GroupKind {
  /// The member by which resources of a kind name their group, and the list that it is in.
  static func ofMember(in kind: ResourceKind) -> (member: JSONString, list: GroupKind)? {
    switch kind {
    case .flows: ("_flowGroupingId", .flowGroupings)
    case .apis: ("_apiGroupingId", .apiGroupings)
    default: nil
    }
  }
}
