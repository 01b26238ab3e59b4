import Starlark

/// The types of the names that a file can use without loading them.
struct Universe: Sendable {
    private let types: [String: StaticType]

    init(_ globals: Globals, table: NativeTable) {
        var types: [String: StaticType] = [:]
        for name in globals.names {
            guard let value = globals[name] else { continue }
            types[name] = Universe.type(of: value, path: name, table)
        }
        self.types = types
    }

    /// The type of a name; anything if there is no such name, which is no matter of types.
    subscript(name: String) -> StaticType { types[name] ?? .any }

    private static func type(
        of value: FrozenValue, path: String, _ table: NativeTable
    ) -> StaticType {
        switch value.reflection {
        case .function(let function):
            let shape = table.shape(of: function, path: path)
            guard let type = function.type else { return .function(shape) }
            return .type(annotation(type), constructor: shape)
        case .structure(let fields):
            return .structure(
                fields.map { name, value in
                    StaticType.StructField(
                        name: name, type: self.type(of: value, path: "\(path).\(name)", table))
                })
        case .type(let type): return .type(annotation(type), constructor: nil)
        case .callable(let signature, let type):
            var shape = NativeTable.shape(of: signature, entry: table[path])
            guard let type else { return .function(shape) }
            shape.result = annotation(type)
            return .type(shape.result, constructor: shape)
        case .definition: return .callable
        case .value(let typeName):
            switch typeName {
            case "NoneType": return StaticType.none
            case "bool": return .bool
            case "int": return .int
            case "string": return .string
            case "list": return .list(.any)
            case "dict": return .dict(.any, .any)
            default: return .any
            }
        }
    }

    /// What a type means in an annotation.
    static func annotation(_ type: TypeValue) -> StaticType {
        if type.isStandard { return NativeTable.type(named: type.name) ?? .any }
        return .native(NativeShape(name: type.name, acceptedKinds: type.acceptedKinds))
    }
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
