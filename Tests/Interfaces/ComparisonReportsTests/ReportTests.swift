import LosslessJSON
import StructuralDiff
import Testing

@testable import ComparisonReports

@Suite struct ReportTests {
  private static let evil = "<script>alert(1)</script>\"'&{{7*7}}"

  private func shown(_ change: Change) -> String {
    var markup = Markup()
    ReportedChange(change).add(to: &markup)
    return markup.text
  }

  @Test func `what documents say is only ever text`() throws {
    let (evil, path) = (JSONString(Self.evil), try JSONPointer(parsing: "/a<b>"))
    let texts = [
      shown(.replace(.string(evil), with: .object([evil: .string(evil)]), at: path)),
      shown(.add(.string(evil), at: path)), shown(.move(from: path, to: path)),
    ]
    for text in texts {
      #expect(!text.contains("<script") && !text.contains("a<b>"), "\(text)")
    }
    #expect(texts[1].contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "\(texts[1])")
    #expect(Markup.escape("\"'&") == "&quot;&#39;&amp;")
  }

  @Test func `a script is shown by its changed lines with their numbers`() throws {
    let before = (1...30).map { "line \($0)" }
    var after = before
    after[19] = "another"
    let lines = ChangedLines(
      .replace(
        .string(JSONString(before.joined(separator: "\n"))),
        with: .string(JSONString(after.joined(separator: "\n"))),
        at: try JSONPointer(parsing: "/content"))
    ).lines
    #expect(lines.map(\.kind) == [.same, .same, .same, .removed, .added, .same, .same, .same])
    let removed = try #require(lines.first { $0.kind == .removed })
    let added = try #require(lines.first { $0.kind == .added })
    #expect(removed.text == "line 20" && removed.left == 20 && removed.right == nil)
    #expect(added.text == "another" && added.right == 20 && added.left == nil)
  }

  @Test func `of two values only what differs is marked`() throws {
    let lines = ChangedLines(
      .replace(
        "/orders/open", with: "/orders/all", at: try JSONPointer(parsing: "/http/relativeURI"))
    ).lines
    let marked = lines.map { line in line.mark.map { String(Array(line.text)[$0]) } }
    #expect(marked == ["open", "all"])
  }

  @Test func `the page has the tokens of the web interface, light and dark`() {
    let page = String(decoding: ReportPage.bytes(title: Self.evil, "<p>x</p>"), as: UTF8.self)
    #expect(page.contains("--canvas: #f6f7f9;") && page.contains("--canvas: #0f1218;"))
    #expect(page.contains("@media (prefers-color-scheme: dark)"))
    #expect(!page.contains("data-theme") && !page.contains("<script"))
    #expect(!page.contains("url(") && !page.contains("src=") && !page.contains("http://"))
  }
}
