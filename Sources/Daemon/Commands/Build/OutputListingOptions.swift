import ActionGraph
import ArgumentParser
import BuildModel
import TargetConfiguration

/// The `--show-…output` family: where the outputs of the built targets are.
struct OutputListingOptions: ParsableArguments {
    @Flag(help: "Print each target and the path of its output, relative to the project.")
    var showOutput = false

    @Flag(help: "Print each target and the absolute path of its output.")
    var showFullOutput = false

    @Flag(help: "Print the paths of outputs only, relative to the project.")
    var showSimpleOutput = false

    @Flag(help: "Print the absolute paths of outputs only.")
    var showFullSimpleOutput = false

    @Flag(help: "Print a JSON object of targets and the paths of their outputs.")
    var showJsonOutput = false

    @Flag(help: "Print a JSON object of targets and the absolute paths of their outputs.")
    var showFullJsonOutput = false

    func validate() throws {
        let given = [
            showOutput, showFullOutput, showSimpleOutput, showFullSimpleOutput, showJsonOutput,
            showFullJsonOutput,
        ].filter { $0 }
        if given.count > 1 {
            throw ValidationError("The `--show-…output` options exclude each other.")
        }
    }

    /// The format asked for; nil to print nothing.
    var format: OutputListing? {
        if showJsonOutput { return OutputListing(style: .json, isAbsolute: false) }
        if showFullJsonOutput { return OutputListing(style: .json, isAbsolute: true) }
        if showFullOutput { return OutputListing(style: .labelled, isAbsolute: true) }
        if showFullSimpleOutput { return OutputListing(style: .simple, isAbsolute: true) }
        if showSimpleOutput { return OutputListing(style: .simple, isAbsolute: false) }
        return showOutput ? OutputListing(style: .labelled, isAbsolute: false) : nil
    }
}

/// Prints targets and their outputs.
struct OutputListing {
    /// What a line says.
    enum Style {
        case labelled
        case simple
        case json
    }

    var style: Style
    var isAbsolute: Bool

    /// The whole listing; each line ends in a newline.
    ///
    /// A target without outputs is listed with an empty path, as in Buck2.
    func render(_ targets: [BuiltTarget], root: AbsolutePath) -> String {
        let rows = targets.flatMap { target -> [(String, String)] in
            let label = target.label.description
            if target.outputs.isEmpty { return [(label, "")] }
            return target.outputs.map { (label, text(of: $0, root: root)) }
        }
        switch style {
        case .labelled:
            return rows.map { $1.isEmpty ? "\($0)\n" : "\($0) \($1)\n" }.joined()
        case .simple:
            return rows.filter { !$1.isEmpty }.map { "\($1)\n" }.joined()
        case .json:
            var json = JSONBytes()
            json.object { json in
                for (label, path) in rows { json.member(label, path) }
            }
            json.endLine()
            return String(decoding: json.bytes, as: UTF8.self)
        }
    }

    private func text(of path: ProjectPath, root: AbsolutePath) -> String {
        isAbsolute ? root.appending(path).description : path.text
    }
}

/// JSON without artifacts in it.
func jsonText(_ content: JSONContent, isPretty: Bool = false) -> String {
    do {
        return try content.text(layout: ArtifactLayout(), isPretty: isPretty)
    } catch {
        preconditionFailure("only paths of artifacts can fail to be written: \(error)")
    }
}
