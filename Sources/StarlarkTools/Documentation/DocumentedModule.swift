/// What there is to say about a file, or about the names that files see without loading them.
public struct DocumentedModule: Hashable, Sendable {
    /// The name of the file or of the collection.
    public var name: String
    /// What its opening string says.
    public var docs: Docstring?
    /// Its names in order.
    public var members: [DocumentedMember]

    /// Keeps only the member of a name, and nothing of the file itself.
    public func member(named name: String) -> DocumentedModule? {
        guard let member = members.first(where: { $0.name == name }) else { return nil }
        return DocumentedModule(name: self.name, docs: nil, members: [member])
    }
}

/// A name and what it stands for.
public struct DocumentedMember: Hashable, Sendable {
    /// What a name stands for.
    public indirect enum Item: Hashable, Sendable {
        /// A function or method.
        case function(DocumentedFunction)
        /// Another value, of a type.
        case value(type: String)
        /// Names that belong together: the members of a namespace, the methods of a type.
        ///
        /// A type that can be called has a constructor.
        case group(constructor: DocumentedFunction?, [DocumentedMember])
    }

    /// The name.
    public var name: String
    /// What it stands for.
    public var item: Item
}

/// A function as its user sees it.
public struct DocumentedFunction: Hashable, Sendable {
    /// A parameter.
    public struct Parameter: Hashable, Sendable {
        /// How arguments reach it.
        public enum Kind: Hashable, Sendable {
            /// By position only.
            case positionalOnly
            /// By position or name.
            case standard
            /// By name only.
            case namedOnly
            /// `*args`
            case positionals
            /// `**kwargs`
            case keywords
        }

        /// The name without stars.
        public var name: String
        /// How arguments reach it.
        public var kind: Kind
        /// The type as an annotation writes it, `typing.Any` if it is not known.
        public var type: String
        /// What it is without an argument, as text; nothing if there must be one.
        public var defaultValue: String?
        /// What the documentation says about it.
        public var docs: String?
    }

    /// What the documentation says.
    public var docs: Docstring?
    /// In order of declaration.
    public var parameters: [Parameter]
    /// The type of the result, `typing.Any` if it is not known.
    public var resultType: String

    /// The parameters and the result as a `def` writes them, over several lines if one is too long.
    public func signature(_ name: String) -> String {
        var parts: [String] = []
        var previous = Parameter.Kind.standard
        for parameter in parameters {
            if previous == .positionalOnly, parameter.kind != .positionalOnly { parts.append("/") }
            if parameter.kind == .namedOnly, previous != .namedOnly, previous != .positionals {
                parts.append("*")
            }
            parts.append(parameter.declaration)
            previous = parameter.kind
        }
        if previous == .positionalOnly { parts.append("/") }
        let result = resultType == "typing.Any" ? "" : " -> \(resultType)"
        let line = "def \(name)(\(parts.joined(separator: ", ")))\(result)"
        if line.count <= 80 { return line }
        return "def \(name)(\n" + parts.map { "    \($0),\n" }.joined() + ")\(result)"
    }
}

extension DocumentedFunction.Parameter {
    /// Its name with the stars of its kind.
    public var starredName: String {
        switch kind {
        case .positionals: "*" + name
        case .keywords: "**" + name
        default: name
        }
    }

    /// The parameter as a `def` writes it.
    var declaration: String {
        let annotation = type == "typing.Any" ? "" : ": \(type)"
        return starredName + annotation + (defaultValue.map { " = \($0)" } ?? "")
    }
}
