/// Writes the completion script for bash; it needs nothing but bash 4.
struct BashCompletion {
  private let model: CompletionModel

  init(_ model: CompletionModel) { self.model = model }

  func script() -> String {
    template.replacing("PROGRAM", with: model.name)
      .replacing("@FUNCTION@", with: function)
      .replacing("@STEPS@", with: steps)
      .replacing("@PLACES@", with: model.places.map(place).joined())
  }

  private var function: String {
    "_" + String(model.name.map { $0.isLetter || $0.isNumber ? $0 : "_" })
  }

  private var steps: String {
    model.steps.map { step in
      "    \("\(step.from):\(step.word)".shellQuoted)) path=\(step.to.shellQuoted) ;;\n"
    }.joined()
  }

  private func place(_ place: CompletionModel.Place) -> String {
    let options = place.options.flatMap { option in
      ["--\(option.name)\(option.isFlag ? "" : "=")"] + (option.short.map { ["-\($0)"] } ?? [])
    }
    let valued = place.options.filter { !$0.isFlag }.map { option in
      let names = ["--\(option.name)"] + (option.short.map { ["-\($0)"] } ?? [])
      return "        \(names.joined(separator: "|"))) value=\(kind(option.kind)) ;;\n"
    }
    return """
          \(place.path.shellQuoted))
            options=\(options.joined(separator: " ").shellQuoted)
            commands=\(place.commands.map(\.name).joined(separator: " ").shellQuoted)
            operands=(\(place.operands.map(kind).joined(separator: " "))) repeats=\
      \(place.repeatsLast ? 1 : 0)
            case $1 in
      \(valued.joined())      esac ;;

      """
  }

  /// A kind as the script knows it: a letter, a colon and what belongs to it.
  private func kind(_ kind: ValueKind) -> String {
    switch kind {
    case .none, .command: "none:"
    case .file: "file:"
    case .folder: "folder:"
    case .choice(let words): "choice:\(words.joined(separator: " "))".shellQuoted
    case .dynamic(let name): "dynamic:\(name)".shellQuoted
    }
  }

  // Bash cuts words at characters such as `=`, `:` and `@`, and replaces only the last piece, which
  // it passes as $2. So the line is cut again here the way a command line is, and what bash will
  // not replace is taken off the candidates at the end.
  private let template = """
    # Completion of PROGRAM for bash. Made by 'PROGRAM completions bash'; do not edit.

    # Sets options, commands, operands and repeats for the place $path, and value for option $1.
    @FUNCTION@_place() {
      value=''
      case $path in
    @PLACES@  esac
    }

    @FUNCTION@_step() {
      case $path:$1 in
    @STEPS@    *) return 1 ;;
      esac
    }

    # Cuts the line up to the cursor into words, as typed, and as meant.
    @FUNCTION@_words() {
      local line=${COMP_LINE:0:COMP_POINT} quote='' char i
      raw='' cooked='' words=()
      for ((i = 0; i < ${#line}; i++)); do
        char=${line:i:1}
        if [[ $quote == "'" && $char != "'" ]]; then cooked+=$char
        elif [[ $char == "\\\\" ]]; then
          raw+=$char; ((++i)); char=${line:i:1}; cooked+=$char
        elif [[ -n $quote && $char == "$quote" ]]; then quote=''
        elif [[ -n $quote ]]; then cooked+=$char
        elif [[ $char == [\\'\\"] ]]; then quote=$char
        elif [[ $char == [[:space:]] ]]; then
          [[ -n $raw ]] && words+=("$cooked")
          raw='' cooked=''
          continue
        else cooked+=$char
        fi
        raw+=$char
      done
    }

    # Offers the lines of stdin that continue the word, quoted as needed.
    @FUNCTION@_offer() {
      local line
      while IFS= read -r line; do
        [[ $line == "$cooked"* ]] || continue
        case $raw in
          [\\'\\"]*) COMPREPLY+=("$line") ;;
          *) COMPREPLY+=("$(printf %q "$line")") ;;
        esac
      done
    }

    @FUNCTION@_value() {
      local argument=${1#*:}
      case $1 in
        file:*) compopt -o filenames 2>/dev/null; @FUNCTION@_offer < <(compgen -f -- "$cooked") ;;
        folder:*) compopt -o filenames 2>/dev/null; @FUNCTION@_offer < <(compgen -d -- "$cooked") ;;
        choice:*) @FUNCTION@_offer < <(compgen -W "$argument" -- "$cooked") ;;
        dynamic:*) @FUNCTION@_offer < <(PROGRAM __complete "$argument" -- "$cooked" 2>/dev/null) ;;
      esac
    }

    @FUNCTION@() {
      local raw cooked words path='' options commands operands repeats value word
      local pending='' count=0 over='' attached=''
      COMPREPLY=()
      @FUNCTION@_words
      @FUNCTION@_place ''
      for word in "${words[@]:1}"; do
        if [[ -n $pending ]]; then pending=''
        elif [[ -n $over ]]; then ((++count))
        elif [[ $word == -- ]]; then over=1
        elif [[ $word == -?* ]]; then
          @FUNCTION@_place "$word"
          pending=$value
        elif @FUNCTION@_step "$word"; then @FUNCTION@_place ''
        else ((++count))
        fi
      done

      if [[ -n $pending ]]; then @FUNCTION@_value "$pending"
      elif [[ -z $over && $cooked == --*=* ]]; then
        @FUNCTION@_place "${cooked%%=*}"
        attached=${raw%%=*}=
        raw=${raw#*=} cooked=${cooked#*=}
        @FUNCTION@_value "$value"
      elif [[ -z $over && $cooked == -* ]]; then
        COMPREPLY=($(compgen -W "$options" -- "$cooked"))
        [[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
      elif [[ -n $commands ]]; then COMPREPLY=($(compgen -W "$commands" -- "$cooked"))
      else
        ((repeats && count >= ${#operands[@]})) && ((count = ${#operands[@]} - 1))
        @FUNCTION@_value "${operands[count]}"
      fi
      @FUNCTION@_trim "$attached" "$2"
    }

    # Takes off the candidates what bash keeps of the word, $1 and more: all before the piece $2.
    @FUNCTION@_trim() {
      local whole=$1$raw kept i
      kept=${whole%"$2"}
      kept=${kept#"$1"}
      for i in "${!COMPREPLY[@]}"; do COMPREPLY[i]=${COMPREPLY[i]#"$kept"}; done
    }

    complete -F @FUNCTION@ PROGRAM

    """
}
