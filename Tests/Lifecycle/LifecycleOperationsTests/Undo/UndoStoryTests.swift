import IntegrationModel
import LosslessJSON
import RepositoryCore
import TestKit
import Testing

/// Random stories: what is undone is as it was, and what is undone again is as it was made.
@Suite struct UndoStoryTests {
  @Test(arguments: UndoStory.Place.allCases)
  func `undoing gives back every document, and undoing that makes all of it again`(
    _ place: UndoStory.Place
  ) throws {
    let first = UInt64.random(in: 0...UInt64.max)
    for round in 0..<UInt64(6 * TestRounds.factor) { try play(place, seed: first &+ round) }
  }

  private func play(_ place: UndoStory.Place, seed: UInt64) throws {
    var story = try UndoStory(in: place, seed: seed)
    var lines = ["\(place.rawValue), seed \(seed)"]
    do {
      for _ in 1...4 {
        if story.coin() { lines.append("edit: " + (try story.edit())) }
        let gaps = try story.gaps()
        let before = try story.documents()
        let (name, targets) = try story.operate()
        lines.append(name)
        let made = try story.documents()
        #expect(try story.gaps().allSatisfy(gaps.contains), "\(lines)")
        let side = story.choice(targets)
        for turn in 1...(story.coin() ? 4 : 3) {
          try story.undo(side)
          lines.append("undo \(turn) of \(side)")
          expectEqual(
            try story.documents(), turn.isMultiple(of: 2) ? made : before, "\(lines)")
          if turn == 4 { story.keep(targets) }
        }
      }
    } catch {
      Issue.record("\(lines): \(error)")
    }
  }
}
