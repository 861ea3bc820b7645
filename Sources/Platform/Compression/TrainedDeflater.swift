import CIsalLoader

/// Deflates with codes made once from a sample of what came before, instead of anew for each buffer.
///
/// Many small buffers of one kind, such as JSON documents, have nearly the same letters: making the
/// codes is then most of the work, and one set of them costs a sixth more bytes. The smallest buffers
/// take the codes that the format has itself (RFC 1951, section 3.2.6). What the codes do not fit is
/// left to somebody else, and where that happens often, another sample is taken. The library is ISA-L
/// (https://github.com/intel/isa-l), whose level 0 takes such a set.
final class TrainedDeflater {
  /// How the sample is taken: nothing is loaded before so many bytes came that it is worth it, and
  /// no buffer is more than a part of it.
  private enum Sample {
    static let firstByte = 96 << 10
    static let end = 128 << 10
    static let partMax = 8 << 10
  }

  private enum Progress {
    case sampling(byteCount: Int)
    case trained(UnsafePointer<IsalLibrary>)
    case unavailable
  }

  // So many misfits more than fits, and the sample was a bad one.
  private static let misfitCountMax = 32

  private var progress = Progress.sampling(byteCount: 0)
  private var misfitCount = 0
  private var histogram: UnsafeMutablePointer<isal_huff_histogram>?
  private var codes: UnsafeMutablePointer<isal_hufftables>?
  private var stream: UnsafeMutablePointer<isal_zstream>?

  deinit {
    histogram?.deallocate()
    codes?.deallocate()
    stream?.deallocate()
  }

  /// Writes `bytes` as one zlib stream to `output` and returns its length.
  ///
  /// - Returns: `nil` where somebody else has to do it: while a sample is taken, without the library,
  ///   and where the codes do not make less than about half of what is not small.
  func deflate(_ bytes: UnsafeRawBufferPointer, to output: UnsafeMutableRawBufferPointer) -> Int? {
    switch progress {
    case .unavailable: return nil
    case .sampling(let count):
      sample(bytes, after: count)
      return nil
    case .trained(let library):
      if bytes.count <= Self.smallByteCountMax {
        let room = UnsafeMutableRawBufferPointer(
          rebasing: output.prefix(bytes.count + Self.storedByteCountMax))
        return deflate(bytes, to: room, library, codes: nil)
      }
      let room = UnsafeMutableRawBufferPointer(
        rebasing: output.prefix(bytes.count / 2 + Self.headerByteCountMax))
      let written = deflate(bytes, to: room, library, codes: codes)
      judge(written != nil)
      return written
    }
  }

  /// A stream tells its codes first, which takes about a hundred bytes.
  private static let headerByteCountMax = 160

  /// What a stream adds to bytes that it holds as they are.
  private static let storedByteCountMax = 11

  /// Up to this size the codes that every reader knows make less than those that have to be told, and
  /// as little as libdeflate makes, which takes ten times as long. What they do not make smaller, such
  /// as trees of git, which are ids for the most part, is stored as it is.
  private static let smallByteCountMax = 512

  private func judge(_ isFit: Bool) {
    misfitCount = isFit ? max(0, misfitCount - 1) : misfitCount + 1
    guard misfitCount > Self.misfitCountMax else { return }
    misfitCount = 0
    progress = .sampling(byteCount: Sample.firstByte)
  }

  private func sample(_ bytes: UnsafeRawBufferPointer, after count: Int) {
    guard count >= Sample.firstByte else {
      // The buffer that crosses the line is no part of the sample, however large it is.
      progress = .sampling(byteCount: min(Sample.firstByte, count + bytes.count))
      return
    }
    guard let library = isal_library() else {
      progress = .unavailable
      return
    }
    let part = bytes.prefix(Sample.partMax)
    note(part, library)
    let end = count + part.count
    progress = .sampling(byteCount: end)
    if end >= Sample.end { train(library) }
  }

  private func note(_ bytes: Slice<UnsafeRawBufferPointer>, _ library: UnsafePointer<IsalLibrary>) {
    let histogram = self.histogram ?? zeroed()
    self.histogram = histogram
    let start = UnsafeMutableRawPointer(
      mutating: UnsafeRawBufferPointer(rebasing: bytes).baseAddress)
    library.pointee.update_histogram(
      start?.assumingMemoryBound(to: UInt8.self), Int32(bytes.count), histogram)
  }

  private func train(_ library: UnsafePointer<IsalLibrary>) {
    let codes = self.codes ?? zeroed()
    self.codes = codes
    defer {
      histogram?.deallocate()
      histogram = nil
    }
    guard let histogram, library.pointee.create_hufftables(codes, histogram) == 0
    else {
      progress = .unavailable
      return
    }
    if stream == nil { stream = zeroed() }
    progress = .trained(library)
  }

  private func deflate(
    _ bytes: UnsafeRawBufferPointer, to output: UnsafeMutableRawBufferPointer,
    _ library: UnsafePointer<IsalLibrary>, codes: UnsafeMutablePointer<isal_hufftables>?
  ) -> Int? {
    guard let stream, let written = UInt32(exactly: output.count),
      let read = UInt32(exactly: bytes.count)
    else { return nil }
    library.pointee.deflate_stateless_init(stream)
    let type = codes == nil ? IGZIP_HUFFTABLE_STATIC : IGZIP_HUFFTABLE_CUSTOM
    guard library.pointee.deflate_set_hufftables(stream, codes, Int32(type)) == 0 else {
      return nil
    }
    stream.pointee.gzip_flag = UInt16(IGZIP_ZLIB)
    stream.pointee.end_of_stream = 1
    stream.pointee.next_in = UnsafeMutableRawPointer(mutating: bytes.baseAddress)?
      .assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_in = read
    stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = written
    guard library.pointee.deflate_stateless(stream) == COMP_OK, stream.pointee.avail_in == 0
    else { return nil }
    return Int(stream.pointee.total_out)
  }

  private func zeroed<Structure>() -> UnsafeMutablePointer<Structure> {
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: MemoryLayout<Structure>.size, alignment: 64)
    memory.initializeMemory(as: UInt8.self, repeating: 0, count: MemoryLayout<Structure>.size)
    return memory.assumingMemoryBound(to: Structure.self)
  }
}
