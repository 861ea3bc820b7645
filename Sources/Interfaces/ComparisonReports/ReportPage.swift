import WebInterface

/// The file around a report: its head and its look.
enum ReportPage {
  static func bytes(title: String, _ body: String) -> [UInt8] {
    Array(
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="\(policy)">
      <title>\(Markup.escape(title)) · ilm</title>
      <style>
      \(style)
      </style>
      </head>
      <body>
      <main>
      \(body)
      </main>
      </body>
      </html>

      """.utf8)
  }

  private static let policy = "default-src 'none'; style-src 'unsafe-inline'"

  /// The tokens of the web interface, of which the dark ones follow the system, and the report's
  /// own rules.
  private static let style: String = {
    let tokens = asset("style/tokens.css")
    let (light, dark) = split(tokens, at: darkSelector)
    return """
      \(light)
      @media (prefers-color-scheme: dark) {
      :root\(dark)
      }
      \(asset("style/report.css"))
      """
  }()

  private static let darkSelector = ":root[data-theme=\"dark\"]"

  private static func asset(_ path: String) -> String {
    String(decoding: WebAsset.all[path]?.bytes ?? [], as: UTF8.self)
  }

  /// What stands before a text and what behind it.
  private static func split(_ whole: String, at part: String) -> (String, String) {
    guard let range = whole.firstRange(of: part) else { return (whole, " {}") }
    return (String(whole[..<range.lowerBound]), String(whole[range.upperBound...]))
  }
}
