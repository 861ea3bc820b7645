/// Refuses words that stand for shortcuts: traps on data, silenced checks, unfinished work.
struct WordRule {
  /// Names a file that may use a word, and says why.
  struct Allowance {
    let path: String
    let word: String
    let why: String
  }

  /// Keep this short; the reason is for the reader who wonders.
  static let allowances = [
    Allowance(
      path: "Sources/Platform/FileStorage/MappedFile.swift", word: "nonisolated(unsafe)",
      why: "a pointer to read-only memory that stays until deinit"),
    Allowance(
      path: "Sources/Platform/Database/SQLiteHandle.swift", word: "nonisolated(unsafe)",
      why: "SQLite in its serialized mode lets threads share connections and statements"),
    Allowance(
      path: "Sources/Stores/PackFormat/ToolPool.swift", word: "@unchecked Sendable",
      why: "a tool is in the pool or with one thread, never both"),
    Allowance(
      path: "Sources/Stores/ObjectStore/ParallelHashing.swift", word: "nonisolated(unsafe)",
      why: "each index of the buffer is touched by one iteration only"),
    Allowance(
      path: "Sources/Stores/ObjectStore/Packing/ParallelReading.swift",
      word: "nonisolated(unsafe)", why: "each index of the buffer is touched by one iteration only"),
    Allowance(
      path: "Sources/Platform/ParallelWork/ParallelMap.swift",
      word: "nonisolated(unsafe)",
      why: "each place of the buffer is written by the thread that took its chunk only"),
    Allowance(
      path: "Sources/Platform/ParallelWork/ParallelStream.swift",
      word: "nonisolated(unsafe)",
      why: "only the thread that holds the turn calls what outputs are handed to"),
    Allowance(
      path: "Sources/Environments/IntegrationModel/Catalog/Automaton/FieldAutomata.swift",
      word: "@unchecked Sendable",
      why: "automata are on the shelf or with one worker, never both"),
    Allowance(
      path: "Sources/Interfaces/Terminal/Output/BufferedOutput.swift", word: "nonisolated(unsafe)",
      why: "a pointer that is read inside the lock while the caller keeps it alive"),
    Allowance(
      path: "Sources/Platform/HTTPServer/Library/LibraryHandle.swift", word: "@unchecked Sendable",
      why: "libmicrohttpd takes these pointers from any thread"),
    Allowance(
      path: "Sources/Platform/HTTPServer/Library/Exchange.swift", word: "@unchecked Sendable",
      why: "a request is handed from its connection's thread to one other and back"),
  ]

  static let words = [
    "try!", "as!", "fatalError", "@unchecked Sendable", "nonisolated(unsafe)", todo, fixme,
  ]

  let allowances: [Allowance]

  /// Returns the refused words in the file; marks of unfinished work count in comments as well.
  func violations(in text: SwiftText) -> [Violation] {
    let inCode = text.words.indices.compactMap { index in
      Self.word(at: index, in: text.words).map { (word: $0, line: text.words[index].line) }
    }
    let marks = text.lines.enumerated().flatMap { number, line in
      [todo, fixme].filter { line.contains($0) }.map { (word: $0, line: number + 1) }
    }
    return (inCode + marks).filter { !isAllowed($0.word, text.file.path) }
      .map { text.violation(at: $0.line, "'\($0.word)' is not used here") }
  }

  private static func word(at index: Int, in words: [SwiftText.Word]) -> String? {
    let word = words[index]
    let next = index + 1 < words.count ? words[index + 1].text : ""
    switch word.text {
    case "try" where word.after == UInt8(ascii: "!"): return "try!"
    case "as" where word.after == UInt8(ascii: "!"): return "as!"
    case "fatalError": return "fatalError"
    case "unchecked" where word.before == UInt8(ascii: "@"): return "@unchecked Sendable"
    case "nonisolated" where word.after == UInt8(ascii: "(") && next == "unsafe":
      return "nonisolated(unsafe)"
    default: return nil
    }
  }

  private func isAllowed(_ word: String, _ path: String) -> Bool {
    allowances.contains { $0.path == path && $0.word == word }
  }
}

/// In two parts, so that this file does not refuse itself.
private let todo = "TO" + "DO"
private let fixme = "FIX" + "ME"
