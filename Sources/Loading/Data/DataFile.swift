import BuildModel
import Diagnostics
import Incremental
import Starlark

/// A file of data that `load` reads: one export, `value`.
enum DataFile {
    case json
    case toml

    /// The format that the name of a file says; nil for a file of Starlark.
    init?(_ path: CellPath) {
        if path.path.text.hasSuffix(".json") {
            self = .json
        } else if path.path.text.hasSuffix(".toml") {
            self = .toml
        } else {
            return nil
        }
    }

    /// Reads a file.
    ///
    /// - Throws: A diagnostic that says where the file is malformed.
    func module(_ file: SourceFile, at path: CellPath) throws(Diagnostic) -> LoadedModule {
        let text: String
        switch self {
        case .json: text = String(decoding: file.text, as: UTF8.self)
        case .toml:
            do throws(TOMLError) {
                text = try TOMLDocument(file.text).json
            } catch {
                let offset = min(error.offset, file.text.count)
                throw Diagnostic.error(
                    "Not valid TOML: \(error.reason)",
                    at: SourceSpan(file: file, range: offset..<offset))
            }
        }
        var fingerprinter = Fingerprinter()
        fingerprinter.combine(path.description)
        fingerprinter.combine(bytes: file.text)
        return LoadedModule(
            path: path, module: try Self.evaluate(text, of: file, path), loads: [],
            fingerprint: fingerprinter.finish())
    }

    /// Makes values of JSON by the function of the language that does so.
    private static func evaluate(
        _ text: String, of file: SourceFile, _ path: CellPath
    ) throws(Diagnostic) -> FrozenModule {
        var builder = Globals.standard.extending()
        builder.add([
            NativeFunction("text", "") { _, evaluation in evaluation.string(text) }
        ])
        let program = try Program.parsed(
            SourceFile(path: path.description, text: Array("value = json.decode(text())\n".utf8)),
            dialect: .extensionFile, of: path.description)
        do {
            return try program.evaluate(globals: builder.build())
        } catch {
            throw Diagnostic.error(
                "Not valid JSON: \(error.message)", at: SourceSpan(file: file, range: 0..<0)
            ).adding(context: .step("Parsing \(path)"))
        }
    }
}
