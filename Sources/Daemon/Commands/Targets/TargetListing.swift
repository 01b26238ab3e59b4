import BuildEvents
import BuildModel
import Diagnostics
import Incremental
import Loading
import Query

/// Lists targets before configuration: what `targets` does without outputs.
struct TargetListing: Sendable {
    /// The hash of each target that has one.
    typealias Hashing = @Sendable ([TargetQueryNode]) async throws -> [TargetLabel: String]

    let workspace: Workspace
    let format: TargetListFormat
    let attributes: [String]
    let showsCallStacks: Bool
    let keepsGoing: Bool

    /// Whether records are written rather than labels.
    private var isJSON: Bool {
        format.json || format.jsonLines || !attributes.isEmpty || !format.packageValues.isEmpty
    }

    /// Prints the targets that patterns match, packages in order, targets by name.
    ///
    /// - Parameters:
    ///   - patterns: As on the command line.
    ///   - hashing: What is printed of each target besides; nil for nothing.
    /// - Returns: How the command ends.
    /// - Throws: What is wrong with the patterns; unless it keeps going, that packages are broken.
    func run(_ patterns: [String], hashing: Hashing? = nil) async throws -> CommandEnding {
        let output = try ListingOutput(workspace, path: format.outputFile)
        var printer = try TargetPrinter(
            isJSON: isJSON, isLines: format.jsonLines, isStats: format.stats,
            contents: TargetRecord.Contents(
                attributes: attributes.isEmpty ? nil : AttributeFilter(attributes),
                includesDefaults: format.includesDefaults, includesCallStack: showsCallStacks))
        output.write(printer.opening)
        let requests = try await workspace.packageRequests(patterns)
        var imports = ImportWalk(workspace: workspace)
        let needsNames =
            hashing == nil && !isJSON && !showsCallStacks && !format.listsImports
        // So many packages at a time that the first targets appear soon and all hands are busy.
        for chunk in requests.chunks(of: format.isStreaming ? 256 : requests.count) {
            let packages =
                try await needsNames ? workspace.list(chunk) : workspace.load(chunk)
            for loaded in packages {
                let hashes = try await hashing?(loaded.targets)
                let values = try await packageValues(of: loaded)
                if loaded.error == nil { printer.countPackage() }
                try report(loaded, &printer, output)
                if format.listsImports, let package = loaded.package {
                    output.write(printer.text(of: try await imports.record(of: package)))
                }
                if needsNames {
                    for name in loaded.names {
                        output.write(
                            printer.text(of: TargetLabel(package: loaded.label, name: name)))
                    }
                }
                for target in loaded.targets {
                    output.write(
                        printer.text(
                            of: target, hash: hashes.map { $0[target.label] }, packageValues: values
                        ))
                }
                if printer.errors > 0, !keepsGoing { return try fail(printer, output) }
                if format.listsImports {
                    for record in try await imports.packageFiles(of: loaded.label) {
                        output.write(printer.text(of: record))
                    }
                }
            }
        }
        for record in try await imports.rest() where format.listsImports {
            output.write(printer.text(of: record))
        }
        output.write(printer.closing)
        try output.close()
        return .exit(.success)
    }

    /// What PACKAGE files say of a package, as far as it is asked for.
    private func packageValues(of loaded: LoadedPackage) async throws -> QueryJSON? {
        guard !format.packageValues.isEmpty, loaded.package != nil else { return nil }
        let filter = try AttributeFilter(format.packageValues)
        let values = try await workspace.ask { try await $0.superPackage(of: loaded.label).values }
        return .object(
            values.filter { filter.includes($0.key) }.sorted { $0.key < $1.key }
                .map { ($0.key, QueryJSON($0.json)) })
    }

    /// Says what is wrong with a package, or with the names of targets in it.
    private func report(
        _ loaded: LoadedPackage, _ printer: inout TargetPrinter, _ output: ListingOutput
    ) throws {
        let session = workspace.session
        var message: String
        if let error = loaded.error {
            message = ErrorReport(error, renderer: DiagnosticRenderer(color: false)).text
        } else if !loaded.missing.isEmpty {
            guard keepsGoing, format.isStreaming else { throw loaded.missing[0].error }
            let names = loaded.missing.map { "`\($0.name)`" }.joined(separator: ", ")
            message = "Unknown targets \(names) from package `\(loaded.label)`."
        } else {
            return
        }
        session.complain("Error parsing \(loaded.label)\n\(message)\n")
        output.write(printer.text(of: message, in: loaded.label))
    }

    private func fail(
        _ printer: TargetPrinter, _ output: ListingOutput
    ) throws -> CommandEnding {
        output.write(printer.closing)
        try output.close()
        throw Diagnostic.error(
            "Failed to parse \(printer.errors) package\(printer.errors == 1 ? "" : "s")")
    }
}

/// Turns what was found into text, and counts it.
struct TargetPrinter {
    private(set) var errors = 0
    private var packages = 0
    private var targets = 0
    private let isJSON: Bool
    private let isStats: Bool
    private let contents: TargetRecord.Contents
    private var writer: TargetRecordWriter

    init(isJSON: Bool, isLines: Bool, isStats: Bool, contents: TargetRecord.Contents) throws {
        self.isJSON = isJSON
        self.isStats = isStats
        self.contents = contents
        writer = TargetRecordWriter(isLines: isLines)
    }

    var opening: String { isJSON ? writer.opening : "" }

    var closing: String {
        if isStats { return "errors: \(errors), packages: \(packages), targets: \(targets)\n" }
        return isJSON ? writer.closing : ""
    }

    /// A target of which only the label is printed.
    mutating func text(of label: TargetLabel) -> String {
        targets += 1
        return isStats ? "" : "\(label)\n"
    }

    /// A target; the outer nil of `hash` is that hashes are not asked for.
    mutating func text(
        of target: TargetQueryNode, hash: String??, packageValues: QueryJSON?
    ) -> String {
        targets += 1
        if isStats { return "" }
        if isJSON {
            return writer.text(
                of: TargetRecord(
                    target, hash: hash ?? nil, packageValues: packageValues, contents))
        }
        var text = ""
        switch hash {
        case .none: text = "\(target.label)\n"
        case .some(.some(let hash)): text = "\(target.label) \(hash)\n"
        case .some(.none): break
        }
        if contents.includesCallStack { text += target.node.traceback.indented(by: "  ") }
        return text
    }

    /// A record that is not a target's.
    mutating func text(of record: TargetRecord) -> String {
        isJSON && !isStats ? writer.text(of: record) : ""
    }

    /// An error of a package.
    mutating func text(of error: String, in package: PackageLabel) -> String {
        errors += 1
        return text(of: .error(error, of: package))
    }

    /// Counts a package that was loaded.
    mutating func countPackage() { packages += 1 }
}
