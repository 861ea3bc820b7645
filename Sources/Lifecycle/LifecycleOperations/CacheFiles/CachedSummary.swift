import IntegrationModel

extension CacheBytes {
  mutating func put(_ summary: ResourceSummary) {
    put(summary.key.kind)
    put(summary.key.id)
    put(summary.name)
    put(summary.containerID)
    put(summary.sourceID)
    put(summary.application)
    put(summary.isManaged ? 1 : 0)
    put(summary.mode)
    put(summary.createdAt)
    put(summary.lastModified)
    put(summary.version)
    put(summary.references.count)
    for site in summary.references {
      put(site.pointer)
      put(site.id)
      put(site.isEnvironment ? 1 : 0)
      put(site.kinds.count)
      for kind in site.kinds { put(kind) }
    }
  }
}

extension CacheReader {
  mutating func takeSummary() throws -> ResourceSummary {
    let key = ResourceKey(try takeKind(), try takeText())
    let name = try takeText()
    let (container, source) = (try takeOptionalText(), try takeOptionalText())
    let application = try takeText()
    let isManaged = try take() == 1
    let mode = try takeOptionalText()
    let createdAt = try takeText()
    let lastModified = try takeOptionalText()
    let version = try takeText()
    return ResourceSummary(
      key: key, name: name, containerID: container, sourceID: source, application: application,
      isManaged: isManaged, mode: mode, createdAt: createdAt, lastModified: lastModified,
      references: try takeList { try $0.takeSite() }, version: version)
  }

  /// Runs through a summary and tells whether it refers to something by one of some ids.
  mutating func takeMention(of ids: WantedIDs) throws -> Bool {
    _ = try take()
    for isOptional in [false, false, true, true, false] { try skipText(isOptional) }
    _ = try take()
    for isOptional in [true, false, true, false] { try skipText(isOptional) }
    for _ in 0..<(try takeCount()) {
      try skipText(false)
      if ids.contains(try takeRegion()) { return true }
      _ = try take()
      for _ in 0..<(try takeCount()) { _ = try take() }
    }
    return false
  }

  private mutating func skipText(_ isOptional: Bool) throws {
    if try isOptional ? take() == 1 : true { _ = try takeRegion() }
  }

  private mutating func takeSite() throws -> ReferenceSite {
    let pointer = try takeText()
    let id = try takeText()
    let isEnvironment = try take() == 1
    return ReferenceSite(
      pointer: pointer, id: id, kinds: try takeList { try $0.takeKind() },
      isEnvironment: isEnvironment)
  }
}

extension ResourceSummary {
  /// Whether the other is contained in the same and called the same, so that what an integration's
  /// other documents depend on is equal, but for what this one refers to.
  ///
  /// - Parameter keepsName: Whether another name changes nothing else, because what is recorded
  ///   keeps its logical name; an integration's own name is told of elsewhere, too.
  func hasPlace(of other: ResourceSummary, keepsName: Bool) -> Bool {
    key == other.key && (name == other.name || keepsName && key.kind != .integrations)
      && containerID == other.containerID
      && sourceID == other.sourceID && application == other.application
      && isManaged == other.isManaged && mode == other.mode && createdAt == other.createdAt
  }
}
