/// What snapshots refer to by name: the globals that modules see, and the classes of native
/// objects that can be kept.
///
/// Modules are written and read with the registry of the globals they were, or would be, compiled
/// against. It is made once for a table of globals and does not change.
///
/// Unchecked: constant, and what it holds is frozen.
public final class SnapshotRegistry: @unchecked Sendable {
    /// Something that a global name leads to.
    enum Target {
        case value(FrozenValue)
        case function(NativeFunction, FrozenValue)
        case native(NativeObject)
    }

    let format: UInt64
    private let kinds: [String: any PersistentNative.Type]
    private(set) var targets: [String: Target] = [:]
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
    ///   - build: The version of the program; snapshots of another one are discarded.
    public init(globals: Globals, kinds: [any PersistentNative.Type] = [], build: String) {
        format = SnapshotFormat.number(build: build)
        var table: [String: any PersistentNative.Type] = [:]
        for kind in StandardNatives.kinds + kinds {
            precondition(table[kind.persistentName] == nil, "kinds of natives differ by name")
            table[kind.persistentName] = kind
        }
        self.kinds = table
        for type in StandardTypes.all { add(type, ":\(type.name)") }
        for name in globals.names.sorted() {
            guard let value = globals[name] else { continue }
            add(value, name, depth: 0)
        }
    }

    func kind(_ name: String) -> (any PersistentNative.Type)? { kinds[name] }

    /// The snapshot that the global of a path lives in.
    func imageHeap(_ path: String) -> FrozenHeap? { imageNumbers[path].map { images[$0].heap } }

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
            targets[path] = .value(frozen)
        }
        if let function = value.asNativeFunction {
            if functionPaths[ObjectIdentifier(function)] == nil {
                functionPaths[ObjectIdentifier(function)] = "\(path)()"
                targets["\(path)()"] = .function(function, frozen)
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
        targets[path] = .native(native)
    }
}
