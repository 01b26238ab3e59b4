import BuildModel
import Diagnostics
import Incremental
import Loading
import Starlark
import TargetConfiguration

extension AttributeResolver {
    /// A string with macros, as one argument.
    func arguments(_ parts: [ConfiguredArgumentPart]) throws -> CmdArgsObject {
        var elements: [ArgumentElement] = []
        for part in parts {
            switch part {
            case .text(let text): elements.append(.string(text))
            case .query(let query, let expansion, let targets, let isWrittenToFile):
                let words = try self.words(
                    found(by: AttributeQueryKey(query, targets)), expansion)
                elements.append(
                    .arguments(isWrittenToFile ? try argumentFile(of: words) : words))
            case .macro(let kind, let label, let isWrittenToFile):
                let words = CmdArgsObject(
                    elements: try self.elements(kind, label), hidden: try hidden(kind, label),
                    options: .joined(by: " "))
                elements.append(
                    .arguments(isWrittenToFile ? try argumentFile(of: words) : words))
            }
        }
        let object = CmdArgsObject(elements: elements, options: .joined(by: ""), kind: .macros)
        object.macros = parts
        return object
    }

    /// `$(@…)`: the words go to a file, which the argument names.
    private func argumentFile(of words: CmdArgsObject) throws -> CmdArgsObject {
        let path = RelativePath(unchecked: "__macros/\(scope.outputs.count).macro")
        let output = try scope.declareOutput(
            path, isDirectory: false, hasContentBasedPath: scope.pathDefaults.named, at: nil)
        try scope.register(
            category: "write_macro", identifier: path.text, outputs: [output], at: nil,
            combine: { try ArgumentElement.arguments(words).combine(into: &$0) },
            resolve: { .write(WriteAction(content: .lines(try words.resolve().line))) })
        let file = ArtifactReference.declared(output, projection: .base, hidesPrefix: false)
        return CmdArgsObject(
            elements: [.string("@"), .input(file)], hidden: [.arguments(words)],
            options: .joined(by: ""))
    }

    private func elements(
        _ kind: ArgumentMacro.Kind, _ label: ConfiguredProvidersLabel?
    ) throws -> [ArgumentElement] {
        var elements: [ArgumentElement] = []
        switch kind {
        case .source(let source): elements.append(.input(.known(try artifact(source))))
        case .location:
            for output in outputs(of: label) { try appendArguments(output, to: &elements) }
        case .executable:
            guard let argument = info("RunInfo", of: label)?.argument else {
                throw Diagnostic.error(
                    "`\(scope.owner.target)` runs `\(label.map(\.providers.description) ?? "")`, "
                        + "which provides no `RunInfo`")
            }
            elements.append(argument)
        case .query: preconditionFailure("a query is a part of its own in a configuration")
        case .variable(let name, let argument):
            try appendArguments(try variable(name, argument, of: label), to: &elements)
        }
        return elements
    }

    /// What a `$(query_…)` macro makes of the targets: labels without configurations, outputs.
    private func words(
        _ targets: [DependencyObject], _ expansion: QueryExpansion
    ) throws -> CmdArgsObject {
        var elements: [ArgumentElement] = []
        var separator = " "
        for target in targets {
            let label = ArgumentElement.string(target.label.target.target.description)
            let outputs = target.collection.instance(.builtin("DefaultInfo"))?["default_outputs"]
            switch expansion {
            case .targets: elements.append(label)
            case .outputs:
                if let outputs { try appendArguments(outputs, to: &elements) }
            case .targetsAndOutputs(let given):
                separator = given ?? " "
                for output in outputs?.asSequence.map(Array.init) ?? [] {
                    elements.append(label)
                    try appendArguments(output, to: &elements)
                }
            }
        }
        return CmdArgsObject(elements: elements, options: .joined(by: separator))
    }

    /// What else a location brings with it: the other outputs.
    private func hidden(
        _ kind: ArgumentMacro.Kind, _ label: ConfiguredProvidersLabel?
    ) throws -> [ArgumentElement] {
        guard case .location = kind,
            let others = info("DefaultInfo", of: label)?["other_outputs"]?.asSequence
        else { return [] }
        var elements: [ArgumentElement] = []
        try appendArguments(others, to: &elements)
        return elements
    }

    /// A variable of the `TemplatePlaceholderInfo` of a target, or of any dependency.
    private func variable(
        _ name: String, _ argument: String?, of label: ConfiguredProvidersLabel?
    ) throws -> Value {
        if let label {
            let info = info("TemplatePlaceholderInfo", of: label)
            let value = info?["keyed_variables"]?.asDict?[name]
            if let table = value?.asDict {
                if let value = table[argument ?? "DEFAULT"] { return value }
            } else if let value {
                return value
            }
        } else {
            for label in providers.keys.sorted() {
                let info = info("TemplatePlaceholderInfo", of: label)
                if let value = info?["unkeyed_variables"]?.asDict?[name] { return value }
            }
        }
        throw Diagnostic.error(
            "`\(scope.owner.target)` uses the macro `$(\(name))`, which no "
                + "`TemplatePlaceholderInfo` of its dependencies defines")
    }
}

extension CommandLineOptions {
    /// Options that join all arguments to one.
    static func joined(by delimiter: String) -> CommandLineOptions {
        var options = CommandLineOptions()
        options.delimiter = delimiter
        return options
    }
}
