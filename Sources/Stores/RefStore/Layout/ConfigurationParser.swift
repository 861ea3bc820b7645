/// Cuts a configuration's text into items whose texts together are the text again.
struct ConfigurationParser {
  private let bytes: [UInt8]
  private let path: String
  private var position = 0
  private var section = ConfigurationSection("", nil)

  init(_ text: String, path: String) {
    bytes = Array(text.utf8)
    self.path = path
  }

  mutating func parse() throws(RefError) -> [ConfigurationItem] {
    var items: [ConfigurationItem] = []
    var start = 0
    // As git does, what some editors put in front of UTF-8 is passed over.
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { position = 3 }
    while position < bytes.count {
      skipBlanks()
      var item = try item()
      item.text = String(decoding: bytes[start..<position], as: UTF8.self)
      items.append(item)
      start = position
    }
    return items
  }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func item() throws(RefError) -> ConfigurationItem {
    var item = ConfigurationItem(section: section, text: "")
    switch current {
    case nil: break
    case 0x0a: position += 1
    case 0x23, 0x3b: skipLine()
    case 0x5b:
      section = try header()
      item.section = section
      item.isHeader = true
      endLineIfBlank()
    case let letter? where isNameByte(letter) && !section.name.isEmpty:
      item.key = word().lowercased()
      item.value = try value()
    default: throw damaged()
    }
    return item
  }

  /// Reads `[name]`, `[name "subsection"]` or the old `[name.subsection]`.
  private mutating func header() throws(RefError) -> ConfigurationSection {
    position += 1
    let name = word(allowingDots: true)
    var subsection: String?
    skipBlanks()
    if current == 0x22 { subsection = try quotedSubsection() }
    guard current == 0x5d, !name.isEmpty else { throw damaged() }
    position += 1
    if subsection == nil, let dot = name.firstIndex(of: ".") {
      return ConfigurationSection(
        String(name[..<dot]), name[name.index(after: dot)...].lowercased())
    }
    return ConfigurationSection(name, subsection)
  }

  private mutating func quotedSubsection() throws(RefError) -> String {
    position += 1
    var result: [UInt8] = []
    while let byte = current, byte != 0x22 {
      if byte == 0x0a { throw damaged() }
      position += 1
      if byte == 0x5c {
        guard let escaped = current else { throw damaged() }
        result.append(escaped)
        position += 1
      } else {
        result.append(byte)
      }
    }
    guard current == 0x22 else { throw damaged() }
    position += 1
    return String(decoding: result, as: UTF8.self)
  }

  /// Reads what follows a key, up to the end of its line; "true" if there is no equals sign.
  private mutating func value() throws(RefError) -> String {
    skipBlanks()
    guard current == 0x3d else {
      guard current == nil || current == 0x0a || current == 0x23 || current == 0x3b else {
        throw damaged()
      }
      skipLine()
      return "true"
    }
    position += 1
    skipBlanks()
    var result: [UInt8] = []
    var keptCount = 0
    var isQuoted = false
    while let byte = current, byte != 0x0a {
      if !isQuoted, byte == 0x23 || byte == 0x3b { break }
      position += 1
      switch byte {
      case 0x22: isQuoted.toggle()
      case 0x5c: try escape(&result)
      default: result.append(byte)
      }
      // Blanks at the end count only if they were quoted or something follows them.
      if isQuoted || byte == 0x22 || !(byte == 0x20 || byte == 0x09 || byte == 0x0d) {
        keptCount = result.count
      }
    }
    guard !isQuoted else { throw damaged() }
    skipLine()
    return String(decoding: result[..<keptCount], as: UTF8.self)
  }

  private mutating func escape(_ result: inout [UInt8]) throws(RefError) {
    switch current {
    case 0x0a: break
    case 0x0d where position + 1 < bytes.count && bytes[position + 1] == 0x0a: position += 1
    case 0x22, 0x5c: result.append(bytes[position])
    case 0x6e: result.append(0x0a)
    case 0x74: result.append(0x09)
    case 0x62: result.append(0x08)
    default: throw damaged()
    }
    position += 1
  }

  private mutating func word(allowingDots: Bool = false) -> String {
    let start = position
    while let byte = current, isNameByte(byte) || (allowingDots && byte == 0x2e) { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func skipBlanks() {
    while let byte = current, byte == 0x20 || byte == 0x09 || byte == 0x0d { position += 1 }
  }

  private mutating func skipLine() {
    while let byte = current, byte != 0x0a { position += 1 }
    if current != nil { position += 1 }
  }

  /// Takes blanks and the line's end along, unless a key follows on the same line.
  private mutating func endLineIfBlank() {
    let start = position
    skipBlanks()
    if current == 0x0a { position += 1 } else if current != nil { position = start }
  }

  private func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d: true
    default: false
    }
  }

  private func damaged() -> RefError {
    let line = bytes[..<min(position, bytes.count)].count { $0 == 0x0a } + 1
    return RefError(
      .corrupt, name: path, "'\(path)' cannot be understood: look at line \(line) and correct it")
  }
}
