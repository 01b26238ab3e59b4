import Foundation
import Testing

/// A workspace to build, what its programs print, and what edits of it make run again.
struct Example: Sendable, CustomTestStringConvertible {
    struct Program: Sendable {
        var target: String
        var arguments: [String] = []
        var output: String
    }

    /// A change of one file, and the commands that must run because of it, sorted.
    struct Edit: Sendable {
        var file: String
        var old: String
        var new: String
        var runs: [String]
    }

    var name: String
    var folder: URL
    var programs: [Program]
    var edits: [Edit]

    var testDescription: String { name }

    static let all = [cpp, rust, mixed, kitchen]
}

extension Example {
    private static let cpp = Example(
        name: "cpp", folder: example("cpp"),
        programs: [
            Program(
                target: "//convert:convert", arguments: ["26.2", "mi", "km"],
                output: "26.2 mi = 42.1648 km\n")
        ],
        edits: [
            Edit(
                file: "quantity/quantity.cpp", old: "cannot turn", new: "can not turn",
                runs: [
                    "root//convert:convert (cxx_link)",
                    "root//quantity:quantity (cxx_archive)",
                    "root//quantity:quantity (cxx_compile quantity.cpp)",
                ]),
            // A comment: the objects stay what they are, and so nothing is linked.
            Edit(
                file: "quantity/quantity.h", old: "// A number of units", new: "// So many units",
                runs: [
                    "root//convert:convert (cxx_compile main.cpp)",
                    "root//quantity:quantity (cxx_compile quantity.cpp)",
                ]),
            Edit(
                file: "units/units.txt", old: "mi        length     1609.344",
                new: "mi        length     1609.344\nyd        length     0.9144",
                runs: [
                    "root//convert:convert (cxx_link)",
                    "root//units:table (genrule)",
                    "root//units:units (cxx_archive)",
                    "root//units:units (cxx_compile units.cpp)",
                ]),
            // A comment in the table: the generated code stays what it is.
            Edit(
                file: "units/units.txt", old: "# symbol", new: "# the symbol",
                runs: ["root//units:table (genrule)"]),
        ])

    private static let rust = Example(
        name: "rust", folder: example("rust"),
        programs: [
            Program(target: "//calc:calc", arguments: ["2 * (3 + 4) ^ 2"], output: "98\n"),
            Program(
                target: "//rpn:rpn", arguments: ["2 * (3 + 4) ^ 2"],
                output: "2 3 4 + 2 ^ *\n"),
        ],
        edits: [
            Edit(
                file: "rpn/main.rs", old: "rpn: {error}", new: "rpn error: {error}",
                runs: ["root//rpn:rpn (rustc bin)"]),
            Edit(
                file: "evaluation/lib.rs", old: "left.powf(right)", new: "f64::powf(left, right)",
                runs: [
                    "root//calc:calc (rustc bin)", "root//evaluation:evaluation (rustc rlib)",
                ]),
        ])

    private static let mixed = Example(
        name: "mixed", folder: example("mixed"),
        programs: ["//inspect:inspect", "//dump:dump"].map {
            Program(
                target: $0, arguments: ["hello"],
                output: "00000000  68 65 6c 6c 6f                                   hello\n"
                    + "crc32 3610a686\n")
        },
        edits: [
            Edit(
                file: "hexdump/hexdump.cpp", old: "%08zx ", new: "%06zx ",
                runs: [
                    "root//dump:dump (rustc bin)",
                    "root//hexdump:hexdump (cxx_archive)",
                    "root//hexdump:hexdump (cxx_compile hexdump.cpp)",
                    "root//inspect:inspect (cxx_link)",
                ]),
            Edit(
                file: "checksum/lib.rs", old: "0xedb8_8320", new: "0x82f6_3b78",
                runs: [
                    "root//checksum:checksum (rustc rlib)",
                    "root//checksum:checksum (rustc staticlib)",
                    "root//dump:dump (rustc bin)",
                    "root//inspect:inspect (cxx_link)",
                ]),
        ])

    /// Every rule with every attribute.
    private static let kitchen = Example(
        name: "kitchen",
        folder: example("../Tests/RulesTests/Kitchen").standardizedFileURL,
        programs: [
            Program(target: "//:program", output: "static initializer\n108 2 2 0 1147\n"),
            Program(target: "//:rusty-program", output: "static initializer\nhello 2147 2\n"),
            Program(target: "//:tool", arguments: ["a", "b c"], output: "tool a b c\n"),
            Program(
                target: "//:script", arguments: ["x"],
                output: "script x\na.txt\nd\nrenamed.txt\n"),
        ],
        edits: [])
}
