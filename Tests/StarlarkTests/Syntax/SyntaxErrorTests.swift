import Diagnostics
import Testing

@testable import Starlark

@Suite struct SyntaxErrorTests {
    /// Every diagnostic of a chunk is expected on its line, and every expectation is met.
    @Test(arguments: StarlarkTestData.folder("Syntax"))
    func chunks(_ data: StarlarkTestData) throws {
        #expect(!data.chunks.isEmpty)
        for chunk in data.chunks {
            let isBuildFile = chunk.text.contains("# dialect: build")
            let file = SourceFile(path: data.testDescription, text: chunk.text)
            let parsed = parse(file, dialect: isBuildFile ? .buildFile : .extensionFile)
            try checkDiagnostics(parsed.diagnostics, chunk)
        }
    }
}

/// Compares what went wrong with what a chunk expects to go wrong, line by line.
func checkDiagnostics(_ diagnostics: [Diagnostic], _ chunk: StarlarkTestData.Chunk) throws {
    var rest = diagnostics
    for expectation in chunk.expectations {
        let pattern = try Regex(expectation.pattern)
        let index = rest.firstIndex { diagnostic in
            diagnostic.span?.start.line == expectation.line
                && diagnostic.message.firstMatch(of: pattern) != nil
        }
        guard let index else {
            let got = diagnostics.map(\.description)
            Issue.record("line \(expectation.line): expected `\(expectation.pattern)`, got \(got)")
            continue
        }
        rest.remove(at: index)
    }
    for diagnostic in rest {
        Issue.record("unexpected: \(diagnostic)")
    }
}
