import Terminal

/// A small program with one of everything.
enum SampleProgram {
  static let program = ProgramDeclaration(
    name: "ilm", version: "1.2.3", summary: "Git for integrations",
    examples: [
      .init("ilm init", "Makes a repository in this folder."),
      .init("ilm snapshot prod/orders -m 'before the sale'", "Records a revision."),
    ],
    globalOptions: [
      .flag("json", help: "Writes one JSON document to stdout"),
      .value("repo", "DIR", kind: .folder, help: "Uses the repository of this folder"),
      .flag("quiet", short: "q", help: "Leaves out what is only talk"),
      .flag("no-color", help: "Uses no colour"),
      .flag("yes", help: "Answers every question with yes"),
    ],
    commands: [
      environments, initialise, pull, snapshot, diff, tag, show, move, completions,
      .help(group: "Everything else"),
      CommandDeclaration(
        "__complete", summary: "Lists candidates",
        positionals: [.init("KIND", help: ""), .init("WORD", .zeroOrMore, help: "")],
        isHidden: true),
    ])

  static let initialise = CommandDeclaration(
    "init", group: "Getting started", summary: "Makes a repository",
    positionals: [.init("DIR", .optional, kind: .folder, help: "The folder; default: this one")],
    options: [
      .value(
        "object-format", "FORMAT", kind: .choice(["sha256", "sha1"]), defaultText: "sha256",
        help: "The hash that names objects")
    ])

  static let environments = CommandDeclaration(
    "env", group: "Getting started", summary: "Adds, lists and checks environments",
    subcommands: [
      CommandDeclaration(
        "add", summary: "Adds an environment and checks it at once",
        examples: [.init("ilm env add prod dir:/srv/prod", "Adds the account folder /srv/prod.")],
        positionals: [
          .init("NAME", help: "The name to give it"),
          .init("URL", help: "dir:PATH or https://HOST"),
        ],
        options: [
          .value("token-env", "VAR", help: "Takes the token from an environment variable"),
          .value("token-file", "FILE", kind: .file, help: "Takes the token from a file"),
          .flag("production", help: "Asks for names to be typed before it is changed"),
        ],
        exclusive: [["token-env", "token-file"]]),
      CommandDeclaration("list", aliases: ["ls"], summary: "Lists the environments"),
    ])

  static let pull = CommandDeclaration(
    "pull", group: "Moving changes", summary: "Merges a remote integration into the current one",
    discussion: """
      The plan is shown before anything is changed. What both sides changed differently becomes a \
      conflict; open conflicts are listed by 'ilm conflicts'.

      An interrupted pull is finished by 'ilm continue' or taken back by 'ilm cancel'.
      """,
    examples: [
      .init(
        "ilm pull prod/orders --from sandbox/orders", "Brings the changes of sandbox to prod."),
      .init(
        "ilm pull prod/orders --from sandbox/orders --resolve c1=remote",
        "Does the same and takes the remote side of the conflict c1."),
    ],
    positionals: [.init("CURRENT", kind: .dynamic("target"), help: "The target pulled into")],
    options: [
      .value(
        "from", "REMOTE", kind: .dynamic("target"), isRequired: true,
        help: "The target pulled from"),
      .value("message", short: "m", "TEXT", help: "Describes the revision"),
      .value(
        "resolve", "CONFLICT=SIDE", isRepeatable: true,
        help: "Resolves a conflict with current, remote or a JSON value"),
      .value(
        "on-conflict", "ACTION", kind: .choice(["stop", "cancel"]), defaultText: "stop",
        help: "What to do when there are conflicts"),
      .flag("dry-run", short: "n", help: "Shows the plan and changes nothing"),
      .value("plan", "FILE", kind: .file, help: "Writes the plan to a file, to be applied later"),
      .flag("force", short: "f", help: "Goes on in spite of warnings"),
    ],
    exclusive: [["dry-run", "plan"]])

  static let snapshot = CommandDeclaration(
    "snapshot", aliases: ["snap"], group: "Moving changes", summary: "Records revisions",
    positionals: [.init("TARGET", .zeroOrMore, kind: .dynamic("target"), help: "The targets")],
    options: [
      .value("all", "ENV", kind: .dynamic("environment"), help: "Records everything in ENV"),
      .value("message", short: "m", "TEXT", help: "Describes the revisions"),
    ],
    exclusive: [["TARGET", "all"]])

  static let diff = CommandDeclaration(
    "diff", group: "Looking", summary: "Shows structural differences",
    positionals: [
      .init("LEFT", help: "The state compared"),
      .init("RIGHT", .optional, help: "The state compared with"),
    ],
    options: [
      .flag("stat", help: "Counts only"),
      .value("only", "NAME", isRepeatable: true, help: "Looks at this resource only"),
    ])

  static let tag = CommandDeclaration(
    "tag", group: "Looking", summary: "Names a revision",
    positionals: [.init("REVISION", help: "TARGET@rN"), .init("NAME", help: "The name")])

  static let show = CommandDeclaration(
    "show", group: "Looking", summary: "Shows a revision",
    positionals: [.init("REVISION", help: "TARGET@rN")])

  static let move = CommandDeclaration(
    "move", group: "Looking", summary: "Moves resources into a target",
    positionals: [
      .init("RESOURCE", .oneOrMore, help: "What to move"), .init("TARGET", help: "Where to"),
    ])

  static let completions = CommandDeclaration(
    "completions", group: "Everything else", summary: "Writes a completion script",
    positionals: [
      .init("SHELL", kind: .choice(["bash", "zsh", "fish"]), help: "The shell it is for")
    ])
}
