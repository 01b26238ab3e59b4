public import BuildModel
public import Diagnostics
import Glibc

/// Finds the project that a folder belongs to.
///
/// Buck2's rule: the outermost folder with a `.buckconfig`, looked for from `folder` up to the
/// nearest `.buckroot`, or up to the user's home folder, whose `.buckconfig` is no project's.
///
/// - Parameters:
///   - folder: Where the command was started.
///   - home: The user's home folder, if known.
/// - Returns: The root folder of the project.
/// - Throws: A diagnostic if `folder` lies in no project.
public func findProjectRoot(
    from folder: AbsolutePath, home: AbsolutePath?
) throws(Diagnostic) -> AbsolutePath {
    var outermost: AbsolutePath?
    var current = folder
    while true {
        if exists(current, ".buckconfig") {
            if current == home { break }
            outermost = current
        }
        if exists(current, ".buckroot") {
            outermost = outermost ?? current
            break
        }
        if current == .root { break }
        current = current.parent
    }
    guard let outermost else {
        throw Diagnostic.error(
            "`\(folder)` lies in no project: neither it nor a folder above it has a `.buckconfig`",
            help: ["Create a `.buckconfig` in the root folder of the project, as `bld init` does"])
    }
    return outermost
}

private func exists(_ folder: AbsolutePath, _ name: String) -> Bool {
    access(folder.appending(RelativePath(unchecked: name)).text, F_OK) == 0
}
