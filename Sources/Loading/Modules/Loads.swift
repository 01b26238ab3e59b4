import BuildModel
import Diagnostics
import Incremental
import Starlark

/// What the `load` statements of a file lead to.
struct Loads {
    /// The loaded modules in order, each once.
    var modules: [LoadedModule] = []
    /// The modules by the path that the file writes.
    var byWrittenPath: [String: FrozenModule] = [:]
}

extension Context {
    /// The configurations a file of a cell can read.
    borrowing func fileConfigs(
        of cell: CellName, cells: CellResolver
    ) async throws -> FileConfigs {
        let root = try await config(of: cells.rootCell)
        return FileConfigs(
            own: cell == cells.rootCell ? root : try await config(of: cell), root: root,
            machine: try await request(HostMachineKey()))
    }

    /// Runs, concurrently, the modules that a file loads.
    ///
    /// - Throws: A diagnostic at the `load` statement if there is no such file or no such name in
    ///   it, or if the file loads itself by way of others; else what is wrong with a module.
    borrowing func loads(
        of program: Program, from file: CellPath, cells: CellResolver
    ) async throws -> Loads {
        let folder = CellPath(cell: file.cell, path: file.path.parent ?? .base)
        let forms = try await labelForms(for: folder)
        try await checkNoLinks(program.loads, folder, forms)
        var paths: [CellPath] = []
        var unique: [CellPath] = []
        for load in program.loads {
            let path: CellPath
            do throws(LabelError) {
                path = try cells.modulePath(load.path, from: folder, forms: forms)
            } catch {
                throw Diagnostic.error(error.message, at: load.span)
            }
            if !paths.contains(path) { unique.append(path) }
            paths.append(path)
        }
        var modules: [CellPath: LoadedModule] = [:]
        var loads = Loads()
        let results = await results(unique.map { ModuleKey(path: $0) })
        for (path, result) in zip(unique, results) {
            do {
                let module = try result.get()
                modules[path] = module
                loads.modules.append(module)
            } catch {
                guard let number = paths.firstIndex(of: path) else { throw error }
                throw try await explain(error, load: program.loads[number], of: file)
            }
        }
        for (load, path) in zip(program.loads, paths) {
            guard let module = modules[path] else { continue }
            try check(load, of: module)
            loads.byWrittenPath[load.path] = module.module
        }
        return loads
    }

    /// The modules that a file is known to load, if all of them are to be had.
    borrowing func loads(
        written: [String], from file: CellPath, cells: CellResolver
    ) async -> Loads? {
        let folder = CellPath(cell: file.cell, path: file.path.parent ?? .base)
        guard let forms = try? await labelForms(for: folder) else { return nil }
        var unique: [CellPath] = []
        var paths: [CellPath] = []
        for text in written {
            guard let path = try? cells.modulePath(text, from: folder, forms: forms) else {
                return nil
            }
            if !paths.contains(path) { unique.append(path) }
            paths.append(path)
        }
        var loads = Loads()
        var modules: [CellPath: FrozenModule] = [:]
        for (path, result) in zip(unique, await results(unique.map { ModuleKey(path: $0) })) {
            guard let module = try? result.get() else { return nil }
            modules[path] = module.module
            loads.modules.append(module)
        }
        for (text, path) in zip(written, paths) { loads.byWrittenPath[text] = modules[path] }
        return loads
    }

    /// The short forms of paths that files of a folder may write.
    private borrowing func labelForms(for folder: CellPath) async throws -> LabelForms {
        let list = try await config(
            of: folder.cell, "buck2", "directories_to_allow_relative_paths")
        return LabelForms(relativeRoot: CellConfig.relativeRoot(of: folder.path, among: list))
    }

    /// Checks that `..` means the same to whoever reads it: that no symbolic link lies between a
    /// folder and the one that relative paths must not leave.
    private borrowing func checkNoLinks(
        _ loads: [Program.Load], _ folder: CellPath, _ forms: LabelForms
    ) async throws {
        guard let root = forms.relativeRoot,
            let load = loads.first(where: { $0.path.hasPrefix("..") })
        else { return }
        var path = folder.path
        while path != root, let parent = path.parent {
            let above = CellPath(cell: folder.cell, path: parent)
            if try await request(FolderKey(path: above))?.listing.kind(of: path.name) == .symlink {
                let (link, allowed) = (
                    CellPath(cell: folder.cell, path: path),
                    CellPath(cell: folder.cell, path: root)
                )
                throw Diagnostic.error(
                    "Symlink found on the way from current dir `\(folder)` to allowed relative "
                        + "dir `\(allowed)`: `\(link)`.", at: load.span)
            }
            path = parent
        }
    }

    private borrowing func check(
        _ load: Program.Load, of module: LoadedModule
    ) throws(Diagnostic) {
        for binding in load.bindings where module.module[binding.exported] == nil {
            let name = binding.exported
            guard !name.hasPrefix("_") else {
                throw Diagnostic.error(
                    "`\(module.path)` keeps `\(name)` to itself: names that begin with `_` "
                        + "cannot be loaded", at: load.span)
            }
            let suggestion = didYouMean(name, among: module.module.exportedNames)
            throw Diagnostic.error(
                "`\(module.path)` has no `\(name)` to load\(suggestion)", at: load.span)
        }
    }

    /// Turns what went wrong with a module into what the user is told.
    private borrowing func explain(
        _ error: any Error, load: Program.Load, of file: CellPath
    ) async throws -> any Error {
        if let missing = error as? MissingModule {
            return try await missingFile(missing.path, at: load.span)
        }
        if let unreadable = error as? FileSystemError, unreadable.code == .wrongKind {
            return Diagnostic.error(unreadable.description, at: load.span)
        }
        if let cycle = error as? CycleError {
            markTransient()
            let prefix = "module("
            let names = cycle.keys.filter { $0.hasPrefix(prefix) }
                .map { "\n  \($0.dropFirst(prefix.count).dropLast())" }
            let chain = (names + names.prefix(1)).joined(separator: " ->")
            return Diagnostic.error(
                "Files load each other in a cycle (`->` means \"loads\"):\(chain)", at: load.span)
        }
        let place = load.span
        return error.within(.step("From load at \(place.file.path):\(place.start.line)"))
    }

    /// Says that a file does not exist, and which is nearest to it.
    borrowing func missingFile(
        _ path: CellPath, at span: SourceSpan?
    ) async throws -> Diagnostic {
        let folder = CellPath(cell: path.cell, path: path.path.parent ?? .base)
        let message = "`\(path)` does not exist"
        guard let listing = try await request(FolderKey(path: folder))?.listing else {
            let nearest = try await nearestFolder(to: folder)
            return .error(
                "\(message): there is no folder `\(folder)`"
                    + (nearest.map { "; did you mean `\($0)`?" } ?? ""), at: span)
        }
        let suggestion = didYouMean(
            String(path.path.name), among: listing.entries.map(\.name))
        return .error(message + suggestion, at: span)
    }
}
