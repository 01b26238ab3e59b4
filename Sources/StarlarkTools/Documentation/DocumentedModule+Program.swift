public import Starlark

extension DocumentedModule {
    /// Documents what other files can load from a file.
    ///
    /// - Parameters:
    ///   - program: The parsed file.
    ///   - name: What to call the file.
    ///   - interface: What the type checker has found out about it.
    public init(_ program: Program, name: String, interface: ModuleInterface) {
        let tree = program.tree
        let module = tree[FunctionID.module]
        var functions: [String: FunctionID] = [:]
        for id in tree.topLevel {
            guard case .define(let function) = tree[id] else { continue }
            if let name = tree[function].name.flatMap({ tree.name($0) }) {
                functions[name] = function
            }
        }
        self.name = name
        docs = module.documentation.flatMap { Docstring(tree.string(of: $0)) }
        members = program.resolution.globals.filter(\.isExported).map { global in
            let name = tree.names.string(global.name)
            let type = interface.types[name] ?? .any
            if let id = functions[name], case .function(let shape) = type {
                return DocumentedMember(
                    name: name, item: .function(DocumentedFunction(id, tree, shape)))
            }
            return DocumentedMember(name: name, type: type)
        }
    }
}

extension DocumentedFunction {
    /// Documents a `def`.
    fileprivate init(_ id: FunctionID, _ tree: SyntaxTree, _ shape: FunctionShape) {
        self.init(shape)
        docs = tree[id].documentation.flatMap { Docstring(tree.string(of: $0)) }
        for (index, parameter) in tree[tree[id].parameters].enumerated() {
            // As written, for the checker may know a name by what it stands for.
            if let annotation = parameter.annotation {
                parameters[index].type = tree.shortText(of: annotation)
            }
            parameters[index].defaultValue = parameter.defaultValue.map { tree.shortText(of: $0) }
            parameters[index].docs = docs?.arguments[parameters[index].name]
        }
        if let result = tree[id].result { resultType = tree.shortText(of: result) }
    }

    /// Documents what is known of a function by its shape.
    init(_ shape: FunctionShape) {
        docs = nil
        resultType = shape.result.description
        parameters = shape.parameters.map { parameter in
            let kind: Parameter.Kind =
                switch parameter.kind {
                case .positionalOnly: .positionalOnly
                case .standard: .standard
                case .namedOnly: .namedOnly
                case .positionals: .positionals
                case .keywords: .keywords
                }
            let isStarred = kind == .positionals || kind == .keywords
            return Parameter(
                name: parameter.name, kind: kind, type: parameter.type.description,
                defaultValue: parameter.isRequired || isStarred ? nil : "...", docs: nil)
        }
    }
}

extension DocumentedMember {
    /// Documents a name by what the type checker knows of it.
    init(name: String, type: StaticType) {
        self.name = name
        switch type {
        case .function(let shape): item = .function(DocumentedFunction(shape))
        case .type(_, let constructor?):
            item = .group(constructor: DocumentedFunction(constructor), [])
        case .structure(let fields?):
            item = .group(
                constructor: nil, fields.map { DocumentedMember(name: $0.name, type: $0.type) })
        default: item = .value(type: type.description)
        }
    }
}
