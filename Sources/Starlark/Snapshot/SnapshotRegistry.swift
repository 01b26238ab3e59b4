/// What snapshots refer to by name: the globals that modules see, and the classes of native
/// objects that can be kept.
///
/// Modules are written and read with the registry of the globals they were, or would be, compiled
/// against. It is made once for a table of globals and does not change.
///
/// Unchecked: constant, and what it holds is frozen.
public final class SnapshotRegistry: @unchecked Sendable {
    /// Something that a global name leads to.
    struct Target {
        var kind: ImportTable.Kind
        /// A value, or an address.
        var word: UInt64
        /// What keeps it alive.
        var owner: AnyObject
    }

    let format: UInt64
    private let kinds: [(name: [UInt8], type: any PersistentNative.Type)]
    private var targets: [Target] = []
    private var targetPaths: [[UInt8]] = []
    /// Open addressing over the hashes of paths: the number of the target plus one.
    private var targetSlots: [Int] = []
    private(set) var valuePaths: [UInt: String] = [:]
    private(set) var functionPaths: [ObjectIdentifier: String] = [:]
    private(set) var nativePaths: [ObjectIdentifier: String] = [:]
    /// Snapshots that globals live in: a prelude's, for its names are globals elsewhere.
    private(set) var images: [(path: String, heap: FrozenHeap)] = []
    private var imageNumbers: [String: Int] = [:]

    /// Makes a registry.
    ///
    /// - Parameters:
    ///   - globals: What the modules see without loading it.
    ///   - kinds: The classes of the embedder whose objects can be kept.
    ///   - build: Stands for the program as it was built, such as a stamp of the executable:
    ///     snapshots of another one are discarded, for opcodes and layouts are its own.
    public init(globals: Globals, kinds: [any PersistentNative.Type] = [], build: String) {
        format = SnapshotFormat.number(build: build)
        let all = StandardNatives.kinds + kinds
        precondition(
            Set(all.map { $0.persistentName }).count == all.count, "kinds of natives have names")
        self.kinds = all.map { (Array($0.persistentName.utf8), $0) }
        for type in StandardTypes.all { add(type, ":\(type.name)") }
        for name in globals.names.sorted() {
            guard let value = globals[name] else { continue }
            add(value, name, depth: 0)
        }
        indexTargets()
    }

    func kind(_ name: UnsafeRawBufferPointer) -> (any PersistentNative.Type)? {
        kinds.first { $0.name.elementsEqual(name) }?.type
    }

    /// The snapshot that the global of a path lives in.
    func imageHeap(_ path: String) -> FrozenHeap? { imageNumbers[path].map { images[$0].heap } }

    /// What a path leads to.
    func target(_ path: UnsafeRawBufferPointer) -> Target? {
        guard let first = path.baseAddress else { return nil }
        let bytes = first.assumingMemoryBound(to: UInt8.self)
        let mask = targetSlots.count - 1
        var slot = Int(Hashing.hash(bytes: bytes, count: path.count)) & mask
        while targetSlots[slot] != 0 {
            let number = targetSlots[slot] - 1
            if targetPaths[number].elementsEqual(path) { return targets[number] }
            slot = (slot + 1) & mask
        }
        return nil
    }

    private func indexTargets() {
        var count = 16
        while count < targets.count * 2 { count *= 2 }
        targetSlots = Array(repeating: 0, count: count)
        for (number, path) in targetPaths.enumerated() {
            let hash = path.withUnsafeBufferPointer { bytes in
                bytes.baseAddress.map { Hashing.hash(bytes: $0, count: bytes.count) } ?? 0
            }
            var slot = Int(hash) & (count - 1)
            while targetSlots[slot] != 0 { slot = (slot + 1) & (count - 1) }
            targetSlots[slot] = number + 1
        }
    }

    private func add(_ target: Target, _ path: String) {
        targets.append(target)
        targetPaths.append(Array(path.utf8))
    }

    private func add(_ frozen: FrozenValue, _ path: String, depth: Int) {
        if frozen.heap.image != nil, imageNumbers[path] == nil {
            if !images.contains(where: { $0.heap === frozen.heap }) {
                imageNumbers[path] = images.count
                images.append((path, frozen.heap))
            }
            return
        }
        let value = frozen.value
        guard value.isObject else { return }
        if valuePaths[value.bits] == nil {
            valuePaths[value.bits] = path
            add(Target(kind: .value, word: UInt64(value.bits), owner: frozen.heap), path)
        }
        if let function = value.asNativeFunction {
            if functionPaths[ObjectIdentifier(function)] == nil {
                functionPaths[ObjectIdentifier(function)] = "\(path)()"
                let word = UInt64(UInt(bitPattern: Unmanaged.passUnretained(function).toOpaque()))
                add(Target(kind: .function, word: word, owner: function), "\(path)()")
            }
            if let type = function.type { add(type, "\(path):") }
        } else if let native = value.asNative {
            add(native, "\(path).")
            if let type = native.annotation { add(type, "\(path):") }
        } else if let fields = value.asStructure, depth < 4 {
            for (key, field) in fields {
                add(frozen.part(field), "\(path).\(key.str)", depth: depth + 1)
            }
        }
    }

    private func add(_ native: NativeObject, _ path: String) {
        guard nativePaths[ObjectIdentifier(native)] == nil else { return }
        nativePaths[ObjectIdentifier(native)] = path
        let word = UInt64(UInt(bitPattern: Unmanaged.passUnretained(native).toOpaque()))
        add(Target(kind: .globalNative, word: word, owner: native), path)
    }
}
