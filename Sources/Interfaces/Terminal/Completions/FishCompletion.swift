/// Writes the completion script for fish.
struct FishCompletion {
  private let model: CompletionModel

  init(_ model: CompletionModel) { self.model = model }

  func script() -> String {
    """
    # Completion of \(model.name) for fish. Made by '\(model.name) completions fish'; do not edit.

    # Follows the words typed so far and succeeds if they lead to the place named by the arguments.
    function \(function)_at
      set -l place ''
      set -l skip 0
      for word in (commandline -opc)[2..-1]
        if test $skip = 1
          set skip 0
          continue
        end
        switch "$place:$word"
    \(valueCases)\(stepCases)    end
      end
      test "$place" = "$argv"
    end

    # Writes the word under the cursor without the name of its option.
    function \(function)_word
      commandline -ct | string replace -r -- '^--[^=]*=' ''
    end

    complete -c \(model.name) -f
    \(model.places.map(place).joined())
    """
  }

  private var function: String {
    "__" + String(model.name.map { $0.isLetter || $0.isNumber ? $0 : "_" })
  }

  private var stepCases: String {
    model.steps.map { step in
      "      case \(quoted("\(step.from):\(step.word)"))\n"
        + "        set place \(quoted(step.to))\n"
    }.joined()
  }

  private var valueCases: String {
    model.places.map { place in
      let names = place.options.filter { !$0.isFlag }.flatMap { option in
        ["--\(option.name)"] + (option.short.map { ["-\($0)"] } ?? [])
      }
      if names.isEmpty { return "" }
      let patterns = names.map { quoted("\(place.path):\($0)") }.joined(separator: " ")
      return "      case \(patterns)\n        set skip 1\n"
    }.joined()
  }

  private func place(_ place: CompletionModel.Place) -> String {
    let condition = quoted("\(function)_at \(place.path)")
    let start = "complete -c \(model.name) -n \(condition)"
    let commands = place.commands.map {
      "\(start) -a \(quoted($0.name)) -d \(quoted($0.summary))\n"
    }
    let options = place.options.map { option in
      "\(start) -l \(option.name)\(option.short.map { " -s \($0)" } ?? "")"
        + "\(option.isFlag ? "" : " -r\(arguments(option.kind))") -d \(quoted(option.help))\n"
    }
    // Fish does not count operands; what any of them takes is offered for all.
    let operands = Set(place.operands.map(arguments)).filter { !$0.isEmpty }.sorted()
      .map { "\(start)\($0)\n" }
    return (commands + options + operands).joined()
  }

  private func arguments(_ kind: ValueKind) -> String {
    switch kind {
    case .none, .command: ""
    case .file: " -F"
    case .folder: " -a '(__fish_complete_directories (commandline -ct))'"
    case .choice(let words): " -a \(quoted(words.joined(separator: " ")))"
    case .dynamic(let name):
      " -a '(\(model.name) __complete \(name) -- (\(function)_word) 2>/dev/null)'"
    }
  }

  /// Fish knows two escapes inside single quotes, and POSIX shells none.
  private func quoted(_ text: String) -> String {
    "'" + text.map { $0 == "'" || $0 == "\\" ? "\\\($0)" : String($0) }.joined() + "'"
  }
}
