import Diagnostics

/// What comments ask the linter not to report.
///
/// `# starlark-lint-disable CODE, CODE` after code holds for its line; on lines of its own it holds
/// for the block of comments and the line below it. `# starlark-lint-disable-file CODE` holds for
/// the file. `# @unused` on a line keeps quiet about names there that are not used.
struct Suppressions {
    private struct Entry {
        var code: String
        /// Lines; nothing means all.
        var lines: ClosedRange<Int>?
        var range: Range<Int>
        var hasMatched = false
    }

    private static let prefix = "starlark-lint-disable"
    private var entries: [Entry] = []
    private let comments: Comments

    init(_ comments: Comments) {
        self.comments = comments
        let all = comments.all
        for (index, comment) in all.enumerated() {
            guard let (codes, isFile) = Suppressions.parse(comment) else { continue }
            var lines: ClosedRange<Int>? = comment.line...comment.line
            if isFile {
                lines = nil
            } else if comment.isAlone {
                var last = index
                while last + 1 < all.count, all[last + 1].isAlone,
                    all[last + 1].line == all[last].line + 1
                {
                    last += 1
                }
                lines = comment.line...all[last].line + 1
            }
            entries += codes.map { Entry(code: $0.code, lines: lines, range: $0.range) }
        }
    }

    /// Whether a finding of a rule on some lines is not to be reported.
    mutating func suppress(_ rule: LintRule, lines: ClosedRange<Int>) -> Bool {
        var isSuppressed = false
        for index in entries.indices where entries[index].code == rule.code {
            if let range = entries[index].lines, !range.overlaps(lines) { continue }
            entries[index].hasMatched = true
            isSuppressed = true
        }
        if rule.isAboutUse, !isSuppressed {
            isSuppressed = comments[lines.lowerBound]?.text.contains("@unused") ?? false
        }
        return isSuppressed
    }

    /// Codes that are no rule's, with the bytes of each.
    var unknown: [(code: String, range: Range<Int>)] {
        entries.filter { LintRule(rawValue: $0.code) == nil }.map { ($0.code, $0.range) }
    }

    /// Codes of rules that have been looked for and not been found where they are suppressed.
    func unused(among rules: Set<LintRule>) -> [(code: String, range: Range<Int>)] {
        entries.filter { entry in
            guard let rule = LintRule(rawValue: entry.code) else { return false }
            return rules.contains(rule) && !entry.hasMatched
        }.map { ($0.code, $0.range) }
    }

    /// The codes of a comment with the bytes of each, if it is a suppression at all.
    private static func parse(
        _ comment: Comments.Comment
    ) -> (codes: [(code: String, range: Range<Int>)], isFile: Bool)? {
        let text = comment.text.drop { $0 == " " || $0 == "\t" }
        guard text.hasPrefix(prefix) else { return nil }
        var rest = text.dropFirst(prefix.count)
        let isFile = rest.hasPrefix("-file")
        if isFile { rest = rest.dropFirst("-file".count) }
        guard let first = rest.first, first == " " || first == "\t" else { return nil }
        let codes = rest.split { $0 == " " || $0 == "," || $0 == "\t" }.map { code in
            let start = comment.range.upperBound - comment.text[code.startIndex...].utf8.count
            return (code: String(code), range: start..<start + code.utf8.count)
        }
        return (codes, isFile)
    }
}

extension LintRule {
    /// Whether `# @unused` says that the rule does not matter.
    fileprivate var isAboutUse: Bool {
        switch self {
        case .unusedLoad, .unusedAssign, .unusedArgument, .unusedLoopVariable: true
        default: false
        }
    }
}
