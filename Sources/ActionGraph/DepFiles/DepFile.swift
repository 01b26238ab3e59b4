import BuildModel

/// The files a command says it has read.
///
/// Two forms are understood. Buck2's is one project-relative path a line. Compilers write a
/// Makefile rule, `out.o: a.cpp a.h \`, with spaces escaped by a backslash and `$` doubled; a rule
/// is told from a path by a colon that is followed by white space or ends the line.
/// Source: Buck2's `dep_files`; GCC's documentation of `-M`.
struct DepFile: Sendable, Hashable {
    /// Paths as written, without duplicates, in order of appearance.
    let paths: [String]

    /// Reads the text of a dep file.
    init(parsing text: [UInt8]) {
        let rules = DepFile.isMakefile(text)
        var paths: [String] = []
        var seen: Set<String> = []
        for path in rules ? DepFile.prerequisites(text) : DepFile.lines(text)
        where seen.insert(path).inserted {
            paths.append(path)
        }
        self.paths = paths
    }

    /// Whether the first line that is not empty is the head of a Makefile rule.
    private static func isMakefile(_ text: [UInt8]) -> Bool {
        let line = text.drop { $0 == .newline }.prefix { $0 != .newline }
        for (index, byte) in zip(line.indices, line) where byte == .colon {
            let next = index + 1
            if next == line.endIndex || line[next] == .space || line[next] == .tab { return true }
        }
        return false
    }

    private static func lines(_ text: [UInt8]) -> [String] {
        text.split(separator: .newline).map { line in
            let trimmed = line.last == .carriageReturn ? line.dropLast() : line
            return String(decoding: trimmed, as: UTF8.self)
        }.filter { !$0.isEmpty }
    }

    /// All prerequisites of all rules; phony rules without any add nothing.
    private static func prerequisites(_ text: [UInt8]) -> [String] {
        var result: [String] = []
        var word: [UInt8] = []
        var isPrerequisite = false
        func endWord() {
            defer { word.removeAll(keepingCapacity: true) }
            guard !word.isEmpty else { return }
            if isPrerequisite {
                result.append(String(decoding: word, as: UTF8.self))
            } else if word.last == .colon {
                isPrerequisite = true
            }
        }
        var index = 0
        while index < text.count {
            let byte = text[index]
            let next = index + 1 < text.count ? text[index + 1] : .newline
            switch byte {
            case .backslash where next == .newline:
                endWord()
                index += 1
            case .backslash where next == .space || next == .hash || next == .backslash:
                word.append(next)
                index += 1
            case .dollar where next == .dollar:
                word.append(.dollar)
                index += 1
            case .newline:
                endWord()
                isPrerequisite = false
            case .space, .tab, .carriageReturn:
                endWord()
            default:
                word.append(byte)
            }
            index += 1
        }
        endWord()
        return result
    }
}

extension UInt8 {
    fileprivate static let newline = UInt8(ascii: "\n")
    fileprivate static let carriageReturn = UInt8(ascii: "\r")
    fileprivate static let colon = UInt8(ascii: ":")
    fileprivate static let space = UInt8(ascii: " ")
    fileprivate static let tab = UInt8(ascii: "\t")
    fileprivate static let backslash = UInt8(ascii: "\\")
    fileprivate static let hash = UInt8(ascii: "#")
    fileprivate static let dollar = UInt8(ascii: "$")
}
