/// A build file such as a large package has: many targets, each a call with a handful of names,
/// lists of short strings and now and then a `select` or a concatenation.
///
/// The same number gives the same bytes, so that other implementations can read them, too.
struct BuildFileText {
    /// The name under which the rules are loaded.
    static let definitionsPath = "defs.bzl"
    /// The rules that the text calls.
    static let rules = ["cxx_library", "cxx_test", "genrule", "python_library"]

    let text: String

    /// Writes a file.
    ///
    /// - Parameters:
    ///   - targets: About 261 bytes each.
    ///   - keepsTargets: Whether what each rule returns is assigned to a variable.
    init(targets: Int, keepsTargets: Bool = false) {
        let names = (BuildFileText.rules + ["COMMON_FLAGS"]).map { "\"\($0)\"" }
        var text = "load(\"\(BuildFileText.definitionsPath)\", \(names.joined(separator: ", ")))\n"
        for number in 0..<targets {
            text += keepsTargets ? "\ntarget_\(number) = " : "\n"
            text += BuildFileText.target(number)
        }
        self.text = text
    }

    /// The file that the text loads: rules as functions written in Starlark, which take what they
    /// are given and with `keepTargets` return it.
    static func definitions(keepTargets: Bool = false) -> String {
        var text = "COMMON_FLAGS = [\"-Wall\", \"-Wextra\"]\n"
        for rule in rules {
            text += "\ndef \(rule)(name, srcs = [], deps = [], visibility = [], **kwargs):\n"
            text +=
                keepTargets
                ? "    return [name, srcs, deps, visibility, kwargs]\n" : "    pass\n"
        }
        return text
    }

    private static func target(_ number: Int) -> String {
        let dependencies = "[\":part_\(number / 2)\", \"//base/strings:format\", \"//base:log\"]"
        switch number % 8 {
        case 0, 1, 2, 3:
            return """
                cxx_library(
                    name = "part_\(number)",
                    srcs = ["part_\(number).cpp", "part_\(number)_detail.cpp"],
                    headers = ["part_\(number).h"],
                    deps = \(dependencies),
                    compiler_flags = COMMON_FLAGS + ["-DPART=\(number)"],
                    visibility = ["PUBLIC"],
                )

                """
        case 4, 5:
            return """
                cxx_test(
                    name = "part_\(number)",
                    # Checks what the libraries before promise.
                    srcs = ["part_\(number)_test.cpp"],
                    deps = \(dependencies),
                    env = {"LEVEL": "\(number % 7)", "TMP": "/tmp/part_\(number)"},
                    labels = ["unit", "fast"],
                    contacts = ["team@example.com"],
                )

                """
        case 6:
            return """
                genrule(
                    name = "part_\(number)",
                    srcs = ["data_\(number).txt", "tool.sh"],
                    out = "part_\(number).txt",
                    cmd = "sh $SRCDIR/tool.sh " + "--number %d" % \(number) + " > $OUT",
                    visibility = ["//app/...", "//tools/..."],
                    cacheable = True,
                )

                """
        default:
            return """
                python_library(
                    name = "part_\(number)",
                    srcs = ["module_%d/%s.py" % (\(number), name) for name in ("a", "b", "c")],
                    deps = [":part_\(number / 2)"] + ([] if \(number) > 99 else [":base"]),
                    base_module = "app.part_\(number)",
                    resources = {"a.json": ":part_\(number - 1)"},
                    visibility = ["PUBLIC"],
                )

                """
        }
    }
}
