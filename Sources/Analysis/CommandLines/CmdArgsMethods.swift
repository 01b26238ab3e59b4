import BuildModel
import Diagnostics
import Starlark

/// The methods of `cmd_args`, and the function of that name.
enum CmdArgsMethods {
    static let table = MethodTable([
        NativeFunction("add", "*args") { arguments, _ in
            let object = try arguments.receiver(as: CmdArgsObject.self)
            try object.change { draft in
                try appendArguments(try arguments.sequence(0), to: &draft.elements)
            }
            return arguments.receiver
        },
        NativeFunction("hidden", "*args") { arguments, _ in
            let object = try arguments.receiver(as: CmdArgsObject.self)
            try object.change { draft in
                try appendArguments(try arguments.sequence(0), to: &draft.hidden)
            }
            return arguments.receiver
        },
        NativeFunction("copy", "") { arguments, evaluation in
            let draft = try arguments.receiver(as: CmdArgsObject.self).draft
            return evaluation.object(
                CmdArgsObject(
                    elements: draft.elements, hidden: draft.hidden, options: draft.options,
                    relativeTo: draft.relativeTo, tag: draft.tag))
        },
        NativeFunction("relative_to", "directory, /, *, parent = 0") { arguments, _ in
            let object = try arguments.receiver(as: CmdArgsObject.self)
            let parents = try nonNegative(arguments, 1)
            let origin = try relativeOrigin(arguments, 0, arguments[0])
            try object.change { draft in
                draft.relativeTo = CmdArgsObject.RelativeTo(origin: origin, parents: parents)
            }
            return arguments.receiver
        },
    ])

    static let startsWith = NativeFunction("startswith", "prefix, /") { arguments, _ in
        let object = try arguments.receiver(as: CmdArgsObject.self)
        guard case .string(let text)? = object.draft.elements.first else {
            return Value(bool: false)
        }
        return Value(bool: text.hasPrefix(try arguments.string(0)))
    }

    static let type = TypeValue("cmd_args") { value in
        value.native(as: CmdArgsObject.self)?.typeName == "cmd_args"
    }

    static let function = NativeFunction(
        "cmd_args",
        """
        *args, hidden = None, delimiter = None, format = None, prepend = None, quote = None, \
        ignore_artifacts = False, absolute_prefix = None, absolute_suffix = None, parent = 0, \
        relative_to = None, replace_regex = None
        """, type: type
    ) { arguments, evaluation in
        var elements: [ArgumentElement] = []
        try appendArguments(try arguments.sequence(0), to: &elements)
        var hidden: [ArgumentElement] = []
        if let value = arguments.present(1) { try appendArguments(value, to: &hidden) }
        var relativeTo: CmdArgsObject.RelativeTo?
        if let value = arguments.present(10) {
            if let pair = value.asTuple, pair.count == 2, let parents = pair[1].asInt, parents >= 0
            {
                relativeTo = .init(
                    origin: try relativeOrigin(arguments, 10, pair[0]), parents: parents)
            } else {
                relativeTo = .init(origin: try relativeOrigin(arguments, 10, value), parents: 0)
            }
        }
        return evaluation.object(
            CmdArgsObject(
                elements: elements, hidden: hidden, options: try options(arguments),
                relativeTo: relativeTo))
    }

    /// The options, nothing when none is set.
    private static func options(_ arguments: Arguments) throws -> CommandLineOptions? {
        var isSet = false
        var options = CommandLineOptions()
        func text(_ slot: Int) throws -> String? {
            let text = try arguments.optionalString(slot)
            if text != nil { isSet = true }
            return text
        }
        options.delimiter = try text(2)
        options.format = try text(3)
        options.prepend = try text(4)
        if let name = try text(5) {
            guard let quoting = CommandLineOptions.Quoting(rawValue: name) else {
                throw Failure("Unknown quoting style `\(name)`; there are `shell` and `json`")
            }
            options.quoting = quoting
        }
        options.ignoresArtifacts = try arguments.bool(6)
        options.absolutePrefix = try text(7)
        options.absoluteSuffix = try text(8)
        options.parents = try nonNegative(arguments, 9)
        if let value = arguments.present(11) {
            options.replacements = try replacements(arguments, 11, value)
        }
        isSet =
            isSet || options.ignoresArtifacts || options.parents != 0
            || !options.replacements.isEmpty
        return isSet ? options : nil
    }

    /// Reads `(pattern, replacement)` or a list of such.
    private static func replacements(
        _ arguments: Arguments, _ slot: Int, _ value: Value
    ) throws -> [CommandLineOptions.Replacement] {
        let pairs = value.asList.map(Array.init) ?? [value]
        return try pairs.map { pair in
            guard let pair = pair.asTuple, pair.count == 2,
                let pattern = pair[0].asString ?? pair[0].asPattern,
                let replacement = pair[1].asString
            else {
                throw arguments.mismatch(
                    slot, "a pair of a regular expression and a string, or a list of pairs",
                    got: pair)
            }
            let result = CommandLineOptions.Replacement(pattern: pattern, replacement: replacement)
            try check(result)
            return result
        }
    }

    private static func check(_ replacement: CommandLineOptions.Replacement) throws {
        do throws(Diagnostic) {
            try replacement.check()
        } catch {
            throw Failure(error.message)
        }
    }

    private static func nonNegative(_ arguments: Arguments, _ slot: Int) throws -> Int {
        let count = try arguments.integer(slot)
        guard count >= 0 else { throw arguments.mismatch(slot, "an int that is not negative") }
        return count
    }

    private static func relativeOrigin(
        _ arguments: Arguments, _ slot: Int, _ value: Value
    ) throws -> CmdArgsObject.RelativeTo.Origin {
        switch value.asNative {
        case let artifact as ArtifactObject: return .artifact(artifact.reference)
        case let output as OutputArtifactObject:
            return .artifact(.declared(output.output, projection: .base, hidesPrefix: false))
        case let folder as ProjectFolderObject: return .path(folder.path)
        default:
            throw arguments.mismatch(
                slot, "an artifact, a cell root or a pair of one and a number of parents",
                got: value)
        }
    }
}
