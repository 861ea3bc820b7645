import Testing

/// What the sources may contain.
@Suite struct CodeTests {
  private let tree = SourceTree.current

  @Test func `the tree is found`() {
    #expect(tree.manifest.contains("let package = Package("))
    #expect(tree.sources.count > 5)
    #expect(tree.tests.contains { $0.file.path.hasSuffix("TidyTests/CodeTests.swift") })
  }

  @Test func `only FileStorage touches the file system`() {
    let violations = ReachRule(reach: ReachRule.files).violations(in: tree.sources)
    #expect(violations.isEmpty, "\(violations.listing)")
  }

  @Test func `only Interfaces print, exit and read the environment`() {
    let violations = ReachRule(reach: ReachRule.process).violations(in: tree.sources)
    #expect(violations.isEmpty, "\(violations.listing)")
  }

  @Test func `only Interfaces ask the clock and chance`() {
    let violations = ReachRule(reach: ReachRule.chance).violations(in: tree.sources)
    #expect(violations.isEmpty, "\(violations.listing)")
  }

  @Test func `no word stands for a shortcut`() {
    let rule = WordRule(allowances: WordRule.allowances)
    let violations = tree.sources.flatMap(rule.violations)
    #expect(violations.isEmpty, "\(violations.listing)")
  }

  @Test func `every allowance has a reason, and its file needs it`() {
    let found = Set(
      tree.sources.flatMap(WordRule(allowances: []).violations).map { violation in
        "\(violation.path) \(violation.message.split(separator: "'")[0])"
      })
    for allowance in WordRule.allowances where tree.exists(allowance.path) {
      #expect(allowance.why.count > 20, "\(allowance.path)")
      #expect(found.contains("\(allowance.path) \(allowance.word)"), "\(allowance.path) needs none")
    }
  }

  @Test func `every public declaration has a doc comment`() {
    let rule = DocCommentRule(sources: tree.sources)
    let violations = tree.sources.flatMap(rule.violations)
    let overdue = DocCommentRule.overdue(violations)
    #expect(overdue.isEmpty, "\(overdue.listing)")
    if !violations.isEmpty { print("doc comments still owed: \(violations.count)") }
  }

  @Test func `the longest files and functions are shown`() {
    let report = SizeReport(tree.sources)
    print(report.description)
    #expect(!report.files.isEmpty)
  }
}
