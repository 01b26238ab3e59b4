import Foundation
import TestSupport

extension Story {
    static let cpp = Story(
        folder: example("cpp"),
        compilers: [["clang++", "g++", "c++"]],
        commands: [
            "root//convert:convert (cxx_compile main.cpp)",
            "root//convert:convert (cxx_link)",
            "root//quantity:quantity (cxx_archive)",
            "root//quantity:quantity (cxx_compile quantity.cpp)",
            "root//units:table (genrule)",
            "root//units:units (cxx_archive)",
            "root//units:units (cxx_compile units.cpp)",
        ],
        programs: [
            Run("//convert:convert", "--", "26.2", "mi", "km", prints: "26.2 mi = 42.1648 km\n")
        ],
        edits: [
            Edit(
                why: "a source of the program", file: "convert/main.cpp",
                old: "\" = \"", new: "\" is \"",
                commands: [
                    "root//convert:convert (cxx_compile main.cpp)",
                    "root//convert:convert (cxx_link)",
                ],
                run: Run(
                    "//convert:convert", "--", "26.2", "mi", "km",
                    prints: "26.2 mi is 42.1648 km\n")),
            Edit(
                why: "a comment, after which the object is what it was",
                file: "quantity/quantity.cpp",
                old: "namespace quantity {", new: "// Quantities.\nnamespace quantity {",
                commands: ["root//quantity:quantity (cxx_compile quantity.cpp)"]),
            Edit(
                why: "a comment in a header that two of three sources include",
                file: "quantity/quantity.h",
                old: "// A number", new: "// Any number",
                commands: [
                    "root//convert:convert (cxx_compile main.cpp)",
                    "root//quantity:quantity (cxx_compile quantity.cpp)",
                ]),
            Edit(
                why: "what code is generated from", file: "units/units.txt",
                old: "1609.344", new: "1000",
                commands: [
                    "root//convert:convert (cxx_link)",
                    "root//units:table (genrule)",
                    "root//units:units (cxx_archive)",
                    "root//units:units (cxx_compile units.cpp)",
                ],
                run: Run(
                    "//convert:convert", "--", "26.2", "mi", "km",
                    prints: "26.2 mi is 26.2 km\n")),
            Edit(
                why: "a comment in what code is generated from", file: "units/units.txt",
                old: "# symbol", new: "# Symbol",
                commands: ["root//units:table (genrule)"]),
        ])

    static let rust = Story(
        folder: example("rust"),
        compilers: [["rustc"], ["cc", "gcc", "clang"]],
        commands: [
            "root//calc:calc (rustc bin)",
            "root//evaluation:evaluation (rustc rlib)",
            "root//expression:expression (rustc rlib)",
            "root//rpn:rpn (rustc bin)",
            "root//tokens:tokens (rustc rlib)",
        ],
        programs: [
            Run("//calc:calc", "--", "2 * (3 + 4) ^ 2", prints: "98\n"),
            Run("//rpn:rpn", "--", "2 * (3 + 4) ^ 2", prints: "2 3 4 + 2 ^ *\n"),
        ],
        edits: [
            Edit(
                why: "a source of one program", file: "rpn/main.rs",
                old: "words.join(\" \")", new: "words.join(\",\")",
                commands: ["root//rpn:rpn (rustc bin)"],
                run: Run("//rpn:rpn", "--", "1 + 2", prints: "1,2,+\n")),
            Edit(
                why: "a crate that one program uses", file: "evaluation/lib.rs",
                old: "'+' => left + right", new: "'+' => left + right + 1.0",
                commands: [
                    "root//calc:calc (rustc bin)", "root//evaluation:evaluation (rustc rlib)",
                ],
                run: Run("//calc:calc", "--", "1 + 2", prints: "4\n")),
            Edit(
                why: "the crate below all others", file: "tokens/lib.rs",
                old: "means nothing here", new: "is unknown",
                commands: [
                    "root//calc:calc (rustc bin)",
                    "root//evaluation:evaluation (rustc rlib)",
                    "root//expression:expression (rustc rlib)",
                    "root//rpn:rpn (rustc bin)",
                    "root//tokens:tokens (rustc rlib)",
                ]),
        ])

    static let mixed = Story(
        folder: example("mixed"),
        compilers: [["rustc"], ["clang++", "g++", "c++"]],
        commands: [
            "root//checksum:checksum (rustc rlib)",
            "root//checksum:checksum (rustc staticlib)",
            "root//dump:dump (rustc bin)",
            "root//hexdump:hexdump (cxx_archive)",
            "root//hexdump:hexdump (cxx_compile hexdump.cpp)",
            "root//hexdump:hexdump-rs (rustc rlib)",
            "root//inspect:inspect (cxx_compile main.cpp)",
            "root//inspect:inspect (cxx_link)",
        ],
        programs: ["//inspect:inspect", "//dump:dump"].map { program in
            Run(
                program, "--", "hello",
                prints: """
                    00000000  68 65 6c 6c 6f                                   hello
                    crc32 3610a686

                    """)
        },
        edits: [
            Edit(
                why: "the polynomial of a crate that both programs use", file: "checksum/lib.rs",
                old: "0xedb8_8320", new: "0x82f6_3b78",
                commands: [
                    "root//checksum:checksum (rustc rlib)",
                    "root//checksum:checksum (rustc staticlib)",
                    "root//dump:dump (rustc bin)",
                    "root//inspect:inspect (cxx_link)",
                ],
                run: Run(
                    "//inspect:inspect", "--", "hello",
                    prints: """
                        00000000  68 65 6c 6c 6f                                   hello
                        crc32 9a71bb4c

                        """)),
            Edit(
                why: "a comment in the C header of a crate", file: "checksum/checksum.h",
                old: "// The CRC-32 of", new: "// CRC-32 of",
                commands: ["root//inspect:inspect (cxx_compile main.cpp)"]),
            Edit(
                why: "a comment in a C++ source", file: "hexdump/hexdump.cpp",
                old: "namespace {", new: "// Only here.\nnamespace {",
                commands: ["root//hexdump:hexdump (cxx_compile hexdump.cpp)"]),
        ])

    /// Every rule with every attribute.
    static let kitchen = Story(
        folder: example("../Tests/RulesTests/Kitchen").standardizedFileURL,
        compilers: [["rustc"], ["clang++", "g++", "c++"], ["python3", "python"]],
        commands: nil,
        programs: [
            Run("//:program", prints: "static initializer\n108 2 2 0 1147\n"),
            Run("//:rusty-program", prints: "static initializer\nhello 2147 2\n"),
            Run("//:tool", "--", "a", "b c", prints: "tool a b c\n"),
            Run("//:script", "--", "x", prints: "script x\na.txt\nd\nrenamed.txt\n"),
            Run("//:by-hand", prints: "100\n"),
            Run("//:speak", "--", "aloud", prints: "spoken words aloud\n"),
        ],
        edits: [])
}
