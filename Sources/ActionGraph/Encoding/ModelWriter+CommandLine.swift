import Analysis
import BuildModel
import ByteCoding
import Incremental
import Loading

// The bytes of command lines.
//
//   line     reference to a line; a new one: elements, hidden elements, options, tag
//   element  0 text | 1 input | 2 output | 3 path | 4 program | 5 line | 6 set, ordering
//   set      the number of a transitive set
//   json     0 null | 1 false | 2 true | 3 number | 4 text | 5 array | 6 object | 7 line of
//            arguments | 8 line of text | 9 JSON set, ordering
//   JSON set reference to a set; a new one: all below it that is not known, children first, and
//            itself last, each as true, value (optional), numbers of children; then false

extension ModelWriter {
    mutating func write(_ line: CommandLine) {
        if write(reference: lines[ObjectIdentifier(line)]) { return }
        write(line.elements) { $0.write($1) }
        write(line.hidden) { $0.write($1) }
        bytes.write(line.options != nil)
        if let options = line.options { write(options) }
        bytes.write(UInt64(line.tag.map { $0.marksOutputs ? 2 : 1 } ?? 0))
        if let use = line.tag { write(use.tag) }
        lines[ObjectIdentifier(line)] = lines.count
    }

    mutating func write(_ element: CommandLine.Element) {
        switch element {
        case .string(let text):
            bytes.write(UInt64(0))
            bytes.write(text)
        case .input(let artifact):
            bytes.write(UInt64(1))
            write(artifact)
        case .output(let output):
            bytes.write(UInt64(2))
            write(output)
        case .outputPart(let output, let part):
            bytes.write(UInt64(7))
            write(output)
            bytes.write(part)
        case .path(let path):
            bytes.write(UInt64(3))
            bytes.write(path)
        case .program(let program):
            bytes.write(UInt64(4))
            bytes.write(program)
        case .nested(let line):
            bytes.write(UInt64(5))
            write(line)
        case .set(let set, let ordering):
            bytes.write(UInt64(6))
            write(set)
            write(ordering)
        }
    }

    mutating func write(_ ordering: TransitiveOrdering) {
        bytes.write(UInt64(TransitiveOrdering.allCases.firstIndex(of: ordering) ?? 0))
    }

    /// Writes a set with all that is below it and was not written before, without recursion along
    /// its children, for they may form long chains.
    mutating func write(_ root: JSONContentSet) {
        if write(reference: jsonSets[ObjectIdentifier(root)]) { return }
        var stack = [(node: root, isReady: false)]
        while let (node, isReady) = stack.popLast() {
            // A node may have been written as a part of a value, or as the child of another.
            guard jsonSets[ObjectIdentifier(node)] == nil else { continue }
            guard isReady else {
                stack.append((node, true))
                for child in node.children.reversed() { stack.append((child, false)) }
                continue
            }
            bytes.write(true)
            bytes.write(node.value != nil)
            if let value = node.value { write(value) }
            write(node.children) { writer, child in
                guard let number = writer.jsonSets[ObjectIdentifier(child)] else {
                    preconditionFailure("children are written before what is above them")
                }
                writer.bytes.write(UInt64(number))
            }
            jsonSets[ObjectIdentifier(node)] = jsonSets.count
        }
        bytes.write(false)
    }

    mutating func write(_ options: CommandLineOptions) {
        bytes.write(optional: options.absolutePrefix) { $0.write($1) }
        bytes.write(optional: options.absoluteSuffix) { $0.write($1) }
        bytes.write(UInt64(options.parents))
        bytes.write(options.ignoresArtifacts)
        bytes.write(optional: options.delimiter) { $0.write($1) }
        bytes.write(optional: options.format) { $0.write($1) }
        bytes.write(optional: options.prepend) { $0.write($1) }
        bytes.write(optional: options.quoting?.rawValue) { $0.write($1) }
        bytes.write(options.replacements) {
            $0.write($1.pattern)
            $0.write($1.replacement)
        }
        switch options.relativeTo?.origin {
        case nil:
            bytes.write(UInt64(0))
            return
        case .artifact(let artifact):
            bytes.write(UInt64(1))
            write(artifact)
        case .path(let path):
            bytes.write(UInt64(2))
            bytes.write(path)
        }
        bytes.write(UInt64(options.relativeTo?.parents ?? 0))
    }

    mutating func write(_ value: JSONContent) {
        switch value {
        case .null: bytes.write(UInt64(0))
        case .bool(let flag): bytes.write(UInt64(flag ? 2 : 1))
        case .number(let digits):
            bytes.write(UInt64(3))
            bytes.write(digits)
        case .string(let text):
            bytes.write(UInt64(4))
            bytes.write(text)
        case .array(let values):
            bytes.write(UInt64(5))
            write(values) { $0.write($1) }
        case .object(let members):
            bytes.write(UInt64(6))
            write(members) {
                $0.bytes.write($1.name)
                $0.write($1.value)
            }
        case .arguments(let line):
            bytes.write(UInt64(7))
            write(line)
        case .text(let line):
            bytes.write(UInt64(8))
            write(line)
        case .set(let set, let ordering):
            bytes.write(UInt64(9))
            write(set)
            write(ordering)
        case .table(let members):
            bytes.write(UInt64(10))
            write(members) {
                $0.write($1.name)
                $0.write($1.value)
            }
        }
    }
}
