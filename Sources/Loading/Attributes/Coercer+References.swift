import BuildModel
import Diagnostics
import Query
import Starlark

extension Coercer {
    /// A dependency through a transition, which the value names if the attribute does not.
    func transitioned(
        _ value: Value, by transition: TransitionID?, isSplit: Bool, _ type: AttributeType
    ) throws -> AttributeValue {
        if let transition {
            return .transitionDependency(
                try label(value, type), transition, isSplit: isSplit)
        }
        let (target, transition) = try pair(value, type)
        return .transitionDependency(
            try label(target), .target(try label(transition)), isSplit: isSplit)
    }

    /// A tuple of two strings.
    func pair(_ value: Value, _ type: AttributeType) throws -> (String, String) {
        guard let elements = value.asTuple, elements.count == 2,
            let first = elements[0].asString, let second = elements[1].asString
        else { throw CoercionError(expected: type, got: value) }
        return (first, second)
    }

    /// A label without sub-targets.
    func targetLabel(_ text: String) throws -> TargetLabel {
        let label = try label(text)
        guard label.subTargets.isEmpty else {
            throw CoercionError("`\(text)` names a sub-target where a target is expected")
        }
        return label.target
    }

    /// A source: a label if it looks like one, else a path in the package.
    func source(_ text: String, allowsDirectory: Bool) throws -> AttributeValue {
        if text.contains(":") || text.contains("//") {
            do {
                return .sourceTarget(try label(text))
            } catch let error as CoercionError {
                throw error.asSource(text)
            }
        }
        return .source(try sourceReference(text, allowsDirectory: allowsDirectory))
    }

    private func sourceReference(
        _ text: String, allowsDirectory: Bool
    ) throws -> SourceReference {
        guard let sources, let package else {
            throw CoercionError(
                "the source `\(text)` can only be named in a BUCK file; "
                    + "name a target such as `//package:\(text)` here")
        }
        var trimmed = text[...]
        if trimmed.hasPrefix("./") { trimmed = trimmed.dropFirst(2) }
        if trimmed.hasSuffix("/") { trimmed = trimmed.dropLast() }
        if trimmed == "." { trimmed = "" }
        let path: RelativePath
        do throws(LabelError) {
            path = try RelativePath(String(trimmed))
        } catch {
            guard error.code == .escapes else { throw CoercionError(error.message) }
            throw CoercionError(
                "the source `\(text)` leads out of the package `\(package)`",
                help: ["Export the file there, by `export_file`, and name that target"])
        }
        let isDirectory = try sources.check(path, allowsDirectory: allowsDirectory)
        return SourceReference(package: package, path: path, isDirectory: isDirectory)
    }

    /// The string of an `attrs.arg`: its macros with their labels parsed.
    func argument(_ text: String) throws -> [ArgumentPart] {
        let string: MacroString
        do throws(MacroError) {
            string = try MacroString(text)
        } catch {
            throw CoercionError("the macro `\(error.macro)` \(error.reason)")
        }
        return try string.parts.map { part in
            switch part {
            case .text(let text): .text(text)
            case .call(let call): .macro(try macro(call))
            }
        }
    }

    private func macro(_ call: MacroString.Call) throws -> ArgumentMacro {
        func target(
            _ kind: ArgumentMacro.Kind, _ dependencyKind: DependencyKind
        ) throws -> ArgumentMacro {
            guard call.arguments.count == 1 else {
                throw CoercionError("the macro `\(call.text)` takes one target label")
            }
            return ArgumentMacro(
                kind: kind, label: try label(call.arguments[0]), dependencyKind: dependencyKind,
                isWrittenToFile: call.isWrittenToFile)
        }
        switch call.name {
        case "location", "location-platform": return try target(.location, .target)
        case "location_exec": return try target(.location, .execution)
        case "location_toolchain": return try target(.location, .toolchain)
        case "exe": return try target(.executable, .execution)
        case "exe_target": return try target(.executable, .target)
        case "source":
            guard call.arguments.count == 1 else {
                throw CoercionError("the macro `\(call.text)` takes one path")
            }
            let source = try sourceReference(call.arguments[0], allowsDirectory: true)
            return ArgumentMacro(
                kind: .source(source), label: nil, dependencyKind: .target,
                isWrittenToFile: call.isWrittenToFile)
        case "query_targets": return try query(call, .targets)
        case "query_outputs": return try query(call, .outputs)
        case "query_targets_and_outputs":
            let separator = call.arguments.count == 2 ? call.arguments[0] : nil
            return try query(call, .targetsAndOutputs(separator: separator))
        case "classpath", "classpath_abi", "maven_coords", "output", "query_paths":
            throw CoercionError("the macro `\(call.text)` is not supported")
        default:
            guard call.arguments.count <= 2 else {
                throw CoercionError("the macro `\(call.text)` has more than two arguments")
            }
            let argument = call.arguments.count == 2 ? call.arguments[1] : nil
            return ArgumentMacro(
                kind: .variable(name: call.name, argument: argument),
                label: try call.arguments.first.map(label), dependencyKind: .target,
                isWrittenToFile: call.isWrittenToFile)
        }
    }

    private func query(
        _ call: MacroString.Call, _ expansion: QueryExpansion
    ) throws -> ArgumentMacro {
        let most = if case .targetsAndOutputs = expansion { 2 } else { 1 }
        guard let text = call.arguments.last, call.arguments.count <= most else {
            throw CoercionError("the macro `\(call.text)` takes one query")
        }
        return ArgumentMacro(
            kind: .query(try query(text), expansion), label: nil, dependencyKind: .target,
            isWrittenToFile: call.isWrittenToFile)
    }

    /// A query with the targets it names.
    func query(_ text: String) throws -> QueryText {
        let expression: QueryExpression
        do throws(Diagnostic) {
            expression = try QueryExpression(parsing: text)
        } catch {
            throw CoercionError("the query `\(text)`: \(error.message)")
        }
        let literals = try expression.targetLiterals.map(\.text).map { word -> QueryText.Literal in
            do {
                return QueryText.Literal(word: word, label: try label(word))
            } catch let error as CoercionError {
                throw error.inside("Error coercing the query `\(text)`")
            }
        }
        return QueryText(text: text, package: package, literals: literals)
    }
}

extension CoercionError {
    /// What is wrong with a source that looks like a label and is none.
    fileprivate func asSource(_ text: String) -> CoercionError {
        var problem = "a path has neither `:` nor `//`"
        do throws(LabelError) {
            _ = try RelativePath(text)
        } catch {
            problem = error.message
        }
        return CoercionError(
            "Couldn't coerce `\(text)` as a source.\n"
                + "  Error when treated as a target: \(line)\n"
                + "  Error when treated as a path: \(problem)", help: help)
    }
}
