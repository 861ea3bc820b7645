/// Writes the completion script for zsh, in terms of `_arguments` and `_describe`.
struct ZshCompletion {
  private let model: CompletionModel

  init(_ model: CompletionModel) { self.model = model }

  func script() -> String {
    """
    #compdef \(model.name)
    # Completion of \(model.name) for zsh. Made by '\(model.name) completions zsh'; do not edit.

    # Gets options for compadd from _arguments, then the kind.
    \(function)_dynamic() {
      local -a candidates
      candidates=("${(@f)$(\(model.name) __complete "$argv[-1]" -- "$PREFIX" 2>/dev/null)}")
      compadd "${(@)argv[1,-2]}" -a candidates
    }

    \(model.places.map(place).joined(separator: "\n"))
    if [[ $funcstack[1] == \(function) ]]; then
      \(function) "$@"
    else
      compdef \(function) \(model.name)
    fi

    """
  }

  private var function: String { functionName("") }

  private func functionName(_ path: String) -> String {
    let words = ([model.name] + path.split(separator: " ").map(String.init))
    return "_" + String(words.joined(separator: "_").map { $0.isLetter || $0.isNumber ? $0 : "_" })
  }

  private func place(_ place: CompletionModel.Place) -> String {
    place.commands.isEmpty ? leaf(place) : group(place)
  }

  private func leaf(_ place: CompletionModel.Place) -> String {
    var specs = place.options.map(spec)
    for (index, kind) in place.operands.enumerated() {
      let position = place.repeatsLast && index == place.operands.count - 1 ? "*" : "\(index + 1)"
      specs.append("\(position): :\(action(kind))".shellQuoted)
    }
    return """
      \(functionName(place.path))() {
        _arguments -s -S \\
          \(specs.joined(separator: " \\\n    "))
      }

      """
  }

  private func group(_ place: CompletionModel.Place) -> String {
    let descriptions = place.commands.map { command in
      "    \("\(command.name):\(command.summary)".shellQuoted)\n"
    }
    let calls = model.steps.filter { $0.from == place.path }.map { step in
      "        \(step.word.shellQuoted)) \(functionName(step.to)) ;;\n"
    }
    return """
      \(functionName(place.path))() {
        local curcontext="$curcontext" state line
        typeset -A opt_args
        local -a commands=(
      \(descriptions.joined())  )
        _arguments -C -s -S \\
          \(place.options.map(spec).joined(separator: " \\\n    ")) \\
          '1: :->command' '*:: :->arguments'
        case $state in
          command) _describe command commands ;;
          arguments)
            case $line[1] in
      \(calls.joined())      esac ;;
        esac
      }

      """
  }

  private func spec(_ option: OptionDeclaration) -> String {
    let repeats = option.isRepeatable ? "*" : ""
    let help = "[\(escaped(option.help))]"
    let value = option.valueName.map { ":\(escaped($0)):\(action(option.kind))" } ?? ""
    let equals = option.isFlag ? "" : "="
    let long = "\(repeats)--\(option.name)\(equals)\(help)\(value)".shellQuoted
    guard let short = option.short else { return long }
    let plus = option.isFlag ? "" : "+"
    return "\(long) \("\(repeats)-\(short)\(plus)\(help)\(value)".shellQuoted)"
  }

  private func action(_ kind: ValueKind) -> String {
    switch kind {
    case .none, .command: " "
    case .file: "_files"
    case .folder: "_files -/"
    case .choice(let words): "(\(words.joined(separator: " ")))"
    case .dynamic(let name): "\(function)_dynamic \(name)"
    }
  }

  private func escaped(_ text: String) -> String {
    text.map { "[]:\\".contains($0) ? "\\\($0)" : String($0) }.joined()
  }
}
