import EnvironmentAdapters
import IntegrationModel
import LifecycleOperations
import LosslessJSON
import RepositoryCore
import TestKit
import Testing

/// Every write of every command to an environment fails in turn, or the process is killed before or
/// after it: continued, all is as planned; canceled, all is as before.
@Suite struct EnvironmentFaultTests {
  static let commands = MutatingCommand.writing { try Stages.middle.get() }

  @Test(arguments: commands)
  func `a command killed at any write is continued to its end, or canceled without a trace`(
    _ command: MutatingCommand
  ) throws {
    let (course, origin) = try begin(command)
    #expect(course.writeCount > 0)
    print("faults: \(command), \(course.writeCount) writes")
    for moment in course.moments {
      try expectWaiting(command, moment, from: origin)
      try expectContinued(command, course, moment, to: course.end)
      try expectCanceled(command, course, moment, to: origin)
    }
  }

  @Test(arguments: commands)
  func `a command that is told of an error leaves what one leaves that is killed there`(
    _ command: MutatingCommand
  ) throws {
    let (course, _) = try begin(command)
    for moment in course.moments {
      let fault: FaultyEnvironment.Fault = moment.isDone ? .lostAnswer : .failure
      let (left, error) = try course.attempt(fault, at: moment.write)
      let place = place(command, moment)
      let target = command.target?.description ?? ""
      let hint = (error as? LifecycleError)?.hint ?? ""
      #expect(hint.contains("ilm cancel \(target)"), "\(place): \(String(describing: error))")
      expectEqual(try left.documents(), try moment.stage.documents(), place)
      #expect(try left.record() == moment.stage.record(), "\(place)")
      #expect(try left.journals() == moment.stage.journals(), "\(place)")
    }
  }

  @Test(arguments: commands)
  func `continuing fails at any write and is continued or canceled`(
    _ command: MutatingCommand
  ) throws {
    let (course, origin) = try begin(command)
    guard let target = command.target, let first = course.moments.first else { return }
    let again = try Course(from: first.stage, canRestore: command.canRestore) {
      try command.goOn($0, target)
    }
    #expect(try again.end.namedDocuments() == course.end.namedDocuments())
    for moment in again.moments {
      try expectContinued(command, again, moment, to: course.end)
      try expectCanceled(command, again, moment, to: origin)
    }
  }

  @Test(arguments: commands)
  func `canceling fails at any write and is canceled again, never continued`(
    _ command: MutatingCommand
  ) throws {
    let (course, origin) = try begin(command)
    guard let target = command.target, let last = course.moments.last else { return }
    let back = try Course(from: last.stage, canRestore: command.canRestore) {
      _ = try $0.cancel(target)
    }
    for moment in back.moments {
      let error = #expect(throws: LifecycleError.self) {
        _ = try back.after(moment) { try $0.goOn(target) }
      }
      #expect(error?.code == "being_canceled", "\(place(command, moment))")
      try expectCanceled(command, back, moment, to: origin)
    }
  }

  @Test(arguments: commands)
  func `neither way is written over what somebody changed since`(
    _ command: MutatingCommand
  ) throws {
    let (course, _) = try begin(command)
    guard let target = command.target else { return }
    for moment in course.moments where moment.isDone {
      for next in [command.goOn, { _ = try $0.cancel($1) }] {
        var edited: [String: JSONValue] = [:]
        let stage = try course.after(moment) { world in
          for (name, account) in moment.stage.accounts {
            edited.merge(try edit(name, account, world)) { first, _ in first }
          }
          try? next(world, target)
        }
        let found = try stage.documents().filter { edited[$0.key] != nil }
        expectEqual(found, edited, "\(place(command, moment)), somebody's change")
      }
    }
  }

  // MARK: Parts

  private func begin(_ command: MutatingCommand) throws -> (course: Course, origin: Stage) {
    let stage = try command.makeStage()
    let course = try Course(from: stage, canRestore: command.canRestore, command.run)
    return (course, try command.makeOrigin?() ?? stage)
  }

  private func place(_ command: MutatingCommand, _ moment: Course.Moment) -> String {
    "\(command), killed \(moment.isDone ? "after" : "before") write \(moment.write)"
  }

  private func expectContinued(
    _ command: MutatingCommand, _ course: Course, _ moment: Course.Moment, to end: Stage
  ) throws {
    guard let target = command.target else { return }
    let place = place(command, moment) + ", continued"
    let stage = try course.after(moment) { try command.goOn($0, target) }
    expectEqual(try stage.namedDocuments(), try end.namedDocuments(), place)
    #expect(try stage.record() == end.record(), "\(place)")
    #expect(try stage.journals() == [], "\(place)")
    #expect(try stage.problems() == [], "\(place)")
  }

  private func expectCanceled(
    _ command: MutatingCommand, _ course: Course, _ moment: Course.Moment, to origin: Stage
  ) throws {
    guard let target = command.target else { return }
    let place = place(command, moment) + ", canceled"
    var left: [String] = []
    let stage = try course.after(moment) { left = try $0.cancel(target) }
    let (after, before) = (try stage.documents(), try origin.documents())
    if command.canRestore {
      #expect(left == [], "\(place)")
      expectEqual(after, before, place)
    } else {
      // What was deleted cannot come back under its id, so it is named.
      #expect(Set(after.keys).isSubset(of: before.keys), "\(place)")
      #expect(after == before || !left.isEmpty, "\(place)")
    }
    #expect(try stage.world().revisions(target).first?.status == .canceled, "\(place)")
    #expect(try stage.journals() == [], "\(place)")
    #expect(try stage.problems() == [], "\(place)")
  }

  /// What is told while an operation waits to be ended.
  private func expectWaiting(
    _ command: MutatingCommand, _ moment: Course.Moment, from origin: Stage
  ) throws {
    guard let target = command.target else { return }
    let place = place(command, moment)
    let stage = moment.stage.copy()
    let world = try stage.world()
    let open = try world.revisions(target).first
    #expect(open?.status == .inProgress && open?.isWaiting == false, "\(place)")
    #expect { _ = try PullOperation(try world.resolver()).conflicts(of: target) } throws: {
      ($0 as? LifecycleError)?.code == "nothing_in_progress"
    }
    let resolver = try world.resolver()
    let capture = try resolver.capture(of: target.environment)
    let entries = capture.directory.entries.filter { $0.target == target }
    let report = try SnapshotOperation(resolver.context).run(entries, with: capture)
    #expect(report.revisions.isEmpty, "\(place)")
    #expect(report.skipped.allSatisfy { $0.error.code == "revision_in_progress" }, "\(place)")
    let told = try StatusOperation(resolver.context).inProgress { $0 == target }
    let paused = told.pausedFlows[target] ?? []
    #expect(told.unreadable.isEmpty, "\(place)")
    #expect(
      try Set(paused.map { "\(target.environment) \($0.name.kind)/\($0.id)" })
        == turnedOff(from: origin, to: stage, in: target.environment), "\(place)")
    let statuses = try StatusOperation(resolver.context).run(entries, with: capture)
    guard let before = open?.before, let status = statuses.first else { return }
    let now = try resolver.state(target.description).state
    #expect(status.contentChanged == (now.content != before.content), "\(place)")
  }

  /// The flows of an environment that are off and were not.
  private func turnedOff(
    from start: Stage, to now: Stage, in environment: String
  ) throws -> Set<String> {
    let before = try start.documents()
    return Set(
      try now.documents().filter { key, document in
        key.hasPrefix("\(environment) flows/") && document["disabled"] == true
          && before[key].map { $0["disabled"] != true } ?? false
      }.keys)
  }

  /// Edits every document, and returns what they are then.
  private func edit(
    _ name: String, _ account: MemoryAccount, _ world: TestWorld
  ) throws -> [String: JSONValue] {
    guard let environment = world.environments[name]?.adapter else { return [:] }
    var edited: [String: JSONValue] = [:]
    for key in try account.documents().keys.sorted() {
      guard let document = try environment.document(key) else { continue }
      var value = document.value
      value.place("edited by somebody", at: "/description")
      _ = try environment.update(key, to: value, expecting: document.version)
    }
    for (key, value) in try environment.documents() { edited["\(name) \(key)"] = value }
    return edited
  }
}

/// Compares accounts and names the documents that differ.
func expectEqual(
  _ found: [String: JSONValue], _ expected: [String: JSONValue], _ place: String
) {
  for name in Set(found.keys).union(expected.keys).sorted() where found[name] != expected[name] {
    func text(_ value: JSONValue?) -> String {
      value.map { String(decoding: $0.canonicalBytes(), as: UTF8.self) } ?? "nothing"
    }
    Issue.record(
      "\(place): '\(name)' is\n\(text(found[name]))\nand should be\n\(text(expected[name]))")
  }
}

func named(_ documents: Documents) -> [String: JSONValue] {
  Dictionary(uniqueKeysWithValues: documents.map { ($0.key.description, $0.value) })
}
