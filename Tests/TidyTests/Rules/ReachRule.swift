/// Refuses calls that reach out of the program from a layer that should get the thing as an
/// argument.
///
/// A text check cannot resolve names. It takes a call without a receiver for the system's, unless
/// the target declares a function of that name, and only in files that import the system's library.
struct ReachRule {
  /// What may not be called, and by whom all the same.
  struct Reach: Sendable {
    let name: String
    /// Functions of the C library, called without a receiver or as `Glibc.name`.
    var calls: Set<String> = []
    /// Names that are refused wherever they stand.
    var names: Set<String> = []
    /// Methods that are refused unless they are given a generator.
    var seeded: Set<String> = []
    /// The layers and targets that may.
    let allowed: Set<String>
  }

  static let files = Reach(
    name: "touches the file system, which only FileStorage may",
    calls: [
      "open", "openat", "creat", "fopen", "fdopen", "freopen", "opendir", "fdopendir", "write",
      "pwrite", "writev", "pwritev", "fwrite", "rename", "renameat", "renameat2", "unlink",
      "unlinkat", "remove", "mkdir", "mkdirat", "mkdtemp", "mkstemp", "rmdir", "link", "linkat",
      "symlink", "symlinkat", "truncate", "ftruncate", "fsync", "fdatasync", "syncfs", "chmod",
      "fchmod", "chdir", "flock", "mmap", "copy_file_range", "sendfile",
    ], allowed: ["FileStorage", "Terminal"])

  static let process = Reach(
    name: "talks to the process or the terminal, which only Interfaces may",
    calls: [
      "puts", "fputs", "printf", "fprintf", "vprintf", "putchar", "exit", "_exit", "quick_exit",
      "abort", "getenv", "secure_getenv", "setenv", "unsetenv", "putenv",
    ], names: ["print", "debugPrint", "dump", "CommandLine", "environ"],
    allowed: ["Interfaces", "Executables"])

  static let chance = Reach(
    name: "asks the clock or chance, which are arguments outside Interfaces",
    calls: [
      "time", "clock_gettime", "gettimeofday", "ftime", "rand", "random", "arc4random",
      "arc4random_uniform", "arc4random_buf", "getrandom", "getentropy", "srand", "drand48",
    ], names: ["SystemRandomNumberGenerator", "Date"],
    seeded: ["random", "shuffled", "shuffle", "randomElement"],
    allowed: ["Interfaces", "Executables"])

  let reach: Reach

  /// Returns the calls in the sources that are not allowed; looks at each target as a whole.
  func violations(in sources: [SwiftText]) -> [Violation] {
    let targets = Dictionary(grouping: sources) { $0.file.target ?? "" }
    return targets.keys.sorted().flatMap { target -> [Violation] in
      let texts = targets[target] ?? []
      let own = texts.reduce(into: Set<String>()) { $0.formUnion($1.declaredFunctions) }
      return texts.flatMap { violations(in: $0, own: own) }
    }
  }

  private func violations(in text: SwiftText, own: Set<String>) -> [Violation] {
    let owners: Set<String?> = [text.file.layer, text.file.target]
    guard owners.isDisjoint(with: reach.allowed.map(Optional.some)) else { return [] }
    let importsSystem = text.imports.contains { $0.module == "Glibc" }
    return text.words.indices.filter { index in
      isRefusedCall(at: index, text, own, importsSystem) || isRefusedName(at: index, text, own)
        || isUnseeded(at: index, text)
    }.map { text.violation(at: text.words[$0].line, "'\(text.words[$0].text)' \(reach.name)") }
  }

  private func isRefusedCall(
    at index: Int, _ text: SwiftText, _ own: Set<String>, _ importsSystem: Bool
  ) -> Bool {
    let word = text.words[index]
    guard reach.calls.contains(word.text), word.after == UInt8(ascii: "(") else { return false }
    let previous = index > 0 ? text.words[index - 1].text : ""
    if word.before == UInt8(ascii: ".") { return previous == "Glibc" }
    return importsSystem && previous != "func" && !own.contains(word.text)
  }

  private func isRefusedName(at index: Int, _ text: SwiftText, _ own: Set<String>) -> Bool {
    let word = text.words[index]
    guard reach.names.contains(word.text), word.before != UInt8(ascii: ".") else { return false }
    let isType = word.text.first?.isUppercase == true
    let isCall = word.after == UInt8(ascii: "(")
    if word.text == "Date" || !isType && word.text != "environ" {
      return isCall && !own.contains(word.text)
    }
    return word.after != UInt8(ascii: ":")
  }

  private func isUnseeded(at index: Int, _ text: SwiftText) -> Bool {
    let word = text.words[index]
    guard reach.seeded.contains(word.text), word.before == UInt8(ascii: "."),
      word.after == UInt8(ascii: "(")
    else { return false }
    let end = endOfCall(from: word.end, in: text.code)
    return !text.words[(index + 1)...].prefix { $0.end < end }.contains { $0.text == "using" }
  }

  /// Where the parentheses close that open at `start`.
  private func endOfCall(from start: Int, in code: [UInt8]) -> Int {
    var depth = 0
    return code[start...].firstIndex { byte in
      if byte == UInt8(ascii: "(") { depth += 1 }
      if byte == UInt8(ascii: ")") { depth -= 1 }
      return depth == 0
    } ?? code.count
  }
}
