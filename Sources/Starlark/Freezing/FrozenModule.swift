/// A module that has run: its global variables, frozen, for any number of readers.
///
/// Unchecked: its values live in a frozen heap, which nobody writes.
public struct FrozenModule: @unchecked Sendable {
    let heap: FrozenHeap
    /// The names that other files may load, and their values: a `struct` in the heap.
    let exports: TableView
    /// The global variables, exported or not; nothing if the module did not come from a file.
    let variables: Value?
    /// The path of the source file.
    public let path: String

    init(path: String, heap: FrozenHeap, exports: TableView, variables: Value?) {
        self.path = path
        self.heap = heap
        self.exports = exports
        self.variables = variables
    }

    /// Makes a module of values, as natives that stand for a file do.
    public init(path: String, exports: [(name: String, value: FrozenValue)]) {
        var arena = Heap(arenaOf: 64 * exports.count)
        let table = arena.table(.structure, capacity: exports.count)
        for (name, value) in exports {
            arena.adopt(value.heap)
            arena.insert(string: arena.string(name), value: value.value, into: table)
        }
        self.init(path: path, heap: arena.seal(), exports: table, variables: nil)
    }

    /// The names that other files may load, in order of their first assignment.
    public var exportedNames: [String] { exports.map { $0.key.str } }

    /// The value of an exported name.
    public subscript(name: String) -> FrozenValue? {
        exports[name].map { FrozenValue($0, in: heap) }
    }

    /// The value of a global variable, be it exported or not.
    public func variable(named name: String) -> FrozenValue? {
        if let exported = self[name] { return exported }
        guard let variables else { return nil }
        let layout = variables.moduleLayout
        let names = layout.pointee.code.takeUnretainedValue().globalNames
        guard let slot = names.firstIndex(of: name), slot < layout.pointee.slotCount,
            !layout.slots[slot].isUnbound
        else { return nil }
        return FrozenValue(layout.slots[slot], in: heap)
    }

    /// All exports as one `struct`, which keeps everything alive that the module's functions reach.
    public var structure: FrozenValue { FrozenValue(Value(object: exports.object), in: heap) }
}

extension FrozenModule {
    /// The value of a global variable, whether other files may load it or not.
    ///
    /// For what a module refers to by name in its own values, such as a private function of a rule.
    ///
    /// - Returns: Nothing if there is no such variable, or the module did not come from a file.
    public func variable(_ name: String) -> FrozenValue? {
        if let exported = self[name] { return exported }
        guard let layout = variables?.moduleLayout else { return nil }
        let names = layout.pointee.code.takeUnretainedValue().globalNames
        guard let slot = names.firstIndex(of: name), !layout.slots[slot].isUnbound else {
            return nil
        }
        return FrozenValue(layout.slots[slot], in: heap)
    }
}
