import Testing

@testable import Incremental

@Suite struct HandleTests {
    /// A label as plain data: its two strings are interned.
    private struct Label: Key {
        let package: Handle<Cell>
        let name: Handle<Cell>

        var description: String { "label(\(package.number), \(name.number))" }

        var lookupHash: UInt64 { Self.mixed(UInt64(package.number) << 32 | UInt64(name.number)) }

        func compute(in context: borrowing Context) async throws -> String {
            try "//" + context.key(of: package).name + ":" + context.key(of: name).name
        }
    }

    @Test func keysOfInternedStringsArePlainData() async throws {
        #expect(MemoryLayout<Label>.size == 8)
        let sheet = Sheet()
        let label = try await sheet.engine.withContext { context in
            let label = Label(
                package: context.handle(of: Cell("pkg")), name: context.handle(of: Cell("lib")))
            return try await context.request(label)
        }
        #expect(label == "//pkg:lib")
        #expect(sheet.log.take().count == 1, "what is only interned is not computed")
    }

    @Test func equalKeysHaveEqualHandles() async throws {
        let sheet = Sheet()
        try await sheet.engine.withContext { context in
            let first = context.handle(of: Cell("a"))
            #expect(first == context.handle(of: Cell("a")))
            #expect(first != context.handle(of: Cell("b")))
        }
    }

    @Test func aRequestThroughAHandleIsADependency() async throws {
        let sheet = Sheet()
        sheet.define("low", sumOf: "a")
        sheet.define("top") { context in
            let handle = context.handle(of: Cell("low"))
            return try await context.request(handle) + context.request(handle)
        }
        sheet.write(["a": 1])
        #expect(try await sheet.value("top") == 2)
        sheet.write(["a": 2])
        #expect(try await sheet.value("top") == 4)
        sheet.engine.evictValues(downToBytes: 0)
        _ = sheet.log.take()
        #expect(try await sheet.value("low") == 2)
        #expect(try await sheet.value("top") == 4)
        #expect(
            sheet.log.take() == [
                "restore cell(low)", "restore input(a)", "restore cell(top)",
            ])
    }

    @Test func aHandleThatAsksForItself() async throws {
        let sheet = Sheet()
        sheet.define("a") { context in try await context.request(context.handle(of: Cell("a"))) }
        await #expect(throws: CycleError(keys: ["cell(a)"])) { try await sheet.value("a") }
    }
}
