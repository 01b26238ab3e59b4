import Glibc
import Starlark

/// Writes snapshots of modules to one file, which can then be read in place of the modules.
///
/// ```text
/// 0   where the index begins, 8 bytes, then the snapshots, each at a multiple of 8
/// …   the index: a line for each module in the order of loading, with its range and, for each
///     file that it loads, the path as written and the number of the line of what is meant
/// ```
struct SnapshotWriter {
    let path: String
    private var bytes = [UInt8](repeating: 0, count: 8)
    private(set) var count = 0
    /// Why modules were not written, and how many.
    private(set) var refusals: [String: Int] = [:]
    private var index = ""
    private var numbers: [String: Int] = [:]

    fileprivate static let registry = SnapshotRegistry(
        globals: .prelude, kinds: [Stub.self], build: "prelude")

    init(path: String) {
        self.path = path
    }

    /// Writes a module and reads it again, so that others refer to the snapshot.
    mutating func keep(
        _ module: FrozenModule, id: String, loads: [(written: String, id: String)],
        modules: [String: FrozenModule]
    ) -> FrozenModule {
        do {
            let snapshot = try module.snapshot(loads: modules, registry: Self.registry)
            let reloaded = try FrozenModule.reading(
                SnapshotBytes(snapshot), loads: modules, registry: Self.registry, source: { nil })
            index += "\(bytes.count)\t\(bytes.count + snapshot.count)"
            for load in loads { index += "\t\(load.written)\t\(numbers[load.id] ?? 0)" }
            index += "\n"
            numbers[id] = count
            count += 1
            bytes += snapshot
            return reloaded
        } catch {
            refusals["\(error)", default: 0] += 1
            return module
        }
    }

    /// Writes the file.
    ///
    /// - Returns: Its length.
    mutating func finish() -> Int {
        for shift in 0..<8 { bytes[shift] = UInt8(truncatingIfNeeded: bytes.count >> (shift * 8)) }
        let whole = bytes + Array(index.utf8)
        guard let file = fopen(path, "w") else { return 0 }
        defer { fclose(file) }
        return fwrite(whole, 1, whole.count, file)
    }
}

extension SnapshotFile {
    /// Reads all modules of the file.
    func modules() throws -> [FrozenModule] {
        let registry = SnapshotWriter.registry
        let start = Int(bytes.loadUnaligned(as: UInt64.self).littleEndian)
        guard start >= 8, start <= bytes.count else { throw SnapshotDiscard.notASnapshot }
        var index = Fields(rest: UnsafeRawBufferPointer(rebasing: bytes[start...])[...])
        var modules: [FrozenModule] = []
        while !index.isAtEnd {
            let (first, end) = (index.number(), index.number())
            var loads: [String: FrozenModule] = [:]
            while !index.isAtLineEnd {
                let path = String(decoding: index.next(), as: UTF8.self)
                loads[path] = modules[index.number()]
            }
            guard let snapshot = snapshot(first..<end) else {
                throw SnapshotDiscard.notASnapshot
            }
            modules.append(
                try .reading(snapshot, loads: loads, registry: registry, source: { nil }))
        }
        return modules
    }
}

/// Goes through the fields of the index.
private struct Fields {
    var rest: Slice<UnsafeRawBufferPointer>
    private(set) var isAtLineEnd = true

    init(rest: Slice<UnsafeRawBufferPointer>) {
        self.rest = rest
    }

    var isAtEnd: Bool { rest.isEmpty }

    /// The next field, and what is after it: more of the line, or another line.
    mutating func next() -> Slice<UnsafeRawBufferPointer> {
        let end = rest.firstIndex { $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\n") }
        guard let end else {
            defer { rest = rest[rest.endIndex...] }
            return rest
        }
        isAtLineEnd = rest[end] == UInt8(ascii: "\n")
        defer { rest = rest[(end + 1)...] }
        return rest[..<end]
    }

    mutating func number() -> Int { next().reduce(0) { $0 * 10 + Int($1) - 48 } }
}

extension Stub: PersistentNative {
    static let persistentName = "stub"

    func encode(to encoder: inout NativeEncoder) throws(SnapshotRefusal) {
        encoder.write(name)
    }

    static func decode(from decoder: inout NativeDecoder) throws -> NativeObject {
        Stub(try decoder.string())
    }
}
