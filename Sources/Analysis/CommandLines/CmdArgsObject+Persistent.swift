import BuildModel
import Starlark

/// A command line in a variable of a module is kept with it if it consists of words; what else it
/// may name belongs to targets.
extension CmdArgsObject: PersistentNative {
    static let persistentName = "cmd_args"

    func encode(to encoder: inout NativeEncoder) throws(SnapshotRefusal) {
        guard kind == .cmdArgs, macros == nil, let words else {
            throw SnapshotRefusal("a `cmd_args` is more than words")
        }
        encoder.write(words)
    }

    static func decode(from decoder: inout NativeDecoder) throws -> NativeObject {
        let line = CmdArgsObject(elements: try decoder.strings().map { .string($0) })
        return CmdArgsObject(frozen: try line.resolve())
    }

    /// Its words, if there is nothing else to it.
    private var words: [String]? {
        guard case .line(let known) = element, known.line.hidden.isEmpty,
            known.line.options == nil, known.line.tag == nil
        else { return nil }
        var words: [String] = []
        for element in known.line.elements {
            guard case .string(let word) = element else { return nil }
            words.append(word)
        }
        return words
    }
}
