import Foundation
import LosslessJSON
import Testing

/// Files that a person asks for never replace what is in a repository or an environment.
@Suite struct OutputPathTests {
  private let target = "prod/shopify-to-netsuite"

  /// Every command that writes a file of its user's choice.
  private func commands(_ path: String) -> [[String]] {
    [
      ["download", target, "-o", path], ["compare", target, target, "--html", path],
      ["compare", "prod", "sandbox", "--html", path],
      ["rename", target, "Orders", "--plan", path],
      ["pull", target, "--from", "sandbox/shopify-to-netsuite", "--plan", path],
    ]
  }

  private func refuse(_ path: String, in workspace: Workspace) throws {
    let before = try FolderTree(workspace.path("accounts"))
    let config = try workspace.read(".ilm/config")
    let head = try workspace.read(".ilm/HEAD")
    for command in commands(path) {
      let run = try workspace.run(command + ["--json"], exit: 3)
      #expect(run.errors.contains("\"protected_folder\""), "\(run.story)")
    }
    #expect(try FolderTree(workspace.path("accounts")).differences(from: before) == [])
    #expect(try workspace.read(".ilm/config") == config)
    #expect(try workspace.read(".ilm/HEAD") == head)
  }

  @Test(arguments: [
    ".ilm/config", ".ilm/HEAD", ".ilm/refs/heads/x.zip", "accounts/../.ilm/index.html",
    "to-store/config",
  ]) func `nothing is written into the repository, by no way`(path: String) throws {
    let workspace = try Workspace.examples()
    try link("to-store", to: ".ilm", in: workspace)
    try refuse(path, in: workspace)
  }

  @Test(
    .onlyFolders("environments that are folders"),
    arguments: [
      "accounts/production/orders.zip", "accounts/production/flows/x.json",
      "accounts/sandbox/new.html", "to-flows/x.json",
    ]) func `nothing is written among the documents of an environment, by no way`(
      path: String
    ) throws
  {
    let workspace = try Workspace.examples()
    try link("to-flows", to: "accounts/production/flows", in: workspace)
    try refuse(path, in: workspace)
  }

  @Test func `a path is read as it is written, whatever its links lead to`() throws {
    let workspace = try Workspace.examples()
    try link("to-objects", to: ".ilm/objects", in: workspace)
    try workspace.run("download", target, "-o", "to-objects/../HEAD")
    #expect(FileManager.default.fileExists(atPath: workspace.path("HEAD")))
  }

  private func link(_ name: String, to place: String, in workspace: Workspace) throws {
    try FileManager.default.createSymbolicLink(
      atPath: workspace.path(name), withDestinationPath: workspace.path(place))
  }

  @Test func `other repositories of git are left alone, too`() throws {
    let workspace = try Workspace.examples()
    try workspace.run("init", workspace.path("other"))
    try workspace.copy("other/.ilm", to: "mirror.git")
    for path in ["other/.ilm/x.zip", "mirror.git/config", "mirror.git/refs/x.zip"] {
      try refuse(path, in: workspace)
    }
  }

  @Test func `what is no file is written to, and stays what it is`() throws {
    let workspace = try Workspace.examples()
    let pipe = workspace.path("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    // Open both ways, so that neither side waits for the other; a plan fits into a pipe.
    let reader = open(pipe, O_RDWR | O_NONBLOCK)
    defer { close(reader) }
    try workspace.run("rename", target, "Orders", "--plan", pipe)
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = read(reader, &bytes, bytes.count)
    let plan = try JSONValue(parsing: Array(bytes.prefix(max(0, count))))
    #expect(plan.object != nil)
    var status = stat()
    #expect(lstat(pipe, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
    try FileManager.default.createSymbolicLink(
      atPath: workspace.path("nowhere"), withDestinationPath: "/dev/null")
    for command in commands("nowhere").dropLast() {
      try workspace.run(command, exit: command[0] == "compare" && command[2] != target ? 1 : 0)
      #expect(lstat(workspace.path("nowhere"), &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
    }
  }

  @Test(arguments: ["/proc/self/fd/1", "/dev/fd/1"], [[], ["--json"]])
  func `what is written to the standard output has it alone`(
    path: String, options: [String]
  ) throws {
    let workspace = try Workspace.examples()
    for command in commands(path).dropLast() {
      let isDifferent = command[0] == "compare" && command[2] != target
      let run = try workspace.run(command + options, exit: isDifferent ? 1 : 0)
      #expect(run.errors == "", "\(run.story)")
      try expectNothingBeside(run, command, in: workspace)
    }
  }

  private func expectNothingBeside(
    _ run: Run, _ command: [String], in workspace: Workspace
  ) throws {
    switch command[0] {
    case "download":
      try workspace.run("download", target, "-o", "real.zip")
      let real = try Data(contentsOf: URL(fileURLWithPath: workspace.path("real.zip")))
      #expect(run.outputBytes == [UInt8](real))
    case "compare":
      #expect(run.output.hasPrefix("<!doctype html>") && run.output.hasSuffix("</html>\n"))
    default:
      try workspace.write("plan.json", run.output)
      #expect(try JSONValue(parsing: run.outputBytes)["steps"]?.array?.count == 1)
      try workspace.run("apply", "plan.json", "--yes")
    }
  }

  @Test func `the standard output may be a pipe, and a file is written on where it is`() throws {
    let workspace = try Workspace.examples()
    try workspace.run("download", target, "-o", "real.zip")
    let script = """
      set -e
      "$0" download \(target) -o /dev/fd/1 | cat > piped.zip
      cmp piped.zip real.zip
      (printf 'head\\n'; "$0" download \(target) -o /dev/fd/1) > whole
      tail -c +6 whole | cmp - real.zip
      "$0" download \(target) -o own.zip > own.zip
      cmp own.zip real.zip
      """
    let child = try ChildProcess(
      "/bin/sh", ["-c", script, IlmProgramFile.path], in: workspace.root,
      variables: ["PATH": "/usr/bin:/bin", "HOME": workspace.root])
    let run = try child.finish()
    #expect(run.status == 0 && run.errors == "", "\(run.story)")
  }

  @Test func `where there is no plan to write, the standard output stays empty`() throws {
    let workspace = try Workspace.examples()
    let run = try workspace.run(commands("/dev/fd/1").last ?? [], exit: 1)
    #expect(run.output == "")
    #expect(run.errors.contains("no plan is written while 2 conflicts are open"), "\(run.story)")
  }

  @Test func `a pipe that nobody reads is not waited for, and a full one only until a signal`()
    throws
  {
    let workspace = try Workspace.examples()
    let pipe = workspace.path("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    let run = try workspace.run("download", target, "-o", pipe, exit: 4)
    #expect(run.errors.contains("cannot write to"), "\(run.story)")
    let reader = open(pipe, O_RDWR | O_NONBLOCK)
    defer { close(reader) }
    // Full already, so that nothing is taken.
    let filling = [UInt8](repeating: 0, count: 1 << 12)
    while write(reader, filling, filling.count) > 0 {}
    let child = try workspace.start(["download", target, "-o", pipe])
    for _ in 0..<500 where child.isRunning {
      usleep(10_000)
      child.signal(SIGINT)
    }
    if child.isRunning { child.signal(SIGKILL) }
    #expect(try [4, 130].contains(child.finish().status))
  }

  @Test func `a folder may be reached by a link`() throws {
    let workspace = try Workspace.examples()
    try workspace.write("out/old", "")
    try link("elsewhere", to: "out", in: workspace)
    try workspace.run("download", target, "-o", "elsewhere/x.zip")
    #expect(FileManager.default.fileExists(atPath: workspace.path("out/x.zip")))
  }

  @Test func `a link to a file is neither replaced nor written through`() throws {
    let workspace = try Workspace.examples()
    try workspace.write("report", "old")
    try link("latest", to: "report", in: workspace)
    try link("dangling", to: "nothing", in: workspace)
    for path in ["latest", "dangling"] {
      for command in commands(path).dropLast() {
        let run = try workspace.run(command, exit: 2)
        #expect(run.errors.contains("is a link"), "\(run.story)")
      }
    }
    #expect(try workspace.read("report") == "old")
    #expect(!FileManager.default.fileExists(atPath: workspace.path("nothing")))
  }

  @Test func `a project in a repository of git keeps its files, but for the places of that one`()
    throws
  {
    let workspace = Workspace()
    try workspace.run("init", workspace.path("other"))
    try FileManager.default.moveItem(
      atPath: workspace.path("other/.ilm"), toPath: workspace.path("bare"))
    try workspace.makeFolder("bare/main")
    try FileManager.default.copyItem(
      atPath: PackageFolder.exampleAccounts, toPath: workspace.path("bare/main/accounts"))
    let main = workspace.path("bare/main")
    for folder in ["HEAD", "objects", "refs"] { try workspace.makeFolder("bare/main/" + folder) }
    try workspace.run("init", in: main)
    try workspace.run("env", "add", "prod", "dir:accounts/production", in: main)
    for path in ["orders.zip", "objects/orders.zip"] {
      try workspace.run("download", target, "-o", path, in: main)
    }
    for path in ["../config", "../refs/x.zip", "../objects/x.zip", ".ilm/x.zip"] {
      let run = try workspace.run("download", target, "-o", path, "--json", exit: 3, in: main)
      #expect(run.errors.contains("\"protected_folder\""), "\(run.story)")
    }
  }

  @Test(.onlyFolders("a project in a folder of bundles"))
  func `a project in a folder of bundles writes nothing among their documents`() throws {
    let workspace = Workspace()
    try FileManager.default.copyItem(
      atPath: PackageFolder.exampleAccounts + "/production", toPath: workspace.path("bundle"))
    try workspace.makeFolder(".deleted")
    try workspace.makeFolder("reports")
    try workspace.run("init")
    try workspace.run("env", "add", "prod", "dir:.")
    for path in ["orders.zip", "reports/orders.zip", "bundle/orders.zip"] {
      try workspace.run("download", target, "-o", path)
    }
    for path in [
      "bundle/flows/orders.json", "bundle/integration.json", ".deleted/orders.json",
    ] {
      try workspace.failure(
        "download", target, "-o", path, exit: 3, code: "protected_folder")
    }
  }

  @Test func `elsewhere a file is written, and replaces one that is there`() throws {
    let workspace = try Workspace.examples()
    try workspace.write("out/report", "old")
    // The pull has conflicts, and no plan yet.
    for command in commands("out/report").dropLast() {
      _ = try workspace.start(command).finish()
      #expect(try Data(contentsOf: URL(fileURLWithPath: workspace.path("out/report"))).count > 100)
      try workspace.write("out/report", "old")
    }
    #expect(try FolderTree(workspace.path("out")).names == ["report"])
  }

  @Test(.onlyFolders("a project in its account's folder"))
  func `a project in the folder of its account keeps its files beside the documents`() throws {
    let workspace = Workspace()
    for kind in try FileManager.default.contentsOfDirectory(
      atPath: PackageFolder.exampleAccounts + "/production")
    {
      try FileManager.default.copyItem(
        atPath: PackageFolder.exampleAccounts + "/production/" + kind,
        toPath: workspace.path(kind))
    }
    try workspace.makeFolder("reports")
    try workspace.run("init")
    try workspace.run("env", "add", "prod", "dir:.")
    for path in ["orders.zip", "reports/orders.zip"] {
      try workspace.run("download", target, "-o", path)
    }
    for path in ["flows/orders.json", "integration.json", ".ilm/orders.zip"] {
      try workspace.failure(
        "download", target, "-o", path, exit: 3, code: "protected_folder")
    }
  }
}
