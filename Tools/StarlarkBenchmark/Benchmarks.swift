import Diagnostics
import Glibc
import Starlark

func file(_ path: String) throws -> SourceFile {
    guard let handle = fopen(path, "r") else { throw Diagnostic.error("Cannot read `\(path)`") }
    defer { fclose(handle) }
    var text: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = fread(&chunk, 1, chunk.count, handle)
        if count == 0 { return SourceFile(path: path, text: text) }
        text.append(contentsOf: chunk[..<count])
    }
}

func parsed(_ file: SourceFile, _ dialect: Dialect) throws -> Program {
    let (program, diagnostics) = Program.parse(file, dialect: dialect)
    guard let program else { throw diagnostics.first ?? .error("Nothing was parsed") }
    return program
}

func definitions(keepTargets: Bool = false) throws -> [String: FrozenModule] {
    let path = BuildFileText.definitionsPath
    let text = BuildFileText.definitions(keepTargets: keepTargets)
    let program = try parsed(SourceFile(path: path, text: text), .extensionFile)
    return [path: try program.evaluate(globals: .standard)]
}

/// The rules as functions written in Swift, as a build system has them.
func nativeDefinitions() -> [String: FrozenModule] {
    var exports = BuildFileText.rules.map { name in
        (
            name: name,
            value: FrozenValue(function: NativeFunction(name, "name, **kwargs") { _, _ in .none })
        )
    }
    var evaluation = Evaluation()
    let flags = evaluation.list(strings: ["-Wall", "-Wextra"])
    if let frozen = try? evaluation.freeze([flags]) {
        exports.append((name: "COMMON_FLAGS", value: frozen[0]))
    }
    let path = BuildFileText.definitionsPath
    return [path: FrozenModule(path: path, exports: exports)]
}

/// A build file parsed, and parsed, compiled and evaluated.
func loadBenchmark(targets: Int, runs: Int) throws {
    let source = SourceFile(path: "BUCK", text: BuildFileText(targets: targets).text)
    let modules = try definitions()
    let natives = nativeDefinitions()
    var (parsing, whole, wholeNative) = (Measurement(), Measurement(), Measurement())
    for _ in 0..<runs {
        try parsing.run { try parsed(source, .buildFile) }
        try whole.run { try parsed(source, .buildFile).run(globals: .standard, loads: modules) }
        try wholeNative.run {
            try parsed(source, .buildFile).run(globals: .standard, loads: natives)
        }
    }
    let bytes = source.text.count
    report("parse", ["bytes": bytes, "minMs": parsing.minimum, "medianMs": parsing.median])
    report("load", ["bytes": bytes, "minMs": whole.minimum, "medianMs": whole.median])
    report(
        "load, rules in Swift",
        ["bytes": bytes, "minMs": wholeNative.minimum, "medianMs": wholeNative.median])
}

/// All `.bzl` files of a folder parsed, one after the other.
func parseBenchmark(folder: String, runs: Int) throws {
    let files = try bzlFiles(in: folder).map { try file($0) }
    var times = Measurement()
    var failed = 0
    for _ in 0..<runs {
        times.run {
            let programs = files.map { Program.parse($0, dialect: .extensionFile).program }
            failed = programs.count { $0 == nil }
            return programs
        }
    }
    report(
        "parse folder",
        [
            "files": files.count, "filesWithErrors": failed,
            "lines": files.reduce(0) { $0 + $1.text.count { $0 == UInt8(ascii: "\n") } },
            "bytes": files.reduce(0) { $0 + $1.text.count },
            "minMs": times.minimum, "medianMs": times.median,
        ])
}

private func bzlFiles(in folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var found: [String] = []
    while let entry = readdir(directory) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name == "." || name == ".." { continue }
        let path = folder + "/" + name
        if entry.pointee.d_type == UInt8(DT_DIR) {
            found += bzlFiles(in: path)
        } else if name.hasSuffix(".bzl") {
            found.append(path)
        }
    }
    return found.sorted()
}

/// An expression over a frozen module, which loads nothing.
func callBenchmark(path: String, expression: String, runs: Int) throws {
    let module = try parsed(file(path), .extensionFile).evaluate(globals: .standard)
    var builder = Globals.standard.extending()
    builder.add(module)
    let compiled = try CompiledExpression(
        SourceFile(path: "<call>", text: expression), globals: builder.build())
    var times = Measurement()
    var result = ""
    for _ in 0..<runs {
        try times.run { result = try compiled.evaluate { value, _ in value.str } }
    }
    report(
        "call", ["minMs": times.minimum, "medianMs": times.median, "result": result])
}

/// What one more target costs when a module keeps it.
func memoryBenchmark(targets: Int, files: Int) throws {
    let text = BuildFileText(targets: targets, keepsTargets: true).text
    let source = SourceFile(path: "BUCK", text: text)
    let modules = try definitions(keepTargets: true)
    func load() throws -> FrozenModule {
        try parsed(source, .buildFile).evaluate(globals: .standard, loads: modules)
    }
    // The first fills the pools that later ones use again.
    var kept = [try load()]
    let before = residentBytes()
    for _ in 0..<files { kept.append(try load()) }
    let bytes = residentBytes() - before
    report(
        "memory",
        ["targets": targets * files, "bytesPerTarget": Double(bytes) / Double(targets * files)])
    withExtendedLifetime(kept) {}
}

/// Whether evaluations leave something behind.
func growthBenchmark(evaluations: Int) throws {
    let source = SourceFile(path: "BUCK", text: BuildFileText(targets: 20).text)
    let modules = try definitions()
    var early = 0
    for number in 0..<evaluations {
        try parsed(source, .buildFile).run(globals: .standard, loads: modules)
        if number == evaluations / 10 { early = residentBytes() }
    }
    report(
        "growth",
        [
            "evaluations": evaluations, "bytesAfterTenth": early, "bytesAfterAll": residentBytes(),
        ])
}
