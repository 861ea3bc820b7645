extension ProgramDeclaration {
  /// Returns what is wrong with the declarations themselves, a line each; none if they are sound.
  ///
  /// Meant for a test of the program.
  public func problems() -> [String] {
    let all = commands.flatMap { allChains([$0]) }
    return duplicates(commands.flatMap { [$0.name] + $0.aliases }, "command", in: name)
      + all.flatMap(problems(of:))
  }

  private func allChains(_ chain: [CommandDeclaration]) -> [[CommandDeclaration]] {
    let inner = chain.last?.subcommands ?? []
    return [chain] + inner.flatMap { allChains(chain + [$0]) }
  }

  private func problems(of chain: [CommandDeclaration]) -> [String] {
    guard let command = chain.last else { return [] }
    let place = ([name] + chain.map(\.name)).joined(separator: " ")
    let options = chain.flatMap(\.options) + globalOptions
    let known = options.map(\.name) + command.positionals.map(\.name)
    return duplicates(known, "option or operand", in: place)
      + duplicates(options.compactMap { $0.short.map(String.init) }, "letter", in: place)
      + duplicates(
        command.subcommands.flatMap { [$0.name] + $0.aliases }, "subcommand", in: place)
      + command.exclusive.joined().filter { !known.contains($0) }.map {
        "\(place): '\($0)' excludes others but is not declared"
      }
      + textProblems(of: command, place)
  }

  private func textProblems(of command: CommandDeclaration, _ place: String) -> [String] {
    var problems: [String] = []
    if command.summary.isEmpty && !command.isHidden { problems.append("\(place): no summary") }
    if command.summary.hasSuffix(".") { problems.append("\(place): summary ends in a full stop") }
    if command.positionals.count(where: \.isRepeating) > 1 {
      problems.append("\(place): more than one operand repeats")
    }
    if !command.subcommands.isEmpty && !command.positionals.isEmpty {
      problems.append("\(place): has subcommands and operands")
    }
    for example in command.examples where !example.command.contains(place) {
      problems.append("\(place): the example '\(example.command)' shows another command")
    }
    return problems
  }

  private func duplicates(_ words: [String], _ noun: String, in place: String) -> [String] {
    Dictionary(grouping: words) { $0 }.filter { $0.value.count > 1 }.keys.sorted()
      .map { "\(place): \(noun) '\($0)' is declared twice" }
  }
}
