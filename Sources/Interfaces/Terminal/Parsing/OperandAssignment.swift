/// Gives the operands of a scanned command line their names and checks what a command demands.
struct OperandAssignment {
  private let program: ProgramDeclaration
  private let scan: ArgumentScan
  private let command: CommandDeclaration

  /// - Precondition: The scan has found a command.
  init(_ program: ProgramDeclaration, _ scan: ArgumentScan) {
    guard let command = scan.chain.last else { preconditionFailure("no command was found") }
    (self.program, self.scan, self.command) = (program, scan, command)
  }

  func check() throws(UsageError) -> ParsedCommand {
    let operands = try assign()
    try checkRequiredOptions()
    try checkExclusive(operands)
    return ParsedCommand(
      path: scan.path, operands: operands, flags: scan.flags, optionValues: scan.optionValues)
  }

  private func assign() throws(UsageError) -> NamedValues {
    var rest = scan.operands[...]
    var result = NamedValues()
    for (index, positional) in command.positionals.enumerated() {
      let values = rest.prefix(share(of: positional, at: index, remaining: rest.count))
      rest = rest.dropFirst(values.count)
      if values.isEmpty && !positional.isOptional { throw missing(positional) }
      for value in values {
        try checkAllowed(value, positional)
        result.append(value, named: positional.name)
      }
    }
    if let extra = rest.first { throw unexpected(extra) }
    return result
  }

  /// What must be kept for the operands after it is not its to take.
  private func share(
    of positional: PositionalDeclaration, at index: Int, remaining: Int
  ) -> Int {
    let later = command.positionals[(index + 1)...]
    let needed = later.count { !$0.isOptional }
    if !positional.isOptional && !positional.isRepeating { return min(1, remaining) }
    if !positional.isRepeating { return remaining > needed ? 1 : 0 }
    let wanted = later.count { !$0.isRepeating }
    return max(positional.isOptional ? 0 : min(1, remaining), remaining - wanted)
  }

  private func checkAllowed(
    _ value: String, _ positional: PositionalDeclaration
  ) throws(UsageError) {
    if let words = positional.kind.allowedValues, !words.contains(value) {
      throw .notAllowed(value, for: "'\(positional.name)'", words, scan.path)
    }
  }

  private func checkRequiredOptions() throws(UsageError) {
    let options = scan.chain.flatMap(\.options)
    for option in options where option.isRequired && !scan.optionValues.contains(option.name) {
      throw UsageError(
        .missingOption, "missing option '\(option.longForm)'", hint: usageHint,
        commandPath: scan.path)
    }
  }

  private func checkExclusive(_ operands: NamedValues) throws(UsageError) {
    for names in command.exclusive {
      let given = names.filter {
        scan.flags.contains($0) || scan.optionValues.contains($0) || operands.contains($0)
      }
      if given.count < 2 { continue }
      let shown = given.map { operands.contains($0) ? "'\($0)'" : "'--\($0)'" }
      throw UsageError(
        .exclusiveOptions, "\(Wording.list(shown)) exclude each other",
        hint: "give one of them only", commandPath: scan.path)
    }
  }

  private var usageHint: String { "usage: \(program.usageLine(scan.chain))" }

  private func missing(_ positional: PositionalDeclaration) -> UsageError {
    UsageError(
      .missingOperand, "missing operand '\(positional.name)'", hint: usageHint,
      commandPath: scan.path)
  }

  private func unexpected(_ value: String) -> UsageError {
    UsageError(
      .tooManyOperands, "unexpected operand '\(value)'",
      hint: "\(usageHint); quote a name that contains spaces", commandPath: scan.path)
  }
}
