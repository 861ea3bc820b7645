extension ConfigurationFile {
  /// Gives a key one value, in place if it is there, else at the end of its section.
  ///
  /// Names and keys hold letters, digits and hyphens; others trap.
  public mutating func set(
    _ section: String, _ subsection: String?, _ key: String, to value: String
  ) {
    precondition(Self.isName(section) && Self.isName(key), "not a configuration name")
    precondition(!(subsection ?? "").utf8.contains { $0 == 0x0a || $0 == 0 })
    let wanted = ConfigurationSection(section, subsection)
    let line = ConfigurationItem(
      section: wanted, key: key.lowercased(), value: value,
      text: "\t\(key) = \(Self.quoted(value))\n")
    if let place = places(of: wanted, key).last {
      replace(place, with: line)
      for earlier in places(of: wanted, key).dropLast().reversed() { replace(earlier, with: nil) }
    } else if let place = items.lastIndex(where: {
      $0.section == wanted && ($0.isHeader || $0.key != nil)
    }) {
      insert(line, at: place + 1)
    } else {
      insert(
        ConfigurationItem(section: wanted, isHeader: true, text: Self.header(section, subsection)),
        at: items.count)
      insert(line, at: items.count)
    }
  }

  /// Gives a key of a section without subsections one value.
  public mutating func set(_ section: String, _ key: String, to value: String) {
    set(section, nil, key, to: value)
  }

  /// Removes a key with all its values.
  public mutating func remove(_ section: String, _ subsection: String?, _ key: String) {
    for place in places(of: ConfigurationSection(section, subsection), key).reversed() {
      replace(place, with: nil)
    }
  }

  /// Removes a section with all its keys, and the comments within.
  public mutating func removeSection(_ section: String, _ subsection: String? = nil) {
    let wanted = ConfigurationSection(section, subsection)
    items.removeAll { $0.section == wanted }
  }

  private mutating func replace(_ place: Int, with item: ConfigurationItem?) {
    items.remove(at: place)
    if let item {
      insert(item, at: place)
    } else if place > 0, place < items.count, !endsLine(place - 1) {
      // The key stood behind its header on one line, whose end went with it.
      items[place - 1].text += "\n"
    }
  }

  private mutating func insert(_ item: ConfigurationItem, at place: Int) {
    if place > 0, !endsLine(place - 1) { items[place - 1].text += "\n" }
    items.insert(item, at: place)
  }

  /// A line feed behind a lone backslash goes on with the value instead of ending it.
  private func endsLine(_ place: Int) -> Bool {
    let bytes = items[place].text.utf8
    guard bytes.last == 0x0a else { return false }
    let backslashes = bytes.dropLast().reversed().prefix { $0 == 0x5c }.count
    return items[place].key == nil || backslashes.isMultiple(of: 2)
  }

  private static func isName(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy {
        switch $0 {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d: true
        default: false
        }
      }
  }

  private static func header(_ section: String, _ subsection: String?) -> String {
    guard let subsection else { return "[\(section)]\n" }
    var escaped = ""
    for scalar in subsection.unicodeScalars {
      if scalar == "\"" || scalar == "\\" { escaped += "\\" }
      escaped.unicodeScalars.append(scalar)
    }
    return "[\(section) \"\(escaped)\"]\n"
  }

  private static func quoted(_ value: String) -> String {
    var escaped = ""
    var needsQuotes = value.utf8.first == 0x20 || value.utf8.last == 0x20 || value.isEmpty
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": escaped += "\\\""
      case "\\": escaped += "\\\\"
      case "\n": escaped += "\\n"
      case "\t": escaped += "\\t"
      default: escaped.unicodeScalars.append(scalar)
      }
      needsQuotes = needsQuotes || scalar == "#" || scalar == ";" || scalar == "\t"
    }
    return needsQuotes ? "\"\(escaped)\"" : escaped
  }
}
