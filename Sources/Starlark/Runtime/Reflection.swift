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
    /// A record type: calling it makes instances.
    case record(RecordReflection)
    /// An enum type, and the names of its elements.
    case enumeration(TypeValue, elements: [String])
    /// A function written in Starlark.
    case definition(FunctionReflection)
    /// Anything else, by the name of its type.
    case value(typeName: String)
}

/// A record type as tools see it.
package struct RecordReflection {
    /// The type of the instances, which tells it apart from others.
    package let type: TypeValue
    /// The fields in order of declaration.
    package let fields: [(name: String, type: TypeValue, isRequired: Bool)]
}

/// A function written in Starlark as tools see it.
package struct FunctionReflection {
    /// One parameter.
    package struct Parameter {
        /// The name.
        package let name: String
        /// How arguments reach it.
        package let kind: Signature.Parameter.Kind
        /// What its annotation means, if it has one; of `*args` and `**kwargs` that of elements.
        package let type: TypeValue?
        /// Whether a call must give it a value.
        package let isRequired: Bool
    }

    /// The name it was defined by.
    package let name: String
    /// The parameters in order of declaration.
    package let parameters: [Parameter]
    /// What the annotation of the result means, if there is one.
    package let result: TypeValue?
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
        if let record = value.native(as: RecordType.self) { return .record(record.reflection) }
        if let type = value.native(as: EnumType.self) {
            return .enumeration(type.identity, elements: type.identity.elements)
        }
        if let native = value.asNative, let signature = native.callSignature {
            return .callable(signature, native.annotation)
        }
        if let type = value.native(as: TypeValue.self) { return .type(type) }
        if let function = value.functionReflection { return .definition(function) }
        return .value(typeName: value.typeName)
    }
}

extension RecordType {
    fileprivate var reflection: RecordReflection {
        RecordReflection(
            type: identity,
            fields: zip(identity.fields, fields).map { name, field in
                (name: name, type: field.type, isRequired: field.fallback == nil)
            })
    }
}

extension Value {
    /// What tools can tell of a function written in Starlark; nothing for other values.
    fileprivate var functionReflection: FunctionReflection? {
        guard isKind(.function) else { return nil }
        let code = functionLayout.pointee.code.pointee
        let layout = code.parameters.pointee
        let (annotations, result) = annotations
        var parameters: [FunctionReflection.Parameter] = []
        for slot in 0..<layout.count {
            let kind: Signature.Parameter.Kind =
                if slot == layout.positionalsSlot {
                    .positionals
                } else if slot == layout.keywordsSlot {
                    .keywords
                } else if slot < layout.positionalOnlyCount {
                    .positionalOnly
                } else {
                    slot < layout.positionalCount ? .standard : .namedOnly
                }
            let takesOne = kind != .positionals && kind != .keywords
            parameters.append(
                FunctionReflection.Parameter(
                    name: layout.names[slot].str, kind: kind,
                    type: annotations[slot].flatMap { TypeAnnotations.meaning(of: $0) },
                    isRequired: takesOne
                        && functionTail[slot].bits == ParameterLayout.required.bits))
        }
        return FunctionReflection(
            name: code.nameText, parameters: parameters,
            result: result.flatMap { TypeAnnotations.meaning(of: $0) })
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

    /// The fields of the instances, if it is a record type.
    package var recordFields: [String]? { (self as? RecordIdentity)?.fields }

    /// The elements, if it is an enum type.
    package var enumElements: [String]? { (self as? EnumIdentity)?.elements }

    /// What it is made of, if it is a type of the language or is composed of others.
    package var parts: TypeShape? { (self as? ShapedType)?.shape }
}

extension Globals {
    /// The methods of the built-in types, by the name of the type, in order of declaration.
    package static var standardMethods: [(type: String, functions: [NativeFunction])] {
        StandardMethods.all.map { kind, functions in
            (kind == .string ? "str" : "\(kind)", functions)
        }
    }
}
