extension ProgramDeclaration {
  /// Returns the shape of a command line in one line, such as `ilm tag TARGET NAME [options]`.
  func usageLine(_ chain: [CommandDeclaration]) -> String {
    var words = [name] + chain.map(\.name)
    guard let command = chain.last, command.subcommands.isEmpty else {
      return (words + ["COMMAND", "[options]"]).joined(separator: " ")
    }
    let options = chain.flatMap(\.options).filter { !$0.isHidden }
    words += command.positionals.map(\.usage)
    words += options.filter(\.isRequired).map(\.longForm)
    if options.contains(where: { !$0.isRequired }) { words.append("[options]") }
    return words.joined(separator: " ")
  }

  /// The commands that are shown, under their headings in order of first use.
  var commandGroups: [(title: String, commands: [CommandDeclaration])] {
    var groups: [(title: String, commands: [CommandDeclaration])] = []
    for command in commands where !command.isHidden {
      let title = command.group ?? "Other commands"
      if let index = groups.firstIndex(where: { $0.title == title }) {
        groups[index].commands.append(command)
      } else {
        groups.append((title, [command]))
      }
    }
    return groups
  }

  /// Returns every shown command that can be run or holds others, outermost first, as chains.
  var shownChains: [[CommandDeclaration]] {
    func below(_ chain: [CommandDeclaration]) -> [[CommandDeclaration]] {
      let inner = chain.last?.subcommands.filter { !$0.isHidden } ?? []
      return [chain] + inner.flatMap { below(chain + [$0]) }
    }
    return commands.filter { !$0.isHidden }.flatMap { below([$0]) }
  }
}
