import Starlark

/// Types of values that are there: of what a file sees without loading it, and of what it loads
/// from modules that have run.
extension StaticType {
    /// The type of a value.
    ///
    /// - Parameters:
    ///   - value: The value.
    ///   - path: The name of a native in the table; nothing else is looked up there.
    ///   - table: What is known of natives.
    init(of value: FrozenValue, path: String = "", _ table: NativeTable) {
        switch value.reflection {
        case .function(let function):
            let shape = table.shape(of: function, path: path)
            self =
                function.type.map { .type(StaticType($0), constructor: shape) } ?? .function(shape)
        case .structure(let fields):
            self = .structure(
                fields.map { name, value in
                    let path = path.isEmpty ? "" : "\(path).\(name)"
                    return StructField(name: name, type: StaticType(of: value, path: path, table))
                })
        case .type(let type): self = .type(StaticType(type), constructor: nil)
        case .callable(let signature, let type):
            var shape = NativeTable.shape(of: signature, entry: table[path])
            if let type {
                shape.result = StaticType(type)
                self = .type(shape.result, constructor: shape)
            } else {
                self = .function(shape)
            }
        case .record(let record): self = StaticType(record)
        case .enumeration(let type, let elements):
            self = StaticType(enumeration: EnumShape(type, elements: elements))
        case .definition(let function): self = .function(FunctionShape(function))
        case .value("NoneType"): self = .none
        case .value("bool"): self = .bool
        case .value("int"): self = .int
        case .value("float"): self = .float
        case .value("string"): self = .string
        case .value("list"): self = .list(.any)
        case .value("dict"): self = .dict(.any, .any)
        case .value: self = .any
        }
    }

    private init(_ record: RecordReflection) {
        let shape = RecordShape(
            name: record.type.name, place: record.type.place,
            fields: record.fields.map { name, type, isRequired in
                RecordShape.Field(name: name, type: StaticType(type), isRequired: isRequired)
            })
        self = StaticType(record: shape)
    }

    /// The type whose instances are of a record type.
    init(record shape: RecordShape) {
        let parameters = shape.fields.map { field in
            FunctionShape.Parameter(
                name: field.name, kind: .namedOnly, type: field.type,
                isRequired: field.isRequired)
        }
        let constructor = FunctionShape(
            name: shape.name, parameters: parameters, result: .record(shape))
        self = .type(.record(shape), constructor: constructor)
    }

    /// The type whose instances are the elements of an enum type.
    init(enumeration shape: EnumShape) {
        let parameter = FunctionShape.Parameter(
            name: "value", kind: .positionalOnly, type: .string.union(.enumeration(shape)),
            isRequired: true)
        let constructor = FunctionShape(
            name: shape.name, parameters: [parameter], result: .enumeration(shape))
        self = .type(.enumeration(shape), constructor: constructor)
    }

    /// What a type means in an annotation.
    init(_ type: TypeValue) {
        if let parts = type.parts {
            self = NativeTable.type(named: type.name) ?? StaticType(parts)
        } else if let fields = type.recordFields {
            // The type of an instance does not tell those of its fields.
            let fields = fields.map { RecordShape.Field(name: $0, type: .any, isRequired: false) }
            self = .record(RecordShape(name: type.name, place: type.place, fields: fields))
        } else if let elements = type.enumElements {
            self = .enumeration(EnumShape(type, elements: elements))
        } else {
            self = .native(NativeShape(name: type.name, acceptedKinds: type.acceptedKinds))
        }
    }

    private init(_ shape: TypeShape) {
        switch shape {
        case .kinds(let kinds):
            let types = kinds.typeNames?.map { NativeTable.type(named: $0) ?? .any }
            self = types.map { .union(of: $0) } ?? .any
        case .list(let element): self = .list(StaticType(element))
        case .set(let element): self = .set(StaticType(element))
        case .dict(let key, let value): self = .dict(StaticType(key), StaticType(value))
        case .tuple(let elements): self = .tuple(elements.map { StaticType($0) })
        case .tupleOf(let element): self = .tupleOf(StaticType(element))
        case .callable: self = .callable
        case .union(let shapes): self = .union(of: shapes.map { StaticType($0) })
        case .custom(let type): self = StaticType(type)
        }
    }
}

extension FunctionShape {
    /// The parameters of a function that a module exports.
    fileprivate init(_ function: FunctionReflection) {
        name = function.name
        parameters = function.parameters.map { parameter in
            let type = parameter.type.map { StaticType($0) } ?? .any
            switch parameter.kind {
            case .positionals:
                return Parameter(
                    name: parameter.name, kind: .positionals, type: type.orContent(type.isTuple),
                    isRequired: false)
            case .keywords:
                return Parameter(
                    name: parameter.name, kind: .keywords, type: type.orContent(type.isDict),
                    isRequired: false)
            case .positionalOnly, .standard, .namedOnly:
                return Parameter(
                    name: parameter.name, kind: Parameter.Kind(parameter.kind), type: type,
                    isRequired: parameter.isRequired)
            }
        }
        result = function.result.map { StaticType($0) } ?? .any
        isDeclared = function.result != nil
    }
}

extension FunctionShape.Parameter.Kind {
    init(_ kind: Signature.Parameter.Kind) {
        self =
            switch kind {
            case .positionalOnly: .positionalOnly
            case .standard: .standard
            case .namedOnly: .namedOnly
            case .positionals: .positionals
            case .keywords: .keywords
            }
    }
}

extension StaticType {
    /// Of the annotation of `*args` or `**kwargs`, which may be that of each argument or, if it is
    /// of the kind of all together, of these: either.
    func orContent(_ isOfAll: Bool) -> StaticType {
        isOfAll ? union(contentType ?? .any) : self
    }
}

extension EnumShape {
    fileprivate init(_ type: TypeValue, elements: [String]) {
        self.init(name: type.name, place: type.place, elements: elements)
    }
}

extension TypeValue {
    /// What tells a type that a module makes apart from others: it is one object, whoever loads it.
    fileprivate var place: String { String(UInt(bitPattern: ObjectIdentifier(self)), radix: 16) }
}
