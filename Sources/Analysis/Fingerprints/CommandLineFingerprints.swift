import BuildModel
import Diagnostics
import Incremental

/// A part of a command line that is complete, and what stands for it.
///
/// The fingerprint covers all that the action graph can see below the node; it is nothing when the
/// node comes from something that cannot be fingerprinted.
struct KnownLine {
    let line: CommandLine
    let fingerprint: Fingerprint?

    /// A node of one element of a complete line.
    static func part(
        _ element: CommandLine.Element, _ index: Int, of whole: Fingerprint?
    ) -> KnownLine {
        var fingerprinter = Fingerprinter()
        fingerprinter.combine("part")
        fingerprinter.combine(index)
        if let whole { fingerprinter.combine(whole) }
        return KnownLine(
            line: CommandLine([element]), fingerprint: whole.map { _ in fingerprinter.finish() })
    }
}

extension ArgumentElement {
    /// Adds what the part is, once the rule has returned.
    ///
    /// - Returns: Whether the part can be fingerprinted.
    func combine(into fingerprinter: inout Fingerprinter) throws -> Bool {
        var part: Fingerprint?
        switch self {
        case .string(let text):
            fingerprinter.combine(0)
            fingerprinter.combine(text)
            return true
        case .input(let artifact):
            fingerprinter.combine(1)
            fingerprinter.combine(try artifact.resolve())
            return true
        case .output(let output, let part):
            fingerprinter.combine(2)
            fingerprinter.combine(try output.resolve())
            fingerprinter.combine(part.text)
            return true
        case .path(let path):
            fingerprinter.combine(3)
            fingerprinter.combine(path.text)
            return true
        case .program(let program):
            fingerprinter.combine(4)
            fingerprinter.combine(program)
            return true
        case .line(let known):
            fingerprinter.combine(5)
            part = known.fingerprint
        case .arguments(let object):
            fingerprinter.combine(5)
            part = try object.resolve().fingerprint
        case .set(let set, let projection, let ordering):
            fingerprinter.combine(6)
            fingerprinter.combine(projection)
            fingerprinter.combine(ordering.rawValue)
            part = try set.fingerprint()
        case .json(let draft):
            fingerprinter.combine(7)
            part = try draft.fingerprint()
        }
        guard let part else { return false }
        fingerprinter.combine(part)
        return true
    }
}

extension [ArgumentElement] {
    /// Adds what the parts are, once the rule has returned.
    ///
    /// - Returns: Whether all of them can be fingerprinted.
    func combine(into fingerprinter: inout Fingerprinter) throws -> Bool {
        fingerprinter.combine(count)
        return try allSatisfy { try $0.combine(into: &fingerprinter) }
    }
}

extension CmdArgsObject.Draft {
    /// What stands for the command line, its relative paths resolved to `options`.
    func fingerprint(resolved options: CommandLineOptions?) throws -> Fingerprint? {
        var fingerprinter = Fingerprinter()
        guard try elements.combine(into: &fingerprinter), try hidden.combine(into: &fingerprinter)
        else { return nil }
        fingerprinter.combine(options != nil)
        if let options { fingerprinter.combine(options) }
        fingerprinter.combine(tag != nil)
        if let tag {
            fingerprinter.combine(tag.tag)
            fingerprinter.combine(tag.marksOutputs)
        }
        return fingerprinter.finish()
    }
}
