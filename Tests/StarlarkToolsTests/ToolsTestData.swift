import Diagnostics
import Glibc
import Starlark
import Testing

/// The files under `Data`, which the tests of this folder share.
///
/// A `.star` file is cut into chunks at lines of `---`; a chunk is a program of its own, padded
/// with empty lines so that its line numbers are the file's. `### code, code` at the end of a line
/// says which findings there must be on it; there must be no others. `# key: value` in the first
/// lines of a chunk are options.
struct ToolsTestData: Sendable, CustomTestStringConvertible {
    struct Chunk: Sendable {
        var text: String
        var firstLine: Int
        /// By line: codes in alphabetical order.
        var expectations: [Int: [String]]
        var options: [String: String]
    }

    var path: String
    var chunks: [Chunk]

    var testDescription: String { String(path.split(separator: "/").last ?? "") }

    static let root =
        String(#filePath.prefix(upTo: #filePath.lastIndex(of: "/") ?? #filePath.endIndex)) + "/Data"

    /// All chunked files of a folder below `Data`.
    static func folder(_ name: String) -> [ToolsTestData] {
        files(in: "\(root)/\(name)", suffix: ".star").map { file in
            ToolsTestData(path: "\(root)/\(name)/\(file)", text: read("\(root)/\(name)/\(file)"))
        }
    }

    private init(path: String, text: String) {
        self.path = path
        chunks = []
        var lines: [Substring] = []
        var first = 1
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            if line == "---" {
                chunks.append(Self.chunk(lines, first: first))
                (lines, first) = ([], index + 2)
            } else {
                lines.append(line)
            }
        }
        chunks.append(Self.chunk(lines, first: first))
    }

    private static func chunk(_ lines: [Substring], first: Int) -> Chunk {
        var expectations: [Int: [String]] = [:]
        var options: [String: String] = [:]
        var text = String(repeating: "\n", count: first - 1)
        for (index, line) in lines.enumerated() {
            let parts = line.split(separator: "###", maxSplits: 1, omittingEmptySubsequences: false)
            // The expectation is no part of the program: comments are what is tested.
            text += parts[0] + "\n"
            if parts.count == 2 {
                let codes = parts[1].split { $0 == " " || $0 == "," }.map(String.init)
                expectations[first + index] = codes.sorted()
            }
            let words = line.split(separator: " ")
            if words.count == 3, words[0] == "#", words[1].hasSuffix(":") {
                options[String(words[1].dropLast())] = String(words[2])
            }
        }
        return Chunk(text: text, firstLine: first, expectations: expectations, options: options)
    }

    /// The codes of findings by line, in alphabetical order.
    static func codes(of findings: [Diagnostic]) -> [Int: [String]] {
        var result: [Int: [String]] = [:]
        for finding in findings {
            let line = finding.span?.start.line ?? 0
            result[line, default: []].append(finding.code ?? finding.message)
        }
        return result.mapValues { $0.sorted() }
    }

    /// Compares text with a golden file in `Data`, or writes it if `BLD_UPDATE_GOLDEN` is set.
    static func expectGolden(_ text: String, _ name: String) {
        let header = "<!-- Rewritten by: BLD_UPDATE_GOLDEN=1 swift test -->\n"
        let path = "\(root)/\(name)"
        if getenv("BLD_UPDATE_GOLDEN") != nil {
            guard let file = fopen(path, "w") else { return }
            defer { fclose(file) }
            fputs(header + text, file)
            return
        }
        #expect(header + text == read(path), "\(name) differs")
    }

    static func files(in folder: String, suffix: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasSuffix(suffix) { names.append(name) }
        }
        return names.sorted()
    }

    static func read(_ path: String) -> String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
            bytes.append(contentsOf: buffer[..<count])
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
