import Analysis
import BuildModel
import ByteCoding
import Incremental
import Loading

extension ModelReader {
    mutating func line() throws(DamagedBytes) -> CommandLine {
        if let known = try reference(among: lines) { return known }
        let elements = try list { reader throws(DamagedBytes) in try reader.element() }
        let hidden = try list { reader throws(DamagedBytes) in try reader.element() }
        let options = try bytes.bool() ? try options() : nil
        let tagForm = try bytes.number()
        guard tagForm <= 2 else { throw DamagedBytes() }
        let tag =
            tagForm == 0 ? nil : CommandLine.TagUse(try tag(), marksOutputs: tagForm == 2)
        let line = CommandLine(elements, hidden: hidden, options: options, tag: tag)
        lines.append(line)
        return line
    }

    mutating func element() throws(DamagedBytes) -> CommandLine.Element {
        switch try bytes.number() {
        case 0: return .string(try bytes.string())
        case 1: return .input(try artifact())
        case 2: return .output(try buildArtifact())
        case 3: return .path(try bytes.read())
        case 4: return .program(try bytes.read())
        case 5: return .nested(try line())
        case 6: return .set(try set(), try ordering())
        case 7: return .outputPart(try buildArtifact(), try bytes.read())
        default: throw DamagedBytes()
        }
    }

    mutating func ordering() throws(DamagedBytes) -> TransitiveOrdering {
        let all = TransitiveOrdering.allCases
        let index = try index()
        guard index < all.count else { throw DamagedBytes() }
        return all[index]
    }

    mutating func jsonSet() throws(DamagedBytes) -> JSONContentSet {
        if let known = try reference(among: jsonSets) { return known }
        var root: JSONContentSet?
        while try bytes.bool() {
            let value = try bytes.bool() ? try json() : nil
            let children = try list { reader throws(DamagedBytes) in
                let index = try reader.index()
                // All children came before.
                guard index < reader.jsonSets.count else { throw DamagedBytes() }
                return reader.jsonSets[index]
            }
            let node = JSONContentSet(value: value, children: children)
            jsonSets.append(node)
            root = node
        }
        guard let root else { throw DamagedBytes() }
        return root
    }

    mutating func options() throws(DamagedBytes) -> CommandLineOptions {
        var options = CommandLineOptions()
        options.absolutePrefix = try bytes.read()
        options.absoluteSuffix = try bytes.read()
        options.parents = try index()
        options.ignoresArtifacts = try bytes.bool()
        options.delimiter = try bytes.read()
        options.format = try bytes.read()
        options.prepend = try bytes.read()
        if let quoting = try bytes.read(String?.self) {
            options.quoting = CommandLineOptions.Quoting(rawValue: quoting)
            if options.quoting == nil { throw DamagedBytes() }
        }
        options.replacements = try bytes.list { reader throws(DamagedBytes) in
            CommandLineOptions.Replacement(
                pattern: try reader.string(), replacement: try reader.string())
        }
        let origin: CommandLineOptions.RelativeTo.Origin
        switch try bytes.number() {
        case 0: return options
        case 1: origin = .artifact(try artifact())
        case 2: origin = .path(try bytes.read())
        default: throw DamagedBytes()
        }
        options.relativeTo = CommandLineOptions.RelativeTo(origin, parents: try index())
        return options
    }

    mutating func json() throws(DamagedBytes) -> JSONContent {
        switch try bytes.number() {
        case 0: return .null
        case 1: return .bool(false)
        case 2: return .bool(true)
        case 3: return .number(try bytes.string())
        case 4: return .string(try bytes.string())
        case 5:
            return .array(try list { reader throws(DamagedBytes) in try reader.json() })
        case 6:
            return .object(
                try list { reader throws(DamagedBytes) in
                    (name: try reader.bytes.string(), value: try reader.json())
                })
        case 7: return .arguments(try line())
        case 8: return .text(try line())
        case 9: return .set(try jsonSet(), try ordering())
        case 10:
            return .table(
                try list { reader throws(DamagedBytes) in
                    (name: try reader.line(), value: try reader.json())
                })
        default: throw DamagedBytes()
        }
    }
}
