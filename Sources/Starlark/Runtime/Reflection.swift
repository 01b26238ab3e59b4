/// What tools can tell of a global without running anything.
package enum Reflection {
    /// A function written in Swift, perhaps a type as well.
    case function(NativeFunction)
    /// A `struct`: a namespace such as `attrs`.
    case structure([(name: String, value: FrozenValue)])
    /// A type that is no function.
    case type(TypeValue)
    /// An object that can be called, and the type it stands for if it stands for one.
    case callable(Signature, TypeValue?)
    /// A function written in Starlark.
    case definition
    /// Anything else, by the name of its type.
    case value(typeName: String)
}

extension FrozenValue {
    /// What tools can tell of the value.
    package var reflection: Reflection {
        if let function = value.asNativeFunction { return .function(function) }
        if let fields = value.asStructure {
            let pairs = fields.compactMap { key, field in
                key.asString.map { (name: $0, value: part(field)) }
            }
            return .structure(pairs)
        }
        if let native = value.asNative, let signature = native.callSignature {
            return .callable(signature, native.annotation)
        }
        if let type = value.native(as: TypeValue.self) { return .type(type) }
        return value.isCallable ? .definition : .value(typeName: value.typeName)
    }
}

extension TypeValue {
    /// Whether the type is one of the language itself, which its name tells apart from others.
    package var isStandard: Bool { self is ShapedType }

    /// Of the types of the language that have simple values: the names of those it takes.
    ///
    /// What the predicate of a type says of one value of a kind is taken to hold for the others.
    package var acceptedKinds: Set<String> {
        var arena = Heap(arenaOf: 256)
        let samples: [Value] = [
            .none, .trueValue, Value(small: 1), arena.float(1), arena.string("a"),
            arena.list(nil, count: 0), arena.tuple(nil, count: 0),
            Value(object: arena.table(.dict).object),
        ]
        return Set(samples.filter { matches($0) }.map(\.typeName))
    }
}

extension Globals {
    /// The methods of the built-in types, by the name of the type, in order of declaration.
    package static var standardMethods: [(type: String, functions: [NativeFunction])] {
        StandardMethods.all.map { kind, functions in
            (kind == .string ? "str" : "\(kind)", functions)
        }
    }
}
