/// Finds out what somebody probably meant.
package enum Suggestions {
  /// Returns the words that look like `typed`, the likeliest first, at most three.
  static func of(_ words: [String], for typed: String) -> [String] {
    let limit = max(1, typed.count / 3)
    let isLongEnough = typed.drop(while: { $0 == "-" }).count >= 2
    let scored = words.compactMap { word -> (word: String, score: Int)? in
      if isLongEnough && word.hasPrefix(typed) { return (word, 1) }
      let distance = distance(typed, word)
      return distance <= limit && distance < word.count ? (word, distance) : nil
    }
    guard let best = scored.map(\.score).min() else { return [] }
    return Array(scored.filter { $0.score == best }.map(\.word).prefix(3))
  }

  /// Returns "did you mean …?", or `nil` without words.
  static func question(_ words: [String]) -> String? {
    words.isEmpty ? nil : "did you mean \(Wording.list(words.map { "'\($0)'" }, "or"))?"
  }

  /// Returns how many letters must be inserted, deleted, replaced or swapped with their neighbour
  /// to make one word of the other.
  package static func distance(_ left: String, _ right: String) -> Int {
    let (a, b) = (Array(left.utf8), Array(right.utf8))
    // Nobody means a known word by a text of this length; the cost would be the square of it.
    if max(a.count, b.count) > 64 { return Int.max }
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var cost = min(last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          cost = min(cost, beforeLast[j - 1] + 1)
        }
        row.append(cost)
      }
      (beforeLast, last) = (last, row)
    }
    return last[b.count]
  }
}
