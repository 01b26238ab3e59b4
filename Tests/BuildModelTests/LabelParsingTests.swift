import BuildModel
import Testing

/// A workspace with a nested cell, an alias and a bundled cell.
private func workspace() throws -> CellResolver {
    try CellResolver(cells: [
        .init(name: .root, root: .project(.base), aliases: ["dep": CellName("other")]),
        .init(name: CellName("other"), root: .project(ProjectPath("third/other"))),
        .init(name: .prelude, root: .bundled),
    ])
}

private let package = PackageLabel(cell: .root, path: RelativePath(unchecked: "pkg/sub"))

/// What a parser made of a text: the value's description, or the error's message.
private func outcome(_ body: () throws -> some CustomStringConvertible) -> String {
    do { return try body().description } catch { return "error: \(error)" }
}

@Suite struct LabelParsingTests {
    static let labels: [(String, String)] = [
        ("//a:b", "root//a:b"),
        ("//:b", "root//:b"),
        (":b", "root//pkg/sub:b"),
        ("root//a/b:c.d", "root//a/b:c.d"),
        ("@other//a:b", "other//a:b"),
        ("dep//a:b", "other//a:b"),
        ("prelude//platforms:default", "prelude//platforms:default"),
        ("//a:b[c]", "root//a:b[c]"),
        (":b[c][d/e]", "root//pkg/sub:b[c][d/e]"),
        ("//a:dir/file.txt", "root//a:dir/file.txt"),
        ("", "error: A target label must not be empty"),
        ("//a", "error: Expected pattern to contain `:`, trailing `/...` or literal `...`."),
        (
            "b",
            "error: Expected pattern to contain `:`, trailing `/...` or literal `...`."
        ),
        ("a:b", "error: `a:b` is neither absolute like `//package:name` nor local like `:name`"),
        ("//a:", "error: `//a:` is a pattern for many targets where one target is needed"),
        ("//a/...", "error: `//a/...` is a pattern for many targets where one target is needed"),
        ("//a:...", "error: A target must not be named `...`"),
        ("othr//a:b", "error: Unknown cell `othr`; did you mean `other`?"),
        (
            "zzzzzz//a:b",
            "error: Unknown cell `zzzzzz`; known are `dep`, `other`, `prelude`, `root`"
        ),
        ("//a/../b:c", "error: Path `a/../b` has the component `..`"),
        ("//a/./b:c", "error: Path `a/./b` has the component `.`"),
        ("//a//b:c", "error: Path `a//b` has an empty component"),
        ("///a:c", "error: Path `/a` is absolute"),
        ("//a/:b", "error: Path `a/` ends with `/`"),
        (
            "//a:b c",
            "error: Invalid target name `b c`: it contains a space; only letters, digits and "
                + "`_`, `,`, `.`, `=`, `-`, `/`, `~`, `@`, `!`, `+`, `$` are allowed"
        ),
        (
            "//a:b:c",
            "error: Invalid target name `b:c`: it contains `:`; only letters, digits and "
                + "`_`, `,`, `.`, `=`, `-`, `/`, `~`, `@`, `!`, `+`, `$` are allowed"
        ),
        (
            "//a:b[c",
            "error: `//a:b[c` has text after its sub-target or an unclosed bracket; "
                + "sub-targets are written `:name[sub]`"
        ),
        (
            "//a:b[c]d",
            "error: `//a:b[c]d` has text after its sub-target or an unclosed bracket; "
                + "sub-targets are written `:name[sub]`"
        ),
        ("//a:b[]", "error: A sub-target name must not be empty"),
        ("//a:[c]", "error: A target name must not be empty"),
        (
            "$(location //a:b)",
            "error: `$(location //a:b)` is a macro; a target label is needed here"
        ),
    ]

    @Test(arguments: labels) func label(text: String, expected: String) throws {
        let cells = try workspace()
        #expect(outcome { try cells.providersLabel(text, in: package) } == expected)
    }

    @Test func aTargetLabelHasNoSubTarget() throws {
        let cells = try workspace()
        #expect(outcome { try cells.targetLabel(":x", in: package) } == "root//pkg/sub:x")
        #expect(
            outcome { try cells.targetLabel(":x[y]", in: package) }
                == "error: `:x[y]` names a sub-target where only a target can stand; "
                + "leave out the part in brackets")
    }

    static let buildFilePatterns: [(String, String)] = [
        ("//a:b", "root//a:b"),
        ("//a:", "root//a:"),
        (":", "root//pkg/sub:"),
        ("//a/...", "root//a/..."),
        ("//...", "root//..."),
        ("other//...", "other//..."),
        ("@dep//x/...", "other//x/..."),
        (
            "...",
            "error: `...` is neither absolute like `//package:name` nor local like `:name`; "
                + "did you mean `:...`?"
        ),
    ]

    @Test(arguments: buildFilePatterns) func pattern(text: String, expected: String) throws {
        let cells = try workspace()
        #expect(outcome { try cells.pattern(text, in: package) } == expected)
    }

    static let commandLinePatterns: [(String, String)] = [
        ("//a/b", "root//a/b:b"),
        ("//a/b/", "root//a/b:b"),
        ("other//a", "other//a:a"),
        ("a:b", "root//pkg/sub/a:b"),
        ("a/", "root//pkg/sub/a:a"),
        ("a", "root//pkg/sub/a:a"),
        (":b", "root//pkg/sub:b"),
        (":", "root//pkg/sub:"),
        ("...", "root//pkg/sub/..."),
        ("a/...", "root//pkg/sub/a/..."),
        ("//...", "root//..."),
        ("//", "error: `//` lacks a target name; did you mean `//:` or `//...`?"),
        ("../a:b", "error: Path `../a` has the component `..`"),
        ("/abs:b", "error: Path `/abs` is absolute"),
    ]

    @Test(arguments: commandLinePatterns) func commandLine(text: String, expected: String) throws {
        let cells = try workspace()
        #expect(outcome { try cells.pattern(text, from: package.folder) } == expected)
    }

    static let modules: [(String, String)] = [
        ("//a:b.bzl", "root//a/b.bzl"),
        (":b.bzl", "root//pkg/sub/b.bzl"),
        ("@prelude//:prelude.bzl", "prelude//prelude.bzl"),
        ("dep//x:y/z.bzl", "other//x/y/z.bzl"),
        ("//a:../b.bzl", "error: Path `../b.bzl` has the component `..`"),
        ("b.bzl", "root//pkg/sub/b.bzl"),
        ("c/b.bzl", "root//pkg/sub/c/b.bzl"),
        ("//a/b.bzl", "root//a/b.bzl"),
        (
            "../b.bzl",
            "error: Invalid path `../b.bzl` for file relative import path. Should be a forward "
                + "relative path."
        ),
        (
            "a:b.bzl",
            "error: Unable to parse import spec. Expected format "
                + "`(@<cell>)//package/name:filename.bzl` or `:filename.bzl`. Got `a:b.bzl`"
        ),
    ]

    static let relativeModules: [(String, String)] = [
        ("../b.bzl", "root//pkg/b.bzl"),
        ("../c/b.bzl", "root//pkg/c/b.bzl"),
        (
            "../../b.bzl",
            "error: Relative import path `../../b.bzl` is not allowed at the current location."
        ),
        (
            "../c/../b.bzl",
            "error: Relative import path `../c/../b.bzl` with non-leading parent dir component is "
                + "not allowed."
        ),
    ]

    /// Paths of modules where `..` may lead up to `pkg`.
    @Test(arguments: relativeModules)
    func relativeModule(text: String, expected: String) throws {
        let cells = try workspace()
        let forms = LabelForms(relativeRoot: try RelativePath("pkg"))
        #expect(
            outcome { try cells.modulePath(text, from: package.folder, forms: forms) } == expected)
    }

    @Test func shortFormsOfLabels() throws {
        let cells = try workspace()
        let forms = LabelForms(infersTargetNames: true, relativeRoot: try RelativePath("pkg"))
        func label(_ text: String) -> String {
            outcome { try cells.targetLabel(text, in: package, forms: forms) }
        }
        #expect(label("//a/b") == "root//a/b:b")
        #expect(label("..:x") == "root//pkg:x")
        #expect(label("../c:x") == "root//pkg/c:x")
    }

    @Test(arguments: modules) func module(text: String, expected: String) throws {
        let cells = try workspace()
        #expect(outcome { try cells.modulePath(text, from: package.folder) } == expected)
    }

    static let memberships: [(pattern: String, label: String, isMember: Bool)] = [
        ("//a:b", "//a:b", true), ("//a:b", "//a:c", false), ("//a:b", "other//a:b", false),
        ("//a:", "//a:x", true), ("//a:", "//a/b:x", false),
        ("//a/...", "//a:x", true), ("//a/...", "//a/b/c:x", true), ("//a/...", "//ab:x", false),
        ("//...", "//:x", true), ("//...", "other//:x", false),
    ]

    @Test(arguments: memberships)
    func membership(pattern: String, label: String, isMember: Bool) throws {
        let cells = try workspace()
        let label = try cells.targetLabel(label, in: package)
        #expect(try cells.pattern(pattern, in: package).matches(label) == isMember)
    }

    @Test func configuredLabelsShowTheirConfiguration() {
        let target = TargetLabel(package: package, name: "x")
        let configuration = ConfigurationLabel(name: "prelude//platforms:default", hash: 0xABC)
        let label = ConfiguredTargetLabel(target: target, configuration: configuration)
        #expect(
            label.description == "root//pkg/sub:x (prelude//platforms:default#0000000000000abc)")
        let bare = ConfiguredTargetLabel(target: target, configuration: .unspecified)
        #expect(bare.description == "root//pkg/sub:x (<unspecified>)")
    }
}

@Suite struct CellResolverTests {
    @Test func findsTheInnermostCell() throws {
        let cells = try workspace()
        let inner = cells.cellPath(of: try ProjectPath("third/other/x/y"))
        #expect(inner.description == "other//x/y")
        #expect(
            cells.cellPath(of: try ProjectPath("third/others")).description
                == "root//third/others")
        #expect(cells.projectPath(of: inner)?.text == "third/other/x/y")
        #expect(cells.projectPath(of: CellPath(cell: .prelude, path: .base)) == nil)
        #expect(cells.nestedCells(in: .base).map(\.text) == ["third/other"])
        #expect(cells.nestedCells(in: try ProjectPath("third/other")).isEmpty)
    }

    @Test func refusesCellsThatCannotBeToldApart() throws {
        let base = CellResolver.Cell(name: .root, root: .project(.base))
        let second = CellResolver.Cell(name: .prelude, root: .project(.base))
        let lost = CellResolver.Cell(
            name: .root, root: .project(.base), aliases: ["p": CellName(unchecked: "rooot")])
        func message(_ cells: [CellResolver.Cell]) -> String? {
            do throws(LabelError) {
                _ = try CellResolver(cells: cells)
                return nil
            } catch { return error.message }
        }
        #expect(message([base]) == nil)
        #expect(message([base, base]) == "Cell `root` is declared twice")
        #expect(
            message([base, second])
                == "Cells `prelude` and `root` share the folder `.`; "
                + "declare one of them as an alias of the other")
        #expect(
            message([])
                == "No cell name for the root path, add an entry for `.`: declare `root = .`")
        #expect(
            message([lost])
                == "Alias `p` of cell `root` names an unknown cell `rooot`; did you mean `root`?")
    }
}
