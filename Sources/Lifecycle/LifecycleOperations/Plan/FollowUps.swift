import IntegrationModel
import LosslessJSON
import RepositoryCore

/// What a person has to do after an operation.
enum FollowUps {
  /// A credential that has to be entered, because there is none to keep.
  static func credential(at place: String, of name: LogicalName) -> Revision.FollowUp {
    Revision.FollowUp(
      code: "secret_required", kind: name.kind.rawValue, name: name.description,
      hint:
        "enter the credential at \(place); credentials are recorded nowhere, and there was none "
        + "to keep")
  }

  /// What is to be entered in resources that are made anew.
  static func ofMaking(_ creations: [StepPlanner.Creation]) -> [Revision.FollowUp] {
    creations.filter { $0.formerID == nil }.sorted { $0.name < $1.name }.flatMap { creation in
      creation.result.facts.masked.sorted().map { credential(at: $0, of: creation.name) }
    }
  }

  /// After a resource came back under a new id.
  static func ofReturning(_ name: LogicalName, _ result: Plan.Result) -> [Revision.FollowUp] {
    guard name.kind == .exports else { return [] }
    var followUps: [Revision.FollowUp] = []
    func add(_ code: String, _ hint: String) {
      followUps.append(
        Revision.FollowUp(
          code: code, kind: name.kind.rawValue, name: name.description, hint: hint))
    }
    if result.content["webhook"] != nil {
      add("endpoint_changed", "the listener has a new address; tell it to those who call it")
    }
    if result.content["type"]?.text == "delta" {
      add("delta_position_lost", "the next run starts from its beginning; check what it exports")
    }
    return followUps
  }
}
