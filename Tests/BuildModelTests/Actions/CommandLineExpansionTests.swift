import BuildModel
import Diagnostics
import Testing

struct ExpansionCase: CustomTestStringConvertible {
    let name: String
    let line: CommandLine
    let expected: [String]

    init(_ name: String, _ line: CommandLine, _ expected: [String]) {
        self.name = name
        self.line = line
        self.expected = expected
    }

    var testDescription: String { name }

    /// Options over `a` and `b c`, or over the given elements.
    static func text(
        _ name: String, _ expected: [String],
        _ elements: [CommandLine.Element] = [.string("a"), .string("b c")],
        _ body: (inout CommandLineOptions) -> Void
    ) -> ExpansionCase {
        ExpansionCase(name, CommandLine(elements, options: .with(body)), expected)
    }

    static func path(
        _ name: String, _ expected: [String], _ body: (inout CommandLineOptions) -> Void
    ) -> ExpansionCase {
        let source = Sample.source("src/a.c")
        return text(name, expected, [.input(source), .string("x")], body)
    }
}

@Suite struct CommandLineExpansionTests {
    static let textCases: [ExpansionCase] = [
        .text("no options", ["a", "b c"]) { _ in },
        .text("format", ["-Da", "-Db c"]) { $0.format = "-D{}" },
        .text("format with several places", ["{a-a}", "{b c-b c}"]) { $0.format = "{{}-{}}" },
        .text("format without a place", ["x", "x"]) { $0.format = "x" },
        .text("delimiter", ["a,b c"]) { $0.delimiter = "," },
        .text("delimiter over nothing", [""], []) { $0.delimiter = "," },
        .text("prepend", ["-I", "a", "-I", "b c"]) { $0.prepend = "-I" },
        .text("prepend with a delimiter", ["-Ia -Ib c"]) {
            $0.prepend = "-I"
            $0.delimiter = " "
        },
        .text("quote for a shell", ["a", #""b c""#]) { $0.quoting = .shell },
        .text("quote escapes", [#""\$x\"\\""#, "\"\""], [.string(#"$x"\"#), .string("")]) {
            $0.quoting = .shell
        },
        .text("quote as JSON", [#""a""#, #""b c""#]) { $0.quoting = .json },
        .text("format, then quote, then prepend", ["-o", #""<a>""#, "-o", #""<b c>""#]) {
            $0.format = "<{}>"
            $0.quoting = .shell
            $0.prepend = "-o"
        },
        .text("replace", ["A", "b-c"]) {
            $0.replacements = [
                .init(pattern: "^a$", replacement: "A"), .init(pattern: " ", replacement: "-"),
            ]
        },
        .text("replace with groups", ["cat $1 .c"], [.string("tac.c")]) {
            $0.replacements = [
                .init(pattern: #"(t)(?<mid>a)(c)(\.c)"#, replacement: "${3}${mid}$1 $$1 $4")
            ]
        },
        ExpansionCase(
            "levels apply from the inside out",
            CommandLine(
                [
                    .string("x"),
                    .nested(
                        CommandLine(
                            [.string("a"), .string("b")], options: .with { $0.delimiter = "+" })),
                ], options: .with { $0.format = "[{}]" }), ["[x]", "[a+b]"]),
        ExpansionCase(
            "a level's prepend goes through the levels around it",
            CommandLine(
                [.nested(CommandLine([.string("a")], options: .with { $0.prepend = "-p" }))],
                options: .with { $0.format = "<{}>" }), ["<-p>", "<a>"]),
    ]

    static let pathCases: [ExpansionCase] = [
        .path("a path", ["lib/src/a.c", "x"]) { _ in },
        .path("prefix and suffix", ["$ROOT/lib/src/a.c)", "x"]) {
            $0.absolutePrefix = "$ROOT/"
            $0.absoluteSuffix = ")"
        },
        .path("parent", ["lib/src", "x"]) { $0.parents = 1 },
        .path("a lone name", ["./lib", "x"]) { $0.parents = 2 },
        .path("the project root", [".", "x"]) { $0.parents = 3 },
        .path("relative to an output", ["../../../../../../../../lib/src/a.c", "x"]) {
            $0.relativeTo = .init(.artifact(.build(Sample.output("out"))))
        },
        .path("relative to a parent", ["src/a.c", "x"]) {
            $0.relativeTo = .init(.artifact(Sample.source("other.c")), parents: 1)
        },
        .path("relative to itself", [".", "x"]) {
            $0.relativeTo = .init(.artifact(Sample.source("src/a.c")))
        },
        .path("relative to a child", ["./..", "x"]) {
            $0.relativeTo = .init(.path(ProjectPath(unchecked: "lib/src/a.c/deep")))
        },
        .path("relative to the project root", ["lib/src/a.c", "x"]) {
            $0.relativeTo = .init(.path(.base))
        },
        ExpansionCase(
            "parents add up",
            CommandLine(
                [
                    .nested(
                        CommandLine(
                            [.input(Sample.source("src/a.c"))], options: .with { $0.parents = 1 }))
                ], options: .with { $0.parents = 1 }), ["./lib"]),
        ExpansionCase(
            "the inner prefix wins",
            CommandLine(
                [
                    .input(Sample.source("a")),
                    .nested(
                        CommandLine(
                            [.input(Sample.source("b"))],
                            options: .with { $0.absolutePrefix = "in:" })),
                ], options: .with { $0.absolutePrefix = "out:" }), ["out:lib/a", "in:lib/b"]),
        ExpansionCase(
            "outputs, projections and folders",
            CommandLine([
                .output(Sample.output("bin/tool")),
                .input(
                    Artifact.build(Sample.output("dir")).project(RelativePath(unchecked: "in/x"))),
                .path(ProjectPath(unchecked: "lib")),
            ]), ["\(Sample.folder)/bin/tool", "\(Sample.folder)/dir/in/x", "./lib"]),
    ]

    @Test(arguments: textCases + pathCases)
    func expand(_ test: ExpansionCase) throws {
        #expect(try test.line.expand(layout: Sample.layout) == test.expected)
    }

    @Test func tooManyParents() {
        let line = CommandLine(
            [.input(Sample.source("a.c"))], options: .with { $0.parents = 3 })
        #expect(
            throws: Diagnostic.error("Path `lib/a.c` does not have 3 parents inside the project")
        ) {
            try line.expand(layout: Sample.layout)
        }
    }

    @Test func malformedPattern() {
        let line = CommandLine(
            [.string("a")],
            options: .with { $0.replacements = [.init(pattern: "(", replacement: "")] })
        let error = #expect(throws: Diagnostic.self) { try line.expand(layout: Sample.layout) }
        #expect(error?.message.hasPrefix("`replace_regex` pattern `(` is malformed") == true)
    }

    @Test func absolutePaths() throws {
        let root = try AbsolutePath("/work")
        let line = CommandLine([
            .input(Sample.source("a.c")),
            .nested(
                CommandLine(
                    [.input(Sample.source("a.c"))],
                    options: .with { $0.relativeTo = .init(.path(ProjectPath(unchecked: "lib"))) })
            ),
        ])
        let action = WriteAction(content: .lines(line), usesAbsolutePaths: true)
        #expect(
            try action.text(layout: Sample.layout, projectRoot: root) == "/work/lib/a.c\n./a.c")
    }
}
