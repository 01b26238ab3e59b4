import Starlark

/// The types of the names that a file can use without loading them.
struct Universe: Sendable {
    private let types: [String: StaticType]

    init(_ globals: Globals, table: NativeTable) {
        var types: [String: StaticType] = [:]
        for name in globals.names {
            guard let value = globals[name] else { continue }
            types[name] = StaticType(of: value, path: name, table)
        }
        self.types = types
    }

    /// The type of a name; anything if there is no such name, which is no matter of types.
    subscript(name: String) -> StaticType { types[name] ?? .any }
}

/// The methods of the built-in types.
enum Methods {
    /// By the name of the type: its methods by name.
    static let all: [String: [String: FunctionShape]] = {
        var result: [String: [String: FunctionShape]] = [:]
        for (type, functions) in Globals.standardMethods {
            for function in functions {
                let path = "\(type).\(function.name)"
                result[type, default: [:]][function.name] = NativeTable.standard.shape(
                    of: function, path: path)
            }
        }
        return result
    }()
}
