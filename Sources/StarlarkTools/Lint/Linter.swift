public import Diagnostics
public import Starlark

/// Looks for what is allowed in a file and yet probably not meant.
///
/// ```swift
/// let (program, errors) = Program.parse(file, dialect: .extensionFile)
/// let findings = program.map { Linter().check($0, globals: .standard) } ?? errors
/// ```
/// Nothing is run, and no other file is looked at.
public struct Linter: Sendable {
    /// What a file is for, which decides what of it counts as used.
    public enum FileKind: Sendable {
        /// Its variables are for other files to load.
        case module
        /// Nothing loads it: a `BUCK` or `PACKAGE` file.
        case buildFile
    }

    /// What to look for.
    public var rules: Set<LintRule>

    /// Makes a linter that looks for some rules.
    public init(rules: Set<LintRule> = LintRule.standard) {
        self.rules = rules
    }

    /// Checks a file.
    ///
    /// - Parameters:
    ///   - program: The parsed file.
    ///   - kind: What it is for.
    ///   - globals: The names that it may use without defining them; nothing if they are not
    ///     known, in which case no name counts as undefined.
    /// - Returns: Findings in the order of the file, each with the code of its rule.
    public func check(
        _ program: Program, kind: FileKind = .module, globals: Globals? = nil
    ) -> [Diagnostic] {
        let comments = Comments(of: program.tree)
        var file = LintFile(program, kind: kind, rules: rules, globals: globals)
        file.checkFlow()
        file.checkModule()
        file.checkExpressions()
        file.checkNames()
        file.checkUndefined()

        var suppressions = Suppressions(comments)
        var findings = file.findings.filter { finding in
            let last = max(finding.range.lowerBound, finding.range.upperBound - 1)
            let first = comments.line(ofByte: finding.range.lowerBound)
            return !suppressions.suppress(
                finding.rule, lines: first...max(first, comments.line(ofByte: last)))
        }
        file.findings = []
        for (code, range) in suppressions.unknown {
            let known = LintRule.allCases.map(\.code)
            file.report(
                .unknownLint, "Unknown lint `\(code)`\(didYouMean(code, among: known))", at: range)
        }
        for (code, range) in suppressions.unused(among: rules) {
            file.report(
                .unusedSuppression, "Nothing here has to be suppressed of `\(code)`", at: range,
                help: ["remove it"])
        }
        findings += file.findings
        findings.sort { $0.order < $1.order }
        return findings.map(\.diagnostic)
    }
}

/// A file being checked: what the rules read, and what they have found.
struct LintFile {
    struct Finding {
        var rule: LintRule
        var range: Range<Int>
        var diagnostic: Diagnostic

        /// Place, then code, then message.
        var order: (Int, Int, String, String) {
            (range.lowerBound, range.upperBound, rule.code, diagnostic.message)
        }
    }

    let tree: SyntaxTree
    let resolution: Resolution
    let program: Program
    let kind: Linter.FileKind
    let rules: Set<LintRule>
    let globals: Globals?
    var findings: [Finding] = []

    init(_ program: Program, kind: Linter.FileKind, rules: Set<LintRule>, globals: Globals?) {
        (tree, resolution) = (program.tree, program.resolution)
        self.program = program
        self.kind = kind
        self.rules = rules
        self.globals = globals
    }

    /// Notes a finding, if its rule is looked for.
    mutating func report(
        _ rule: LintRule, _ message: String, at range: Range<Int>, label: String? = nil,
        notes: [Diagnostic.Note] = [], help: [String] = []
    ) {
        guard rules.contains(rule) else { return }
        let diagnostic = Diagnostic(
            severity: rule.severity, code: rule.code, message: message,
            span: SourceSpan(file: tree.file, range: range), label: label, notes: notes, help: help)
        findings.append(Finding(rule: rule, range: range, diagnostic: diagnostic))
    }

    /// Notes a finding at an expression, if its rule is looked for.
    mutating func report(
        _ rule: LintRule, _ message: String, at id: ExpressionID, label: String? = nil,
        notes: [Diagnostic.Note] = [], help: [String] = []
    ) {
        report(
            rule, message, at: tree.range(of: id).range, label: label, notes: notes, help: help)
    }

    /// Names that nothing defines.
    mutating func checkUndefined() {
        guard let globals, rules.contains(.usingUndefined) else { return }
        for unknown in program.unknownNames(globals: globals) {
            guard let span = unknown.span else { continue }
            report(.usingUndefined, unknown.message, at: span.range, help: unknown.help)
        }
    }
}
