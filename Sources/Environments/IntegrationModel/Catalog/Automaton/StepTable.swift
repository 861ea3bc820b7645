/// Remembers where a step from a state by a symbol leads: a hash table of two small numbers.
struct StepTable {
  /// Both numbers of a step; 0 is free, because no remembered step has it.
  private var keys: [UInt64]
  private var states: [Int32]
  private var count = 0

  init() {
    keys = Array(repeating: 0, count: 256)
    states = Array(repeating: 0, count: 256)
  }

  /// Returns where the step leads, or `nil` for one that was never taken.
  func next(_ state: Int32, _ symbol: UInt32) -> Int32? {
    let key = Self.key(state, symbol)
    let slot = slot(of: key)
    return keys[slot] == key ? states[slot] : nil
  }

  /// Remembers a step.
  mutating func insert(_ state: Int32, _ symbol: UInt32, _ next: Int32) {
    if count * 2 >= keys.count { grow() }
    put(Self.key(state, symbol), next)
  }

  private mutating func put(_ key: UInt64, _ next: Int32) {
    let slot = slot(of: key)
    if keys[slot] == 0 { count += 1 }
    keys[slot] = key
    states[slot] = next
  }

  private func slot(of key: UInt64) -> Int {
    var slot = Int(truncatingIfNeeded: (key &* 0x9e37_79b9_7f4a_7c15) >> 32) & (keys.count - 1)
    while keys[slot] != 0, keys[slot] != key { slot = (slot + 1) & (keys.count - 1) }
    return slot
  }

  private mutating func grow() {
    let (oldKeys, oldStates) = (keys, states)
    keys = Array(repeating: 0, count: oldKeys.count * 2)
    states = Array(repeating: 0, count: oldKeys.count * 2)
    count = 0
    for (key, state) in zip(oldKeys, oldStates) where key != 0 { put(key, state) }
  }

  private static func key(_ state: Int32, _ symbol: UInt32) -> UInt64 {
    (UInt64(UInt32(bitPattern: state)) << 32 | UInt64(symbol)) &+ 1
  }
}
