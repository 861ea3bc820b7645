/// HTML that is put together from texts: what comes from outside is only ever text.
struct Markup {
  private(set) var text = ""

  /// Adds an element with a text in it.
  mutating func add(_ element: String, _ content: String, class name: String? = nil) {
    add(element, class: name) { $0.say(content) }
  }

  /// Adds an element with whatever `body` adds.
  mutating func add(
    _ element: String, class name: String? = nil,
    _ attributes: [(name: String, value: String)] = [],
    _ body: (inout Markup) -> Void
  ) {
    text += "<\(element)"
    for attribute in (name.map { [("class", $0)] } ?? []) + attributes {
      text += " \(attribute.0)=\"\(Self.escape(attribute.1))\""
    }
    text += ">"
    body(&self)
    text += "</\(element)>"
  }

  /// Adds a text.
  mutating func say(_ content: String) { text += Self.escape(content) }

  /// Ends a line of the file, which readers do not see.
  mutating func breakLine() { text += "\n" }

  /// Makes any text safe inside an element or attribute.
  static func escape(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
