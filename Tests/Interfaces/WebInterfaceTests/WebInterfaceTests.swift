import Testing
import WebInterface

/// The files that are in the program, and how they are answered.
@Suite struct WebInterfaceTests {
  private func header(_ name: String, of answer: WebInterface.Answer) -> String? {
    answer.headers.first { $0.name == name }?.value
  }

  @Test(arguments: ["/", "/compare", "/integrations/production/orders/revisions/r3", "/index.html"])
  func `every path of a page is answered with the page`(path: String) {
    let answer = WebInterface.answer(path: path)
    #expect(answer.status == 200)
    #expect(header("Content-Type", of: answer) == "text/html; charset=utf-8")
    #expect(String(decoding: answer.body, as: UTF8.self).hasPrefix("<!doctype html>"))
  }

  @Test func `files are answered with their types`() {
    let script = WebInterface.answer(path: "/assets/app.js")
    #expect(script.status == 200)
    #expect(header("Content-Type", of: script) == "text/javascript; charset=utf-8")
    let style = WebInterface.answer(path: "/assets/style/tokens.css")
    #expect(header("Content-Type", of: style) == "text/css; charset=utf-8")
  }

  @Test(arguments: ["/assets/", "/assets/nothing.js", "/assets/../app.js", "/assets//app.js"])
  func `what is not there is not found`(path: String) {
    #expect(WebInterface.answer(path: path).status == 404)
  }

  @Test func `a known version is not sent again`() throws {
    let first = WebInterface.answer(path: "/assets/app.js")
    let tag = try #require(header("ETag", of: first))
    for known in [tag, "W/\(tag)", "\"other\", \(tag)", "*"] {
      let again = WebInterface.answer(path: "/assets/app.js", ifNoneMatch: known)
      #expect(again.status == 304)
      #expect(again.body.isEmpty)
      #expect(header("ETag", of: again) == tag)
    }
    #expect(WebInterface.answer(path: "/assets/app.js", ifNoneMatch: "\"other\"").status == 200)
  }

  @Test func `different files have different tags`() {
    #expect(Set(WebAsset.all.values.map(\.entityTag)).count == WebAsset.all.count)
  }

  @Test(arguments: ["/", "/assets/app.js", "/assets/nothing.js"])
  func `every answer forbids scripts and styles from elsewhere`(path: String) throws {
    let policy = try #require(
      header("Content-Security-Policy", of: WebInterface.answer(path: path)))
    #expect(policy.contains("default-src 'none'"))
    #expect(policy.contains("script-src 'self'"))
    #expect(!policy.contains("unsafe"))
    #expect(header("X-Content-Type-Options", of: WebInterface.answer(path: path)) == "nosniff")
  }

  @Test func `the page has no script or style in itself and asks for files that are there`() throws
  {
    let page = String(decoding: WebInterface.answer(path: "/").body, as: UTF8.self)
    #expect(!page.contains("<style"))
    #expect(!page.contains("style="))
    #expect(!page.contains("<script>"))
    let asked = page.split(separator: "\"").filter { $0.hasPrefix("/assets/") }
    #expect(!asked.isEmpty)
    for path in asked { #expect(WebInterface.answer(path: String(path)).status == 200, "\(path)") }
  }

  @Test func `files that the page asks for are kept for good, and others are asked about`() throws {
    let page = WebInterface.answer(path: "/")
    #expect(header("Cache-Control", of: page) == "no-cache")
    let text = String(decoding: page.body, as: UTF8.self)
    let path = try #require(text.split(separator: "\"").first { $0.hasSuffix("/app.js") })
    let kept = WebInterface.answer(path: String(path))
    #expect(header("Cache-Control", of: kept)?.contains("immutable") == true)
    let asked = WebInterface.answer(path: "/assets/app.js")
    #expect(kept.body == asked.body && header("Cache-Control", of: asked) == "no-cache")
    let version = try #require(path.split(separator: "/").dropFirst().first)
    for other in ["0123456789abcdef", version.uppercased()] where other != version {
      #expect(WebInterface.answer(path: "/assets/\(other)/app.js").status == 404)
    }
  }
}
