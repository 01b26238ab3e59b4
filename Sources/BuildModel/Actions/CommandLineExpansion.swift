public import Diagnostics

extension CommandLine {
    /// Makes the arguments.
    ///
    /// - Parameters:
    ///   - layout: Says where artifacts lie.
    ///   - absoluteRoot: The project root when paths are to be absolute, as for
    ///     `write(absolute = True)`; paths made `relative_to` something stay relative.
    /// - Returns: The arguments, paths seen from the project root.
    /// - Throws: When `parent` or `relative_to` leads above the project root, or a `replace_regex`
    ///   pattern cannot be read.
    public func expand(
        layout: ArtifactLayout, absoluteRoot: AbsolutePath? = nil
    ) throws(Diagnostic) -> [String] {
        var expansion = CommandLineExpansion(layout: layout, absoluteRoot: absoluteRoot)
        try expansion.append(self)
        return expansion.arguments
    }
}

/// Expands command lines to arguments.
///
/// Nested options work differently for paths and for text, as in Buck2. Options for *paths* add
/// up: the innermost `relative_to` and prefix win and the numbers of parents are summed. Options
/// for *text* are applied by each level in turn from the innermost outwards; a level with a
/// delimiter holds back its arguments until it ends and passes on the joined one.
struct CommandLineExpansion {
    private struct PathOptions {
        var relativeTo: ProjectPath?
        var prefix: String?
        var suffix: String?
        var parents = 0
    }

    private struct TextLevel {
        let options: CommandLineOptions
        let replacements: [PatternReplacement]
        /// What a level with a delimiter has joined so far; `nil` before its first argument.
        var joined: String?
    }

    private(set) var arguments: [String] = []
    private let layout: ArtifactLayout
    private let absoluteRoot: AbsolutePath?
    private var pathOptions: [PathOptions] = []
    private var textLevels: [TextLevel] = []

    init(layout: ArtifactLayout, absoluteRoot: AbsolutePath?) {
        self.layout = layout
        self.absoluteRoot = absoluteRoot
    }

    mutating func append(_ line: CommandLine) throws(Diagnostic) {
        guard let options = line.options, options.changesArguments else {
            for element in line.elements { try append(element) }
            return
        }
        try enter(options)
        for element in line.elements { try append(element) }
        leave()
    }

    private mutating func append(_ element: CommandLine.Element) throws(Diagnostic) {
        switch element {
        case .string(let text): write(text)
        case .program(let program): write(program.path.text)
        case .input(let artifact):
            if layout.lacksContent(of: artifact) {
                throw .error(
                    "Artifact(s) `\(artifact.shortPath)` cannot be used with ignore_artifacts as "
                        + "they are content-based")
            }
            try write(path: layout.path(of: artifact))
        case .output(let artifact): try write(path: layout.writtenPath(of: artifact))
        case .outputPart(let artifact, let part):
            try write(path: layout.writtenPath(of: artifact).appending(part))
        case .path(let path): try write(path: path)
        case .nested(let line): try append(line)
        case .set(let set, let ordering):
            var values: [CommandLine] = []
            ordering.visit(set) { node in
                if let value = node.value { values.append(value) }
            }
            for value in values { try append(value) }
        }
    }

    private mutating func enter(_ options: CommandLineOptions) throws(Diagnostic) {
        var paths = pathOptions.last ?? PathOptions()
        if let relativeTo = options.relativeTo {
            let origin =
                switch relativeTo.origin {
                case .artifact(let artifact): layout.path(of: artifact)
                case .path(let path): path
                }
            paths.relativeTo = try dropParents(relativeTo.parents, of: origin)
        }
        paths.prefix = options.absolutePrefix ?? paths.prefix
        paths.suffix = options.absoluteSuffix ?? paths.suffix
        paths.parents += options.parents
        var replacements: [PatternReplacement] = []
        for replacement in options.replacements {
            replacements.append(try PatternReplacement(replacement))
        }
        pathOptions.append(paths)
        textLevels.append(TextLevel(options: options, replacements: replacements))
    }

    private mutating func leave() {
        pathOptions.removeLast()
        let level = textLevels.removeLast()
        if level.options.delimiter != nil { write(level.joined ?? "") }
    }

    private mutating func write(path: ProjectPath) throws(Diagnostic) {
        let options = pathOptions.last ?? PathOptions()
        let path = try dropParents(options.parents, of: path)
        var text: String
        if let origin = options.relativeTo {
            text = argument(ofRelative: relativePath(from: origin, to: path))
        } else if let absoluteRoot {
            text = path.isBase ? absoluteRoot.text : absoluteRoot.text + "/" + path.text
        } else {
            text = argument(ofRelative: path.text)
        }
        if let prefix = options.prefix { text = prefix + text }
        if let suffix = options.suffix { text += suffix }
        write(text)
    }

    private mutating func write(_ text: String) { write(text, below: textLevels.count) }

    /// Applies the levels below `depth` to an argument, from the innermost outwards.
    private mutating func write(_ text: String, below depth: Int) {
        var text = text
        var depth = depth
        while depth > 0 {
            depth -= 1
            let options = textLevels[depth].options
            for replacement in textLevels[depth].replacements {
                text = replacement.apply(to: text)
            }
            if let format = options.format { text = replacePlaceholders(in: format, by: text) }
            if let quoting = options.quoting { text = quoting.quote(text) }
            if let delimiter = options.delimiter {
                if let prepend = options.prepend { text = prepend + text }
                textLevels[depth].joined =
                    textLevels[depth].joined.map { $0 + delimiter + text } ?? text
                return
            }
            if let prepend = options.prepend { write(prepend, below: depth) }
        }
        arguments.append(text)
    }
}

private func dropParents(_ count: Int, of path: ProjectPath) throws(Diagnostic) -> ProjectPath {
    var result = path
    for _ in 0..<count {
        guard let parent = result.parent else {
            throw .error("Path `\(path)` does not have \(count) parents inside the project")
        }
        result = parent
    }
    return result
}

/// The path that leads from a folder to a file, both from the project root.
private func relativePath(from folder: ProjectPath, to path: ProjectPath) -> String {
    let slash = UInt8(ascii: "/")
    let from = Array(folder.text.utf8)
    let to = Array(path.text.utf8)
    // Where the first component in which they differ begins in both.
    var common = 0
    var index = 0
    while true {
        let fromEnds = index == from.count || from[index] == slash
        let toEnds = index == to.count || to[index] == slash
        if fromEnds, toEnds { common = min(index + 1, max(from.count, to.count)) }
        guard index < from.count, index < to.count, from[index] == to[index] else { break }
        index += 1
    }
    var result: [UInt8] = []
    if common < from.count {
        let levels = from[common...].count { $0 == slash } + 1
        result.reserveCapacity(3 * levels + to.count)
        for _ in 0..<levels { result += [UInt8(ascii: "."), UInt8(ascii: "."), slash] }
    }
    if common < to.count { result += to[common...] } else if !result.isEmpty { result.removeLast() }
    return String(decoding: result, as: UTF8.self)
}

/// A relative path as an argument: a lone name gets `./`, or a shell would look for it on `PATH`.
private func argument(ofRelative path: String) -> String {
    if path.isEmpty { return "." }
    return path.utf8.contains(UInt8(ascii: "/")) ? path : "./" + path
}

/// Puts an argument in the place of every `{}`.
private func replacePlaceholders(in format: String, by text: String) -> String {
    var result: [UInt8] = []
    var pending = false
    for byte in format.utf8 {
        if pending, byte == UInt8(ascii: "}") {
            result += text.utf8
            pending = false
            continue
        }
        if pending { result.append(UInt8(ascii: "{")) }
        pending = byte == UInt8(ascii: "{")
        if !pending { result.append(byte) }
    }
    if pending { result.append(UInt8(ascii: "{")) }
    return String(decoding: result, as: UTF8.self)
}
