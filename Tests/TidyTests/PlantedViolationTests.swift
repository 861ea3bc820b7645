import Testing

/// Each rule finds what is planted for it and leaves the innocent alone.
@Suite struct PlantedViolationTests {
  private func text(_ code: String, _ path: String = "Sources/Stores/Packs/a.swift") -> SwiftText {
    SwiftText(SourceFile(path: path, text: code))
  }

  private func lines(_ reach: ReachRule.Reach, _ codes: String...) -> [Int] {
    ReachRule(reach: reach).violations(in: codes.map { text($0) }).map(\.line)
  }

  @Test func `calls that touch files are found`() {
    let calls = "import Glibc\nlet a = open(path, 0)\n_ = Glibc.write(1, p, 2)"
    #expect(lines(ReachRule.files, calls) == [2, 3])
    let others = "import Glibc\nlet a = file.open(p)\n// open(\nlet s = \"open(\""
    #expect(lines(ReachRule.files, others) == [])
    #expect(lines(ReachRule.files, "let a = write(1)") == [])
    #expect(lines(ReachRule.files, "import Glibc\nwrite(1)", "func write(_ a: Int) {}") == [])
    let storage = text("import Glibc\nlet a = open(p, 0)", "Sources/Platform/FileStorage/a.swift")
    #expect(ReachRule(reach: ReachRule.files).violations(in: [storage]).isEmpty)
  }

  @Test func `printing, leaving and the environment are found`() {
    let code = """
      import Glibc
      print(1)
      exit(1)
      let a = getenv(n)
      let b = CommandLine.arguments
      environ
      """
    #expect(lines(ReachRule.process, code) == [2, 3, 4, 5, 6])
    #expect(lines(ReachRule.process, "printer.print(1)\nlet s = \"print(1)\"\nlet print = 1") == [])
    #expect(lines(ReachRule.process, "let s = \"a \\(print(1))\"") == [1])
    let command = text("import Glibc\nprint(1)\nexit(1)", "Sources/Interfaces/Terminal/a.swift")
    #expect(ReachRule(reach: ReachRule.process).violations(in: [command]).isEmpty)
  }

  @Test func `clocks and unseeded chance are found`() {
    let code = """
      import Glibc
      let a = time(nil)
      clock_gettime(CLOCK_REALTIME, &b)
      let c = Date()
      var d = SystemRandomNumberGenerator()
      let e = Int.random(in: 1...2)
      let f = list.shuffled()
      let g = Int.random(in: 1...2, using: &generator)
      let h = commit.time(of: x)
      """
    #expect(lines(ReachRule.chance, code) == [2, 3, 4, 5, 6, 7])
  }

  @Test func `shortcuts are found`() {
    let mark = "TO" + "DO"
    let code = """
      let a = try! b()
      let c = d as! E
      fatalError()
      final class F: @unchecked Sendable {}
      nonisolated(unsafe) var g = 1
      // \(mark): later
      let h = try? i() as? J  // try! as! fatalError
      nonisolated func k() {}
      let s = "try! as! fatalError"
      """
    let rule = WordRule(allowances: [])
    #expect(rule.violations(in: text(code)).map(\.line) == [1, 2, 3, 4, 5, 6])
    let allowance = WordRule.Allowance(path: "Sources/Stores/Packs/a.swift", word: "try!", why: "")
    let found = WordRule(allowances: [allowance]).violations(in: text(code))
    #expect(found.map(\.line) == [2, 3, 4, 5, 6])
  }

  @Test func `public declarations without a comment are found`() {
    let code = """
      public import Glibc
      public struct A: Reading {
        public let b = 1
        /// Has one.
        public let c = 1
        public static func == (a: A, b: A) -> Bool { true }
        public func read() {}
        @inlinable
        public mutating func d() {}
        /// Has one.
        @inlinable @inline(__always)
        public init() {}
        public private(set) var e: Int
        var f: Int
      }
      /// Has one.
      public enum G { case one, two }
      /// Has one.
      public protocol Reading {
        func read()
        /// Has one.
        var g: Int { get }
      }
      public extension A {}
      public final class H {}
      extension A {
        public func read() {}
      }
      extension H {
        public func read() {}
      }
      """
    let found = DocCommentRule(sources: [text(code)]).violations(in: text(code)).map(\.line)
    #expect(found == [2, 3, 9, 13, 20, 25, 30])
  }

  @Test func `comments owed are granted up to their number`() {
    let violation = Violation(path: "Sources/Stores/Packs/a.swift", line: 1, message: "")
    let two = [violation, violation]
    #expect(DocCommentRule.overdue(two, debts: ["Packs": 2]).isEmpty)
    #expect(DocCommentRule.overdue(two, debts: ["Packs": 1]) == two)
    #expect(DocCommentRule.overdue(two, debts: [:]) == two)
  }

  @Test func `broken links are found`() {
    let there: Set = ["Docs/a.md", "Docs", "README.md"]
    let page = """
      [a](a.md) [b](b.md "title") [up](../README.md#part) [web](https://x.y/z) [here](#part)
      `[code](nowhere.md)` [folder](./) [out](../../a.md)
      ```
      [code](nowhere.md)
      ```
      [ref]: nowhere.md
      ![image](img/x.png)
      """
    let rule = LinkRule { there.contains($0) }
    let found = rule.violations(in: SourceFile(path: "Docs/page.md", text: page))
    #expect(found.map(\.line) == [1, 2, 6, 7])
  }

  @Test func `paths of one machine are found`() {
    let path = MachinePathRule.words[0]
    let code = "see \(path)x\n\"\(path)y\"\nhome\(path)z\nwork/"
    let found = MachinePathRule().violations(in: SourceFile(path: "a", text: code))
    #expect(found.map(\.line) == [1, 2])
  }

  @Test func `sizes are measured`() {
    let code = "struct A {\n  func b(c: Int) {\n    d { e }\n  }\n  init() {}\n}\n"
    let report = SizeReport([text(code)])
    let path = "Sources/Stores/Packs/a.swift"
    #expect(report.files == [.init(place: path, lines: 6)])
    #expect(
      report.functions == [
        .init(place: "\(path):2 b", lines: 3), .init(place: "\(path):5 init", lines: 1),
      ])
  }

  @Test func `only code is left after blanking`() {
    let code = ##"""
      a /* b /* c */ d */ e // f
      let g = "h \(i("j")) k \" l" + #"m " \#(n) \(o)"# + """
        p " q \(r)
        """ + `s t`
      """##
    let words = text(code).words.map(\.text)
    #expect(words == ["a", "e", "let", "g", "i", "n", "r", "s_t"])
  }
}
