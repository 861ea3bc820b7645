import Testing

/// What the documents, and all tracked files, may contain.
@Suite struct DocumentTests {
  private let tree = SourceTree.current

  @Test func `every relative link leads somewhere`() {
    let rule = LinkRule(exists: tree.exists)
    let violations = tree.files.filter { LinkRule.covers($0.path) }.flatMap(rule.violations)
    #expect(violations.isEmpty, "\(violations.listing)")
  }

  @Test func `no file names a path of one machine`() {
    let violations = tree.files.flatMap(MachinePathRule().violations)
    #expect(violations.isEmpty, "\(violations.listing)")
  }
}
