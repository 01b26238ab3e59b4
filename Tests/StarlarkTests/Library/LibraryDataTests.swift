import Diagnostics
import Foundation
import Testing

@testable import Starlark

/// Runs the chunks of `Data/library/*.star`: each is a module of its own, which must run without
/// an error, or fail on the line marked `### text` with an error that contains the text.
@Suite struct LibraryDataTests {
    struct Chunk: CustomTestStringConvertible, Sendable {
        var file: String
        var firstLine: Int
        var text: String

        var testDescription: String { "\(file):\(firstLine)" }
    }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Data/library")

    static func chunks() throws -> [Chunk] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        return try names.filter { $0.hasSuffix(".star") }.flatMap { name in
            let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            var line = 1
            return text.components(separatedBy: "\n---\n").map { part in
                defer { line += part.components(separatedBy: "\n").count + 1 }
                return Chunk(file: name, firstLine: line, text: part)
            }
        }
    }

    @Test(arguments: try chunks()) func runs(chunk: Chunk) throws {
        // Empty lines in front, so that errors name the lines of the file.
        let padded = String(repeating: "\n", count: chunk.firstLine - 1) + chunk.text
        let expected = padded.components(separatedBy: "\n").enumerated().compactMap {
            number, line in
            line.range(of: "### ").map { (line: number + 1, text: String(line[$0.upperBound...])) }
        }
        let failure = run(chunk.file, padded)
        guard let wanted = expected.first else {
            #expect(failure == nil, Comment(rawValue: failure.map(render) ?? ""))
            return
        }
        let found = try #require(failure, "line \(wanted.line) must fail")
        let message = found.message + found.help.joined() + found.notes.map(\.message).joined()
        #expect(message.contains(wanted.text), Comment(rawValue: render(found)))
        let line = found.span.map { $0.file.position(ofByte: $0.range.lowerBound).line }
        #expect(line == wanted.line, Comment(rawValue: render(found)))
    }

    private func render(_ diagnostic: Diagnostic) -> String {
        DiagnosticRenderer(color: false).render(diagnostic)
    }

    private func run(_ name: String, _ text: String) -> Diagnostic? {
        let file = SourceFile(path: name, text: Array(text.utf8))
        let (program, diagnostics) = Program.parse(file, dialect: .extensionFile)
        guard let program else { return diagnostics.first ?? .error("no program, no reason") }
        do {
            _ = try program.evaluate(globals: LibraryDataTests.globals, printer: { _ in })
            return nil
        } catch {
            return error
        }
    }

    private static let globals: Globals = {
        var builder = Globals.standard.extending()
        builder.add([
            NativeFunction("assert_true", "x") { arguments, _ in
                guard arguments[0].isTruthy else { throw Failure("not true: \(arguments[0].repr)") }
                return .none
            },
            NativeFunction("assert_eq", "found, wanted") { arguments, _ in
                let (found, wanted) = (arguments[0], arguments[1])
                guard try found.equals(wanted), found.typeName == wanted.typeName else {
                    throw Failure("found \(found.repr), wanted \(wanted.repr)")
                }
                return .none
            },
            NativeFunction("assert_fails", "function, text") { arguments, evaluation in
                let text = try arguments.string(1)
                do {
                    let result = try evaluation.call(arguments[0])
                    throw Unexpected(message: "no error but \(result.repr), wanted \(text)")
                } catch let unexpected as Unexpected {
                    throw Failure(unexpected.message)
                } catch {
                    let message = (error as? Diagnostic)?.message ?? "\(error)"
                    guard !message.contains(text) else { return .none }
                    throw Failure("the error is \(message), wanted \(text)")
                }
            },
        ])
        return builder.build()
    }()

    private struct Unexpected: Error {
        var message: String
    }
}
