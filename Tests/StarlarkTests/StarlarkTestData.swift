import Glibc
import Testing

/// The files under `Data`, which the tests of this folder share.
///
/// A `.star` file is cut into chunks at lines of `---`; a chunk is a program of its own, padded
/// with empty lines so that its line numbers are the file's. `### regex` at the end of a line says
/// that the chunk fails there with a message in which the regex is found.
struct StarlarkTestData: Sendable, CustomTestStringConvertible {
    struct Expectation: Sendable {
        var line: Int
        var pattern: String
    }

    struct Chunk: Sendable {
        var text: String
        var firstLine: Int
        var expectations: [Expectation]
    }

    var path: String
    var chunks: [Chunk]

    var testDescription: String { String(path.split(separator: "/").last ?? "") }

    /// All chunked files of a folder below `Data`.
    static func folder(_ name: String) -> [StarlarkTestData] {
        let folder = "\(root)/\(name)"
        return files(in: folder, suffix: ".star").map { file in
            StarlarkTestData(path: "\(folder)/\(file)", text: read("\(folder)/\(file)"))
        }
    }

    static let root =
        String(#filePath.prefix(upTo: #filePath.lastIndex(of: "/") ?? #filePath.endIndex)) + "/Data"

    /// Whether golden files are to be written instead of compared.
    static var updatesGolden: Bool { getenv("BLD_UPDATE_GOLDEN") != nil }

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
                lines = []
                first = index + 2
            } else {
                lines.append(line)
            }
        }
        chunks.append(Self.chunk(lines, first: first))
    }

    private static func chunk(_ lines: [Substring], first: Int) -> Chunk {
        var expectations: [Expectation] = []
        for (index, line) in lines.enumerated() {
            let parts = line.split(separator: "###", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            let pattern = parts[1].drop { $0 == " " }
            expectations.append(Expectation(line: first + index, pattern: String(pattern)))
        }
        let padding = String(repeating: "\n", count: first - 1)
        return Chunk(
            text: padding + lines.joined(separator: "\n") + "\n", firstLine: first,
            expectations: expectations)
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

    static func write(_ text: String, to path: String) {
        guard let file = fopen(path, "w") else { return }
        defer { fclose(file) }
        fputs(text, file)
    }
}
