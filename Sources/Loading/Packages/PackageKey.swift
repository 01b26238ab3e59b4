import BuildEvents
import BuildModel
import Diagnostics
import Incremental
import Starlark

/// A package: its BUCK file, run with what it loads, as often as its globs need answers.
struct PackageKey: Key {
    let label: PackageLabel

    var description: String { "package(\(label))" }

    func compute(in context: borrowing Context) async throws -> Package {
        let recorder = context.recorder
        let cell = label.cell.text
        let span = recorder.begin(.load(module: label.description, cell: cell))
        do {
            let (package, cost) = try await evaluate(in: context)
            recorder.end(
                span,
                .load(
                    module: package.buildFile.description, cell: cell,
                    .evaluated(
                        targets: package.targets.count, peakBytes: cost.peakBytes,
                        instructions: cost.instructions)))
            return package
        } catch {
            recorder.end(
                span,
                .load(module: label.description, cell: cell, .failed("\(error)")))
            throw error
        }
    }

    /// What a run of the file took.
    private struct Cost {
        var peakBytes = 0
        var instructions: UInt64?
    }

    /// Runs the file.
    ///
    /// - Returns: The package, and what the last run took.
    private func evaluate(
        in context: borrowing Context
    ) async throws -> (package: Package, cost: Cost) {
        let start = ContinuousClock.now
        guard let folder = try await context.request(FolderKey(path: label.folder)),
            let name = folder.buildFile
        else { throw try await context.missingPackage(label) }
        let listed = ContinuousClock.now
        let cells = try await context.cells()
        let path = label.file(RelativePath(unchecked: name))
        let location = cells.location(of: path)
        guard let text = try await context.request(FileBytesKey(location: location)) else {
            throw try await context.missingPackage(label)
        }
        let program = try Program.parsed(
            SourceFile(path: location.description, text: text), dialect: .buildFile,
            of: "\(label):\(name)")
        let visible = try await context.request(FileGlobalsKey(audience: .buildFile))
        let loads = try await context.loads(of: program, from: path, cells: cells)
        let implicit = try await context.implicitModules(of: label)
        if let error = visible.typechecker?.error(in: program, loads) {
            throw error.within(.evaluation(of: name, label))
        }
        let configs = try await context.fileConfigs(of: label.cell, cells: cells)
        let superPackage = try await context.request(SuperPackageKey(folder: label.folder))
        let anchor = Self.anchor(
            of: implicit.modules + loads.modules + [visible.prelude].compactMap { $0 },
            superPackage)
        let globals = implicit.extending(visible.globals)

        let ignoresBoundaries = try await context.ignoresBoundaries(of: label)
        let skipsDuplicates =
            try await context.config(
                of: cells.rootCell, "buck2", "skip_targets_with_duplicate_names") == "true"
        var answers = SourceRegister.Answers()
        while true {
            let sources = SourceRegister(
                package: label, folder: folder, ignoresBoundaries: ignoresBoundaries,
                answers: answers)
            let builder = PackageBuilder(
                package: label, superPackage: superPackage, sources: sources, anchor: anchor,
                skipsDuplicates: skipsDuplicates)
            let printed = PrintedLines()
            var cost = Cost()
            do {
                let counter = context.recorder.isEnabled ? InstructionCounter() : nil
                cost.peakBytes = try program.run(
                    globals: globals, loads: loads.byWrittenPath,
                    host: PackageHost(
                        builder: builder, sources: sources, symbols: implicit.symbols,
                        cells: cells, configs: configs),
                    limits: configs.limits, printer: { printed.append($0) })
                cost.instructions = counter?.count
            } catch {
                try Task.checkCancellation()
                // With needs open the run went on with guesses, which may be all that is wrong.
                if sources.needs.isEmpty { throw error.within(.evaluation(of: name, label)) }
            }
            guard sources.needs.isEmpty else {
                try await context.answer(sources.needs, of: label, into: &answers)
                continue
            }
            do {
                try builder.check(peakBytes: cost.peakBytes, of: label, path, configs)
            } catch {
                throw error.within(.evaluation(of: name, label))
            }
            for message in builder.duplicates { printed.append(message) }
            for message in sources.tolerated { context.tolerate(message) }
            printed.flush(in: context)
            do {
                try await context.check(sources.pending, of: label)
            } catch {
                throw error.within(.evaluation(of: name, label))
            }
            let log = context.workLog
            log.add(
                PerformedWork(.listing(label), start: start, duration: listed - start, needs: []))
            log.add(
                PerformedWork(
                    .load(label), start: listed, duration: ContinuousClock.now - listed,
                    needs: [.listing(label)]))
            let package = Package(
                label: label, buildFile: path, targets: builder.targets,
                loads: (implicit.modules + loads.modules).map(\.path), oncall: builder.oncall)
            return (package, cost)
        }
    }

    static func fingerprint(_ output: Package) -> Fingerprint? { output.fingerprint }

    /// What a target takes is measured: `docs/Performance.md`, Starlark.
    static func sizeBytes(of output: Package) -> Int { 512 + 1_100 * output.targets.count }

    /// A frozen value that keeps alive whatever the rules of some modules refer to, and the values
    /// of `PACKAGE` files.
    private static func anchor(
        of modules: [LoadedModule], _ superPackage: SuperPackage
    ) -> FrozenValue {
        let values =
            modules.compactMap(\.anchor) + superPackage.values.map(\.value) + [.none]
        let module = FrozenModule(
            path: "", exports: values.enumerated().map { (String($0.offset), $0.element) })
        return module["0"] ?? .none
    }
}

extension Diagnostic.Context {
    /// The build file of a package runs.
    fileprivate static func evaluation(
        of file: String, _ package: PackageLabel
    ) -> Diagnostic.Context {
        .step("Error evaluating build file: `\(package):\(file)`")
    }
}

extension Context {
    /// Whether `[project] package_boundary_exceptions` of its cell covers a package: a list of
    /// folders, `.` for all.
    fileprivate borrowing func ignoresBoundaries(of package: PackageLabel) async throws -> Bool {
        let text = try await config(of: package.cell, "project", "package_boundary_exceptions")
        return (text ?? "").split(separator: ",").contains { part in
            let folder = part.split(whereSeparator: \.isWhitespace).joined()
            return folder == "."
                || package.path.isInside(RelativePath(unchecked: folder))
                    && !folder.isEmpty
        }
    }

    /// Answers the questions that a run of a BUCK file left open.
    fileprivate borrowing func answer(
        _ needs: SourceRegister.Needs, of package: PackageLabel,
        into answers: inout SourceRegister.Answers
    ) async throws {
        let globs = Array(needs.globs)
        for (glob, files) in zip(
            globs, try await all(globs.map { GlobKey(package: package, glob: $0) }))
        {
            answers.globs[glob] = files
        }
        if needs.subPackages {
            answers.subPackages = try await request(SubPackagesKey(package: package))
        }
        if needs.missingSourcesFail {
            answers.missingSourcesFail = try await request(MissingSourcesFailKey())
        }
        let sources = Array(needs.sources)
        let statuses = try await all(
            sources.map { SourceStatusKey(package: package, path: $0) })
        for (source, status) in zip(sources, statuses) { answers.sources[source] = status }
    }
}
