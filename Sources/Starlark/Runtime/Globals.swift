/// The names that a file can use without defining or loading them; immutable.
///
/// ```swift
/// var builder = Globals.standard.extending()
/// builder.add(NativeFunction("answer", "") { _, _ in Value(small: 42) })
/// builder.set("VERSION", FrozenValue(string: "1"))
/// let globals = builder.build()
/// ```
public struct Globals: Sendable {
    let table: [String: FrozenValue]

    /// Nothing at all.
    public static let empty = Globals(table: [:])

    /// The value of a name.
    public subscript(name: String) -> FrozenValue? { table[name] }

    /// The names, in no order.
    public var names: some Collection<String> { table.keys }

    /// A builder that starts with these globals.
    public func extending() -> Builder { Builder(table: table) }

    /// Collects names.
    public struct Builder {
        fileprivate var table: [String: FrozenValue]

        /// Starts without any names.
        public init() {
            table = [:]
        }

        init(table: [String: FrozenValue]) {
            self.table = table
        }

        /// Binds a name to a constant, replacing what it was bound to.
        public mutating func set(_ name: String, _ value: FrozenValue) {
            table[name] = value
        }

        /// Binds a function to its name.
        public mutating func add(_ function: NativeFunction) {
            table[function.name] = FrozenValue(function: function)
        }

        /// Binds functions to their names.
        public mutating func add(_ functions: [NativeFunction]) {
            for function in functions { add(function) }
        }

        /// Binds a type to its name.
        public mutating func add(_ type: TypeValue) {
            table[type.name] = FrozenValue(object: type)
        }

        /// Binds a name to a `struct` of functions and constants, such as `attrs` or `native`.
        public mutating func addNamespace(_ name: String, _ members: Globals) {
            set(name, FrozenValue(structure: members.table.sorted { $0.key < $1.key }))
        }

        /// Ends building.
        public consuming func build() -> Globals { Globals(table: table) }
    }
}

extension FrozenValue {
    /// Makes a frozen native function.
    public init(function: NativeFunction) {
        var arena = Heap(arenaOf: MemoryLayout<NativeFunctionLayout>.size)
        let value = arena.nativeFunction(function)
        self.init(value, in: arena.seal())
    }

    /// Makes a frozen `struct`.
    public init(structure fields: [(key: String, value: FrozenValue)]) {
        var arena = Heap(arenaOf: 512)
        let table = arena.table(.structure, capacity: fields.count)
        for (name, value) in fields {
            arena.adopt(value.heap)
            arena.insert(string: arena.string(name), value: value.value, into: table)
        }
        self.init(Value(object: table.object), in: arena.seal())
    }
}
