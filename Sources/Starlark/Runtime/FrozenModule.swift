/// A module that has run: its global variables, frozen, for any number of readers.
public struct FrozenModule: Sendable {
    private let heap: FrozenHeap
    private let values: [String: FrozenValue]
    /// The path of the source file.
    public let path: String
    /// The names that other files may load, in order of their first assignment.
    public let exportedNames: [String]

    init(path: String, heap: FrozenHeap, exports: [(name: String, value: Value)]) {
        self.path = path
        self.heap = heap
        exportedNames = exports.map(\.name)
        var values: [String: FrozenValue] = [:]
        for (name, value) in exports { values[name] = FrozenValue(value, in: heap) }
        self.values = values
    }

    /// Makes a module of values, as natives that stand for a file do.
    public init(path: String, exports: [(name: String, value: FrozenValue)]) {
        var arena = Heap(arenaOf: 0)
        for export in exports { arena.adopt(export.value.heap) }
        self.init(
            path: path, heap: arena.seal(), exports: exports.map { ($0.name, $0.value.value) })
    }

    /// The value of an exported name.
    public subscript(name: String) -> FrozenValue? { values[name] }
}
