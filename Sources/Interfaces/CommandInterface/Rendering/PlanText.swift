import IntegrationModel
import LifecycleOperations
import LosslessJSON
import RepositoryCore
import Terminal

/// A plan as people read it before they agree.
enum PlanText {
  static func of(_ plan: Plan, withFollowUps: Bool = true, _ palette: Palette) -> String {
    var lines = [
      palette.bold("Plan: \(title(plan))")
        + palette.dim("  (\(plan.target))")
    ]
    if plan.isEmpty { lines.append("  nothing to do") }
    for step in plan.steps { lines += Self.lines(of: step, palette) }
    if !plan.bindings.isEmpty {
      lines.append(palette.bold("Bindings"))
      for binding in plan.bindings {
        lines.append("  \(binding.slot) -> \(VisibleText.line(binding.name)) (\(binding.id))")
      }
    }
    for use in plan.usedBy {
      lines.append(
        palette.yellow("shared: ") + "\(use.name) is used by "
          + VisibleText.line(use.integrations.joined(separator: ", ")))
    }
    lines += withFollowUps ? remarks(plan, palette) : warnings(plan, palette)
    return lines.joined(separator: "\n") + "\n"
  }

  /// What the plan does; a deletion is described by the revision that it leaves behind.
  private static func title(_ plan: Plan) -> String {
    plan.kind == .delete && plan.expects != nil
      ? "delete it, after a last snapshot" : VisibleText.line(plan.description)
  }

  /// What there is to know and to do besides the steps.
  static func remarks(_ plan: Plan, _ palette: Palette) -> [String] {
    warnings(plan, palette)
      + followUps(plan.followUps.map { ($0.code, $0.name, $0.hint) }, palette)
  }

  private static func warnings(_ plan: Plan, _ palette: Palette) -> [String] {
    plan.warnings.map { palette.yellow("warning: ") + VisibleText.line($0.message) }
  }

  static func followUps(
    _ followUps: [(code: String, name: String, hint: String)], _ palette: Palette
  ) -> [String] {
    followUps.map { followUp in
      palette.yellow("to do: ") + "\(VisibleText.line(followUp.name)): "
        + VisibleText.line(followUp.hint) + palette.dim(" (\(followUp.code))")
    }
  }

  private static func lines(of step: Plan.Step, _ palette: Palette) -> [String] {
    let name = VisibleText.line(step.name.description)
    let need = need(step.neededBy, palette)
    switch step.operation {
    case .create: return [palette.green("  + create \(name)") + need]
    case .delete: return [palette.red("  - delete \(name)") + need]
    case .disable: return [palette.cyan("  · pause  \(name)")]
    case .enable: return [palette.cyan("  · enable \(name)")]
    case .update:
      let note = step.changes.isEmpty ? palette.dim("  sets its references") : ""
      return [palette.yellow("  ~ update \(name)") + need + note]
        + DifferenceText.lines(of: step.changes, palette)
    }
  }

  /// Why something is taken that nobody selected.
  static func need(_ user: LogicalName?, _ palette: Palette) -> String {
    user.map { palette.dim("  needed by \(VisibleText.line($0.description))") } ?? ""
  }
}
