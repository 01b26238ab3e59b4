public import BuildModel
public import Incremental

extension Context {
    /// Runs a `.bzl` file, unless it has run already.
    ///
    /// - Throws: A diagnostic if the file does not exist, does not parse or fails.
    public borrowing func module(at path: CellPath) async throws -> LoadedModule {
        do {
            return try await request(ModuleKey(path: path))
        } catch let error as MissingModule {
            throw try await missingFile(error.path, at: nil)
        }
    }
}

extension Context {
    /// The files that a package's BUCK file loads, the prelude among them, directly or by way of
    /// others, each after those that it loads itself.
    public borrowing func allLoads(of package: Package) async throws -> [CellPath] {
        var done: [CellPath] = []
        var roots = package.loads
        if let cell = try await cells().prelude {
            let prelude = CellPath(cell: cell, path: RelativePath(unchecked: "prelude.bzl"))
            if !roots.contains(prelude) { roots.insert(prelude, at: 0) }
        }
        var seen = Set(roots)
        // What is still to be done with a file: look at its loads, then list it.
        var open: [(path: CellPath, isListed: Bool)] = roots.reversed().map { ($0, false) }
        while let (path, isListed) = open.popLast() {
            if isListed {
                done.append(path)
                continue
            }
            open.append((path, true))
            for load in try await module(at: path).loads.reversed()
            where seen.insert(load).inserted {
                open.append((load, false))
            }
        }
        return done
    }
}
