import IntegrationModel
import LosslessJSON
import StructuralMerge

/// What of the remote a pull takes: everything, or selected resources and all but ignored fields.
struct PullScope {
  /// Theirs, as the merge is to see it: where nothing is taken, it holds what ours does.
  private(set) var tree: DocumentTree<DocumentID>
  /// What is taken, if something is left out; `nil` for a pull of everything.
  private(set) var taken: Plan.Taken?
  /// How many differing fields are ignored.
  private(set) var ignoredCount = 0
  /// Of what is taken because something selected needs it: what does.
  private(set) var users: [LogicalName: LogicalName] = [:]
  private let sides: MergeSides

  /// Takes everything that `only` selects, but for what `ignored` covers.
  ///
  /// - Throws: ``LifecycleError`` `no_such_resource` for a selection that names nothing.
  init(_ sides: MergeSides, only: [String], ignored: [UserFieldPattern]) throws {
    self.sides = sides
    tree = sides.theirTree
    var taken = Plan.Taken()
    var isPartial = false
    if !only.isEmpty {
      isPartial = try select(try ResourceSelection(only, in: sides))
    }
    let fields = try keepFields(ignored, &taken)
    isPartial = isPartial || fields
    guard isPartial else { return }
    noteTaken(&taken)
    self.taken = taken
  }

  /// Leaves out what is not selected and tells whether anything of it had changed.
  private mutating func select(_ selection: ResourceSelection) throws -> Bool {
    let selected = selection.names
    for (name, user) in selection.users { note(user, needs: name) }
    var leavesOut = false
    let (base, ours, theirs) = (
      sides.base.sources, sides.ourTree.sources, sides.theirTree.sources
    )
    for name in Set(theirs.keys).union(ours.keys) where !selected.contains(name) {
      leavesOut = leavesOut || theirs[name] != ours[name] && theirs[name] != base[name]
      tree.sources[name] = ours[name]
    }
    try addGroups(selected)
    return leavesOut
  }

  private mutating func note(_ user: JSONString, needs name: JSONString) {
    guard let user = LogicalName(user.text), let name = LogicalName(name.text) else { return }
    users[name] = user
  }

  /// A flow or API that is taken brings the group along that it is in.
  private mutating func addGroups(_ selected: Set<JSONString>) throws {
    let key = JSONString(LogicalName.integration.description)
    guard !selected.contains(key), let theirs = try document(sides.theirTree.sources[key]),
      var own = try document(sides.ourTree.sources[key])
    else { return }
    var wanted: [GroupKind: Set<JSONString>] = [:]
    for name in selected.sorted() {
      guard let kind = LogicalName(name.text)?.kind, [.flows, .apis].contains(kind) else {
        continue
      }
      let member: JSONString = kind == .flows ? "_flowGroupingId" : "_apiGroupingId"
      guard let group = try document(tree.sources[name])?[member]?["$group"]?.string else {
        continue
      }
      wanted[kind == .flows ? .flowGroupings : .apiGroupings, default: []].insert(group)
      if users[.integration] == nil { note(name, needs: key) }
    }
    let before = own
    for (kind, names) in wanted { own.addGroups(names, kind, of: theirs) }
    if own != before { tree.sources[key] = .made(MergeBase(own)) }
  }

  /// Keeps ignored fields as ours has them and tells whether any differed.
  private mutating func keepFields(
    _ ignored: [UserFieldPattern], _ taken: inout Plan.Taken
  ) throws -> Bool {
    guard !ignored.isEmpty else { return false }
    for (name, source) in tree.sources where source != sides.ourTree.sources[name] {
      guard let logical = LogicalName(name.text), let theirs = try document(source),
        let ours = try document(sides.ourTree.sources[name])
      else { continue }
      var keeping = FieldKeeping(ignored, logical.kind)
      let narrowed = keeping.keeping(ours, in: theirs, at: sides.rules.identity(name))
      guard !keeping.fields.isEmpty else { continue }
      ignoredCount += keeping.fields.count
      tree.sources[name] = .made(MergeBase(narrowed))
      var recorded = FieldKeeping(ignored, logical.kind)
      taken.incomplete.insert(logical)
      let base = try document(sides.base.sources[name]) ?? ours
      taken.documents[logical] = recorded.keeping(base, in: theirs, at: sides.rules.identity(name))
    }
    return ignoredCount > 0
  }

  /// What is taken where some documents are taken otherwise than the remote has them, since what else
  /// is in them cannot be written.
  func taken(otherwise documents: [LogicalName: JSONValue]) -> Plan.Taken? {
    guard !documents.isEmpty else { return taken }
    var taken = taken ?? Plan.Taken()
    taken.documents.merge(documents) { _, otherwise in otherwise }
    taken.incomplete.formUnion(documents.keys)
    noteTaken(&taken)
    return taken
  }

  /// Notes what is taken: where theirs changed since the base, the version that is taken is the
  /// base of the next merge.
  private func noteTaken(_ taken: inout Plan.Taken) {
    for name in Set(sides.theirTree.sources.keys).union(sides.base.sources.keys) {
      let theirs = sides.theirTree.sources[name]
      guard theirs != sides.base.sources[name], let logical = LogicalName(name.text) else {
        continue
      }
      let isTaken = tree.sources[name] == theirs || taken.documents[logical] != nil
      guard isTaken else { continue }
      taken.names.insert(logical)
      // A document that was given our names is not the one that the remote has recorded.
      if case .made(let made)? = theirs, taken.documents[logical] == nil {
        taken.documents[logical] = made.value
      }
    }
    taken.incomplete.formIntersection(taken.names)
  }

  private func document(_ source: DocumentTree<DocumentID>.Source?) throws -> JSONValue? {
    try sides.document(source)
  }
}

extension MergeSides {
  /// A document of any of the three sides.
  func document(_ source: DocumentTree<DocumentID>.Source?) throws -> JSONValue? {
    try load(source)
  }
}

extension JSONValue {
  /// Adds the groups of those names that another version of an integration's document has.
  fileprivate mutating func addGroups(
    _ names: Set<JSONString>, _ kind: GroupKind, of other: JSONValue
  ) {
    let key = JSONString(kind.rawValue)
    var groups = self[key]?.array ?? []
    let known = Set(groups.compactMap { $0["_id"]?["$group"]?.string })
    groups += (other[key]?.array ?? []).filter { group in
      group["_id"]?["$group"]?.string.map { names.contains($0) && !known.contains($0) } ?? false
    }
    place(.array(groups), at: "/\(kind.rawValue)")
  }
}
