import BuildModel
import Starlark

extension CmdArgsObject.Draft {
    /// `cmd_args("-c", <source artifact a.c>, format="{}")`.
    var summary: String {
        var parts = elements.map(\.summary)
        if !hidden.isEmpty {
            parts.append("hidden=[" + hidden.map(\.summary).joined(separator: ", ") + "]")
        }
        let options = options ?? CommandLineOptions()
        if let relativeTo {
            parts.append("relative_to=" + relativeTo.summary)
        } else if let relativeTo = options.relativeTo {
            parts.append("relative_to=" + relativeTo.summary)
        }
        if let text = options.absolutePrefix { parts.append("absolute_prefix=" + quoted(text)) }
        if let text = options.absoluteSuffix { parts.append("absolute_suffix=" + quoted(text)) }
        if options.parents != 0 { parts.append("parent=\(options.parents)") }
        if options.ignoresArtifacts { parts.append("ignore_artifacts=True") }
        if let text = options.delimiter { parts.append("delimiter=" + quoted(text)) }
        if let text = options.format { parts.append("format=" + quoted(text)) }
        if let text = options.prepend { parts.append("prepend=" + quoted(text)) }
        if let quoting = options.quoting { parts.append("quote=" + quoted(quoting.rawValue)) }
        if !options.replacements.isEmpty {
            let pairs = options.replacements.map {
                "(\(quoted($0.pattern)), \(quoted($0.replacement)))"
            }
            parts.append("replace_regex=[" + pairs.joined(separator: ", ") + "]")
        }
        return "cmd_args(" + parts.joined(separator: ", ") + ")"
    }
}

extension CmdArgsObject.RelativeTo {
    fileprivate var summary: String {
        let text =
            switch origin {
            case .artifact(let artifact): artifact.summary
            case .path(let path): "<path \(path.argument)>"
            }
        return parents == 0 ? text : "(\(text), \(parents))"
    }
}

extension CommandLineOptions.RelativeTo {
    fileprivate var summary: String {
        let text =
            switch origin {
            case .artifact(let artifact): ArtifactReference.known(artifact).summary
            case .path(let path): "<path \(path.argument)>"
            }
        return parents == 0 ? text : "(\(text), \(parents))"
    }
}

extension ArgumentElement {
    /// How `repr` shows it.
    var summary: String {
        switch self {
        case .string(let text): quoted(text)
        case .input(let artifact): artifact.summary
        case .output(let output, let part):
            "<output artifact for \(output.path.appending(part))>"
        case .path(let path): "<path \(path.argument)>"
        case .program(let program): "<host tool \(program.path)>"
        case .json: "<artifacts of a JSON value>"
        case .line(let known): known.line.summary
        case .arguments(let object): object.draft.summary
        case .set(let set, let projection, _): set.summary(ofProjection: projection)
        }
    }
}

extension CommandLine {
    /// A node made to hold one element prints as that element.
    fileprivate var summary: String {
        guard elements.count == 1, hidden.isEmpty, options == nil, tag == nil else {
            return CmdArgsObject.Draft(KnownLine(line: self, fingerprint: nil)).summary
        }
        return switch elements[0] {
        case .string(let text): quoted(text)
        case .input(let artifact): ArtifactReference.known(artifact).summary
        case .output(let output): "<output artifact for \(output.path)>"
        case .outputPart(let output, let part):
            "<output artifact for \(output.path.appending(part))>"
        case .path(let path): "<path \(path.argument)>"
        case .program(let program): "<host tool \(program.path)>"
        case .nested(let line): line.summary
        case .set: "<transitive set projection>"
        }
    }
}

/// A string in quotes, as `repr` of a Starlark string.
private func quoted(_ text: String) -> String {
    let value = FrozenValue(string: text)
    return withExtendedLifetime(value) { value.value.repr }
}
