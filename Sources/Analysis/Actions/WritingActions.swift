import BuildModel
import Incremental
import Starlark

/// `ctx.actions.write` and `write_json`.
enum WritingActions {
    static let all = [write, writeJSON]

    private static let write = NativeFunction(
        "write",
        """
        output, content, /, *, is_executable = False, allow_args = False, with_inputs = False, \
        absolute = False, has_content_based_path = None, \
        use_dep_files_placeholder_for_content_based_paths = False
        """
    ) { arguments, evaluation in
        var elements: [ArgumentElement] = []
        try appendArguments(arguments, 1, to: &elements)
        let (output, artifact) = try arguments.output(0, contentBased: 6, in: evaluation)
        let content = CmdArgsObject(elements: elements)
        try checkBound(content)
        let isExecutable = try arguments.bool(2)
        let isAbsolute = try arguments.bool(5)
        let forgetsContents = try arguments.bool(7)
        try arguments.scope().register(
            category: "write", identifier: output.path.text, outputs: [output],
            at: evaluation.callSite,
            combine: { fingerprinter in
                fingerprinter.combine(isExecutable)
                fingerprinter.combine(isAbsolute)
                fingerprinter.combine(forgetsContents)
                return try ArgumentElement.arguments(content).combine(into: &fingerprinter)
            }
        ) {
            .write(
                WriteAction(
                    content: .lines(try content.resolve().line), isExecutable: isExecutable,
                    usesAbsolutePaths: isAbsolute, forgetsContents: forgetsContents))
        }
        let result = evaluation.object(
            ArtifactObject(artifact, associated: try arguments.bool(4) ? elements : []))
        // The second of the pair is the files of `$(@…)` macros, which here have actions of their
        // own from the attribute on.
        return try arguments.bool(3)
            ? evaluation.tuple([result, evaluation.list([])]) : result
    }

    /// Checks that paths which follow from contents can be known: somebody else makes those.
    private static func checkBound(_ content: CmdArgsObject) throws {
        var live = LiveOutputs()
        live.visit(.arguments(content), tags: [])
        guard let unbound = live.unboundInput, unbound.hasContentBasedPath else { return }
        throw unbound.unboundFailure("write")
    }

    private static let writeJSON = NativeFunction(
        "write_json",
        """
        output, content, /, *, with_inputs = False, pretty = False, absolute = False, \
        has_content_based_path = None, use_dep_files_placeholder_for_content_based_paths = False
        """
    ) { arguments, evaluation in
        let content = try JSONDraft(arguments[1])
        let (output, artifact) = try arguments.output(0, contentBased: 5, in: evaluation)
        let isPretty = try arguments.bool(3)
        let isAbsolute = try arguments.bool(4)
        let forgetsContents = try arguments.bool(6)
        try arguments.scope().register(
            category: "write_json", identifier: output.path.text, outputs: [output],
            at: evaluation.callSite,
            combine: { fingerprinter in
                fingerprinter.combine(isPretty)
                fingerprinter.combine(isAbsolute)
                fingerprinter.combine(forgetsContents)
                return try ArgumentElement.json(content).combine(into: &fingerprinter)
            }
        ) {
            .write(
                WriteAction(
                    content: .json(try content.resolve(), isPretty: isPretty),
                    usesAbsolutePaths: isAbsolute, forgetsContents: forgetsContents))
        }
        guard try arguments.bool(2) else { return evaluation.object(ArtifactObject(artifact)) }
        return evaluation.object(
            CmdArgsObject(elements: [.input(artifact)], hidden: [.json(content)], kind: .json))
    }
}
