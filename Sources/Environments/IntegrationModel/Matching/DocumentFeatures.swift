import LosslessJSON

/// What a neutral document says, as a bag of small statements that can be compared by number.
///
/// Every leaf is a statement: its place without positions, and its value; a text of several lines
/// is one statement a line. The name for people is none, because renaming changes nothing. What is
/// referred to is kept apart: it is equal if it was matched, whatever it is called.
struct DocumentFeatures {
  /// One statement.
  struct Feature {
    /// The place and the value.
    var hash: UInt64
    /// The place alone.
    let place: UInt64
    /// How much the value tells by itself, in 64ths: a long text more than `true`.
    let worth: Int
  }

  /// A place that names another resource of the integration.
  struct Reference {
    let place: UInt64
    let name: LogicalName
  }

  /// An alias that the document gives.
  struct Alias: Hashable {
    let text: JSONString
    let name: LogicalName
  }

  private(set) var features: [Feature] = []
  private(set) var references: [Reference] = []
  private(set) var aliases: [Alias] = []
  /// The words of the name for people.
  private(set) var words: Set<[UInt8]> = []

  static let worthMax = 64
  private static let wordWorthMax = 16

  init(_ document: JSONValue) {
    if case .object(let object) = document {
      for member in object.members where member.key != "name" {
        walk(member.value, Mixer.start.adding(member.key))
      }
      words = Self.words(object["name"]?.text ?? "")
      readAliases(object["aliases"]?.array ?? [])
    } else {
      walk(document, Mixer.start)
    }
  }

  private mutating func walk(_ value: JSONValue, _ place: Mixer) {
    switch value {
    case .object(let object): walk(object, place)
    case .array(let elements):
      let inside = place.adding(0x5b)
      for element in elements { walk(element, inside) }
      if elements.isEmpty { add(inside.value, place, 4) }
    case .string(let string): walk(string, place)
    case .number(let number): add(place.adding(JSONString(number.canonical)).value, place, 20)
    case .bool(let isTrue): add(place.adding(isTrue ? 2 : 1).value, place, 6)
    case .null: add(place.adding(3).value, place, 4)
    }
  }

  private mutating func walk(_ object: JSONObject, _ place: Mixer) {
    if object.count == 1, let only = object.members.first, only.key == "$resource",
      let name = only.value.text.flatMap({ LogicalName($0) })
    {
      references.append(Reference(place: place.value, name: name))
      return
    }
    if object.count == 1, let only = object.members.first, let name = only.value.string,
      only.key == "$slot" || only.key == "$group"
    {
      // Many share a connection or a group, and no one is known by it.
      add(place.adding(only.key).adding(name).value, place, Self.wordWorthMax)
      return
    }
    for member in object.members { walk(member.value, place.adding(member.key)) }
    if object.isEmpty { add(place.adding(4).value, place, 4) }
  }

  private mutating func walk(_ string: JSONString, _ place: Mixer) {
    string.withUTF8 { bytes in
      for line in bytes.split(separator: 0x0a) {
        let words = line.drop { $0 == 0x20 || $0 == 0x09 }
        guard !words.isEmpty else { continue }
        add(place.adding(words).value, place, Self.worth(words))
      }
    }
  }

  /// A single word is more often one of a few choices than a text.
  private static func worth(_ text: some Collection<UInt8>) -> Int {
    let isWord = text.allSatisfy { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7a }
    return min(isWord ? wordWorthMax : worthMax, 8 + 3 * text.count)
  }

  private mutating func add(_ hash: UInt64, _ place: Mixer, _ worth: Int) {
    features.append(Feature(hash: hash, place: place.value, worth: worth))
  }

  private mutating func readAliases(_ list: [JSONValue]) {
    for entry in list {
      guard let text = entry["alias"]?.string else { continue }
      for member in entry.object?.members ?? [] {
        guard let name = member.value["$resource"]?.text.flatMap({ LogicalName($0) }) else {
          continue
        }
        aliases.append(Alias(text: text, name: name))
      }
    }
  }

  private static func words(_ name: String) -> Set<[UInt8]> {
    Set(Slug.of(name, fallback: "").utf8.split(separator: UInt8(ascii: "-")).map { Array($0) })
  }
}

/// Mixes bytes into a number that is the same in every run.
struct Mixer: Hashable {
  let value: UInt64

  static let start = Mixer(value: 0x9e37_79b9_7f4a_7c15)

  func adding(_ number: UInt64) -> Mixer {
    var mixed = (value ^ number) &* 0xff51_afd7_ed55_8ccd
    mixed ^= mixed >> 32
    mixed = mixed &* 0xc4ce_b9fe_1a85_ec53
    return Mixer(value: mixed ^ (mixed >> 29))
  }

  func adding(_ bytes: some Sequence<UInt8>) -> Mixer {
    var mixed = value
    for byte in bytes { mixed = (mixed ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return Mixer(value: mixed).adding(0x2f)
  }

  func adding(_ string: JSONString) -> Mixer { string.withUTF8 { adding($0) } }
}

extension DocumentFeatures {
  /// Everything that the document says, and who uses it, sorted.
  ///
  /// - Parameters:
  ///   - users: What refers to the resource, and at which place.
  ///   - token: Returns a number for a name that is equal for what is matched.
  func statements(
    users: [Reference] = [], token: (LogicalName) -> UInt64
  ) -> [Feature] {
    var all = features
    for reference in references {
      let hash = Mixer(value: reference.place).adding(token(reference.name)).value
      all.append(Feature(hash: hash, place: reference.place, worth: Self.worthMax))
    }
    for user in users {
      let place = Mixer(value: user.place).adding(5)
      let hash = place.adding(token(user.name)).value
      // Who uses a resource decides between candidates; it makes nothing similar by itself.
      all.append(Feature(hash: hash, place: place.value, worth: Self.worthMax / 8))
    }
    all.sort { $0.hash < $1.hash }
    return Self.numbered(all)
  }

  /// Tells equal statements apart by their number.
  private static func numbered(_ sorted: [Feature]) -> [Feature] {
    var all = sorted
    var count: UInt64 = 0
    for position in sorted.indices.dropFirst() {
      count = sorted[position].hash == sorted[position - 1].hash ? count + 1 : 0
      if count > 0 {
        all[position].hash = Mixer(value: sorted[position].hash).adding(count).value
      }
    }
    return all
  }
}
