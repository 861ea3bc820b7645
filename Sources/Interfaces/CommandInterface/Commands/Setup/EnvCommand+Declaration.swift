import Terminal

extension EnvCommand {
  private static let nameOperand = PositionalDeclaration(
    "NAME", kind: .dynamic("environment"), help: "The name of the environment")

  static let name = "env"
  static let declaration = CommandDeclaration(
    name, group: "Set up", summary: "Names the places where integrations run",
    subcommands: [
      CommandDeclaration(
        "add", summary: "Adds an environment and looks at it",
        discussion: "An account is reached by the address of its API: https://api.integrator.io, "
          + "in the EU https://api.eu.integrator.io. Its token comes from a variable, from a file "
          + "that only you may read, or from standard input; the last one is kept in the "
          + "repository, readable by you alone. A folder environment is an account folder "
          + "(<kind>/*.json), an unpacked bundle, or a folder of those; one that is named from here "
          + "and lies beside the repository is found again when both are moved.",
        examples: [
          UsageExample(
            "ilm env add prod https://api.integrator.io --token-env PROD_TOKEN --production",
            "an account; changes ask for the target's name to be typed"),
          UsageExample("ilm env add sandbox dir:accounts/sandbox", "a folder of documents"),
        ],
        positionals: [
          PositionalDeclaration("NAME", help: "Small letters, digits and hyphens"),
          PositionalDeclaration("URL", help: "https://HOST or dir:PATH"),
        ],
        options: [
          .value("token-env", "VAR", help: "The variable that holds the token"),
          .value("token-file", "FILE", kind: .file, help: "The file that holds the token"),
          .flag("token-stdin", help: "Reads the token from standard input and keeps it"),
          .value(
            "ca-file", "FILE", kind: .file, help: "The certification authorities that are trusted"),
          .value("proxy", "URL", help: "The proxy to go through"),
          .flag("production", help: "Changes ask for the target's name to be typed"),
        ], exclusive: [["token-env", "token-file", "token-stdin"]]),
      CommandDeclaration("list", summary: "Lists the environments"),
      CommandDeclaration("show", summary: "Shows one environment", positionals: [nameOperand]),
      CommandDeclaration(
        "set", summary: "Changes a setting of an environment",
        discussion: "A token is env:VAR, file:PATH, or stdin to read and keep one. 'default' takes "
          + "back ca-file, proxy, timeout (in seconds) and rate (SIZE/PER-SECOND).",
        examples: [
          UsageExample(
            "ilm env set sandbox lifecycle.apis supported", "it can clone and download APIs"),
          UsageExample("ilm env set production production true", "it is a production environment"),
          UsageExample("ilm env set production token env:PROD_TOKEN", "where its token is now"),
        ],
        positionals: [
          nameOperand,
          PositionalDeclaration(
            "KEY", kind: .choice(EnvSetting.allCases.map(\.rawValue)), help: "The setting"),
          PositionalDeclaration("VALUE", help: "Its value"),
        ]),
      CommandDeclaration(
        "remove", summary: "Forgets an environment; its history stays", positionals: [nameOperand]),
      CommandDeclaration(
        "check", summary: "Looks whether it can be read", positionals: [nameOperand]),
    ])
}
