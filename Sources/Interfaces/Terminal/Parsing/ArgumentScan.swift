/// The arguments of a command line, sorted into command names, options and operands.
struct ArgumentScan {
  let program: ProgramDeclaration
  private(set) var chain: [CommandDeclaration] = []
  private(set) var operands: [String] = []
  private(set) var flags: [String] = []
  private(set) var optionValues = NamedValues()
  private var rest: ArraySlice<String> = []

  init(_ program: ProgramDeclaration) { self.program = program }

  /// The names of the commands found so far.
  var path: [String] { chain.map(\.name) }

  mutating func read(_ arguments: [String]) throws(UsageError) {
    rest = arguments[...]
    var areOptionsOver = false
    while let argument = rest.popFirst() {
      if areOptionsOver || argument == "-" || !argument.utf8.starts(with: "-".utf8) {
        try readWord(argument)
      } else if argument == "--" {
        areOptionsOver = true
      } else if argument.utf8.starts(with: "--".utf8) {
        try readLong(String(argument.dropFirst(2)))
      } else {
        try readShort(Array(argument.dropFirst()))
      }
    }
  }

  private mutating func readWord(_ word: String) throws(UsageError) {
    let candidates = chain.isEmpty ? program.commands : chain.last?.subcommands ?? []
    if candidates.isEmpty {
      operands.append(word)
    } else if let command = candidates.first(where: { $0.answers(to: word) }) {
      chain.append(command)
    } else {
      throw unknownCommand(word, candidates)
    }
  }

  // MARK: Options

  private mutating func readLong(_ text: String) throws(UsageError) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    guard let option = option(where: { $0.name == name }) else { throw unknownOption("--\(name)") }
    let attached = parts.count == 2 ? String(parts[1]) : nil
    if option.isFlag {
      if attached != nil { throw unexpectedValue(option) }
      flags.append(option.name)
    } else {
      let value =
        if let attached { attached } else {
          try separateValue(of: option, typed: "--\(name)")
        }
      try store(value, for: option)
    }
  }

  /// Reads flags that share a dash; the first option with a value takes what is left of them.
  private mutating func readShort(_ letters: [Character]) throws(UsageError) {
    for (index, letter) in letters.enumerated() {
      guard let option = option(where: { $0.short == letter }) else {
        throw unknownOption("-\(letter)")
      }
      if option.isFlag {
        if index + 1 < letters.count && letters[index + 1] == "=" { throw unexpectedValue(option) }
        flags.append(option.name)
        continue
      }
      let attached = letters[(index + 1)...]
      let value =
        if attached.isEmpty { try separateValue(of: option, typed: "-\(letter)") } else {
          String(attached.first == "=" ? attached.dropFirst() : attached)
        }
      return try store(value, for: option)
    }
  }

  private mutating func separateValue(
    of option: OptionDeclaration, typed: String
  ) throws(UsageError) -> String {
    if let next = rest.first, next == "-" || !next.utf8.starts(with: "-".utf8) {
      rest.removeFirst()
      return next
    }
    let form = "--\(option.name)=\(option.valueName ?? "VALUE")"
    let hint = "write '\(form)' if the value starts with a dash"
    throw UsageError(
      .missingValue, "no value for option '\(typed)'", hint: rest.isEmpty ? seeHelp : hint,
      commandPath: path)
  }

  private mutating func store(
    _ value: String, for option: OptionDeclaration
  ) throws(UsageError) {
    if let words = option.kind.allowedValues, !words.contains(value) {
      throw .notAllowed(value, for: "option '--\(option.name)'", words, path)
    }
    if !option.isRepeatable && optionValues.contains(option.name) {
      throw UsageError(
        .repeatedOption, "option '--\(option.name)' given more than once",
        hint: "give one value only", commandPath: path)
    }
    optionValues.append(value, named: option.name)
  }

  /// The options known at this point: those of the innermost command first.
  private var scope: [OptionDeclaration] {
    chain.reversed().flatMap(\.options) + program.globalOptions
  }

  private func option(where matches: (OptionDeclaration) -> Bool) -> OptionDeclaration? {
    scope.first(where: matches)
  }

  // MARK: Mistakes

  private var seeHelp: String {
    let command = ([program.name] + path).joined(separator: " ")
    return "see '\(command) --help'"
  }

  private func unknownCommand(_ word: String, _ candidates: [CommandDeclaration]) -> UsageError {
    let names = candidates.filter { !$0.isHidden }.flatMap { [$0.name] + $0.aliases }
    let suggestions = Suggestions.of(names, for: word)
    return UsageError(
      .unknownCommand, "unknown command '\((path + [word]).joined(separator: " "))'",
      hint: Suggestions.question(suggestions) ?? seeHelp, commandPath: path)
  }

  private func unknownOption(_ typed: String) -> UsageError {
    let names = scope.filter { !$0.isHidden }.map { "--\($0.name)" }
    let isLong = typed.utf8.starts(with: "--".utf8)
    var hint = Suggestions.question(isLong ? Suggestions.of(names, for: typed) : [])
    if hint == nil && chain.isEmpty && isSomeOption(typed) {
      hint = "options of a command come after its name"
    }
    return UsageError(
      .unknownOption, "unknown option '\(typed)'", hint: hint ?? seeHelp, commandPath: path)
  }

  private func isSomeOption(_ typed: String) -> Bool {
    program.commands.contains { command in
      command.options.contains {
        "--\($0.name)" == typed || $0.short.map { "-\($0)" } == typed
      }
    }
  }

  private func unexpectedValue(_ option: OptionDeclaration) -> UsageError {
    UsageError(
      .unexpectedValue, "option '--\(option.name)' takes no value",
      hint: "leave out '=' and what follows", commandPath: path)
  }
}

extension UsageError {
  static func notAllowed(
    _ value: String, for subject: String, _ words: [String], _ path: [String]
  ) -> UsageError {
    let question = Suggestions.question(Suggestions.of(words, for: value))
    return UsageError(
      .valueNotAllowed, "'\(value)' is not a value of \(subject)",
      hint: question ?? "use \(Wording.list(words.map { "'\($0)'" }, "or"))", commandPath: path)
  }
}
