public import Starlark

extension DocumentedModule {
    /// Documents names that files see without loading them, in alphabetical order.
    ///
    /// Parameters and defaults are those of the functions themselves.
    ///
    /// - Parameters:
    ///   - globals: The names.
    ///   - name: What to call them together.
    ///   - natives: What is known of those that are functions.
    ///   - isIncluded: Which of the names to document.
    public init(
        _ globals: Globals, name: String, natives: NativeTable = .standard,
        where isIncluded: (String) -> Bool = { _ in true }
    ) {
        self.name = name
        docs = nil
        members = globals.names.filter(isIncluded).sorted().compactMap { name in
            globals[name].map {
                DocumentedMember(name: name, path: name, value: $0, natives: natives)
            }
        }
    }

    /// Documents the methods of the built-in types: one group a type.
    public static func standardTypes() -> [DocumentedMember] {
        Globals.standardMethods.map { type, functions in
            let methods = functions.map { function in
                DocumentedMember(
                    name: function.name,
                    item: .function(
                        DocumentedFunction(
                            function.signature,
                            entry: NativeTable.standard["\(type).\(function.name)"])))
            }
            return DocumentedMember(
                name: type, item: .group(constructor: nil, methods.sorted { $0.name < $1.name }))
        }
    }
}

extension DocumentedMember {
    fileprivate init(name: String, path: String, value: FrozenValue, natives: NativeTable) {
        self.name = name
        switch value.reflection {
        case .function(let function):
            item = .function(DocumentedFunction(function.signature, entry: natives[path]))
        case .structure(let fields):
            let members = fields.map { field in
                DocumentedMember(
                    name: field.name, path: "\(path).\(field.name)", value: field.value,
                    natives: natives)
            }
            item = .group(constructor: nil, members.sorted { $0.name < $1.name })
        case .type: item = .value(type: "type")
        case .callable(let signature, _):
            item = .function(DocumentedFunction(signature, entry: natives[path]))
        case .record, .enumeration: item = .value(type: "type")
        case .definition: item = .value(type: "function")
        case .value(let typeName): item = .value(type: typeName)
        }
    }
}

extension DocumentedFunction {
    fileprivate init(_ signature: Signature, entry: NativeTable.Entry?) {
        self.init(NativeTable.shape(of: signature, entry: entry))
        docs = entry?.summary.flatMap { Docstring($0) }
        for (index, parameter) in signature.parameters.enumerated() {
            switch parameter.fallback {
            case .required: break
            case .absent: parameters[index].defaultValue = "..."
            case .value(let value): parameters[index].defaultValue = value.value.repr
            }
            if parameter.kind == .positionals || parameter.kind == .keywords {
                parameters[index].defaultValue = nil
            }
        }
    }
}
