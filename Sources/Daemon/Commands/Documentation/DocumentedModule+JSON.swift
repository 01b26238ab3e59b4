import BuildModel
import StarlarkTools

extension DocumentedModule {
    /// Buck2's form of documentation in JSON: one object for the file, if it says anything about
    /// itself, and one a name.
    var documents: [JSONContent] {
        var documents: [JSONContent] = []
        if let docs {
            documents.append(
                document(
                    name,
                    [("kind", .string("module")), ("docs", docs.content), ("members", .object([]))])
            )
        }
        return documents + members.map { document($0.name, $0.item.content) }
    }

    private func document(
        _ title: String, _ item: [(name: String, value: JSONContent)]
    ) -> JSONContent {
        let location = JSONContent.object([("path", .string(name))])
        return .object([
            ("id", .object([("name", .string(title)), ("location", location)])),
            ("item", .object(item)), ("custom_attrs", .object([])),
        ])
    }
}

extension DocumentedMember.Item {
    fileprivate var content: [(name: String, value: JSONContent)] {
        switch self {
        case .function(let function): return function.content
        case .value(let type):
            return [("kind", .string("property")), ("docs", .null), ("type", .string(type))]
        case .group(let constructor?, _): return constructor.content
        case .group(nil, let members):
            return [
                ("kind", .string("object")), ("docs", .null),
                ("members", .object(members.map { ($0.name, .object($0.item.content)) })),
            ]
        }
    }
}

extension DocumentedFunction {
    fileprivate var content: [(name: String, value: JSONContent)] {
        var parameters: [JSONContent] = []
        var previous = Parameter.Kind.standard
        for parameter in self.parameters {
            if previous == .positionalOnly, parameter.kind != .positionalOnly {
                parameters.append(.object([("kind", .string("only_pos_before"))]))
            }
            if parameter.kind == .namedOnly, previous != .namedOnly, previous != .positionals {
                parameters.append(.object([("kind", .string("only_named_after"))]))
            }
            parameters.append(parameter.content)
            previous = parameter.kind
        }
        let result: JSONContent = .object([
            ("docs", docs?.result.flatMap { Docstring($0)?.content } ?? .null),
            ("type", .string(resultType)),
        ])
        return [
            ("kind", .string("function")), ("docs", docs?.content ?? .null),
            ("params", .array(parameters)), ("ret", result), ("as_type", .null),
        ]
    }
}

extension DocumentedFunction.Parameter {
    fileprivate var content: JSONContent {
        let docs = self.docs.flatMap { Docstring($0)?.content } ?? .null
        let (kindName, typeName) =
            switch kind {
            case .positionals: ("args", "tuple_elem_ty")
            case .keywords: ("kwargs", "dict_value_ty")
            default: ("arg", "type")
            }
        var members: [(name: String, value: JSONContent)] = [
            ("kind", .string(kindName)), ("name", .string(starredName)), ("docs", docs),
            (typeName, .string(type)),
        ]
        if kindName == "arg" {
            members.append(("default_value", defaultValue.map(JSONContent.string) ?? .null))
        }
        return .object(members)
    }
}

extension Docstring {
    fileprivate var content: JSONContent {
        .object([
            ("summary", .string(summary)),
            ("details", details.map(JSONContent.string) ?? .null),
        ])
    }
}
