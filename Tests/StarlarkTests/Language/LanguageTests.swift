import Diagnostics
import Testing

@testable import Starlark

/// Programs that run from end to end, a data file a topic, under `Data/Language`.
///
/// A chunk that starts with `# module: name` can be loaded by that name from the chunks after it.
@Suite struct LanguageTests {
    @Test(arguments: StarlarkTestData.folder("Language"))
    func chunks(_ data: StarlarkTestData) throws {
        #expect(!data.chunks.isEmpty)
        var modules: [String: FrozenModule] = [:]
        for chunk in data.chunks {
            let file = SourceFile(path: data.testDescription, text: chunk.text)
            let (program, diagnostics) = Program.parse(file, dialect: .extensionFile)
            guard let program else {
                try checkDiagnostics(diagnostics, chunk)
                continue
            }
            do {
                let module = try program.evaluate(
                    globals: Self.globals, loads: modules,
                    limits: EvaluationLimits(heapBytes: 64 << 20), printer: { _ in })
                try checkDiagnostics(diagnostics, chunk)
                if let name = moduleName(chunk) { modules[name] = module }
            } catch let diagnostic as Diagnostic {
                try checkDiagnostics(diagnostics + [diagnostic], chunk)
            }
        }
    }

    /// Each program `x.star` under `Data/Failures` fails as `x.txt` shows.
    ///
    /// `BLD_UPDATE_GOLDEN=1 swift test` writes the `.txt` files anew.
    @Test(
        arguments: StarlarkTestData.files(
            in: "\(StarlarkTestData.root)/Failures", suffix: ".star"))
    func failures(_ name: String) throws {
        let path = "\(StarlarkTestData.root)/Failures/\(name)"
        let file = SourceFile(path: name, text: StarlarkTestData.read(path))
        let (program, diagnostics) = Program.parse(file, dialect: .extensionFile)
        var failures = diagnostics
        do {
            _ = try program?.evaluate(
                globals: Self.globals, limits: EvaluationLimits(heapBytes: 64 << 20))
        } catch let diagnostic as Diagnostic {
            failures.append(diagnostic)
        }
        let shown =
            "# BLD_UPDATE_GOLDEN=1 swift test --filter LanguageTests\n"
            + DiagnosticRenderer(color: false).render(failures)
        let golden = path.dropLast(4) + "txt"
        if StarlarkTestData.updatesGolden {
            StarlarkTestData.write(shown, to: String(golden))
        } else {
            #expect(StarlarkTestData.read(String(golden)) == shown)
        }
    }

    /// What the parser lets through is not too deep for the stages after it.
    @Test(arguments: [
        "x = 0" + String(repeating: " + 1", count: 780) + "\nassert_eq(x, 780)\n",
        "x = 1" + String(repeating: " and 1", count: 780) + "\nassert_eq(x, 1)\n",
        "x = 'a'" + String(repeating: ".strip()", count: 390) + "\nassert_eq(x, 'a')\n",
        "x = " + String(repeating: "[", count: 90) + String(repeating: "]", count: 90)
            + "\nrepr(x)\n",
        "x = " + String(repeating: "(lambda: ", count: 45) + "1"
            + String(repeating: ")()", count: 45)
            + "\nassert_eq(x, 1)\n",
        (0..<90).map { String(repeating: " ", count: $0) + "if 1:\n" }.joined()
            + String(repeating: " ", count: 90) + "x = 1\nassert_eq(x, 1)\n",
    ])
    func deepPrograms(_ source: String) throws {
        let file = SourceFile(path: "deep", text: source)
        let (program, diagnostics) = Program.parse(file, dialect: .extensionFile)
        #expect(diagnostics == [])
        _ = try #require(program).evaluate(globals: Self.globals)
    }

    private func moduleName(_ chunk: StarlarkTestData.Chunk) -> String? {
        let lines = chunk.text.split(separator: "\n")
        guard let line = lines.first, line.hasPrefix("# module: ") else { return nil }
        return String(line.dropFirst("# module: ".count))
    }

    static let globals: Globals = {
        var builder = Globals.standard.extending()
        builder.add([
            NativeFunction("assert_eq", "x, y") { arguments, _ in
                guard try arguments[0].equals(arguments[1]) else {
                    throw Failure("\(arguments[0].repr) != \(arguments[1].repr)")
                }
                return .none
            },
            NativeFunction("assert_ne", "x, y") { arguments, _ in
                guard try !arguments[0].equals(arguments[1]) else {
                    throw Failure("\(arguments[0].repr) == \(arguments[1].repr)")
                }
                return .none
            },
            NativeFunction("assert_true", "x") { arguments, _ in
                guard arguments[0].isTruthy else { throw Failure("\(arguments[0].repr) is false") }
                return .none
            },
        ])
        return builder.build()
    }()
}
